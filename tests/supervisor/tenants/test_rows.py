"""What the lists of tenants say row by row, in which order, what is found; what is offered to whom, and said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.kernel import clock
from kontor.org.models import SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.answers import prefer
from tests.factories.org import make_category, make_grant, make_group_tree
from tests.factories.people import make_role, make_user
from tests.factories.tenants import make_tenant
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.supervisor.tenants.pages import Clients, url
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere


@pytest.fixture
def browser(client_for: Clients, ada: User) -> Browser:
    return client_for(ada)


@pytest.fixture
def reader(client_for: Clients, nordlicht: Tenant, nordlicht_system: SystemGroup) -> Browser:
    """Somebody who may look at the first tenant."""
    user = make_user("Rita Rast")
    make_grant(user, make_role("Lesen", ["supervisor.access", "tenants.read"]), nordlicht_system)
    return client_for(user, nordlicht)


def test_a_row_counts_groups_and_categories(browser: Browser) -> None:
    tenant = make_tenant("Nordlicht", code="NORD", description="Strom", colour=3)
    group = make_group_tree(tenant)
    for _ in range(2):
        make_category(group)

    page = browser.get(url("list"))

    (cells,) = rows_of(page)
    assert (cells["name"], cells["description"], cells["groups"], cells["categories"]) == ("Nordlicht", "Strom", 1, 2)
    (row,) = page.context["listing"].rows
    assert (row.url, row.colour, offered(page)) == (url("edit", tenant.pk), 3, ["Delete"])


@pytest.mark.parametrize("on", [True, False])
def test_letters_are_a_channel_while_they_are_on(browser: Browser, nordlicht: Tenant, on: bool) -> None:
    letters_on(on)
    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])

    (channels,) = column(browser.get(url("list")), "channels")

    assert channels == ["mail", "letter"][: 1 + on]


def test_tenants_are_ordered_by_name_code_description_and_size(browser: Browser) -> None:
    for name, code, description, groups in (("Zoll", "B", "x", 1), ("Ämter", "C", "y", 0), ("Bahn", "A", "z", 2)):
        tenant = make_tenant(name, code=code, description=description)
        for _ in range(groups):
            make_group_tree(tenant)
    browser.get(url("list"), {"columns-set": "1", "columns": ["code", "description", "groups"]})

    assert ordered(browser, url("list"), "", "code", "-description", "groups") == {
        "": ["Ämter", "Bahn", "Zoll"],
        "code": ["Bahn", "Zoll", "Ämter"],
        "-description": ["Bahn", "Ämter", "Zoll"],
        "groups": ["Ämter", "Zoll", "Bahn"],
    }


def test_tenants_are_found_by_name_description_and_size(browser: Browser) -> None:
    make_tenant("Nordlicht", description="Strom und Gas")
    alpina = make_tenant("Alpina", description="Versicherung")
    make_category(make_group_tree(alpina))

    assert narrowed(browser, url("list"), name="NORD", description="gas", groups=1, categories=1, readiness="no") == {
        "name": ["Nordlicht"],
        "description": ["Nordlicht"],
        "groups": ["Alpina"],
        "categories": ["Alpina"],
        "readiness": ["Alpina", "Nordlicht"],
    }
    assert narrowed(browser, url("list"), readiness="yes", groups=2) == {"readiness": [], "groups": []}


def test_deleted_tenants_stand_with_the_last_one_first(browser: Browser) -> None:
    for days, name in enumerate(("Eben", "Gestern")):
        tenant = make_tenant(name, deleted=True)
        with everywhere():
            Tenant.objects.filter(pk=tenant.pk).update(deleted_at=clock.now() - timedelta(days=days))

    page = browser.get(url("deleted"))

    assert (column(page, "name"), offered(page)) == (["Eben", "Gestern"], ["Restore"])


@pytest.mark.parametrize(
    ("count", "sentences"),
    [
        (1, ["1 tenant is deleted.", "1 tenant is restored."]),
        (2, ["2 tenants are deleted.", "2 tenants are restored."]),
    ],
)
def test_how_many_were_deleted_and_restored_is_said(browser: Browser, count: int, sentences: list[str]) -> None:
    stays, *chosen = [make_tenant() for _ in range(count + 1)]
    posted = {"selected": [tenant.pk for tenant in chosen]}

    deleted = browser.post(url("delete"), posted)
    left = column(browser.get(url("list")), "name")
    restored = browser.post(url("restore"), posted)

    assert [*said(deleted), *said(restored)] == sentences
    assert (left, deleted["Location"], restored["Location"]) == ([stays.name], url("list"), url("list"))


def test_an_administrator_is_led_to_what_is_new_and_to_what_is_deleted(browser: Browser) -> None:
    context = browser.get(url("list")).context

    assert [context[key] for key in ("new_url", "action_url", "restore_url")] == [
        url("new"),
        url("assistant-start"),
        url("deleted"),
    ]


def test_whoever_may_only_look_is_led_nowhere(reader: Browser, nordlicht: Tenant, alpina: Tenant) -> None:
    page = reader.get(url("list"))

    assert column(page, "name") == [nordlicht.name]
    assert [page.context[key] for key in ("new_url", "action_url", "restore_url")] == ["", "", ""]
    assert offered(page) == []
    assert reader.get(url("deleted")).status_code == 403
    assert [reader.post(url(verb), {"selected": nordlicht.pk}).status_code for verb in ("delete", "restore")] == [
        403,
        403,
    ]
