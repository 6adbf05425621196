"""The list of service levels: what is promised row by row, order, what is offered and said; the bounds of the form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kontor.kernel import clock
from kontor.people.models import User
from kontor.sla.models import ServiceLevel
from kontor.tenants.models import Tenant
from tests.factories.sla import make_service_level
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/service-levels/"


@pytest.fixture
def browser(client_for: ClientFor, ada: User) -> Browser:
    return client_for(ada)


def entered(**more: Any) -> dict[str, Any]:
    return {"name": "Gold", "first_response": "4:00", "warning_share": 80, "priority_percent": 100, **more}


def test_a_row_says_each_target_in_hours_and_a_dash_for_none(browser: Browser, nordlicht: Tenant) -> None:
    make_service_level(nordlicht, "Gold", first_response=90, next_response=None, resolution=2880, call_back=5)

    page = browser.get(LIST)

    (cells,) = rows_of(page)
    assert [cells[key] for key in ("first", "next", "resolution", "call-back")] == ["1:30 h", "–", "48:00 h", "0:05 h"]
    (row,) = page.context["listing"].rows
    assert (cells["name"], cells["tenant"]) == ("Gold", "Nordlicht Energie")
    assert (row.url, row.colour) == (f"{LIST}{row.item.pk}/", nordlicht.colour)


def test_levels_are_ordered_by_name_and_by_each_target(browser: Browser, nordlicht: Tenant) -> None:
    make_service_level(nordlicht, "Zink", first_response=1, next_response=30, resolution=200, call_back=3000)
    make_service_level(nordlicht, "Äther", first_response=2, next_response=20, resolution=300, call_back=1000)
    make_service_level(nordlicht, "Blei", first_response=3, next_response=10, resolution=100, call_back=2000)

    assert ordered(browser, LIST, "", "first", "-next", "resolution", "call-back") == {
        "": ["Äther", "Blei", "Zink"],
        "first": ["Zink", "Äther", "Blei"],
        "-next": ["Zink", "Äther", "Blei"],
        "resolution": ["Blei", "Zink", "Äther"],
        "call-back": ["Äther", "Blei", "Zink"],
    }


def test_levels_are_found_by_name_and_tenant(browser: Browser, nordlicht: Tenant, alpina: Tenant) -> None:
    make_service_level(nordlicht, "Gold")
    make_service_level(alpina, "Silber")

    assert narrowed(browser, LIST, name="OL", tenant=alpina.pk) == {"name": ["Gold"], "tenant": ["Silber"]}


@pytest.mark.parametrize(
    ("count", "sentences"),
    [
        (1, ["1 service level is deleted.", "1 service level is restored."]),
        (2, ["2 service levels are deleted.", "2 service levels are restored."]),
    ],
)
def test_how_many_were_deleted_and_restored_is_said(
    browser: Browser, nordlicht: Tenant, count: int, sentences: list[str]
) -> None:
    stays, *chosen = [make_service_level(nordlicht) for _ in range(count + 1)]
    posted = {"selected": [level.pk for level in chosen]}

    deleted = browser.post(f"{LIST}delete/", posted)
    left = column(browser.get(LIST), "name")
    restored = browser.post(f"{LIST}restore/", posted)

    assert [*said(deleted), *said(restored)] == sentences
    assert (left, deleted["Location"], restored["Location"]) == ([stays.name], LIST, LIST)


def test_deleted_levels_stand_with_the_last_one_first(browser: Browser, nordlicht: Tenant) -> None:
    for days, name in enumerate(("Eben", "Gestern")):
        make_service_level(nordlicht, name, deleted_at=clock.now() - timedelta(days=days))

    page = browser.get(f"{LIST}deleted/")

    assert (column(page, "name"), offered(page)) == (["Eben", "Gestern"], ["Restore"])


def test_who_may_look_is_offered_nothing(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    make_service_level(nordlicht, "Gold")
    browser = client_for(sven, nordlicht)

    page = browser.get(LIST)

    assert (offered(page), page.context["new_url"], page.context["restore_url"]) == ([], "", "")
    assert [browser.get(f"{LIST}{page_}/").status_code for page_ in ("new", "deleted")] == [403, 403]


def test_an_administrator_is_led_to_a_new_one_and_to_the_deleted_ones(browser: Browser) -> None:
    page = browser.get(LIST)

    assert (page.context["new_url"], page.context["restore_url"]) == (f"{LIST}new/", f"{LIST}deleted/")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "N" * 121}, "name"),
        ({"first_response": "bald"}, "first_response"),
        ({"warning_share": "0"}, "warning_share"),
        ({"warning_share": "101"}, "warning_share"),
        ({"priority_percent": "9"}, "priority_percent"),
        ({"priority_percent": "1001"}, "priority_percent"),
        ({"pauses": ["lunch"]}, "pauses"),
        ({"tenant": ""}, "tenant"),
    ],
)
def test_what_is_out_of_bounds_is_said_at_its_field_only(
    browser: Browser, nordlicht: Tenant, alpina: Tenant, wrong: dict[str, Any], field: str
) -> None:
    answer = browser.post(f"{LIST}new/", entered(tenant=nordlicht.pk) | wrong)

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, [field])


@pytest.mark.parametrize(("warning", "priority"), [(1, 10), (100, 1000)])
def test_the_bounds_themselves_are_taken(browser: Browser, nordlicht: Tenant, warning: int, priority: int) -> None:
    answer = browser.post(f"{LIST}new/", entered(tenant=nordlicht.pk, warning_share=warning, priority_percent=priority))

    with everywhere():
        level = ServiceLevel.objects.get()
    assert (level.warning_share, level.priority_percent) == (warning, priority)
    assert said(answer) == ["The service level “Gold” is created."]
    assert answer["Location"] == f"{LIST}{level.pk}/"


def test_a_new_level_begins_with_the_usual_pauses_and_the_tenant_one_comes_from(
    browser: Browser, nordlicht: Tenant, alpina: Tenant
) -> None:
    form = browser.get(f"{LIST}new/", {"tenant": alpina.pk}).context["mask"].form

    assert (form.initial["tenant"], form.initial["name"]) == (str(alpina.pk), "")
    assert form.initial["pauses"] == make_service_level(nordlicht).pauses


def test_saving_says_the_name_and_changes_this_level_only(browser: Browser, nordlicht: Tenant) -> None:
    other, level = make_service_level(nordlicht, "Aluminium"), make_service_level(nordlicht, "Gold")
    url = f"{LIST}{level.pk}/"
    assert browser.get(url).context["mask"].form.initial["name"] == "Gold"

    answer = browser.post(url, entered(name="Platin", description="Für alle", version=1))

    with everywhere():
        other.refresh_from_db()
        level.refresh_from_db()
    assert said(answer) == ["The service level “Platin” is saved."]
    assert (level.name, level.description, level.first_response) == ("Platin", "Für alle", 240)
    assert (other.name, other.version) == ("Aluminium", 1)


def test_the_same_name_twice_in_a_tenant_is_refused(browser: Browser, nordlicht: Tenant, alpina: Tenant) -> None:
    make_service_level(nordlicht, "Gold")

    answers = [browser.post(f"{LIST}new/", entered(tenant=tenant.pk)) for tenant in (nordlicht, alpina)]

    assert [answer.status_code for answer in answers] == [422, 302]
    assert column(browser.get(LIST), "tenant") == ["Alpina Versicherung", "Nordlicht Energie"]
