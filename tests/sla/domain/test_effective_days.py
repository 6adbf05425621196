from __future__ import annotations

from datetime import date

from kontor.sla.domain.effective_days import DayKind, effective_days
from kontor.sla.models import CalendarVersion
from kontor.tenants.models import Tenant
from tests.factories.sla import make_calendar, make_exception, make_week
from tests.support.scoping import in_scope
from tests.support.statements import statements


def test_each_day_says_what_holds_on_it(nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht, country="DE", state="BY", thu=["8-12", "22-6"], fri=["8-12"])
    make_exception(calendar, date(2026, 12, 24), "Heiligabend", "8-10")
    make_exception(calendar, date(2026, 12, 31))
    with in_scope(nordlicht):
        calendar.versions.update(holidays_worked=["Erster Weihnachtstag"])
        days = effective_days(calendar, date(2026, 12, 23), date(2027, 1, 1))

    found = {day.day.day: (day.kind, day.hours, day.name or (day.holiday and day.holiday.german)) for day in days}
    assert found == {
        23: (DayKind.WEEK, [], None),
        24: (DayKind.EXCEPTION, [["08:00", "10:00"]], "Heiligabend"),
        25: (DayKind.WORKED_HOLIDAY, [["08:00", "12:00"]], "Erster Weihnachtstag"),
        26: (DayKind.HOLIDAY, [], "Zweiter Weihnachtstag"),
        27: (DayKind.WEEK, [], None),
        28: (DayKind.WEEK, [], None),
        29: (DayKind.WEEK, [], None),
        30: (DayKind.WEEK, [], None),
        31: (DayKind.EXCEPTION, [], None),
        1: (DayKind.HOLIDAY, [], "Neujahr"),
    }


def test_an_end_on_the_next_day_is_said_as_it_is_there(nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht, thu=["8:15-12:30", "22-6"], fri=["0-24"])
    with in_scope(nordlicht):
        thursday, friday = effective_days(calendar, date(2026, 11, 26), date(2026, 11, 27))

    assert thursday.hours == [["08:15", "12:30"], ["22:00", "06:00"]]
    assert friday.hours == [["00:00", "24:00"]]


def test_holidays_are_those_of_the_week_in_force(nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht, country="DE", state="BY")
    later: CalendarVersion = make_week(calendar, date(2027, 1, 4), wed=["8-12"])
    with in_scope(nordlicht):
        epiphany = effective_days(calendar, date(2026, 1, 6), date(2026, 1, 6))
        without = effective_days(calendar, date(2027, 1, 6), date(2027, 1, 6))

    assert later.country == ""
    assert (epiphany[0].kind, without[0].kind, without[0].hours) == (
        DayKind.HOLIDAY,
        DayKind.WEEK,
        [["08:00", "12:00"]],
    )


def test_a_year_costs_as_much_as_a_day(nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht, country="DE")
    with in_scope(nordlicht):
        effective_days(calendar, date(2026, 1, 1), date(2026, 1, 1))
        with statements() as a_day:
            effective_days(calendar, date(2026, 1, 1), date(2026, 1, 1))
        with statements() as a_year:
            effective_days(calendar, date(2026, 1, 1), date(2026, 12, 31))

    assert len(a_day) == len(a_year) == 3


def test_a_week_is_in_force_from_its_first_day_on(nordlicht: Tenant) -> None:
    """A holiday on that very day is a holiday of this week, and of none before it."""
    calendar = make_calendar(nordlicht)
    later = make_week(calendar, date(2027, 1, 6), wed=["8-12"])
    with in_scope(nordlicht):
        CalendarVersion.objects.filter(pk=later.pk).update(country="DE", subdivision="BY")

        (epiphany,) = effective_days(calendar, date(2027, 1, 6), date(2027, 1, 6))

    assert (epiphany.kind, epiphany.hours) == (DayKind.HOLIDAY, [])


def test_seconds_are_said_where_there_are_any(nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht)
    with in_scope(nordlicht):
        calendar.versions.update(week={"fri": [["08:00", "23:59:59"]]})

        (friday,) = effective_days(calendar, date(2026, 11, 27), date(2026, 11, 27))

    assert friday.hours == [["08:00", "23:59:59"]]
