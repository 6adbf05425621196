"""How long tickets are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import CATEGORY, SYSTEM, TENANT, Preference

KEEP_MONTHS = Preference(
    "privacy.keep_months",
    int,
    default=0,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Erase the content of tickets this many months after they were closed"),
    help=_("What stays are state, category and times, for the figures. With 0 nothing is ever erased by itself."),
    minimum=0,
    maximum=240,
)
