"""Calls as the events leave them, for pages that only show them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from kontor.calls.enums import CallState, Direction, LinkState, Outcome, PartyState
from kontor.calls.models import Call, CallParty, PhoneDevice, PhoneLink, PhoneSystem
from kontor.calls.preferences import INTEGRATION
from kontor.kernel import clock
from kontor.live.notify import told
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.support.scoping import everywhere

REMOTE = "+49401234567"


def integration(on: bool = True) -> None:
    """The switch of the installation."""
    with everywhere():
        values = SystemValues.get()
        INTEGRATION.set_on(values, on)
        values.save()


def telephone_system(name: str = "Anlage") -> PhoneSystem:
    """An Asterisk to which the line stands."""
    system = PhoneSystem.objects.filter(name=name).first()
    if system is None:
        system = PhoneSystem.objects.create(name=name, sort_key=name.casefold())
        PhoneLink.objects.create(system=system, state=LinkState.UP)
    return system


def phone_of(user: User, **values: Any) -> PhoneDevice:
    system = telephone_system()
    return PhoneDevice.objects.get_or_create(
        user=user, system=system, defaults={"extension": str(200 + user.pk), **values}
    )[0]


def ringing(tenant: Tenant, user: User, **values: Any) -> Call:
    """An incoming call rings at the person's phone."""
    return _call(tenant, user, PartyState.RINGING, state=CallState.RINGING, **values)


def talking(tenant: Tenant, user: User, **values: Any) -> Call:
    """They speak for a minute by now."""
    values = {"answered_at": ago(60), "agent": user, **values}
    return _call(tenant, user, PartyState.TALKING, state=CallState.TALKING, **values)


def ended(tenant: Tenant, user: User, **values: Any) -> Call:
    """They have spoken for 65 seconds, half a minute ago; without wrap-up unless it is named."""
    values = {"outcome": Outcome.ANSWERED, "answered_at": ago(95), "ended_at": ago(30), "talk_seconds": 65, **values}
    return _call(tenant, user, PartyState.LEFT, state=CallState.ENDED, **{"agent": user, **values})


def ago(seconds: int) -> datetime:
    return clock.now() - timedelta(seconds=seconds)


def _call(tenant: Tenant, user: User, party: PartyState, **values: Any) -> Call:
    phone = phone_of(user)
    given = {"direction": Direction.IN, "started_at": ago(100), "remote": REMOTE, "remote_normal": REMOTE, **values}
    with everywhere():
        call = Call.objects.create(system=phone.system, tenant=tenant, key=f"call-{next_number()}", **given)
        CallParty.objects.create(
            call=call, tenant=tenant, extension=phone.extension, user=user, state=party, answered_at=call.answered_at
        )
        told(user.pk, "call", call.pk)
    return call


def placed() -> list[tuple[str, str, str, str | None]]:
    """Tenant, prefix, number and subject of the ticket of every call."""
    with everywhere():
        rows = Call.objects.select_related("tenant", "ticket").order_by("id")
        return [
            (call.tenant.code, call.prefix, call.remote_normal, call.ticket.subject if call.ticket else None)
            for call in rows
        ]
