"""Whose number calls? Exact hits first, then the household, then the house."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from kontor.customers.domain.callers import by_number
from kontor.customers.domain.contacts import add_address, link_customers
from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer
from kontor.tenants.models import Tenant
from tests.factories.customers import make_address, make_customer
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def _customer(tenant: Tenant, name: str, number: str) -> Customer:
    customer = make_customer(tenant, name)
    with in_scope(tenant):
        add_address(customer, kind=AddressKind.PHONE, value=number)
    return customer


def _names(tenant: Tenant, normal: str) -> list[str]:
    with in_scope(tenant):
        return [customer.name for customer in by_number(tenant.pk, normal)]


@pytest.mark.parametrize(
    ("number", "caller", "found"),
    [
        ("0431 123456", "+49431123456", True),
        ("0049431/12 34 56", "+49431123456", True),
        ("0431 123456-12", "+4943112345612", True),
        ("0431 123456-12", "+49431123456", True),
        ("0431 123456-12", "+494311234560", True),
        ("0431 123456-0", "+4943112345612", True),
        ("0431 123456-0", "+49431123456", True),
        ("0431 123456 App. 12", "+49431123456", True),
        ("0431 123456-12", "+4943112345613", False),
        ("0431 123456", "+4943112345612", False),
        ("0431 123456", "+4943112345", False),
        ("0431 12345612", "+49431123456", False),
        ("0431 123456-0", "+49431123456789012", False),
        ("0431 123456", "", False),
        ("0431 123456", "anonymous", False),
    ],
)
def test_who_calls(nordlicht: Tenant, number: str, caller: str, found: bool) -> None:
    _customer(nordlicht, "Käthe", number)

    assert _names(nordlicht, caller) == (["Käthe"] if found else [])


def test_exact_hits_go_before_the_household_and_the_house(nordlicht: Tenant) -> None:
    _customer(nordlicht, "Behind the switchboard", "0431 123456-77")
    household = make_customer(nordlicht, "Household")
    _customer(nordlicht, "Apparatus", "0431 1234560 App. 3")
    exact = _customer(nordlicht, "Exact", "0431 123456-0")
    with in_scope(nordlicht):
        link_customers(exact, household)

    assert _names(nordlicht, "+494311234560") == ["Exact", "Household", "Apparatus", "Behind the switchboard"]


def test_who_is_found_twice_is_one(nordlicht: Tenant) -> None:
    customer = _customer(nordlicht, "Käthe", "0431 123456")
    with in_scope(nordlicht):
        add_address(customer, kind=AddressKind.PHONE, value="0431 123456 App. 3")
        other = make_customer(nordlicht, "Karl")
        add_address(other, kind=AddressKind.PHONE, value="0431 123456 App. 4")
        link_customers(customer, other)

    assert _names(nordlicht, "+49431123456") == ["Käthe", "Karl"]


def test_the_other_tenants_customer_with_this_number_is_never_found(nordlicht: Tenant, alpina: Tenant) -> None:
    _customer(nordlicht, "Käthe bei Nordlicht", "+49 431 123456")
    _customer(alpina, "Käthe bei Alpina", "+49 431 123456-0")

    with everywhere():
        found = [[customer.name for customer in by_number(each.pk, "+49431123456")] for each in (nordlicht, alpina)]

    assert found == [["Käthe bei Nordlicht"], ["Käthe bei Alpina"]]


def test_a_switchboard_costs_as_many_statements_as_one_customer(nordlicht: Tenant) -> None:
    _customer(nordlicht, "One", "0431 123456-1")
    with in_scope(nordlicht), statements() as one:
        by_number(nordlicht.pk, "+494311234560")
    for number in "23456":
        _customer(nordlicht, number, f"0431 123456-{number}")
    with in_scope(nordlicht), statements() as six:
        assert len(by_number(nordlicht.pk, "+494311234560")) == 6

    assert len(six) == len(one)


def test_numbers_from_before_are_found_after_the_migration(nordlicht: Tenant, alpina: Tenant) -> None:
    """The later of two that are one number keeps its form, and nothing is lost."""
    first, second = make_customer(nordlicht, "First"), make_customer(nordlicht, "Second")
    numbers = {
        "0431 12 34 56": (first, "0431123456", "+49431123456"),
        "+49431123456": (second, "49431123456", "49431123456"),
        "0431 7654321 App. 5": (first, "043176543215", "+494317654321;ext=5"),
        "nach 18 Uhr 0431 99": (second, "18043199", "18043199"),
        "4711": (second, "4711", "4711"),
    }
    for value, (customer, old, _new) in numbers.items():
        address = make_address(customer, value, kind=AddressKind.PHONE)
        with in_scope(nordlicht):
            Address.objects.filter(pk=address.pk).update(normalized=old)
    make_address(make_customer(alpina), "+49 431 123456", kind=AddressKind.PHONE)

    with everywhere():
        migration = import_module("kontor.customers.migrations.0004_numbers_in_one_form")
        migration.normalise(apps, SimpleNamespace(connection=connection))
        rows = Address.objects.filter(kind=AddressKind.PHONE)
        own = dict(rows.filter(tenant=nordlicht).values_list("value", "normalized"))
        theirs = list(rows.filter(tenant=alpina).values_list("normalized", flat=True))

    assert own == {value: new for value, (_customer, _old, new) in numbers.items()}
    assert theirs == ["+49431123456"]
