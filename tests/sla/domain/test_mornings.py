from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.preferences.domain.system import system_values
from kontor.sla.domain.compiling import always_open
from kontor.sla.domain.mornings import Mornings, in_a_week, monday_morning, tomorrow_morning, working_days
from kontor.sla.domain.tenant_mornings import mornings_of
from kontor.sla.domain.worktime import Calendar, Hours
from kontor.sla.preferences import BUSINESS_HOURS, DAY_BEGINS, WORKDAYS
from kontor.tenants.models import Tenant
from tests.factories.sla import choose, make_calendar, make_exception
from tests.support.scoping import everywhere

BERLIN = ZoneInfo("Europe/Berlin")
WEEKEND = frozenset({5, 6})

Rule = Callable[[datetime, Mornings], datetime]


def days_from(zone: ZoneInfo, days: frozenset[int], begins: time) -> Mornings:
    return Mornings(working_days(zone, days, begins), begins)


OFFICE = days_from(BERLIN, frozenset(range(5)), time(8))
EVERY_DAY = days_from(BERLIN, frozenset(), time(8))


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("rule", "now", "due"),
    [
        (tomorrow_morning, "2026-11-24T15:00", "2026-11-25T08:00"),
        (tomorrow_morning, "2026-11-24T00:30", "2026-11-25T08:00"),
        (tomorrow_morning, "2026-11-27T15:00", "2026-11-30T08:00"),  # Friday: Saturday is not worked
        (tomorrow_morning, "2026-11-28T09:00", "2026-11-30T08:00"),
        (monday_morning, "2026-11-25T15:00", "2026-11-30T08:00"),
        (monday_morning, "2026-11-30T07:00", "2026-12-07T08:00"),  # on a Monday the next one
        (monday_morning, "2026-11-29T23:59", "2026-11-30T08:00"),
        (in_a_week, "2026-11-25T15:00", "2026-12-02T08:00"),
        (in_a_week, "2026-11-28T15:00", "2026-12-07T08:00"),  # Saturday in a week is not worked
    ],
)
def test_mornings_lie_inside_business_hours(rule: Rule, now: str, due: str) -> None:
    assert rule(berlin(now), OFFICE) == berlin(due)


def test_a_day_that_is_worked_from_midnight_on_begins_when_mornings_do() -> None:
    calendar = Calendar.of(BERLIN, {0: [Hours.of("00:00", "24:00")], 1: [Hours.of("09:00", "17:00")]})
    mornings = Mornings(calendar, time(7, 30))

    assert monday_morning(berlin("2026-11-27T15:00"), mornings) == berlin("2026-11-30T07:30")
    assert tomorrow_morning(berlin("2026-11-30T15:00"), mornings) == berlin("2026-12-01T09:00")


def test_a_day_begins_when_it_begins_at_the_tenant() -> None:
    late_in_new_york = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)  # still the 24th there
    new_york = days_from(ZoneInfo("America/New_York"), frozenset(range(5)), time(9))

    assert tomorrow_morning(late_in_new_york, new_york) == datetime(2026, 11, 25, 14, tzinfo=UTC)
    assert tomorrow_morning(late_in_new_york, OFFICE) == datetime(2026, 11, 26, 7, tzinfo=UTC)


def test_the_clock_may_change_in_the_night_between() -> None:
    forward, back = berlin("2026-03-28T15:00"), berlin("2026-10-24T15:00")

    assert tomorrow_morning(forward, EVERY_DAY) == datetime(2026, 3, 29, 6, tzinfo=UTC)
    assert tomorrow_morning(back, EVERY_DAY) == datetime(2026, 10, 25, 7, tzinfo=UTC)


def test_a_beginning_that_the_clock_leaves_out_is_an_hour_later() -> None:
    at_night = days_from(BERLIN, frozenset(), time(2, 30))

    due = tomorrow_morning(berlin("2026-03-28T15:00"), at_night)

    assert due.astimezone(BERLIN).strftime("%d. %H:%M") == "29. 03:30"


def test_without_working_days_every_day_counts() -> None:
    assert tomorrow_morning(berlin("2026-11-27T15:00"), EVERY_DAY) == berlin("2026-11-28T08:00")


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.times(time(5), time(12)),
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe", "UTC"]),
)
def test_a_morning_is_ahead_on_a_working_day_at_its_beginning(
    now: datetime, days: frozenset[int], begins: time, zone: str
) -> None:
    begins = begins.replace(second=0, microsecond=0)
    working = days_from(ZoneInfo(zone), days, begins)

    for rule in (tomorrow_morning, monday_morning, in_a_week):
        local = rule(now, working).astimezone(working.calendar.zone)
        assert local > now
        assert local.weekday() in days
        assert local.time() == begins


def test_the_tenant_sets_days_and_beginning(nordlicht: Tenant, alpina: Tenant) -> None:
    with everywhere():
        WORKDAYS.set_on(nordlicht, ["5", "6"])
        DAY_BEGINS.set_on(nordlicht, "10:30")
        system = system_values()
        DAY_BEGINS.set_on(system, "07:00")
        system.save()

        assert mornings_of(nordlicht) == days_from(BERLIN, WEEKEND, time(10, 30))
        assert mornings_of(alpina) == days_from(BERLIN, frozenset(range(5)), time(7))


def test_business_hours_say_when_the_morning_is(nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht, "Werktage", fri=["9-15"], mon=["7:30-12", "13-17"])
    make_exception(calendar, date(2026, 11, 30), "Betriebsversammlung", "11-17")
    make_exception(calendar, date(2026, 12, 4), "Betriebsausflug")
    choose(nordlicht, BUSINESS_HOURS, calendar)

    with everywhere():
        mornings = mornings_of(nordlicht)

    assert tomorrow_morning(berlin("2026-11-26T15:00"), mornings) == berlin("2026-11-27T09:00")
    assert tomorrow_morning(berlin("2026-11-27T15:00"), mornings) == berlin("2026-11-30T11:00")  # an exception
    assert tomorrow_morning(berlin("2026-12-01T15:00"), mornings) == berlin("2026-12-07T07:30")  # closed on the 4th


def test_a_day_that_is_worked_from_midnight_begins_when_the_settings_say() -> None:
    around_the_clock = Mornings(always_open(BERLIN), time(7))

    assert tomorrow_morning(berlin("2026-11-27T15:00"), around_the_clock) == berlin("2026-11-28T07:00")


def test_hours_that_never_open_have_a_morning_all_the_same() -> None:
    never = Mornings(Calendar.of(BERLIN, {}), time(7))

    assert tomorrow_morning(berlin("2026-11-27T15:00"), never) == berlin("2026-11-28T07:00")


def test_where_no_day_is_chosen_every_day_is_worked_from_its_beginning_to_midnight() -> None:
    chosen, every = (working_days(BERLIN, days, time(8, 30)) for days in (frozenset({0}), frozenset()))

    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    assert [list(calendar.hours_of(day)) for calendar in (chosen, every) for day in (monday, tuesday)] == [
        [Hours.of("08:30", "24:00")],
        [],
        [Hours.of("08:30", "24:00")],
        [Hours.of("08:30", "24:00")],
    ]
