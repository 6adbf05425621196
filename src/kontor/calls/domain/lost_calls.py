"""Calls whose end nobody heard: the line was down, or the telephone system was started again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Max, Q

from kontor.calls.domain.events import receive
from kontor.calls.domain.link_leases import alive_at
from kontor.calls.models import Call, ReceivedEvent
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.kernel import clock
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

JUST_PLACED = timedelta(seconds=30)
"""So long a call that we have placed need not be known to the telephone system yet."""


def end_lost_calls(system_id: int, living: Collection[str]) -> int:
    """Calls of the system that have no channel there any more end with the last sign of their life; how many.

    Nobody knows why they ended: they have no cause. If somebody still tells, the record becomes what was told.
    """
    with scope(INSTALLATION, *every_tenant()):
        rows = Call.objects.living().filter(system_id=system_id).exclude(key__in=living)
        rows = rows.exclude(Q(started_at__gt=clock.now() - JUST_PLACED) & Q(answered_at=None))
        lost = list(rows.values_list("key", "direction", "started_at"))
        last = _last_heard(system_id, [key for key, _direction, _started in lost])
    seen = alive_at(system_id)
    events = [
        CallEvent(
            call=key,
            kind=EventKind.ENDED,
            at=_last_sign(started, last.get(key), seen),
            direction=CallDirection(direction),
            identity="lost",
        )
        for key, direction, started in lost
    ]
    if events:
        receive(system_id, events)
    return len(events)


def _last_heard(system_id: int, keys: list[str]) -> dict[str, datetime]:
    rows = ReceivedEvent.objects.filter(system_id=system_id, call_key__in=keys)
    return dict(rows.values_list("call_key").annotate(last=Max("at")))


def _last_sign(*moments: datetime | None) -> datetime:
    """While the line stood, the call lived; never later than now."""
    return min(max(filter(None, moments)), clock.now())
