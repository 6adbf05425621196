"""The list of categories."""

from __future__ import annotations

import pytest

from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_category, make_main_category
from tests.supervisor.categories.conftest import LIST, ClientFor
from tests.support.scoping import everywhere
from tests.support.statements import statements


def test_list(client_for: ClientFor, ada: User, billing: Category, claims: Category) -> None:
    page = client_for(ada).get(LIST).content.decode()

    assert "Abrechnung" in page
    assert "Schaden" in page
    assert "Nordlicht Kundenservice" in page


def test_list_shows_own_tenants_only(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Abrechnung" in page
    assert "Schaden" not in page
    assert "Alpina" not in page


def test_list_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant, billing: Category) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


def test_list_needs_as_many_statements_for_three_rows(
    client_for: ClientFor, ada: User, billing: Category, nordlicht_service: AgentGroup, nordlicht: Tenant
) -> None:
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    for name in ("Eins", "Zwei"):
        make_category(nordlicht_service, name, main_category=make_main_category(nordlicht, name))
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("filter-name=abr", ["Abrechnung"]),
        ("filter-features=bundling", ["Umzug"]),
        ("filter-groups=kundenservice", ["Abrechnung", "Umzug"]),
        ("filter-main_category=vertrag", ["Umzug"]),
    ],
)
def test_list_is_filtered(
    client_for: ClientFor,
    ada: User,
    billing: Category,
    moving: Category,
    nordlicht: Tenant,
    query: str,
    found: list[str],
) -> None:
    main = make_main_category(nordlicht, "Vertrag")
    with everywhere():
        Category.objects.filter(pk=moving.pk).update(bundling=True, main_category=main)

    page = client_for(ada).get(f"{LIST}?{query}").content.decode()

    assert [name for name in ("Abrechnung", "Umzug") if f">{name}</span>" in page] == found
