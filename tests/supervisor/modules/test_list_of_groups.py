"""The groups of text modules: how many are in each, order, what is said, and what stays of a deleted one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.models import ModuleGroup, TextModule
from tests.factories.texts import make_module, make_module_group
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/modules/groups/"


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def test_a_row_counts_the_modules_of_its_group(browser: Browser, nordlicht: Tenant) -> None:
    for name in ("Foto", "Vertrag"):
        make_module(nordlicht, name, group="Nachfragen")
    make_module_group(nordlicht, "Leer")

    page = browser.get(LIST)

    assert rows_of(page) == [
        {"name": "Leer", "modules": 0, "tenant": "Nordlicht Energie"},
        {"name": "Nachfragen", "modules": 2, "tenant": "Nordlicht Energie"},
    ]
    row = page.context["listing"].rows[0]
    assert (row.url, row.colour, offered(page)) == (f"{LIST}{row.item.pk}/", nordlicht.colour, ["Delete"])


def test_groups_are_ordered_and_found(browser: Browser, nordlicht: Tenant) -> None:
    for name, count in (("Zahlung", 1), ("Änderung", 0), ("Bilder", 2)):
        make_module_group(nordlicht, name)
        for _ in range(count):
            make_module(nordlicht, group=name)

    assert ordered(browser, LIST, "", "-modules") == {
        "": ["Änderung", "Bilder", "Zahlung"],
        "-modules": ["Bilder", "Zahlung", "Änderung"],
    }
    assert narrowed(browser, LIST, name="ÄND") == {"name": ["Änderung"]}


@pytest.mark.parametrize(("count", "sentence"), [(1, "1 group is deleted."), (2, "2 groups are deleted.")])
def test_how_many_were_deleted_is_said_and_their_modules_stay(
    browser: Browser, nordlicht: Tenant, count: int, sentence: str
) -> None:
    stays, *chosen = [make_module(nordlicht, f"Baustein {each}", group=f"Gruppe {each}") for each in range(count + 1)]

    answer = browser.post(f"{LIST}delete/", {"selected": [module.group_id for module in chosen]})

    assert (said(answer), answer["Location"]) == ([sentence], LIST)
    assert column(browser.get(LIST), "name") == ["Gruppe 0"]
    with everywhere():
        assert list(TextModule.objects.exclude(group=None)) == [stays]
        assert TextModule.objects.filter(deleted_at=None).count() == count + 1


def test_creating_and_renaming_say_so(browser: Browser, nordlicht: Tenant) -> None:
    other = make_module_group(nordlicht, "Andere")
    made = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "name": "Nachfragen"})
    with everywhere():
        group = ModuleGroup.objects.get(name="Nachfragen")
    url = f"{LIST}{group.pk}/"
    assert browser.get(url).context["mask"].form.initial == {"name": "Nachfragen"}

    saved = browser.post(url, {"name": "Rückfragen"})

    assert [said(made), made["Location"], said(saved)] == [["The group is created."], LIST, ["The group is saved."]]
    assert column(browser.get(LIST), "name") == [other.name, "Rückfragen"]


@pytest.mark.parametrize(("name", "field"), [("", "name"), ("N" * 121, "name"), ("andere", "name")])
def test_a_group_needs_a_name_of_its_own(browser: Browser, nordlicht: Tenant, name: str, field: str) -> None:
    make_module_group(nordlicht, "Andere")
    group = make_module_group(nordlicht, "Nachfragen")

    answers = [
        browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "name": name}),
        browser.post(f"{LIST}{group.pk}/", {"name": name}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert column(browser.get(LIST), "name") == ["Andere", "Nachfragen"]


def test_of_two_tenants_one_sees_and_deletes_what_one_may(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    own, other = make_module_group(nordlicht, "Eigene"), make_module_group(alpina, "Fremde")
    both = {"selected": [own.pk, other.pk]}
    looking, stranger = client_of_both("modules.read"), client_of_both("tickets.read")

    shown = [column(browser.get(LIST), "name") for browser in (looking, stranger)]
    answers = [browser.post(f"{LIST}delete/", both) for browser in (looking, stranger)]

    assert shown == [["Eigene", "Fremde"], ["Eigene"]]
    assert ["Nothing was changed." in said(answer)[0] for answer in answers] == [True, True]
    assert looking.get(f"{LIST}{other.pk}/").context["may_write"] is False
    assert [browser.get(f"{LIST}{other.pk}/").status_code for browser in (looking, stranger)] == [200, 403]
    assert looking.post(f"{LIST}{other.pk}/", {"name": "X"}).status_code == 403


def test_agents_open_no_groups(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    group = make_module_group(nordlicht, "Nachfragen")
    browser = client_for(anna, nordlicht)

    assert [browser.get(url).status_code for url in (LIST, f"{LIST}new/", f"{LIST}{group.pk}/")] == [403, 403, 403]
    assert browser.post(f"{LIST}delete/", {"selected": group.pk}).status_code == 403
