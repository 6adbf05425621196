"""Calls as bare rows, for what only reads them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kontor.calls.enums import CallState, Connector, Direction, Outcome, PartyState
from kontor.calls.models import Call, CallParty, PhoneSystem, ReceivedEvent
from kontor.calls.preferences import INTEGRATION
from kontor.channels.telephony.events import EventKind
from kontor.kernel import clock
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.support.scoping import in_scope


def connect_calls() -> None:
    """Call integration is switched on."""
    values = SystemValues.get()
    values.preferences = {**values.preferences, INTEGRATION.key: True}
    values.save(update_fields=["preferences"])


def make_system(name: str = "Zentrale") -> PhoneSystem:
    found = PhoneSystem.objects.filter(name=name).first()
    return found or PhoneSystem.objects.create(name=name, sort_key=name.casefold(), connector=Connector.PUSH)


def make_record(tenant: Tenant, **values: Any) -> Call:
    """A call that has ended: of a minute ago, incoming, answered after 5 seconds, 40 seconds long.

    With ``state`` it goes on, with another ``outcome`` nobody has talked.
    """
    values.setdefault("system", make_system())
    values.setdefault("key", f"call-{next_number()}")
    values.setdefault("direction", Direction.IN)
    values.setdefault("state", CallState.ENDED)
    values.setdefault("started_at", clock.now() - timedelta(minutes=1))
    values.setdefault("remote", "040 1234567")
    values.setdefault("remote_normal", "+49401234567")
    start = values["started_at"]
    if values["state"] == CallState.ENDED:
        values.setdefault("outcome", Outcome.ANSWERED)
        values.setdefault("ended_at", start + timedelta(seconds=45))
    if values.get("outcome") == Outcome.ANSWERED:
        values.setdefault("answered_at", start + timedelta(seconds=5))
        values.setdefault("ring_seconds", 5)
        values.setdefault("talk_seconds", 40)
    with in_scope(tenant):
        return Call.objects.create(tenant=tenant, **values)


def make_party(call: Call, user: User | None, extension: str = "12", **values: Any) -> CallParty:
    values.setdefault("state", PartyState.LEFT)
    with in_scope(call.tenant_id):
        return CallParty.objects.create(tenant_id=call.tenant_id, call=call, user=user, extension=extension, **values)


def tell(call: Call, kind: EventKind, seconds: int = 0, **content: Any) -> ReceivedEvent:
    """An event in the ledger, so many seconds after the call began."""
    at = call.started_at + timedelta(seconds=seconds)
    with in_scope(call.tenant_id):
        return ReceivedEvent.objects.create(
            tenant_id=call.tenant_id,
            system_id=call.system_id,
            fingerprint=f"{next_number():064}",
            call_key=call.key,
            kind=kind,
            at=at,
            received_at=at,
            content={"call": call.key, "kind": kind, "at": at.isoformat(), **content},
        )
