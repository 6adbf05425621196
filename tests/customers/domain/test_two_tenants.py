"""The same customer at two tenants: mail and calls for all of them are worked on in the scope of both, where row
security keeps nothing apart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kontor.customers.domain.callers import by_number
from kontor.customers.domain.experts import purposes_of
from kontor.customers.domain.queries import (
    address_of,
    find_customers,
    one_by_address,
    one_by_number,
    undeliverable_addresses,
)
from kontor.customers.domain.reachability import heard_from, mark_undeliverable
from kontor.customers.domain.recognition import customer_for_number
from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer
from kontor.tenants.models import Tenant
from tests.factories.customers import make_address, make_customer, make_expert
from tests.support.scoping import in_scope

MAIL, PHONE = "jana@post.example", "+4943112345"


@pytest.fixture
def theirs(alpina: Tenant) -> Customer:
    """Stands first in every table."""
    return _jana(alpina)


@pytest.fixture
def ours(theirs: Customer, nordlicht: Tenant) -> Iterator[Customer]:
    ours = _jana(nordlicht)
    with in_scope(nordlicht, theirs.tenant_id):
        yield ours


def _jana(tenant: Tenant) -> Customer:
    customer = make_customer(tenant, "Jana Petersen", email=MAIL)
    make_address(customer, PHONE, kind=AddressKind.PHONE)
    return customer


def _undeliverable() -> set[int]:
    return set(Address.objects.filter(undeliverable_since__isnull=False).values_list("tenant_id", flat=True))


def test_a_customer_is_found_at_the_tenant_that_is_written_to(ours: Customer) -> None:
    address = address_of(MAIL, ours.tenant_id)

    assert address is not None
    assert address.customer_id == ours.pk
    assert (one_by_address(MAIL, ours.tenant_id), one_by_number(PHONE, ours.tenant_id)) == (ours, ours)
    assert customer_for_number(PHONE, PHONE, tenant_id=ours.tenant_id) == ours
    assert by_number(ours.tenant_id, PHONE) == [ours]
    assert find_customers("Jana", [ours.tenant_id]) == find_customers(PHONE, [ours.tenant_id]) == [ours]


def test_mail_that_comes_back_to_one_tenant_marks_nothing_at_another(ours: Customer, theirs: Customer) -> None:
    assert mark_undeliverable(ours.tenant_id, MAIL, reason="gone")
    assert _undeliverable() == {ours.tenant_id}

    mark_undeliverable(theirs.tenant_id, MAIL, reason="gone")

    assert undeliverable_addresses([MAIL], [ours.tenant_id]) == {(ours.tenant_id, MAIL)}


def test_who_writes_to_one_tenant_can_be_reached_by_that_one(ours: Customer, theirs: Customer) -> None:
    for customer in (ours, theirs):
        mark_undeliverable(customer.tenant_id, MAIL, reason="gone")

    heard_from([(ours.tenant_id, MAIL)])

    assert _undeliverable() == {theirs.tenant_id}


def test_what_experts_are_asked_about_is_the_tenants_own(ours: Customer, theirs: Customer) -> None:
    for customer, purpose in ((ours, "Dächer"), (theirs, "Lawinen")):
        make_expert(customer.tenant, purposes=[purpose])

    assert purposes_of([ours.tenant_id]) == ["Dächer"]
