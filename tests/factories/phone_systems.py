"""Telephone systems and what belongs to them, as administrators set them up."""

from __future__ import annotations

from typing import Any

from kontor.calls.domain.events import receive
from kontor.calls.domain.numbers import add_number
from kontor.calls.domain.phone_systems import create_system
from kontor.calls.domain.trunks import add_trunk
from kontor.calls.enums import Connector
from kontor.calls.models import DialledNumber, HeldCall, PhoneSystem, Trunk
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.support.scoping import everywhere


def make_phone_system(name: str = "", **values: Any) -> PhoneSystem:
    """One that posts its events, unless the connector is named."""
    values.setdefault("connector", Connector.PUSH)
    with everywhere():
        return create_system(name=name or f"Anlage {next_number()}", by=None, **values)


def make_trunk(system: PhoneSystem, tenant: Tenant | None, pbx_name: str = "", **values: Any) -> Trunk:
    """A line of the tenant, or of nobody."""
    with everywhere():
        return add_trunk(system, tenant=tenant, pbx_name=pbx_name or f"trunk{next_number()}", by=None, **values)


def make_dialled_number(system: PhoneSystem, tenant: Tenant, number: str = "") -> DialledNumber:
    """A number that customers of the tenant dial."""
    with everywhere():
        return add_number(system, tenant=tenant, number=number or f"040 55{next_number():05}", category=None, by=None)


def make_held_call(system: PhoneSystem, **values: Any) -> HeldCall:
    """A call to a number that is nobody's, as the telephone system has told it."""
    told = {"direction": CallDirection.IN, "caller": "0170 1234567", "dialled": "040 5550177", "trunk": "west"} | values
    key = f"held-{next_number()}"
    receive(system.pk, [CallEvent(call=key, kind=EventKind.BEGUN, at=clock.now(), **told)])
    with everywhere():
        return HeldCall.objects.get(call_key=key)
