from __future__ import annotations

from collections.abc import Iterator

import pytest

from kontor.audit.models import AuditEntry
from kontor.calls.domain.numbers import add_number, change_number, remove_number
from kontor.calls.models import DialledNumber, PhoneSystem
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from tests.factories.phone_systems import make_phone_system
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


@pytest.fixture(autouse=True)
def _scope(nordlicht: Tenant, alpina: Tenant) -> Iterator[None]:
    with everywhere():
        yield


@pytest.fixture
def system(_scope: None) -> PhoneSystem:
    return make_phone_system("Zentrale", area_code="040")


def add(system: PhoneSystem, number: str, tenant: Tenant, category: Category | None = None) -> DialledNumber:
    return add_number(system, number=number, tenant=tenant, category=category, by=None)


@pytest.mark.parametrize("entered", ["040 5551234", "+49 (0)40 / 555 12 34", "0049405551234", "5551234"])
def test_a_number_in_any_notation_is_the_same(system: PhoneSystem, nordlicht: Tenant, entered: str) -> None:
    number = add(system, entered, nordlicht)

    assert (number.number, number.normalized) == (entered, "+49405551234")


def test_a_number_is_one_tenants(system: PhoneSystem, nordlicht: Tenant, alpina: Tenant) -> None:
    add(system, "040 5551234", nordlicht)

    with refused("040 5551234 is a number of Nordlicht Energie already."):
        add(system, "+49 40 5551234", alpina)
    assert add(make_phone_system("Zweite"), "040 5551234", alpina)


@pytest.mark.parametrize("entered", ["Zentrale", "110", "", "abc 040 123"])
def test_what_is_no_number_is_refused(system: PhoneSystem, nordlicht: Tenant, entered: str) -> None:
    with refused():
        add(system, entered, nordlicht)


def test_its_category_is_the_tenants_and_for_phone_tickets(
    system: PhoneSystem, nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    with refused("The category “Abrechnung” is not one of Alpina Versicherung."):
        add(system, "040 5551234", alpina, billing)
    billing.allowed_for_phone_tickets = False
    with refused("The category “Abrechnung” is not for phone tickets."):
        add(system, "040 5551234", nordlicht, billing)


def test_changes_are_written_down(system: PhoneSystem, nordlicht: Tenant, alpina: Tenant) -> None:
    number = add(system, "040 5551234", nordlicht)

    change_number(number, version=1, number="040 5551234", tenant=alpina, category=None, by=None)
    with refused("Nothing was overwritten"):
        change_number(number, version=1, number="040 5551234", tenant=nordlicht, category=None, by=None)
    remove_number(DialledNumber.objects.get(), by=None)

    rows = AuditEntry.objects.filter(kind="calls.diallednumber").order_by("id")
    assert [(row.action, row.tenant) for row in rows] == [("added", nordlicht), ("changed", None), ("removed", alpina)]


def test_a_system_that_does_not_serve_the_tenant_has_none(nordlicht: Tenant, alpina: Tenant) -> None:
    closed = make_phone_system("Nur Alpina", all_tenants=False, tenants=[alpina])

    with refused("“Nur Alpina” does not serve Nordlicht Energie."):
        add(closed, "040 5551234", nordlicht)


def test_only_the_installation_gives_numbers(system: PhoneSystem, nordlicht: Tenant) -> None:
    with in_scope(nordlicht), refused("Only administrators of the installation"):
        add(system, "040 5551234", nordlicht)
