"""By what a contact is known in texts and lists of others."""

from __future__ import annotations

import pytest

from kontor.customers.enums import AddressKind
from kontor.customers.models import Customer
from kontor.privacy.domain.person import Person, is_theirs, person_of
from kontor.tenants.models import Tenant
from tests.factories.customers import make_address, make_customer
from tests.support.scoping import in_scope


def person(name: str = "Jana Kruse", *mails: str) -> Person:
    return Person(1, 1, name, mails or ("jana@post.example",), ())


def test_a_contact_is_known_by_all_its_addresses_and_numbers_in_small_letters(
    nordlicht: Tenant, customer: Customer
) -> None:
    make_address(customer, "Zweite@Post.example")
    make_address(customer, "+49431123", kind=AddressKind.PHONE)
    other = make_customer(nordlicht, "Otto Kruse", email="otto@post.example")

    with in_scope(nordlicht):
        found, theirs = person_of(customer), person_of(other)

    assert (found.customer_id, found.tenant_id, found.name) == (customer.pk, nordlicht.pk, "Käthe Kunde")
    assert (found.mails, found.phones) == (("kaethe@post.example", "zweite@post.example"), ("+49431123",))
    assert (theirs.mails, theirs.phones) == (("otto@post.example",), ())


@pytest.mark.parametrize(
    ("name", "known"),
    [("Jana Kruse", True), ("Jo Li", True), ("J Li", False), ("Kruse", False), ("Kruse GmbH", True), ("", False)],
)
def test_a_whole_name_tells_of_a_person_and_a_short_or_single_one_does_not(name: str, known: bool) -> None:
    assert person(name).words == (("jana@post.example", name) if known else ("jana@post.example",))


@pytest.mark.parametrize(
    ("address", "theirs"),
    [
        ("jana@post.example", True),
        ("JANA@Post.Example", True),
        (" <jana@post.example> ", True),
        ("jana@post.example.org", False),
        ("xjana@post.example", False),
        ("Jana Kruse", False),
        ("", False),
        (None, False),
    ],
)
def test_an_address_is_theirs_however_it_is_written(address: object, theirs: bool) -> None:
    assert is_theirs(address, person()) is theirs
