"""The preview of the calendar: tomorrow and the days until the end of next week, and who is away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from kontor.org.domain.calendars_in_use import calendars_in_use
from kontor.org.models import Category
from kontor.people.models import User
from kontor.sla.preferences import BUSINESS_HOURS
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.people import make_absence
from tests.factories.sla import choose, make_calendar, make_exception, make_week
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
PAGE = "/supervisor/hours/preview/"


@pytest.fixture(autouse=True)
def _before_christmas(frozen: Frozen) -> None:
    frozen.at = datetime(2020, 12, 17, 23, 30, tzinfo=UTC)  # a Thursday; in Berlin it is Friday already


def rows(page: str) -> list[str]:
    """The rows of the table, their words only."""
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    return [" ".join(_words(row)) for row in body.split("<tr>")[1:]]


def _words(html: str) -> list[str]:
    return [word for part in html.split("<") for word in part.rpartition(">")[2].split()]


def test_each_day_says_its_hours_holidays_and_exceptions(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    calendar = make_calendar(nordlicht, "Büro", country="DE")
    make_exception(calendar, date(2020, 12, 24), "Heiligabend", "8-12")
    make_week(calendar, date(2020, 12, 22), tue=["10-14"], wed=["10-14"], thu=["10-14"], fri=["10-14"])
    choose(nordlicht, BUSINESS_HOURS, calendar)

    page = client_for(sven, nordlicht).get(PAGE).content.decode()

    found = rows(page)
    assert len(found) == 9
    assert found[0] == "Sat 12/19/2020 tomorrow closed nobody is away"
    assert found[2] == "Mon 12/21/2020 next week 08:00–12:00, 13:00–17:00 nobody is away"
    assert found[3] == "Tue 12/22/2020 10:00–14:00 nobody is away"
    assert found[5] == "Thu 12/24/2020 08:00–12:00 Exception: Heiligabend nobody is away"
    assert found[6].startswith("Fri 12/25/2020")


def test_categories_with_hours_of_their_own_have_a_column_and_without_any_it_is_round_the_clock(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    choose(billing, BUSINESS_HOURS, make_calendar(nordlicht, "Spät", mon=["14-22"]))

    with in_scope(nordlicht):
        found = calendars_in_use(nordlicht)
    page = client_for(sven, nordlicht).get(PAGE).content.decode()

    assert [(each.calendar and each.calendar.name, each.is_default, list(each.categories)) for each in found] == [
        (None, True, []),
        ("Spät", False, ["Abrechnung"]),
    ]
    assert "Mon 12/21/2020 next week open all day 14:00–22:00 nobody is away" in rows(page)


def test_it_says_who_is_away_on_each_day_and_nobody_of_another_tenant(
    client_for: ClientFor, sven: User, anna: User, carla: User, nordlicht: Tenant, billing: Category
) -> None:
    make_absence(anna, begins=1, days=1)
    make_absence(carla, begins=1, days=1)

    page = client_for(sven, nordlicht).get(PAGE).content.decode()

    assert [row.rpartition("day ")[2] for row in rows(page)[:3]] == [
        "Anna Arndt",
        "Anna Arndt",
        "nobody is away",
    ]
    assert "Carla" not in page


def test_the_last_day_is_looked_at_to_its_end(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    make_absence(anna, begins=9.5, days=0.25)

    page = client_for(sven, nordlicht).get(PAGE).content.decode()

    assert ["Anna Arndt" in row for row in rows(page)][-2:] == [False, True]


def test_of_several_tenants_the_first_by_name_is_shown(
    client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    browser = client_for(ada)

    shown = [browser.get(PAGE, asked).context["tenant"] for asked in ({}, {"tenant": nordlicht.pk})]

    assert shown == [alpina, nordlicht]


def test_another_tenant_is_not_found(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    browser = client_for(sven, nordlicht)

    assert browser.get(f"{PAGE}?tenant={alpina.pk}").status_code == 404
    assert browser.get(f"{PAGE}?tenant={nordlicht.pk}").status_code == 200


def test_it_costs_the_same_with_more_categories_and_absences(
    client_for: ClientFor, sven: User, anna: User, bela: User, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    browser = client_for(sven, nordlicht)
    calendar = make_calendar(nordlicht, "Spät", mon=["14-22"])
    choose(billing, BUSINESS_HOURS, calendar)
    make_absence(anna)
    browser.get(PAGE)
    with statements() as one:
        browser.get(PAGE)
    choose(moving, BUSINESS_HOURS, calendar)
    make_absence(bela)

    with statements() as many:
        browser.get(PAGE)

    assert len(one) == len(many)


def test_board_list_and_mask_lead_to_it(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    calendar = make_calendar(nordlicht)
    browser = client_for(sven, nordlicht)

    pages = [
        browser.get(address).content.decode().split("<main")[1]
        for address in ("/supervisor/board/", "/supervisor/hours/", f"/supervisor/hours/{calendar.pk}/")
    ]

    assert [PAGE in page for page in pages] == [True] * 3
