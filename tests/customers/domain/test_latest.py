"""Of very many contacts all are found by what an index knows, and the latest by parts of words too."""

from __future__ import annotations

import pytest

from kontor.customers.domain import queries
from kontor.customers.enums import AddressKind
from kontor.customers.models import Customer
from kontor.tenants.models import Tenant
from tests.factories.customers import make_address, make_customer
from tests.support.scoping import in_scope


@pytest.fixture
def oldest(nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch) -> Customer:
    """Three came after her, and only so many are looked through."""
    monkeypatch.setattr(queries, "LATEST", 3)
    oldest = make_customer(nordlicht, "Karin Böttcher", email="karin@firma-nord.example", number="K-77")
    make_address(oldest, "+494311234567", kind=AddressKind.PHONE)
    for name in ("Zoe Böttcher", "Anna Arndt", "Bela Böttcher"):
        make_customer(nordlicht, name)
    return oldest


def _names(query: str, tenant: Tenant) -> list[str]:
    with in_scope(tenant):
        return [customer.name for customer in queries.find_customers(query, [tenant.pk])]


@pytest.mark.parametrize("query", ["karin", "Karin Böttcher", "karin@firma-nord.example", "0431 123", "K-77"])
def test_the_oldest_is_found_by_what_an_index_knows(oldest: Customer, nordlicht: Tenant, query: str) -> None:
    assert _names(query, nordlicht) == [oldest.name]


@pytest.mark.parametrize(("query", "names"), [("öttch", ["Bela Böttcher", "Zoe Böttcher"]), ("firma-nord", [])])
def test_parts_of_words_are_looked_for_among_the_latest(
    oldest: Customer, nordlicht: Tenant, query: str, names: list[str]
) -> None:
    assert _names(query, nordlicht) == names


@pytest.mark.usefixtures("oldest")
def test_how_many_there_are_at_another_tenant_does_not_count(nordlicht: Tenant, alpina: Tenant) -> None:
    make_customer(alpina, "Vera Böttcher")
    for _each in range(3):
        make_customer(nordlicht)

    assert _names("öttch", alpina) == ["Vera Böttcher"]
