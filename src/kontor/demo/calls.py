"""The telephone system of the demo: it would post its events; each company dials with a prefix of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kontor.calls.domain.blocking import block_number
from kontor.calls.domain.callers import who_calls
from kontor.calls.domain.devices import set_phones
from kontor.calls.domain.events import receive
from kontor.calls.domain.numbers import add_number
from kontor.calls.domain.phone_systems import create_system, renew_token
from kontor.calls.domain.phone_tickets import attach
from kontor.calls.domain.telephony import change_telephony
from kontor.calls.domain.trunks import add_trunk
from kontor.calls.enums import Connector, Creation, Question
from kontor.calls.models import Call, PhoneLink, PhoneSystem
from kontor.calls.preferences import CATEGORY, INTEGRATION, TICKET_IN
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.customers.domain.contacts import add_address
from kontor.customers.enums import AddressKind
from kontor.customers.models import Address
from kontor.demo.organization import Built
from kontor.kernel import clock
from kontor.org.domain.tenants import change_tenant_settings
from kontor.people.models import User
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

PREFIXES = {"NV": "71", "AT": "72"}
NUMBERS = {"NV": "040 5550 7100", "AT": "089 5550 7200"}
EXTENSIONS = {"anna": "201", "bela": "202", "carla": "203", "sven": "210"}


CUSTOMERS = {
    "NV": {
        "jana.petersen@postfach.example": "+494066969101",
        "hasan.yildiz@postfach.example": "+492214710103",
        "regina.falk@briefkasten.example": "+494066969104",
    },
    "AT": {
        "anselm.gruber@postfach.example": "+498999998102",
        "ilse.hartl@briefkasten.example": "+496990009105",
    },
}
"""Customers whose number the company knows."""
STRANGER = "+493023125199"
"""Somebody whom the first company does not take calls from."""


@dataclass(frozen=True)
class DemoCall:
    """A call of the last days: ``hours`` ago; nobody picked up where ``talk`` is 0. ``remote`` is the other side.
    Without a ``code`` it went to a number that belongs to nobody, and is held.

    The numbers are those that the Bundesnetzagentur keeps free for films: nobody has them.
    """

    code: str
    hours: float
    remote: str
    extension: str
    talk: int
    out: bool = False
    ring: int = 8


CALLS = (
    DemoCall("NV", 1.5, "+494066969101", "201", 210),
    DemoCall("AT", 2.2, "+498999998102", "203", 95),
    DemoCall("NV", 3.0, "+492214710103", "202", 340),
    DemoCall("NV", 4.5, "+494066969104", "201", 0, ring=25),
    DemoCall("AT", 5.1, "+496990009105", "202", 0, ring=31),
    DemoCall("NV", 6.4, "+494066969101", "201", 65, out=True),
    DemoCall("AT", 7.3, "+498999998102", "203", 150, out=True),
    DemoCall("NV", 26.0, "+493023125106", "202", 480),
    DemoCall("AT", 27.5, "+498999998107", "203", 30, out=True),
    DemoCall("NV", 29.0, "+494066969108", "201", 125),
    DemoCall("NV", 30.2, STRANGER, "202", 0, ring=1),
    DemoCall("", 3.6, "+496990009111", "201", 40),
    DemoCall("", 28.0, "+493023125112", "202", 0, ring=20),
)
UNKNOWN_NUMBER, UNKNOWN_TRUNK = "040 5550 7300", "trunk-new"


def build_calls(built: list[Built]) -> PhoneSystem:
    """Call integration is on: one telephone system, and for each company a trunk, a number and a prefix."""
    with scope(INSTALLATION, *every_tenant()):
        values = system_values()
        change_system_values({**values.preferences, INTEGRATION.key: True}, version=values.version)
        system = create_system(name="Telefonanlage Hamburg", connector=Connector.PUSH, area_code="40", by=None)
        renew_token(system, by=None)
        for each in built:
            _connect(each, system)
        for user in User.objects.filter(username__in=EXTENSIONS):
            set_phones(user, system, [EXTENSIONS[user.username]], seen=[], by=None)
    return system


def _connect(each: Built, system: PhoneSystem) -> None:
    tenant, prefix, number = each.tenant, PREFIXES[each.plan.code], NUMBERS[each.plan.code]
    name = f"trunk-{each.plan.code.lower()}"
    add_trunk(
        system,
        tenant=tenant,
        name=each.plan.name,
        pbx_name=name,
        prefix=prefix,
        signalled_number=number,
        by=None,
    )
    add_number(system, tenant=tenant, number=number, category=None, by=None)
    change_telephony(tenant, system=system, prefix=prefix, postfix="", version=0, by=None)
    values: dict[str, Any] = {CATEGORY.key: each.categories[each.plan.fallback].pk}
    if each.plan.code == "NV":
        values |= {TICKET_IN.key: Creation.ALWAYS.value}
        block_number(tenant, STRANGER, reason="ruft immer wieder an und legt auf", by=None)
    change_tenant_settings(tenant, values, version=Tenant.objects.get(pk=tenant.pk).version, by=None)


def tell_calls(system: PhoneSystem, built: list[Built]) -> None:
    """The telephone system tells of the calls of the last days; what follows from them, follows.

    Of callers with several open tickets the agent has chosen the newest.
    """
    for each in built:
        with scope(each.tenant.pk):
            _write_numbers(each)
    for number, call in enumerate(CALLS):
        receive(system.pk, _events(f"demo-{number}", call))
    with scope(INSTALLATION):
        PhoneLink.objects.filter(system=system).update(event_at=clock.now())
    for each in built:
        with scope(each.tenant.pk):
            _choose_tickets(each.tenant)


def _write_numbers(each: Built) -> None:
    for address in Address.objects.filter(normalized__in=CUSTOMERS[each.plan.code]).select_related("customer__tenant"):
        number = CUSTOMERS[each.plan.code][address.normalized]
        add_address(address.customer, kind=AddressKind.PHONE, value=number)


def _choose_tickets(tenant: Tenant) -> None:
    asked = Call.objects.filter(tenant=tenant, question=Question.ASKED, customer__isnull=False, agent__isnull=False)
    for call in asked.select_related("tenant", "customer", "agent", "system"):
        tickets = who_calls(call).tickets
        if tickets and call.agent:
            attach(call, tickets[0], call.agent)


def _events(key: str, call: DemoCall) -> list[CallEvent]:
    begun = clock.now() - timedelta(hours=call.hours)
    answered = begun + timedelta(seconds=call.ring)
    ended = answered + timedelta(seconds=call.talk)
    direction = CallDirection.OUT if call.out else CallDirection.IN
    ours = NUMBERS.get(call.code, UNKNOWN_NUMBER)
    sides = (ours, f"{PREFIXES[call.code]}{call.remote}") if call.out else (call.remote, ours)
    trunk = f"trunk-{call.code.lower()}" if call.code else UNKNOWN_TRUNK
    common: dict[str, Any] = {"call": key, "direction": direction, "trunk": trunk}
    told = [
        CallEvent(kind=EventKind.BEGUN, at=begun, caller=sides[0], dialled=sides[1], **common),
        CallEvent(kind=EventKind.RINGING, at=begun, extension=call.extension, **common),
    ]
    if call.talk:
        told.append(CallEvent(kind=EventKind.ANSWERED, at=answered, extension=call.extension, far=call.out, **common))
    return [*told, CallEvent(kind=EventKind.ENDED, at=ended, cause=16 if call.talk else 19, **common)]
