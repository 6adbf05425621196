"""The year of a calendar day by day: months in weeks, what a day says, what is worked; which places there are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from kontor.people.models import User
from kontor.sla.domain.effective_days import DayKind
from kontor.sla.models import BusinessCalendar
from kontor.supervisor.hours.places import holiday_choices, parts_of, place_choices, place_of
from kontor.tenants.models import Tenant
from tests.factories.sla import make_calendar, make_exception, make_week
from tests.supervisor.hours.conftest import LIST, ClientFor
from tests.support.client import Browser
from tests.support.scoping import everywhere


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


@pytest.fixture
def calendar(nordlicht: Tenant) -> BusinessCalendar:
    """Of an office in Bavaria."""
    return make_calendar(nordlicht, "Büro", country="DE", state="BY")


def months(browser: Browser, calendar: BusinessCalendar, year: int = 2026) -> list[Any]:
    return list(browser.get(f"{LIST}{calendar.pk}/year/", {"year": year}).context["months"])


def days(shown: list[Any]) -> dict[date, Any]:
    return {cell.day.day: cell for month in shown for week in month.weeks for cell in week if cell}


def test_each_month_begins_on_its_weekday_and_fills_whole_weeks(browser: Browser, calendar: BusinessCalendar) -> None:
    shown = months(browser, calendar)

    assert [month.first for month in shown] == [date(2026, number, 1) for number in range(1, 13)]
    assert {len(week) for month in shown for week in month.weeks} == {7}
    assert all(
        cell.day.day.weekday() == place
        for month in shown
        for week in month.weeks
        for place, cell in enumerate(week)
        if cell
    )
    assert (len(days(shown)), max(days(shown))) == (365, date(2026, 12, 31))


def test_february_of_2027_has_exactly_four_weeks(browser: Browser, calendar: BusinessCalendar) -> None:
    february = months(browser, calendar, 2027)[1]

    assert len(february.weeks) == 4
    assert None not in [cell for week in february.weeks for cell in week]


def test_what_is_worked_in_a_month_counts_its_first_and_its_last_day(browser: Browser, nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht, mon=[""])
    make_exception(calendar, date(2026, 4, 1), "", "8-10")
    make_exception(calendar, date(2026, 4, 30), "", "8-12:30")

    shown = months(browser, calendar)

    assert [month.worked for month in shown][2:5] == ["0:00", "6:30", "0:00"]


def test_the_last_year_that_is_known_has_its_december(browser: Browser, calendar: BusinessCalendar) -> None:
    december = months(browser, calendar, 2099)[-1]

    assert (december.first, december.worked != "0:00") == (date(2099, 12, 1), True)


def test_a_day_says_its_name_or_its_kind_and_its_hours(browser: Browser, calendar: BusinessCalendar) -> None:
    make_exception(calendar, date(2026, 12, 24), "Heiligabend", "8-12")
    make_exception(calendar, date(2026, 12, 23))

    found = days(months(browser, calendar))

    assert {day: found[date(2026, 12, day)].words for day in (21, 23, 24, 25, 27)} == {
        21: "08:00–12:00, 13:00–17:00",
        23: "Exception, closed",
        24: "Heiligabend, 08:00–12:00",
        25: "Christmas Day, closed",
        27: "closed",
    }
    assert [found[date(2026, 12, day)].is_open for day in (21, 23, 24)] == [True, False, True]
    assert found[date(2026, 12, 25)].kind == "Holiday"


def test_what_is_unlike_the_week_is_listed_by_day(browser: Browser, calendar: BusinessCalendar) -> None:
    make_exception(calendar, date(2026, 12, 24), "Heiligabend")

    unlike = browser.get(f"{LIST}{calendar.pk}/year/", {"year": 2026}).context["unlike"]

    found = [(cell.day.day, cell.day.kind) for cell in unlike]
    assert found == sorted(found)
    assert found[0] == (date(2026, 1, 1), DayKind.HOLIDAY)
    assert (date(2026, 12, 24), DayKind.EXCEPTION) in found
    assert DayKind.WEEK not in [kind for _day, kind in found]


def test_a_holiday_that_is_worked_is_named_as_such(browser: Browser, calendar: BusinessCalendar) -> None:
    with everywhere():
        calendar.versions.update(holidays_worked=["Heilige Drei Könige"])

    cell = days(months(browser, calendar))[date(2026, 1, 6)]

    assert (cell.day.kind, cell.kind, cell.is_open) == (DayKind.WORKED_HOLIDAY, "Holiday that is worked", True)


@pytest.mark.parametrize(("year", "earlier", "later"), [(1971, None, 1972), (2026, 2025, 2027), (2099, 2098, None)])
def test_one_goes_on_to_the_years_that_are_known(
    browser: Browser, calendar: BusinessCalendar, year: int, earlier: int | None, later: int | None
) -> None:
    context = browser.get(f"{LIST}{calendar.pk}/year/", {"year": year}).context

    assert (context["year"], context["earlier"], context["later"]) == (year, earlier, later)


@pytest.mark.parametrize("start", ["1970-06-01T08:00", "2101-06-01T08:00"])
def test_a_receipt_too_far_away_is_not_computed(browser: Browser, calendar: BusinessCalendar, start: str) -> None:
    context = browser.get(f"{LIST}{calendar.pk}/year/", {"start": start, "target": "8"}).context

    assert context["try_form"].errors == {"start": ["This lies too far away."]}
    assert "tried" not in context


def test_the_trial_begins_now_with_eight_hours(browser: Browser, calendar: BusinessCalendar) -> None:
    context = browser.get(f"{LIST}{calendar.pk}/year/").context

    assert (context["try_form"].is_bound, context["try_form"].initial["target"]) == (False, 480)
    assert "tried" not in context


def test_germany_stands_first_with_its_states_by_name_and_once() -> None:
    none, germany, others = place_choices()

    states = [name for _code, name in germany[1][1:]]
    assert (none[0], germany[1][0][0], states) == ("", "DE", sorted(states))
    assert (len(states), dict(germany[1])["DE-BY"]) == (16, "Bayern")
    assert ("DE" in dict(others[1]), "AT" in dict(others[1])) == (False, True)


@pytest.mark.parametrize(("place", "parts"), [("DE-BY", ("DE", "BY")), ("AT", ("AT", "")), ("", ("", ""))])
def test_a_place_is_a_country_with_or_without_a_state(nordlicht: Tenant, place: str, parts: tuple[str, str]) -> None:
    calendar = make_calendar(nordlicht, country=parts[0], state=parts[1])

    with everywhere():
        assert (parts_of(place), place_of(calendar.versions.get())) == (parts, place)


def test_holidays_are_kept_by_their_german_names_in_the_order_of_the_year() -> None:
    bavaria = holiday_choices("DE-BY", catholic=False)

    assert bavaria[:2] == [("Neujahr", "New Year's Day"), ("Heilige Drei Könige", "Epiphany")]
    assert "Mariä Himmelfahrt" not in dict(bavaria)
    assert "Mariä Himmelfahrt" in dict(holiday_choices("DE-BY", catholic=True))
    assert "Heilige Drei Könige" not in dict(holiday_choices("DE-SH", catholic=True))


def test_whoever_reads_german_reads_german_holidays() -> None:
    with translation.override("de"):
        names = dict(holiday_choices("DE-BY", catholic=False))

    assert names["Neujahr"] == "Neujahr"


def test_a_later_week_holds_from_its_day_on(browser: Browser, calendar: BusinessCalendar) -> None:
    make_week(calendar, date(2026, 7, 6), mon=["9-10"])

    found = days(months(browser, calendar))

    assert [found[day].hours for day in (date(2026, 6, 29), date(2026, 7, 6), date(2026, 7, 7))] == [
        "08:00–12:00, 13:00–17:00",
        "09:00–10:00",
        "closed",
    ]
