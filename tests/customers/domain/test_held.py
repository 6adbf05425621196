"""A contact on legal hold: what is kept of it may grow and is never lost."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.customers.domain.contacts import (
    add_address,
    change_customer,
    correct_address,
    link_customers,
    linked_customers,
    remove_address,
    unlink_customers,
)
from kontor.customers.domain.postal_addresses import (
    PostalValues,
    add_postal_address,
    change_postal_address,
    delete_postal_address,
)
from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer
from kontor.privacy.domain.holds import lift_hold
from kontor.privacy.models import Hold
from kontor.tenants.models import Tenant
from tests.factories.customers import make_customer, make_postal_address
from tests.factories.privacy import make_hold
from tests.support.refusal import refused
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db

SENTENCE = "This contact is on legal hold"
ALL = {"name": "Jana Petersen", "number": "K-7", "language": "de", "remarks": "ruft gern an\nzweite Zeile"}


@pytest.fixture
def jana(nordlicht: Tenant) -> Customer:
    return make_customer(nordlicht, email="jana@post.example", **ALL)


@pytest.fixture
def hold(jana: Customer) -> Hold:
    return make_hold(jana)


def values_of(customer: Customer) -> list[str]:
    return sorted(Address.objects.filter(customer=customer).values_list("value", flat=True))


def test_no_address_is_removed_before_the_hold_is_lifted(jana: Customer, hold: Hold, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        second = add_address(jana, kind=AddressKind.EMAIL, value="jana@work.example")
        with refused(SENTENCE):
            remove_address(second)
        lift_hold(hold, by=None)
        remove_address(second)

        assert values_of(jana) == ["jana@post.example"]


def test_a_corrected_address_keeps_the_old_one_beside_it(jana: Customer, hold: Hold, nordlicht: Tenant) -> None:
    """So that the answer can go out again. Correcting it to one that is there already loses nothing either."""
    with in_scope(nordlicht):
        wrong = Address.objects.get(customer=jana)
        assert correct_address(wrong, "jana@work.example").value == "jana@work.example"
        assert values_of(jana) == ["jana@post.example", "jana@work.example"]
        correct_address(wrong, "jana@work.example")
        assert values_of(jana) == ["jana@post.example", "jana@work.example"]
        lift_hold(hold, by=None)
        correct_address(wrong, "jana@work.example")

        assert values_of(jana) == ["jana@work.example"]


@pytest.mark.parametrize(
    "changed", [{"name": "J. P."}, {"number": ""}, {"remarks": ""}, {"remarks": "ruft gern an"}, {"remarks": "x"}]
)
def test_nothing_is_written_over(jana: Customer, hold: Hold, nordlicht: Tenant, changed: dict[str, Any]) -> None:
    with in_scope(nordlicht):
        with refused(SENTENCE):
            change_customer(jana, **{**ALL, **changed}, version=1)
        lift_hold(hold, by=None)

        row = change_customer(jana, **{**ALL, **changed}, version=1)

    assert {name: getattr(row, name) for name in changed} == changed


def test_what_is_empty_is_filled_in_and_remarks_are_continued(nordlicht: Tenant) -> None:
    """A browser ends lines with CR LF."""
    unknown = make_customer(nordlicht, remarks="ruft gern an\nzweite Zeile\n")
    with in_scope(nordlicht):
        Customer.objects.filter(pk=unknown.pk).update(name="")
    make_hold(unknown)
    remarks = "ruft gern an\r\nzweite Zeile\r\nam Montag"

    with in_scope(nordlicht):
        row = change_customer(unknown, name="Jana", number="K-7", language="en", remarks=remarks, version=1)

    assert (row.name, row.number, row.remarks) == ("Jana", "K-7", remarks)


def test_postal_addresses_are_added_and_not_taken_away(jana: Customer, hold: Hold, nordlicht: Tenant) -> None:
    row = make_postal_address(jana)
    same = PostalValues(name=row.name, street="Am Kai 7", postcode="24103", city="Kiel")
    moved = PostalValues(name=row.name, street="Am Markt 1", postcode="24103", city="Kiel")
    with in_scope(nordlicht):
        change_postal_address(row, same, version=1, is_default=True)
        with refused(SENTENCE):
            change_postal_address(row, moved, version=2)
        with refused(SENTENCE):
            delete_postal_address(row)
        add_postal_address(jana, moved)
        lift_hold(hold, by=None)
        delete_postal_address(row)


def test_who_belongs_together_stays_so(jana: Customer, hold: Hold, nordlicht: Tenant) -> None:
    """Whichever of the two is held."""
    other = make_customer(nordlicht)
    with in_scope(nordlicht):
        link_customers(jana, other)
        for pair in ((jana, other), (other, jana)):
            with refused(SENTENCE):
                unlink_customers(*pair)

        assert linked_customers(jana) == [other]
