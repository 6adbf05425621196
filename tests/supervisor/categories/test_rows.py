"""What the lists of categories say row by row: what is not as usual, order, filters; what is said after each deed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category, MainCategory, SupervisorGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_agent_group, make_category, make_main_category
from tests.supervisor.categories.conftest import LIST, ClientFor
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere

UNUSUAL = {
    "allowed_for_new_processes": (False, "not for new processes"),
    "allowed_for_phone_tickets": (False, "not for phone tickets"),
    "recategorization_source": (False, "nothing moves out"),
    "recategorization_destination": (False, "nothing moves in"),
    "answer_allowed": (False, "no answers"),
    "auto_routing": (False, "not routed automatically"),
    "bundling": (True, "bundles by customer"),
    "closing_code_required": (True, "asks for a closing code"),
}


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def usual(group: AgentGroup, name: str, **values: Any) -> Category:
    """A category with nothing unusual but what is said."""
    return make_category(group, name, **{flag: not value for flag, (value, _words) in UNUSUAL.items()} | values)


def test_a_row_says_main_category_and_groups(
    browser: Browser, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    category = usual(nordlicht_service, "Abrechnung", main_category=make_main_category(nordlicht, "Vertrag"))

    page = browser.get(LIST)

    (cells,) = rows_of(page)
    assert (str(cells["main_category"]), cells["groups"]) == ("Vertrag", "Nordlicht Kundenservice")
    assert (cells["name"], cells["features"], cells["tenant"]) == ("Abrechnung", "", "Nordlicht Energie")
    (row,) = page.context["listing"].rows
    assert (row.url, row.colour, offered(page)) == (f"{LIST}{category.pk}/", nordlicht.colour, ["Delete"])


@pytest.mark.parametrize("flag", UNUSUAL)
def test_what_is_not_as_usual_is_said_and_found(browser: Browser, nordlicht_service: AgentGroup, flag: str) -> None:
    value, words = UNUSUAL[flag]
    usual(nordlicht_service, "Wie immer")
    usual(nordlicht_service, "Anders", **{flag: value})

    found = rows_of(browser.get(LIST, {"filter-features": flag}))

    assert [(row["name"], row["features"]) for row in found] == [("Anders", words)]


def test_several_things_that_are_unusual_stand_one_after_the_other(
    browser: Browser, nordlicht_service: AgentGroup
) -> None:
    usual(nordlicht_service, "Anders", answer_allowed=False, bundling=True)

    assert column(browser.get(LIST), "features") == ["no answers, bundles by customer"]


def test_categories_are_ordered_by_name_main_category_and_groups(
    browser: Browser, nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup
) -> None:
    for name, main, group in (("Zahlung", "A", "m"), ("Änderung", "Ö", "k"), ("Beitrag", "B", "n")):
        heading = make_main_category(nordlicht, main)
        make_category(make_agent_group(nordlicht_supervisors, group), name, main_category=heading)

    assert ordered(browser, LIST, "", "main_category", "groups") == {
        "": ["Änderung", "Beitrag", "Zahlung"],
        "main_category": ["Zahlung", "Beitrag", "Änderung"],
        "groups": ["Änderung", "Zahlung", "Beitrag"],
    }


def test_categories_are_found_by_main_category_and_group(
    browser: Browser, nordlicht: Tenant, nordlicht_service: AgentGroup, nordlicht_supervisors: SupervisorGroup
) -> None:
    make_category(nordlicht_service, "Zahlung", main_category=make_main_category(nordlicht, "Vertrag"))
    make_category(make_agent_group(nordlicht_supervisors, "Zweite Linie"), "Beitrag")

    assert narrowed(browser, LIST, name="bei", main_category="VERTR", groups="zweite") == {
        "name": ["Beitrag"],
        "main_category": ["Zahlung"],
        "groups": ["Beitrag"],
    }


def test_columns_that_are_hidden_at_first_can_be_shown(browser: Browser, nordlicht_service: AgentGroup) -> None:
    make_category(nordlicht_service, "Zahlung", internal_name="pay", description="Rund um Rechnungen")
    asked = {"columns-set": "1", "columns": ["internal_name", "description"]}

    (cells,) = rows_of(browser.get(LIST, asked))

    assert cells == {"name": "Zahlung", "internal_name": "pay", "description": "Rund um Rechnungen"}


def test_deleted_categories_stand_with_the_last_one_first(browser: Browser, nordlicht_service: AgentGroup) -> None:
    for days, name in enumerate(("Eben", "Gestern")):
        make_category(nordlicht_service, name, deleted_at=clock.now() - timedelta(days=days))

    page = browser.get(f"{LIST}deleted/")

    assert (column(page, "name"), offered(page)) == (["Eben", "Gestern"], ["Restore"])


@pytest.mark.parametrize(
    ("count", "sentences"),
    [
        (1, ["1 category is deleted.", "1 category is restored."]),
        (2, ["2 categories are deleted.", "2 categories are restored."]),
    ],
)
def test_how_many_were_deleted_and_restored_is_said(
    browser: Browser, nordlicht_service: AgentGroup, count: int, sentences: list[str]
) -> None:
    stays, *chosen = [make_category(nordlicht_service) for _ in range(count + 1)]
    posted = {"selected": [category.pk for category in chosen]}

    deleted = browser.post(f"{LIST}delete/", posted)
    left = column(browser.get(LIST), "name")
    restored = browser.post(f"{LIST}restore/", posted)

    assert [*said(deleted), *said(restored)] == sentences
    assert (left, deleted["Location"], restored["Location"]) == ([stays.name], LIST, LIST)


def test_an_administrator_without_a_tenant_is_proposed_no_internal_name(htmx_for: ClientFor, ada: User) -> None:
    answer = htmx_for(ada).get(f"{LIST}new/internal-name/", {"name": "Abrechnung"})

    assert answer.status_code == 200


def test_what_was_entered_as_internal_name_stays_while_one_is_proposed(
    htmx_for: ClientFor, sven: User, nordlicht: Tenant
) -> None:
    browser = htmx_for(sven, nordlicht)

    pages = [
        browser.get(f"{LIST}new/internal-name/", {"name": name, "internal_name": "mein-name"}).content.decode()
        for name in ("Über uns", "  ")
    ]

    assert ['value="mein-name"' in page for page in pages] == [True, True]
    assert ["placeholder=" in page for page in pages] == [True, False]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "N" * 121}, "name"),
        ({"main_category": "M" * 121}, "main_category"),
        ({"internal_name": "Groß"}, "internal_name"),
        ({"internal_name": "i" * 81}, "internal_name"),
        ({"tenant": "0"}, "tenant"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    browser: Browser, nordlicht: Tenant, wrong: dict[str, str], field: str
) -> None:
    answer = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "name": "Abrechnung", **wrong})

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, [field])


def test_a_new_category_leads_to_its_groups(browser: Browser, nordlicht: Tenant) -> None:
    entered = {"tenant": nordlicht.pk, "name": "Abrechnung", "main_category": "Vertrag", "bundling": "on"}

    answer = browser.post(f"{LIST}new/", entered)

    with everywhere():
        category = Category.objects.select_related("main_category").get()
        assert [main.name for main in MainCategory.objects.all()] == ["Vertrag"]
    assert said(answer) == ["The category “Abrechnung” is created. Now choose its agent groups."]
    assert answer["Location"] == f"{LIST}{category.pk}/groups/"
    assert (category.bundling, category.answer_allowed, category.main_category.name) == (True, False, "Vertrag")


def test_a_tab_that_saves_nothing_takes_nothing(browser: Browser, billing: Category) -> None:
    assert browser.post(f"{LIST}{billing.pk}/rules/", {"version": 1}).status_code == 405


def test_main_categories_are_offered_of_the_categorys_tenant(
    client_for: ClientFor, ada: User, browser: Browser, nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    for tenant, name in ((nordlicht, "Vertrag"), (nordlicht, "Änderung"), (alpina, "Police")):
        make_main_category(tenant, name)
    of_both = client_for(ada)

    pages = [browser.get(f"{LIST}{billing.pk}/"), browser.get(f"{LIST}new/"), of_both.get(f"{LIST}new/")]

    own = ["Änderung", "Vertrag"]
    assert [list(page.context["main_categories"]) for page in pages] == [own, own, []]
