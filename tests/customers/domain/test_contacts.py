from __future__ import annotations

import pytest

from kontor.customers.domain.contacts import (
    add_address,
    change_customer,
    link_customers,
    linked_customers,
    remove_address,
    unlink_customers,
)
from kontor.customers.domain.queries import find_customers, one_by_address
from kontor.customers.enums import AddressKind
from kontor.customers.models import Customer, CustomerLink
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.factories.customers import make_address, make_customer
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.statements import statements


def _names(query: str, *tenants: Tenant) -> list[str]:
    with in_scope(*tenants):
        return [customer.name for customer in find_customers(query, [tenant.pk for tenant in tenants])]


def test_a_customer_is_changed(customer: Customer) -> None:
    with in_scope(customer.tenant_id):
        row = change_customer(customer, name="Käthe König", number="K-7", language="en", remarks="VIP", version=1)

    assert (row.name, row.number, row.language, row.remarks, row.version) == ("Käthe König", "K-7", "en", "VIP", 2)


def test_two_who_change_the_same_customer_lose_nothing(customer: Customer) -> None:
    with in_scope(customer.tenant_id):
        change_customer(customer, name="A", number="", language="", remarks="", version=1)
        with refused("Nothing was overwritten"):
            change_customer(customer, name="B", number="", language="", remarks="", version=1)


@pytest.mark.parametrize(
    ("kind", "value", "normalized"),
    [
        (AddressKind.EMAIL, " Zweit@Post.example ", "zweit@post.example"),
        (AddressKind.PHONE, "+49 (431) 12-34", "+494311234"),
    ],
)
def test_a_further_address_is_kept_as_written_and_normalised(
    customer: Customer, kind: AddressKind, value: str, normalized: str
) -> None:
    with in_scope(customer.tenant_id):
        address = add_address(customer, kind=kind, value=value)

    assert (address.value, address.normalized) == (value.strip(), normalized)


def test_an_address_of_another_customer_of_the_tenant_is_refused(customer: Customer, nordlicht: Tenant) -> None:
    make_customer(nordlicht, email="max@post.example")

    with in_scope(nordlicht), refused("Another contact has this address already."):
        add_address(customer, kind=AddressKind.EMAIL, value="max@post.example")


def test_an_address_of_another_tenants_customer_is_no_obstacle(customer: Customer, alpina: Tenant) -> None:
    make_customer(alpina, email="max@post.example")

    with in_scope(customer.tenant_id):
        assert add_address(customer, kind=AddressKind.EMAIL, value="max@post.example").pk


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        (AddressKind.EMAIL, "no address", "is not an address that can be used"),
        (AddressKind.PHONE, "12", "is too short for a phone number"),
        (AddressKind.PHONE, "0800 FLOWERS", "contains letters"),
        (AddressKind.PHONE, "110", "is an emergency number"),
    ],
)
def test_nonsense_is_no_address(customer: Customer, kind: AddressKind, value: str, sentence: str) -> None:
    with in_scope(customer.tenant_id), refused(sentence):
        add_address(customer, kind=kind, value=value)


def test_a_number_is_read_by_the_country_of_the_tenant(customer: Customer, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        nordlicht.country = "AT"
        nordlicht.save(update_fields=["country"])
        customer.refresh_from_db()

        assert add_address(customer, kind=AddressKind.PHONE, value="01 5331234").normalized == "+4315331234"


@pytest.mark.parametrize("again", ["0049 431 1234567", "(0431) 123 45 67", "+494311234567"])
def test_one_number_in_two_notations_is_one(customer: Customer, nordlicht: Tenant, again: str) -> None:
    other = make_customer(nordlicht)

    with in_scope(nordlicht):
        add_address(customer, kind=AddressKind.PHONE, value="0431 1234567")
        with refused("The contact has this address already."):
            add_address(customer, kind=AddressKind.PHONE, value=again)
        with refused("Another contact has this address already."):
            add_address(other, kind=AddressKind.PHONE, value=again)


@pytest.mark.parametrize(
    "query", ["0431 1234567", "0049431/123", "+49 (0)431 12", "(0431) 123-45-67", "0431", "+494311234567"]
)
def test_customers_are_found_by_the_beginning_of_their_number(
    customer: Customer, nordlicht: Tenant, query: str
) -> None:
    with in_scope(nordlicht):
        add_address(customer, kind=AddressKind.PHONE, value="0431 1234567")

    assert _names(query, nordlicht) == [customer.name]


@pytest.mark.parametrize("query", ["0432", "043112345678", "1234567", "+41 431 1234567"])
def test_other_numbers_find_nobody(customer: Customer, nordlicht: Tenant, query: str) -> None:
    with in_scope(nordlicht):
        add_address(customer, kind=AddressKind.PHONE, value="0431 1234567")

    assert _names(query, nordlicht) == []


@pytest.mark.parametrize(
    "query",
    [
        "Böttcher",
        "boettcher",
        "Bottcher",
        "öttch",
        "Böttcher, Karin",
        "karin b",
        "nord.example>,",
        "Karin <b@firma-nord.example>",
    ],
)
def test_customers_are_found_by_words_and_parts_of_words(nordlicht: Tenant, query: str) -> None:
    make_customer(nordlicht, "Karin Böttcher", email="b@firma-nord.example")
    make_customer(nordlicht, "Karla Brenner", email="karla@firma-sued.example")

    assert _names(query, nordlicht) == ["Karin Böttcher"]


@pytest.mark.parametrize("query", ["Müller", "mueller", "MUELLER", "a Müller", "üller"])
def test_a_name_is_found_in_each_spelling_of_its_umlaut(nordlicht: Tenant, query: str) -> None:
    make_customer(nordlicht, "Anna Müller", email="a@post.example")
    make_customer(nordlicht, "Armin Mueller", email="b@post.example")

    assert _names(query, nordlicht) == ["Anna Müller", "Armin Mueller"]


@pytest.mark.parametrize(("name", "query"), [("Bauermüller", "Bauermueller"), ("Bauermueller", "bauermüller")])
def test_each_place_of_a_name_may_be_an_umlaut(nordlicht: Tenant, name: str, query: str) -> None:
    make_customer(nordlicht, f"Anna {name}", email="a@post.example")

    assert _names(query, nordlicht) == [f"Anna {name}"]


def test_those_whose_number_begins_so_are_not_counted_out_one_by_one(nordlicht: Tenant) -> None:
    """While somebody types a number, half of all contacts may begin so: more ids than a statement takes values."""
    sent = []
    for count in (1, 3):
        for _each in range(count):
            make_address(make_customer(nordlicht), f"+49431{next_number():07}", kind=AddressKind.PHONE)
        with in_scope(nordlicht), statements() as told:
            assert find_customers("+49 431", [nordlicht.pk])
        sent.append(sum(map(len, told[:3])))

    assert sent[0] == sent[1]


@pytest.mark.parametrize("query", ["ar", "Karin Brenner", "-", "%", "K%n"])
def test_what_is_no_part_of_a_name_finds_nobody(nordlicht: Tenant, query: str) -> None:
    """Two letters must begin a word, all words must fit, and signs of a pattern are no pattern."""
    make_customer(nordlicht, "Karin Böttcher", email="b@firma-nord.example")

    assert _names(query, nordlicht) == []


def test_whose_name_begins_so_stands_before_others(nordlicht: Tenant) -> None:
    for name in ("Anna Petersen", "Petersen GmbH", "Zoe Petersen"):
        make_customer(nordlicht, name, email=f"{name.split()[0].casefold()}@post.example")

    assert _names("petersen", nordlicht) == ["Petersen GmbH", "Anna Petersen", "Zoe Petersen"]


def test_a_number_finds_no_customers_of_tenants_one_does_not_look_in(
    customer: Customer, nordlicht: Tenant, alpina: Tenant
) -> None:
    with in_scope(nordlicht):
        add_address(customer, kind=AddressKind.PHONE, value="0431 1234567")

    with in_scope(nordlicht, alpina):
        assert find_customers("+49 431 1234567", [alpina.pk]) == []
        assert find_customers("+49 431 1234567", [nordlicht.pk, alpina.pk]) == [customer]


def test_an_address_is_removed_but_not_the_last(customer: Customer) -> None:
    second = make_address(customer, "zweit@post.example")

    with in_scope(customer.tenant_id):
        remove_address(second)
        with refused("the contact's only address"):
            remove_address(customer.addresses.get())


def test_customers_are_linked_both_ways_and_unlinked(customer: Customer, nordlicht: Tenant) -> None:
    other = make_customer(nordlicht)

    with in_scope(nordlicht):
        for first, second in ((customer, other), (other, customer)):
            link_customers(first, second)
        found = (linked_customers(customer), linked_customers(other), CustomerLink.objects.count())
        unlink_customers(other, customer)
        left = linked_customers(customer)

    assert (found, left) == (([other], [customer], 1), [])


def test_a_customer_is_not_linked_with_itself(customer: Customer) -> None:
    with in_scope(customer.tenant_id), refused("cannot be linked with itself"):
        link_customers(customer, customer)


def test_customers_are_found_by_beginning_address_and_number(nordlicht: Tenant, alpina: Tenant) -> None:
    make_customer(nordlicht, "Zoe Zange", email="zoe@post.example", number="K-1")
    make_customer(nordlicht, "Ärmel Anton", email="anton@post.example")
    make_customer(alpina, "Zoe Alpin", email="zoe@alpin.example")

    assert _names("zoe", nordlicht) == ["Zoe Zange"]
    assert _names("anton@POST.example", nordlicht) == ["Ärmel Anton"]
    assert _names("K-1", nordlicht) == ["Zoe Zange"]
    assert _names("", nordlicht) == ["Ärmel Anton", "Zoe Zange"]
    assert _names("zoe", nordlicht, alpina) == ["Zoe Alpin", "Zoe Zange"]
    with in_scope(nordlicht):
        assert one_by_address("zoe@alpin.example", alpina.pk) is None


def test_where_enough_begin_so_nothing_else_is_looked_through(nordlicht: Tenant) -> None:
    """While somebody types: of a hundred thousand contacts an index finds these, and no index finds parts of words."""
    for name in ("Janina Meier", "Jana Petersen", "Jan Kruse", "Meier, Jan"):
        make_customer(nordlicht, name=name)

    with in_scope(nordlicht), statements() as sent:
        found = find_customers("Jan", [nordlicht.pk], most=2)

    assert [customer.name for customer in found] == ["Jan Kruse", "Jana Petersen"]
    assert len(sent) == 2, "the contacts and their addresses"
