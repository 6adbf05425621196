"""Settings of answering."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import CATEGORY, SYSTEM, TENANT, Preference

COPY_INCOMING_CC = Preference(
    "answers.copy_incoming_cc",
    bool,
    default=False,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Take over incoming CC addresses into the suggested reply"),
    help=_("The people the customer copied in are copied in the answer, without our own addresses."),
)
