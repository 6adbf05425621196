"""Settings of sign-in that hold for the whole installation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import SYSTEM, Preference

PASSWORD_LENGTH = Preference(
    "people.password_length",
    int,
    default=12,
    levels=frozenset({SYSTEM}),
    label=_("Shortest password"),
    help=_("The number of characters a new password must have at least. Present passwords stay valid."),
    minimum=8,
    maximum=64,
)
