"""Calls whose end nobody heard: the line was down, the telephone system was started again, or fell silent.

Nobody knows why they ended: they have no cause. If somebody still tells, the record becomes what was told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Max, Q

from kontor.calls.domain.events import receive
from kontor.calls.domain.link_leases import alive_at
from kontor.calls.models import Call, PhoneSystem, ReceivedEvent
from kontor.calls.preferences import INTEGRATION
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.kernel import clock
from kontor.preferences.domain.system import system_values
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

JUST_PLACED = timedelta(seconds=30)
"""So long a call that we have placed need not be known to the telephone system yet."""
SILENT = timedelta(hours=24)
MOST = 500


def end_lost_calls(system_id: int, living: Collection[str]) -> int:
    """Calls of the system that have no channel there any more end with the last sign of their life; how many.

    While the line stood, they lived.
    """
    with scope(INSTALLATION, *every_tenant()):
        rows = Call.objects.living().filter(system_id=system_id).exclude(key__in=living)
        calls = list(rows.exclude(Q(started_at__gt=clock.now() - JUST_PLACED) & Q(answered_at=None)))
        heard = _last_heard(calls)
    seen = alive_at(system_id)
    return _end([(call, max(filter(None, (heard[call.pk], seen)))) for call in calls], "lost")


def end_silent_calls() -> int:
    """End the calls of which nothing was heard for a day, and those of which nothing can be heard any more, so that
    nobody stays on the phone for ever: they ended when they were last heard of. Returns how many."""
    silent_since = clock.now() - SILENT
    with scope(INSTALLATION, *every_tenant()):
        rows = Call.objects.living().filter(Q(started_at__lt=silent_since) | _nobody_listens())
        calls = list(rows.order_by("started_at")[:MOST])
        heard = _last_heard(calls)
        unheard = set(Call.objects.filter(_nobody_listens(), pk__in=heard).values_list("pk", flat=True))
    silent = [call for call in calls if heard[call.pk] < silent_since or call.pk in unheard]
    return _end([(call, heard[call.pk]) for call in silent], "forgotten")


def _last_heard(calls: Sequence[Call]) -> dict[int, datetime]:
    """By the id of the call."""
    rows = ReceivedEvent.objects.filter(
        system__in={call.system_id for call in calls}, call_key__in={call.key for call in calls}
    )
    last = {
        (system_id, key): at for system_id, key, at in rows.values_list("system_id", "call_key").annotate(Max("at"))
    }
    return {call.pk: max(call.started_at, last.get((call.system_id, call.key), call.started_at)) for call in calls}


def _nobody_listens() -> Q:
    """Calls of telephone systems that are not used any more; all of them while call integration is off."""
    if not INTEGRATION.get(system_values()):
        return Q(pk__isnull=False)
    return ~Q(system__in=PhoneSystem.objects.active())


def _end(calls: Sequence[tuple[Call, datetime]], identity: str) -> int:
    """As if it had been told, never later than now."""
    ends: dict[int, list[CallEvent]] = defaultdict(list)
    for call, at in calls:
        end = CallEvent(
            call=call.key,
            kind=EventKind.ENDED,
            at=min(at, clock.now()),
            direction=CallDirection(call.direction),
            identity=identity,
        )
        ends[call.system_id].append(end)
    for system_id, events in ends.items():
        receive(system_id, events)
    return len(calls)
