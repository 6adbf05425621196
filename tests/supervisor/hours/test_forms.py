"""What the forms of business hours start with, take and refuse; removing weeks and days that are not there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.formats import date_format

from kontor.people.models import User
from kontor.sla.domain.worktime import Hours
from kontor.sla.models import BusinessCalendar, CalendarException, CalendarVersion
from kontor.tenants.models import Tenant
from tests.factories.sla import make_calendar, make_exception, make_week
from tests.supervisor.hours.conftest import LIST, ClientFor, hours_of
from tests.supervisor.listed import said
from tests.support.client import Browser
from tests.support.scoping import everywhere

DAY = date(2026, 12, 24)


@pytest.fixture
def browser(client_for: ClientFor, ada: User) -> Browser:
    return client_for(ada)


@pytest.fixture
def calendar(nordlicht: Tenant) -> BusinessCalendar:
    return make_calendar(nordlicht, "Büro")


def form_of(response: Any) -> Any:
    return response.context["mask"].form


def test_new_hours_begin_with_office_days_in_the_clock_of_the_tenant_one_comes_from(
    browser: Browser, nordlicht: Tenant, alpina: Tenant
) -> None:
    with everywhere():
        Tenant.objects.filter(pk=alpina.pk).update(time_zone="Europe/Vienna", country="AT")

    asked = form_of(browser.get(f"{LIST}new/", {"tenant": alpina.pk})).initial

    assert (asked["tenant"], asked["time_zone"], asked["place"]) == (alpina, "Europe/Vienna", "AT")
    office = [["08:00", "12:00"], ["13:00", "17:00"]]
    assert [asked.get(day) for day in ("mon", "fri", "sat", "sun")] == [office, office, None, None]


@pytest.mark.parametrize("asked", ["", "x", "9" * 19, "0"])
def test_nonsense_for_a_tenant_chooses_none(browser: Browser, nordlicht: Tenant, asked: str) -> None:
    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(time_zone="Europe/Lisbon")

    page = browser.get(f"{LIST}new/", {"tenant": asked})

    assert (page.status_code, form_of(page).initial["tenant"]) == (200, None)
    assert form_of(page).initial["time_zone"] == "Europe/Lisbon"


def test_without_a_tenant_the_clock_is_that_of_berlin(browser: Browser) -> None:
    start = form_of(browser.get(f"{LIST}new/")).initial

    assert (start["time_zone"], start["place"]) == ("Europe/Berlin", "")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "N" * 121}, "name"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"place": "XX"}, "place"),
        ({"sun": "8-25"}, "sun"),
        ({"tenant": "0"}, "tenant"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    browser: Browser, nordlicht: Tenant, wrong: dict[str, str], field: str
) -> None:
    entered = {"tenant": nordlicht.pk, "name": "Büro", "time_zone": "Europe/Berlin", "mon": "8-12"}

    answer = browser.post(f"{LIST}new/", {**entered, **wrong})

    assert (answer.status_code, list(form_of(answer).errors)) == (422, [field])


def test_the_mask_shows_its_own_hours(browser: Browser, nordlicht: Tenant, calendar: BusinessCalendar) -> None:
    others = [make_calendar(nordlicht, name) for name in ("Anderes", "Zweites")]

    starts = [form_of(browser.get(f"{LIST}{each.pk}/")).initial["name"] for each in (calendar, *others)]

    assert starts == ["Büro", "Anderes", "Zweites"]


def test_a_week_more_begins_as_the_last_one_is(browser: Browser, calendar: BusinessCalendar) -> None:
    make_week(calendar, date(2027, 1, 1), mon=["9-10"])
    make_week(calendar, date(2027, 6, 1), tue=["9-11"])
    url = f"{LIST}{calendar.pk}/weeks/"

    first, dated, new = [form_of(browser.get(url, {"week": asked})) for asked in ("", "2027-01-01", "new")]

    assert [form.initial["tue"] for form in (first, dated, new)] == [
        [["08:00", "12:00"], ["13:00", "17:00"]],
        [],
        [["09:00", "11:00"]],
    ]
    assert ["valid_from" in form.fields for form in (first, dated, new)] == [False, False, True]


@pytest.mark.parametrize("asked", ["2027-01-02", "x"])
def test_a_week_that_is_not_there(browser: Browser, calendar: BusinessCalendar, asked: str) -> None:
    assert browser.get(f"{LIST}{calendar.pk}/weeks/", {"week": asked}).status_code == 404


def test_the_weeks_stand_in_their_order_with_the_shown_one_marked(browser: Browser, calendar: BusinessCalendar) -> None:
    make_week(calendar, date(2027, 1, 1))
    url = f"{LIST}{calendar.pk}/weeks/"

    page = browser.get(url, {"week": "2027-01-01"})

    assert [(row["valid_from"], row["url"], row["current"]) for row in page.context["weeks"]] == [
        (None, url, False),
        (date(2027, 1, 1), f"{url}?week=2027-01-01", True),
    ]
    assert (page.context["is_new"], page.context["new_week_url"]) == (False, f"{url}?week=new")


def test_after_a_new_week_it_is_shown(browser: Browser, calendar: BusinessCalendar) -> None:
    url = f"{LIST}{calendar.pk}/weeks/"

    answer = browser.post(f"{url}?week=new", {"valid_from": "2027-01-01", "mon": "9-10", "version": 1})

    assert answer["Location"] == f"{url}?week=2027-01-01"
    assert hours_of(calendar, date(2027, 1, 4)) == (Hours.of("09:00", "10:00"),)


def test_a_new_week_needs_its_first_day(browser: Browser, calendar: BusinessCalendar) -> None:
    answer = browser.post(f"{LIST}{calendar.pk}/weeks/?week=new", {"mon": "9-10", "version": 1})

    assert form_of(answer).errors == {"valid_from": ["From which day does this week hold?"]}


def test_a_week_is_removed_by_its_day_and_nonsense_removes_none(browser: Browser, calendar: BusinessCalendar) -> None:
    make_week(calendar, date(2027, 1, 1))
    url = f"{LIST}{calendar.pk}/weeks/remove/"

    nothing = browser.post(url, {"week": "x", "version": 1})
    removed = browser.post(url, {"week": "2027-01-01", "version": 1})

    assert (said(nothing), len(said(removed)), "is removed" in said(removed)[0]) == ([], 1, True)
    with everywhere():
        assert CalendarVersion.objects.filter(calendar=calendar).count() == 1


@pytest.mark.parametrize("version", ["0", "", "x", "1" * 10])
def test_who_saw_an_older_version_removes_nothing(browser: Browser, calendar: BusinessCalendar, version: str) -> None:
    make_week(calendar, date(2027, 1, 1))

    answer = browser.post(f"{LIST}{calendar.pk}/weeks/remove/", {"week": "2027-01-01", "version": version})

    assert len(said(answer)) == 1
    with everywhere():
        assert CalendarVersion.objects.filter(calendar=calendar).count() == 2


def test_an_exception_is_shown_for_its_day_only(browser: Browser, calendar: BusinessCalendar) -> None:
    make_exception(calendar, DAY, "Heiligabend", "8-12")
    url = f"{LIST}{calendar.pk}/exceptions/"

    starts = [form_of(browser.get(url, {"day": asked})).initial for asked in ("2026-12-24", "2026-12-25", "x", "")]

    assert starts == [{"day": DAY, "name": "Heiligabend", "hours": [["08:00", "12:00"]]}, {}, {}, {}]


def test_exceptions_are_listed_with_their_hours(browser: Browser, calendar: BusinessCalendar) -> None:
    make_exception(calendar, DAY, "Heiligabend", "8-12")
    make_exception(calendar, DAY - timedelta(days=1), "Ausflug")
    url = f"{LIST}{calendar.pk}/exceptions/"

    rows = browser.get(url).context["exceptions"]

    assert [(each["row"].name, each["hours"], each["url"]) for each in rows] == [
        ("Ausflug", "", f"{url}?day=2026-12-23"),
        ("Heiligabend", "08:00–12:00", f"{url}?day=2026-12-24"),
    ]


@pytest.mark.parametrize(("last", "days"), [(DAY, 1), (DAY + timedelta(days=365), 366)])
def test_a_day_up_to_a_year_is_entered_at_once(
    browser: Browser, calendar: BusinessCalendar, last: date, days: int
) -> None:
    entered = {"day": DAY.isoformat(), "until": last.isoformat(), "name": "Zu", "hours": "", "version": 1}

    answer = browser.post(f"{LIST}{calendar.pk}/exceptions/", entered)

    with everywhere():
        assert (answer.status_code, CalendarException.objects.filter(calendar=calendar).count()) == (302, days)


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (DAY - timedelta(days=1), "The last day lies before the first one."),
        (DAY + timedelta(days=366), "These are more than 366 days. Enter another week instead."),
    ],
)
def test_days_that_do_not_fit_are_refused(
    browser: Browser, calendar: BusinessCalendar, until: date, sentence: str
) -> None:
    entered = {"day": DAY.isoformat(), "until": until.isoformat(), "version": 1}

    answer = browser.post(f"{LIST}{calendar.pk}/exceptions/", entered)

    assert form_of(answer).errors == {"until": [sentence]}


def test_a_last_day_without_a_first_one_is_no_error_of_its_own(browser: Browser, calendar: BusinessCalendar) -> None:
    answer = browser.post(f"{LIST}{calendar.pk}/exceptions/", {"until": DAY.isoformat(), "version": 1})

    assert form_of(answer).errors == {"day": ["Which day is unlike the others?"]}


def test_removed_days_are_named_and_others_stay(browser: Browser, calendar: BusinessCalendar) -> None:
    days = [DAY + timedelta(days=each) for each in range(3)]
    for day in days:
        make_exception(calendar, day)
    url = f"{LIST}{calendar.pk}/exceptions/remove/"

    nothing = browser.post(url, {"day": ["x"], "version": 1})
    removed = browser.post(url, {"day": [days[0].isoformat(), "x", days[2].isoformat()], "version": 1})

    with everywhere():
        assert list(CalendarException.objects.values_list("day", flat=True)) == [days[1]]
    assert said(nothing) == []
    assert said(removed) == [f"Removed: {date_format(days[0])}, {date_format(days[2])}."]
