"""The card of a mask from which what stands in its form is tried."""

from __future__ import annotations

from typing import Any

from django import template

from kontor.escalations.domain.replay_queries import runs_of
from kontor.escalations.enums import ReplayKind
from kontor.escalations.models import Agreement, EscalationRule, Replay
from kontor.sla.models import BusinessCalendar, ServiceLevel

register = template.Library()

SHOWN = 3
KINDS: dict[type, ReplayKind] = {
    EscalationRule: ReplayKind.RULE,
    BusinessCalendar: ReplayKind.CALENDAR,
    ServiceLevel: ReplayKind.SERVICE_LEVEL,
    Agreement: ReplayKind.AGREEMENT,
}


@register.inclusion_tag("supervisor/replays/_card.html")
def dry_runs(thing: Any, may_try: bool) -> dict[str, object]:
    """``{% dry_runs calendar may_write %}``: the button, and the newest runs of what is saved."""
    newest: list[Replay] = []
    if thing.pk:
        newest = list(runs_of(thing.tenant_id, KINDS[type(thing)], thing.pk)[:SHOWN])
    return {"may_try": may_try, "newest": newest}
