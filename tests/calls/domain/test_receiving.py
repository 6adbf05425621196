"""Records of calls whose beginning is told late, or to two workers at once: the same as if all had come in order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from kontor.calls.domain.events import receive
from kontor.calls.domain.forgetting import forget_events
from kontor.calls.enums import Creation, HeldBecause, Moment, Outcome
from kontor.calls.models import BlockedNumber, Call, CallParty, HeldCall, PhoneSystem, ReceivedEvent
from kontor.calls.preferences import CATEGORY, MOMENT_IN, TICKET_IN
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.calls.making import prefer
from tests.conftest import Frozen
from tests.factories.customers import make_address, make_customer
from tests.factories.org import make_category, make_group_tree
from tests.factories.phone_systems import make_dialled_number, make_phone_system, make_trunk
from tests.factories.telephony import make_phone, make_telephony
from tests.support.scoping import everywhere
from tests.support.threads import at_once

CALLER = "0170 1234567"


@pytest.fixture
def system(database: None) -> PhoneSystem:
    return make_phone_system(country="DE", area_code="040")


@pytest.fixture
def course(system: PhoneSystem, nordlicht: Tenant, anna: User, bela: User) -> list[CallEvent]:
    """A customer of Nordlicht calls: it rings at two phones, Anna speaks, holds, passes on to Bela, who ends it."""
    make_dialled_number(system, nordlicht, "040 5550100")
    make_trunk(system, nordlicht, "north")
    make_phone(anna, system, "11")
    make_phone(bela, system, "12")
    told = Told(clock.now() - timedelta(minutes=5))
    return [
        told(0, EventKind.BEGUN, caller=CALLER, dialled="0405550100", trunk="north", identity="begun"),
        told(1, EventKind.RINGING, extension="11", identity="a"),
        told(1, EventKind.RINGING, extension="12", identity="b"),
        told(6, EventKind.ANSWERED, extension="11", identity="a"),
        told(6, EventKind.LEFT, extension="12", cause=26, identity="b"),
        told(20, EventKind.HELD, trunk="north", identity="h1"),
        told(30, EventKind.RESUMED, trunk="north", identity="h2"),
        told(40, EventKind.TRANSFERRED, extension="12", identity="t"),
        told(41, EventKind.RINGING, extension="12", identity="c"),
        told(41, EventKind.LEFT, extension="11", identity="a"),
        told(45, EventKind.ANSWERED, extension="12", identity="c"),
        told(66, EventKind.LEFT, extension="12", identity="c"),
        told(66, EventKind.ENDED, cause=16, identity="ended"),
    ]


class Told:
    """Events of one call, so many seconds after it began."""

    def __init__(self, begun: datetime, direction: CallDirection = CallDirection.IN, key: str = "c1") -> None:
        self.begun, self.direction, self.key = begun, direction, key

    def __call__(self, seconds: float, kind: EventKind, **values: Any) -> CallEvent:
        at = self.begun + timedelta(seconds=seconds)
        return CallEvent(call=self.key, kind=kind, at=at, direction=self.direction, **values)


def call(key: str = "c1") -> Call:
    with everywhere():
        return Call.objects.select_related("tenant", "customer", "agent", "ticket").get(key=key)


def record(key: str = "c1") -> dict[str, Any]:
    """What stands in the record and of its parties, without ids."""
    apart = {"id", "version", "created_at", "wrap_up_until", "ticket_id", "customer_id"}
    with everywhere():
        row = Call.objects.filter(key=key).values().get()
        columns = ("extension", "user_id", "state", "rang_at", "answered_at", "left_at")
        parties = list(CallParty.objects.filter(call__key=key).order_by("extension").values_list(*columns))
    return {name: value for name, value in row.items() if name not in apart} | {"parties": parties}


def known_by_phone(tenant: Tenant) -> Customer:
    customer = make_customer(tenant)
    address = make_address(customer, CALLER, kind=AddressKind.PHONE)
    with everywhere():
        Address.objects.filter(pk=address.pk).update(normalized="+491701234567")
    return customer


def forget(key: str = "c1") -> None:
    with everywhere():
        CallParty.objects.filter(call__key=key).delete()
        Call.objects.filter(key=key).delete()
        HeldCall.objects.filter(call_key=key).delete()
        ReceivedEvent.objects.filter(call_key=key).delete()


def batched(events: Sequence[CallEvent], size: int) -> list[Sequence[CallEvent]]:
    return [events[start : start + size] for start in range(0, len(events), size)]


def test_whatever_the_order_the_record_is_the_same(system: PhoneSystem, course: list[CallEvent]) -> None:
    receive(system.pk, course)
    expected = record()
    for seed in range(3):
        forget()
        shuffled = random.Random(seed).sample(course, len(course))
        for few in batched([*shuffled, *shuffled[:3]], 3):
            receive(system.pk, few)

        assert record() == expected, [event.kind for event in shuffled]


def test_what_was_told_before_changes_nothing(system: PhoneSystem, course: list[CallEvent]) -> None:
    receive(system.pk, course)
    before = (record(), call().version)

    receive(system.pk, [*course, *reversed(course)])

    assert (record(), call().version) == before
    with everywhere():
        assert ReceivedEvent.objects.count() == len(course)


def test_two_workers_that_hear_of_the_same_call_at_once_leave_one_right_record(
    committed_db: str, system: PhoneSystem, course: list[CallEvent]
) -> None:
    receive(system.pk, course)
    expected = record()
    for cut in (1, 9):
        forget()
        first, second = course[:cut] + course[-1:], course[cut:]

        told = at_once(lambda: receive(system.pk, first), lambda: receive(system.pk, second))  # noqa: B023

        assert told == [None, None]
        assert record() == expected


def test_events_that_came_before_the_beginning_belong_to_the_tenant_then(
    system: PhoneSystem, course: list[CallEvent], nordlicht: Tenant
) -> None:
    receive(system.pk, [course[3]])
    with everywhere():
        assert HeldCall.objects.get().because == HeldBecause.UNKNOWN_NUMBER

    receive(system.pk, [course[0]])

    with everywhere():
        assert not HeldCall.objects.exists()
        assert {event.tenant_id for event in ReceivedEvent.objects.all()} == {nordlicht.pk}


def test_trunk_says_less_than_the_dialled_number(system: PhoneSystem, nordlicht: Tenant, alpina: Tenant) -> None:
    """Also when the trunk is known first: until the beginning was told, nobody knows whose the call is."""
    make_dialled_number(system, nordlicht, "040 5550100")
    make_trunk(system, alpina, "shared")
    told = Told(clock.now())

    receive(system.pk, [told(9, EventKind.HELD, trunk="shared", identity="h")])
    receive(system.pk, [told(0, EventKind.BEGUN, caller=CALLER, dialled="0405550100", trunk="shared")])

    assert call().tenant == nordlicht


def test_what_was_dialled_is_told_late(system: PhoneSystem, nordlicht: Tenant, anna: User) -> None:
    make_telephony(nordlicht, system, prefix="71", trunk="north", number="+494011100")
    make_phone(anna, system, "11")
    told = Told(clock.now(), CallDirection.OUT)
    receive(system.pk, [told(5, EventKind.ENDED, trunk="north", cause=17, identity="ended")])
    assert (call().tenant, call().prefix, call().remote_normal) == (nordlicht, "", "")

    receive(system.pk, [told(0, EventKind.BEGUN, extension="11", dialled="7100491701234567", identity="begun")])

    assert (call().prefix, call().remote_normal, call().shown_number) == ("71", "+491701234567", "+494011100")
    assert (call().agent, call().outcome, call().ring_seconds) == (anna, Outcome.BUSY, 5)


def test_the_customer_is_the_one_with_the_number_at_this_tenant(
    system: PhoneSystem, course: list[CallEvent], nordlicht: Tenant, alpina: Tenant
) -> None:
    customers = {tenant.pk: known_by_phone(tenant) for tenant in (nordlicht, alpina)}

    receive(system.pk, course[:1])

    assert call().customer == customers[nordlicht.pk]


def test_customer_whom_somebody_has_chosen_stays(
    system: PhoneSystem, course: list[CallEvent], nordlicht: Tenant
) -> None:
    chosen = make_customer(nordlicht)
    receive(system.pk, course[:1])
    with everywhere():
        Call.objects.update(customer=chosen)
    known_by_phone(nordlicht)

    receive(system.pk, course)

    assert call().customer == chosen


def test_blocked_caller_makes_no_ticket_at_any_moment(
    system: PhoneSystem, course: list[CallEvent], nordlicht: Tenant
) -> None:
    category = make_category(make_group_tree(nordlicht), allowed_for_phone_tickets=True)
    prefer(nordlicht, CATEGORY, category.pk)
    prefer(nordlicht, TICKET_IN, Creation.ALWAYS)
    prefer(nordlicht, MOMENT_IN, Moment.RINGING)
    with everywhere():
        BlockedNumber.objects.create(tenant=nordlicht, number=CALLER, normalized="+491701234567")

    receive(system.pk, course[:3])
    assert (call().ticket, call().outcome) == (None, "")
    receive(system.pk, course[-1:])
    assert (call().ticket, call().outcome) == (None, Outcome.BLOCKED)

    with everywhere():
        BlockedNumber.objects.all().delete()
    forget()
    receive(system.pk, course[:3])
    assert call().ticket is not None


def test_what_is_told_when_the_events_are_forgotten_changes_nothing(
    system: PhoneSystem, course: list[CallEvent], frozen: Frozen
) -> None:
    receive(system.pk, course)
    before = record()
    frozen.move(days=31)
    forget_events()

    receive(system.pk, [replace(course[-1], kind=EventKind.HELD, at=clock.now(), identity="late")])

    assert record() == before
