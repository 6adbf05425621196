"""What is not kept for ever: events, held calls, and the hope that a silent call still goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, Q

from kontor.calls.domain.events import receive
from kontor.calls.models import Call, HeldCall, PhoneSystem, ReceivedEvent, RefusedEvent
from kontor.calls.preferences import INTEGRATION, KEEP_EVENTS
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.kernel import clock
from kontor.preferences.domain.system import system_values
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

SILENT = timedelta(hours=24)
FORGOTTEN = "forgotten"
MOST = 500


def forget_events() -> int:
    """Delete the events of telephone systems that are older than the installation keeps them, with the held calls and
    the refused events of that time. Call records stay. Returns how many events went."""
    before = clock.now() - timedelta(days=KEEP_EVENTS.get(system_values()))
    with scope(INSTALLATION, *every_tenant()):
        HeldCall.objects.filter(at__lt=before).delete()
        RefusedEvent.objects.filter(at__lt=before).delete()
        count, _rows = ReceivedEvent.objects.filter(received_at__lt=before).delete()
    return count


def end_forgotten() -> int:
    """End the calls of which nothing was heard for a day, and those of which nothing can be heard any more, so that
    nobody stays on the phone for ever: they ended when they were last heard of, nobody knows why. If their end is told
    after all, that counts."""
    silent_since = clock.now() - SILENT
    with scope(INSTALLATION, *every_tenant()):
        rows = Call.objects.living().filter(Q(started_at__lt=silent_since) | _nobody_listens())
        calls = list(rows.order_by("started_at")[:MOST])
        heard = {call.pk: _last_heard(call) for call in calls}
        unheard = set(Call.objects.filter(_nobody_listens(), pk__in=heard).values_list("pk", flat=True))
    forgotten = [call for call in calls if heard[call.pk] < silent_since or call.pk in unheard]
    for call in forgotten:
        end = CallEvent(
            call=call.key,
            kind=EventKind.ENDED,
            at=heard[call.pk],
            direction=CallDirection(call.direction),
            identity=FORGOTTEN,
        )
        receive(call.system_id, [end])
    return len(forgotten)


def _nobody_listens() -> Q:
    """Calls of telephone systems that are not used any more; all of them while call integration is off."""
    if not INTEGRATION.get(system_values()):
        return Q(pk__isnull=False)
    return ~Q(system__in=PhoneSystem.objects.active())


def _last_heard(call: Call) -> datetime:
    rows = ReceivedEvent.objects.filter(system_id=call.system_id, call_key=call.key)
    last: datetime | None = rows.aggregate(last=Max("at"))["last"]
    return last or call.started_at
