"""Settings of routing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import SYSTEM, TENANT, Preference
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

WAIT_HOURS = Preference(
    "routing.wait_hours",
    int,
    default=4,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("So many hours requests wait for somebody who is not there"),
    help=_("Requests forwarded to a colleague, and resubmissions that are due. Then they return to the queue."),
    minimum=1,
    maximum=720,
)
