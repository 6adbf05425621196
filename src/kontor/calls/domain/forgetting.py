"""What telephone systems told is not kept for ever; the records that were made of it are."""

from __future__ import annotations

from datetime import timedelta

from kontor.calls.models import HeldCall, ReceivedEvent, RefusedEvent
from kontor.calls.preferences import KEEP_EVENTS
from kontor.kernel import clock
from kontor.preferences.domain.system import system_values
from kontor.tenants.scope import INSTALLATION, every_tenant, scope


def forget_events() -> int:
    """Delete the events of telephone systems that are older than the installation keeps them, with the held calls and
    the refused events of that time. Call records stay. Returns how many events went."""
    before = clock.now() - timedelta(days=KEEP_EVENTS.get(system_values()))
    with scope(INSTALLATION, *every_tenant()):
        HeldCall.objects.filter(at__lt=before).delete()
        RefusedEvent.objects.filter(at__lt=before).delete()
        count, _rows = ReceivedEvent.objects.filter(received_at__lt=before).delete()
    return count
