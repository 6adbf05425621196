"""Settings of routing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import TENANT, Preference
from kontor.routing.enums import LearnedOrder

LEARNED_USE = Preference(
    "routing.learned_use",
    str,
    default=LearnedOrder.OFF.value,
    levels=frozenset({TENANT}),
    label=_("Learned categories"),
    help=_("Whether it chooses categories of arriving mail, and who has the first word: it or the rules."),
    choices=dict(LearnedOrder.choices),
)
LEARNED_SURE = Preference(
    "routing.learned_sure",
    int,
    default=80,
    levels=frozenset({TENANT}),
    label=_("How sure it must be, in percent"),
    help=_("If it is less sure, the mail goes on to the rules or to the fallback category."),
    minimum=50,
    maximum=99,
)
