"""What is not kept for ever: events, held calls, and the hope that a silent call still goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max

from kontor.calls.domain.events import receive
from kontor.calls.models import Call, HeldCall, ReceivedEvent, RefusedEvent
from kontor.calls.preferences import KEEP_EVENTS
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
    """End the calls of which nothing was heard for a day: they ended when they were last heard of, nobody knows why."""
    silent_since = clock.now() - SILENT
    with scope(INSTALLATION, *every_tenant()):
        calls = list(Call.objects.living().filter(started_at__lt=silent_since).order_by("started_at")[:MOST])
        heard = {call.pk: _last_heard(call) for call in calls}
    forgotten = [call for call in calls if heard[call.pk] < silent_since]
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


def _last_heard(call: Call) -> datetime:
    rows = ReceivedEvent.objects.filter(system_id=call.system_id, call_key=call.key)
    last: datetime | None = rows.aggregate(last=Max("at"))["last"]
    return last or call.started_at
