from __future__ import annotations

from dataclasses import replace

from kontor.customers.domain.postal_addresses import (
    PostalValues,
    add_postal_address,
    change_postal_address,
    delete_postal_address,
    make_default,
    mark_address_deliverable,
    mark_address_undeliverable,
    postal_addresses,
)
from kontor.customers.models import Customer, PostalAddress
from kontor.tenants.models import Tenant
from tests.support.refusal import refused
from tests.support.scoping import in_scope

KIEL = PostalValues(name="Käthe Kunde", street="Am Kai 7", postcode="24103", city="Kiel")
WIEN = replace(KIEL, street="Ring 1", postcode="1010", city="Wien", country="AT")


def _kept(customer: Customer) -> list[tuple[str, bool]]:
    return [(row.city, row.is_default) for row in postal_addresses(customer)]


def test_the_first_address_is_where_letters_go(customer: Customer) -> None:
    with in_scope(customer.tenant_id):
        add_postal_address(customer, KIEL)
        add_postal_address(customer, WIEN)

        assert _kept(customer) == [("Kiel", True), ("Wien", False)]


def test_another_address_becomes_the_default(customer: Customer) -> None:
    with in_scope(customer.tenant_id):
        add_postal_address(customer, KIEL)
        make_default(add_postal_address(customer, WIEN))
        assert _kept(customer) == [("Wien", True), ("Kiel", False)]

        add_postal_address(customer, replace(KIEL, street="Am Markt 2", city="Eutin"), is_default=True)
        assert _kept(customer) == [("Eutin", True), ("Kiel", False), ("Wien", False)]


def test_what_is_typed_is_kept_on_one_line(customer: Customer) -> None:
    typed = PostalValues(
        name=" Käthe \n Kunde\u202e", street="Am  Kai 7", postcode="sw1a 1aa", city="London", country="gb"
    )

    with in_scope(customer.tenant_id):
        row = add_postal_address(customer, typed)

    assert (row.name, row.street, row.postcode, row.country) == ("Käthe Kunde", "Am Kai 7", "SW1A 1AA", "GB")


def test_an_address_to_which_nothing_can_be_sent_is_refused(customer: Customer) -> None:
    with in_scope(customer.tenant_id):
        with refused("The street is missing. Companies with a postcode of their own need none. The city is missing."):
            add_postal_address(customer, replace(KIEL, street="", city=""))
        row = add_postal_address(customer, KIEL)
        with refused("This is not a postcode of this country"):
            change_postal_address(row, replace(KIEL, postcode="1"), version=1)


def test_the_same_address_twice_is_refused(customer: Customer) -> None:
    with in_scope(customer.tenant_id):
        add_postal_address(customer, KIEL)
        with refused("The contact has this address already."):
            add_postal_address(customer, replace(KIEL, street="Am  Kai 7 "))


def test_two_who_change_the_same_address_lose_nothing(customer: Customer) -> None:
    with in_scope(customer.tenant_id):
        row = add_postal_address(customer, KIEL)
        change_postal_address(row, replace(KIEL, street="Am Kai 8"), version=1)
        with refused("Nothing was overwritten"):
            change_postal_address(row, replace(KIEL, street="Am Kai 9"), version=1)

        assert [address.street for address in postal_addresses(customer)] == ["Am Kai 8"]


def test_a_deleted_default_is_followed_by_the_next(customer: Customer) -> None:
    with in_scope(customer.tenant_id):
        first = add_postal_address(customer, KIEL)
        add_postal_address(customer, WIEN)
        delete_postal_address(first)

        assert _kept(customer) == [("Wien", True)]
        assert PostalAddress.objects.filter(customer=customer).count() == 2
        with refused("This address has been deleted in the meantime."):
            make_default(first)


def test_the_first_reason_why_letters_come_back_stays(customer: Customer) -> None:
    with in_scope(customer.tenant_id):
        row = add_postal_address(customer, KIEL)

        assert mark_address_undeliverable(row, reason="Moved away")
        assert not mark_address_undeliverable(row, reason="Deceased")
        row.refresh_from_db()
        assert (row.undeliverable_since is not None, row.undeliverable_reason) == (True, "Moved away")

        mark_address_deliverable(row)
        row.refresh_from_db()
        assert (row.undeliverable_since, row.undeliverable_reason) == (None, "")


def test_a_corrected_address_counts_as_reachable(customer: Customer) -> None:
    with in_scope(customer.tenant_id):
        row = add_postal_address(customer, KIEL)
        mark_address_undeliverable(row, reason="Moved away")
        change_postal_address(row, KIEL, version=1, is_default=True)
        row.refresh_from_db()
        assert row.undeliverable_reason == "Moved away"

        change_postal_address(row, replace(KIEL, street="Neue Straße 1"), version=2)
        row.refresh_from_db()
        assert (row.undeliverable_since, row.undeliverable_reason) == (None, "")


def test_addresses_of_another_tenant_are_not_seen(customer: Customer, alpina: Tenant) -> None:
    with in_scope(customer.tenant_id):
        add_postal_address(customer, KIEL)

    with in_scope(alpina):
        assert postal_addresses(customer) == []
        assert list(PostalAddress.objects.all()) == []
