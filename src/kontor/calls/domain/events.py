"""What telephone systems tell is written down, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from kontor.calls.models import ReceivedEvent
from kontor.channels.telephony.events import CallEvent
from kontor.kernel import clock
from kontor.tenants.scope import INSTALLATION, every_tenant, scope


def receive(system_id: int, events: Sequence[CallEvent]) -> None:
    """Write each event into the ledger of the telephone system; one that is there already changes nothing.

    Called outside of transactions; has a scope of its own.
    """
    now = clock.now()
    with scope(INSTALLATION, *every_tenant()):
        ReceivedEvent.objects.bulk_create(
            [
                ReceivedEvent(
                    system_id=system_id,
                    fingerprint=event.fingerprint,
                    call_key=event.call,
                    kind=event.kind.value,
                    at=event.at,
                    received_at=now,
                    content=_content(event),
                )
                for event in events
            ],
            ignore_conflicts=True,
        )


def _content(event: CallEvent) -> dict[str, Any]:
    """The normal form without what is empty."""
    values = {name: value for name, value in asdict(event).items() if value not in ("", None, False)}
    return {**values, "at": event.at.isoformat()}
