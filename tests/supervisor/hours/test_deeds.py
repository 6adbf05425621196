"""The list of business hours: rows, order, what is found; copying, deleting and restoring by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.kernel import clock
from kontor.people.models import User
from kontor.sla.models import BusinessCalendar
from kontor.tenants.models import Tenant
from tests.factories.sla import make_calendar
from tests.supervisor.hours.conftest import LIST, ClientFor
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere


@pytest.fixture
def browser(client_for: ClientFor, ada: User) -> Browser:
    return client_for(ada)


def make(tenant: Tenant, name: str, **values: str) -> BusinessCalendar:
    calendar = make_calendar(tenant, name)
    with everywhere():
        BusinessCalendar.objects.filter(pk=calendar.pk).update(**{"description": "", **values})
    return calendar


def test_a_row_says_zone_and_description(browser: Browser, nordlicht: Tenant) -> None:
    calendar = make(nordlicht, "Büro", time_zone="Europe/Lisbon", description="Mit Mittag")

    page = browser.get(LIST)

    (cells,) = rows_of(page)
    assert (cells["name"], cells["time_zone"], cells["description"]) == ("Büro", "Europe/Lisbon", "Mit Mittag")
    (row,) = page.context["listing"].rows
    assert (cells["tenant"], row.url, row.colour) == ("Nordlicht Energie", f"{LIST}{calendar.pk}/", nordlicht.colour)
    assert offered(page) == ["Copy", "Delete"]


def test_hours_are_ordered_and_found(browser: Browser, nordlicht: Tenant, alpina: Tenant) -> None:
    make(nordlicht, "Zentrale", time_zone="Europe/Berlin", description="am Abend")
    make(alpina, "Ämter", time_zone="Europe/Vienna")
    make(nordlicht, "Büro", time_zone="America/New_York")

    assert ordered(browser, LIST, "", "time_zone", "tenant,name") == {
        "": ["Ämter", "Büro", "Zentrale"],
        "time_zone": ["Büro", "Zentrale", "Ämter"],
        "tenant,name": ["Ämter", "Büro", "Zentrale"],
    }
    assert narrowed(browser, LIST, name="BÜ", time_zone="vienna", description="abend", tenant=alpina.pk) == {
        "name": ["Büro"],
        "time_zone": ["Ämter"],
        "description": ["Zentrale"],
        "tenant": ["Ämter"],
    }


def test_what_was_copied_deleted_and_restored_is_named(browser: Browser, nordlicht: Tenant) -> None:
    one, two = make(nordlicht, "Büro"), make(nordlicht, "Lager")
    make(nordlicht, "Zentrale")
    both = {"selected": [one.pk, two.pk]}

    copied, deleted, restored = [browser.post(f"{LIST}{verb}/", both) for verb in ("copy", "delete", "restore")]

    names = column(browser.get(LIST), "name")
    copies = [name for name in names if name not in ("Büro", "Lager", "Zentrale")]
    assert said(copied) == [f"Copied: {', '.join(copies)}."]
    assert [said(deleted), said(restored)] == [["Deleted: Büro, Lager."], ["Restored: Büro, Lager."]]
    assert {answer["Location"] for answer in (copied, deleted, restored)} == {LIST}
    assert len(names) == 5


def test_only_the_chosen_ones_are_deleted_and_the_last_one_stands_first(browser: Browser, nordlicht: Tenant) -> None:
    for days, name in enumerate(("Eben", "Gestern"), start=1):
        make_calendar(nordlicht, name, deleted_at=clock.now() - timedelta(days=days))
    chosen, _stays = make(nordlicht, "Büro"), make(nordlicht, "Lager")

    browser.post(f"{LIST}delete/", {"selected": chosen.pk})

    page = browser.get(f"{LIST}deleted/")
    assert (column(page, "name"), offered(page)) == (["Büro", "Eben", "Gestern"], ["Restore"])
    assert column(browser.get(LIST), "name") == ["Lager"]


def test_who_may_only_look_is_offered_nothing_and_copies_nothing(
    client_for: ClientFor, sven: User, nordlicht: Tenant
) -> None:
    calendar = make(nordlicht, "Büro")
    browser = client_for(sven, nordlicht)

    page = browser.get(LIST)
    posted = [browser.post(f"{LIST}{verb}/", {"selected": calendar.pk}) for verb in ("copy", "delete", "restore")]

    assert (offered(page), page.context["new_url"], page.context["restore_url"]) == ([], "", "")
    assert [answer.status_code for answer in posted] == [403, 403, 403]
    assert [browser.get(f"{LIST}{each}/").status_code for each in ("new", "deleted")] == [403, 403]


def test_of_two_tenants_one_sees_and_copies_what_one_may(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    own, other = make(nordlicht, "Eigene"), make(alpina, "Fremde")
    both = {"selected": [own.pk, other.pk]}
    looking, stranger = client_of_both("hours.read"), client_of_both("tickets.read")

    shown = [column(browser.get(LIST), "name") for browser in (looking, stranger)]
    answer = looking.post(f"{LIST}copy/", both)

    assert shown == [["Eigene", "Fremde"], ["Eigene"]]
    assert said(answer) == ["You may not do this with: Fremde. Nothing was changed."]
    with everywhere():
        assert BusinessCalendar.objects.count() == 2
