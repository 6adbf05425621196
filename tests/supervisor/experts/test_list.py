"""The address book: rows, order, what is found; its deleted entries; what is offered and said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kontor.customers.models import Expert
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.customers import make_expert
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/experts/"


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def entered(**more: Any) -> dict[str, Any]:
    return {"name": "Elke Elektrik", "address": "elke@experts.example", "active": "on", **more}


def test_a_row_says_what_somebody_is_asked_about(browser: Browser, nordlicht: Tenant) -> None:
    make_expert(
        nordlicht, "Elke Elektrik", company="Zählerwerk", address="Elke@Experts.example", purposes=["Messung", "Zähler"]
    )

    page = browser.get(LIST)

    assert rows_of(page) == [
        {
            "name": "Elke Elektrik",
            "company": "Zählerwerk",
            "purposes": "Messung, Zähler",
            "address": "Elke@Experts.example",
            "active": "Yes",
            "tenant": "Nordlicht Energie",
        }
    ]
    (row,) = page.context["listing"].rows
    assert (row.url, row.colour) == (f"{LIST}{row.item.pk}/", nordlicht.colour)


def test_entries_are_ordered_by_any_of_their_columns(browser: Browser, nordlicht: Tenant) -> None:
    make_expert(nordlicht, "Zita", company="A", address="b@experts.example")
    make_expert(nordlicht, "Änne", company="B", address="C@experts.example", active=False)
    make_expert(nordlicht, "Bodo", company="C", address="a@experts.example")

    assert ordered(browser, LIST, "", "-name", "company", "address", "active,name") == {
        "": ["Änne", "Bodo", "Zita"],
        "-name": ["Zita", "Bodo", "Änne"],
        "company": ["Zita", "Änne", "Bodo"],
        "address": ["Bodo", "Zita", "Änne"],
        "active,name": ["Änne", "Bodo", "Zita"],
    }
    assert column(browser.get(LIST, {"sort": "name"}), "active") == ["No", "Yes", "Yes"]


def test_entries_are_found_by_name_company_and_address(browser: Browser, nordlicht: Tenant) -> None:
    make_expert(nordlicht, "Elke", company="Zählerwerk", address="elke@experts.example")
    make_expert(nordlicht, "Otto", company="Recht und Rat", address="otto@law.example")

    assert narrowed(browser, LIST, name="ott", company="werk", address="LAW.") == {
        "name": ["Otto"],
        "company": ["Elke"],
        "address": ["Otto"],
    }


def test_deleted_entries_stand_with_the_last_one_first(browser: Browser, nordlicht: Tenant, alpina: Tenant) -> None:
    for days, name in enumerate(("Eben", "Gestern")):
        make_expert(nordlicht, name, deleted_at=clock.now() - timedelta(days=days))
    make_expert(alpina, "Fremd", deleted_at=clock.now())

    page = browser.get(f"{LIST}deleted/")

    assert (column(page, "name"), offered(page)) == (["Eben", "Gestern"], ["Restore"])


@pytest.mark.parametrize(
    ("count", "sentences"),
    [
        (1, ["1 entry is deleted.", "1 entry is restored."]),
        (2, ["2 entries are deleted.", "2 entries are restored."]),
    ],
)
def test_how_many_were_deleted_and_restored_is_said(
    browser: Browser, nordlicht: Tenant, count: int, sentences: list[str]
) -> None:
    rows = [make_expert(nordlicht) for _ in range(count + 1)]
    chosen = {"selected": [row.pk for row in rows[1:]]}

    deleted = browser.post(f"{LIST}delete/", chosen)
    left = column(browser.get(LIST), "name")
    restored = browser.post(f"{LIST}restore/", chosen)

    assert [*said(deleted), *said(restored)] == sentences
    assert (left, deleted["Location"], restored["Location"]) == ([rows[0].name], LIST, LIST)


def test_of_the_other_tenants_entry_nothing_is_deleted_and_its_name_is_told(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    own, other = make_expert(nordlicht, "Elke"), make_expert(alpina, "Otto")
    browser = client_of_both("experts.read")

    answer = browser.post(f"{LIST}delete/", {"selected": [own.pk, other.pk]})

    assert said(answer) == ["You may not do this with: Otto. Nothing was changed."]
    assert sorted(column(browser.get(LIST), "name")) == ["Elke", "Otto"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"name": ""}, "Enter the name of the person or of the office."),
        ({"name": "E" * 201}, "At most 200 characters"),
        ({"address": ""}, "Without an address nobody can be asked."),
        ({"remarks": "R" * 4001}, "At most 4000 characters"),
        ({"language": "xx"}, "What was chosen is not there any more."),
        ({"tenant": ""}, "Choose a tenant."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    browser: Browser, nordlicht: Tenant, wrong: dict[str, Any], error: str
) -> None:
    answer = browser.post(f"{LIST}new/", entered(tenant=nordlicht.pk) | wrong)

    assert (answer.status_code, error in answer.content.decode()) == (422, True)
    with everywhere():
        assert Expert.objects.count() == 0


def test_the_mask_shows_what_was_entered(browser: Browser, nordlicht: Tenant) -> None:
    make_expert(nordlicht, "Anton Amt")
    asked = {"company": "Werk", "phone": "040 1", "purposes": "Messung; Zähler\nStrom", "language": "de"}
    made = browser.post(f"{LIST}new/", entered(tenant=nordlicht.pk, remarks="Nur vormittags.", **asked))
    with everywhere():
        expert = Expert.objects.get(name="Elke Elektrik")

    form = browser.get(f"{LIST}{expert.pk}/").context["mask"].form

    assert form.initial == {
        "name": "Elke Elektrik",
        "company": "Werk",
        "address": "elke@experts.example",
        "phone": "040 1",
        "language": "de",
        "remarks": "Nur vormittags.",
        "active": True,
        "purposes": "Messung, Zähler, Strom",
    }
    assert said(made) == ["“Elke Elektrik” is in the address book."]


def test_a_new_entry_is_offered_and_speaks_the_tenants_language(browser: Browser) -> None:
    form = browser.get(f"{LIST}new/").context["mask"].form

    assert form.initial["active"] is True
    assert form.fields["language"].choices[0] == ("", "The tenant's language")
    assert "de" in dict(form.fields["language"].choices)


def test_saving_says_the_name_and_may_take_an_entry_away_from_agents(browser: Browser, nordlicht: Tenant) -> None:
    expert = make_expert(nordlicht, "Elke Elektrik", address="elke@experts.example")

    saved = browser.post(f"{LIST}{expert.pk}/", {**entered(name="Elke E."), "active": "", "version": 1})

    assert said(saved) == ["“Elke E.” is saved."]
    assert (column(browser.get(LIST), "name"), column(browser.get(LIST), "active")) == (["Elke E."], ["No"])


def test_who_may_only_look_opens_the_mask_and_saves_nothing(client_of_both: ClientFor, alpina: Tenant) -> None:
    expert = make_expert(alpina, "Otto", address="otto@law.example")
    browser = client_of_both("experts.read")
    url = f"{LIST}{expert.pk}/"

    assert browser.get(url).context["may_write"] is False
    assert browser.post(url, entered(version=1)).status_code == 403
    with everywhere():
        expert.refresh_from_db()
    assert expert.name == "Otto"
