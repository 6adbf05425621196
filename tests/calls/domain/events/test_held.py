"""Whose a call is, and what belongs to nobody."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.calls.domain import held
from kontor.calls.domain.events import receive
from kontor.calls.enums import HeldBecause, Outcome
from kontor.calls.models import BlockedNumber, Call, PhoneSystem
from kontor.channels.telephony.events import CallDirection, EventKind
from kontor.customers.enums import AddressKind
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.tenants.models import Tenant
from tests.calls.domain.events.conftest import CALLER, call_of, course, held_of, told
from tests.factories.customers import make_address, make_customer
from tests.support.scoping import everywhere, in_scope


@pytest.mark.parametrize(
    ("values", "because"),
    [
        ({"dialled": "+49309999"}, HeldBecause.UNKNOWN_NUMBER),
        ({"dialled": "+49309999", "trunk": "nobody knows"}, HeldBecause.UNKNOWN_NUMBER),
        ({"dialled": "99004940987654", "direction": CallDirection.OUT}, HeldBecause.UNKNOWN_PREFIX),
    ],
)
def test_what_belongs_to_nobody_is_held(system: PhoneSystem, values: dict[str, Any], because: HeldBecause) -> None:
    receive(system.pk, [told(0, EventKind.BEGUN, caller=CALLER, **values)])

    (row,) = held_of(system)
    assert (row.because, row.caller, row.dialled) == (because, CALLER, values["dialled"])
    with everywhere():
        assert not Call.objects.filter(system=system).exists()


def test_a_held_call_is_given_to_a_tenant(system: PhoneSystem, alpina: Tenant) -> None:
    receive(system.pk, course(dialled="+49309999"))
    (row,) = held_of(system)

    call = held.give(row, alpina)

    assert (call.tenant_id, call.outcome, call.talk_seconds) == (alpina.pk, Outcome.ANSWERED, 60)
    assert held_of(system) == []
    receive(system.pk, [told(3, EventKind.RINGING, extension="12")])
    assert call_of(system).tenant_id == alpina.pk


def test_a_held_call_is_not_given_where_the_system_does_not_serve(
    system: PhoneSystem, nordlicht: Tenant, alpina: Tenant
) -> None:
    receive(system.pk, course(dialled="+49309999"))
    (row,) = held_of(system)
    PhoneSystem.objects.filter(pk=system.pk).update(all_tenants=False)
    row.system.refresh_from_db()

    with pytest.raises(Refused):
        held.give(row, alpina)
    assert len(held_of(system)) == 1


def test_the_number_of_a_deleted_tenant(system: PhoneSystem, nordlicht: Tenant) -> None:
    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(deleted_at=clock.now())

    receive(system.pk, course())

    (row,) = held_of(system)
    assert row.because == HeldBecause.DELETED_TENANT


def test_a_tenant_that_the_system_does_not_serve(system: PhoneSystem) -> None:
    PhoneSystem.objects.filter(pk=system.pk).update(all_tenants=False)

    receive(system.pk, course())

    (row,) = held_of(system)
    assert row.because == HeldBecause.NOT_SERVED


def test_two_tenants_share_a_caller_and_each_sees_its_own(
    system: PhoneSystem, nordlicht: Tenant, alpina: Tenant
) -> None:
    ours, theirs = (make_customer(tenant) for tenant in (nordlicht, alpina))
    for customer in (ours, theirs):
        make_address(customer, CALLER, kind=AddressKind.PHONE)

    receive(system.pk, [*course("c1"), *course("c2", dialled="+49891234", trunk="south")])

    assert call_of(system, "c1").customer_id == ours.pk
    assert call_of(system, "c2").customer_id == theirs.pk
    with in_scope(alpina):
        assert set(Call.objects.values_list("key", flat=True)) == {"c2"}


def test_an_anonymous_caller(system: PhoneSystem) -> None:
    receive(system.pk, [told(0, EventKind.BEGUN, caller="anonymous", dialled="+49401234111")])

    call = call_of(system)
    assert (call.anonymous, call.remote, call.remote_normal, call.customer_id) == (True, "", "", None)


def test_a_call_between_two_phones_is_nobodys(system: PhoneSystem) -> None:
    receive(
        system.pk, [told(0, EventKind.BEGUN, caller="11", dialled="12"), told(1, EventKind.RINGING, extension="12")]
    )

    with everywhere():
        assert not Call.objects.filter(system=system).exists()
    assert held_of(system) == []


def test_a_blocked_caller(system: PhoneSystem, nordlicht: Tenant) -> None:
    with everywhere():
        BlockedNumber.objects.create(tenant=nordlicht, number=CALLER, normalized=CALLER)

    receive(system.pk, [course()[0], told(1, EventKind.ENDED, cause=21)])

    assert call_of(system).outcome == Outcome.BLOCKED
