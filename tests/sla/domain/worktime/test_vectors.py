"""Deadlines that were worked out by hand. All moments are written in the time of the calendar's zone."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kontor.sla.domain.worktime import (
    Calendar,
    Due,
    Hours,
    Never,
    Why,
    due_at,
    worked_between,
    worked_intervals,
)

BERLIN = ZoneInfo("Europe/Berlin")
LUNCH_BREAK = [Hours.of("08:00", "12:00"), Hours.of("13:00", "17:00")]
OFFICE = Calendar.of(
    BERLIN,
    dict.fromkeys(range(5), LUNCH_BREAK),
    {
        date(2026, 12, 24): [Hours.of("08:00", "12:00")],
        date(2026, 12, 25): [],
        date(2026, 12, 26): [],
        date(2026, 12, 31): [],
        date(2027, 1, 1): [],
    },
)
ALWAYS = Calendar.of(BERLIN, {day: [Hours.of("00:00", "24:00")] for day in range(7)})
NIGHTS = Calendar.of(
    BERLIN, {day: [Hours.of("22:00", "06:00")] for day in range(7)}, {date(2026, 12, 25): [], date(2026, 12, 27): []}
)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(
    ("calendar", "start", "target", "due"),
    [
        (OFFICE, "2026-11-25T09:00", 60, "2026-11-25T10:00"),
        (OFFICE, "2026-11-25T11:30", 60, "2026-11-25T13:30"),  # over the break
        (OFFICE, "2026-11-25T12:30", 60, "2026-11-25T14:00"),  # starts in the break
        (OFFICE, "2026-11-25T09:00", 180, "2026-11-25T12:00"),  # exactly at closing
        (OFFICE, "2026-11-25T16:00", 60, "2026-11-25T17:00"),  # at the end of the day, not next morning
        (OFFICE, "2026-11-25T16:00", 61, "2026-11-26T08:01"),
        (OFFICE, "2026-11-25T12:00", 0, "2026-11-25T12:00"),  # a target of zero is due at the start
        (OFFICE, "2026-11-28T03:00", 0, "2026-11-28T03:00"),  # also when it is closed
        (OFFICE, "2026-11-27T16:30", 60, "2026-11-30T08:30"),  # over the weekend
        (OFFICE, "2026-12-23T16:00", 60 + 240 + 60, "2026-12-28T09:00"),  # half a day, two holidays, a Sunday
        (OFFICE, "2026-12-30T16:59:30", 1, "2027-01-04T08:00:30"),  # over New Year, and seconds count
        (OFFICE, "2026-11-25T09:00", 480 * 260, "2027-11-29T14:00"),  # 52 weeks, and three and a half days
        (ALWAYS, "2026-03-28T12:00", 24 * 60, "2026-03-29T13:00"),  # a night of 23 hours
        (ALWAYS, "2026-10-24T12:00", 24 * 60, "2026-10-25T11:00"),  # a night of 25 hours
        (NIGHTS, "2026-11-25T23:00", 60, "2026-11-26T00:00"),
        (NIGHTS, "2026-11-25T05:00", 61, "2026-11-25T22:01"),
        (NIGHTS, "2026-03-28T22:00", 7 * 60, "2026-03-29T06:00"),  # the night is worth seven hours
        (NIGHTS, "2026-10-24T22:00", 9 * 60, "2026-10-25T06:00"),  # the night is worth nine hours
        (NIGHTS, "2026-12-24T22:00", 8 * 60, "2026-12-25T06:00"),  # reaches into the exception
        (NIGHTS, "2026-12-24T22:00", 8 * 60 + 1, "2026-12-26T22:01"),  # nothing begins on the exception
        (NIGHTS, "2026-12-25T21:00", 8 * 60, "2026-12-27T06:00"),
        (NIGHTS, "2026-12-26T23:00", 7 * 60 + 1, "2026-12-28T22:01"),
    ],
)
def test_due(calendar: Calendar, start: str, target: float, due: str) -> None:
    assert due_at(berlin(start), minutes(target), calendar) == Due(berlin(due))


@pytest.mark.parametrize(
    ("calendar", "begin", "end", "worked"),
    [
        (OFFICE, "2026-11-25T00:00", "2026-11-26T00:00", 480),
        (OFFICE, "2026-11-25T11:30", "2026-11-25T13:07:30", 37.5),
        (OFFICE, "2026-11-25T13:00", "2026-11-25T11:00", 0),  # ends before it begins
        (
            OFFICE,
            "2026-01-01T00:00",
            "2027-01-01T00:00",
            480 * (261 - 2) - 240,
        ),  # one of 2027, one a Saturday
        (ALWAYS, "2026-03-29T00:00", "2026-03-30T00:00", 23 * 60),
        (ALWAYS, "2026-10-25T00:00", "2026-10-26T00:00", 25 * 60),
        (NIGHTS, "2026-12-25T00:00", "2026-12-26T22:00", 6 * 60),
    ],
)
def test_worked(calendar: Calendar, begin: str, end: str, worked: float) -> None:
    assert worked_between(berlin(begin), berlin(end), calendar) == minutes(worked)


def test_pauses_take_time_out() -> None:
    start = berlin("2026-11-25T09:00")
    over_closing = berlin("2026-11-25T16:00"), berlin("2026-11-26T09:00")
    at_start = berlin("2026-11-25T08:00"), berlin("2026-11-25T10:00")
    overlapping = berlin("2026-11-25T09:30"), berlin("2026-11-25T10:30")

    assert due_at(start, minutes(60), OFFICE, [at_start]) == Due(berlin("2026-11-25T11:00"))
    assert due_at(start, minutes(60), OFFICE, [overlapping, at_start]) == Due(berlin("2026-11-25T11:30"))
    assert due_at(start, minutes(6 * 60 + 1), OFFICE, [over_closing]) == Due(berlin("2026-11-26T09:01"))
    assert due_at(start, minutes(6 * 60), OFFICE, [over_closing]) == Due(berlin("2026-11-25T16:00"))  # as it begins
    assert due_at(start, minutes(0), OFFICE, [at_start]) == Due(start)
    assert worked_between(start, berlin("2026-11-26T10:00"), OFFICE, [at_start, over_closing]) == minutes(6 * 60)
    assert worked_intervals(start, berlin("2026-11-26T10:00"), OFFICE, [over_closing, overlapping]) == (
        (start, berlin("2026-11-25T09:30")),
        (berlin("2026-11-25T10:30"), berlin("2026-11-25T12:00")),
        (berlin("2026-11-25T13:00"), berlin("2026-11-25T16:00")),
        (berlin("2026-11-26T09:00"), berlin("2026-11-26T10:00")),
    )


def test_times_that_are_left_out_and_times_that_come_twice() -> None:
    """The clock on the wall shows no time from 02:00 to 03:00 on 29 March, and those of 25 October twice."""
    for hours, spring, autumn in (
        (("02:15", "02:45"), 0, 60),
        (("01:00", "02:30"), 60, 120),  # until the clock goes forward; 01:00 to 02:30 and 02:00 to 02:30 again
        (("02:30", "05:00"), 120, 180),
        (("02:00", "03:00"), 0, 120),
        (("01:00", "02:00"), 60, 60),
        (("03:00", "04:00"), 60, 60),
    ):
        calendar = Calendar.of(BERLIN, {6: [Hours.of(*hours)]})

        for night, worth in (("2026-03-29", spring), ("2026-10-25", autumn)):
            begin = berlin(f"{night}T00:00")
            assert worked_between(begin, begin + timedelta(hours=12), calendar) == minutes(worth)


def test_an_interval_over_a_clock_change_is_one() -> None:
    whole = worked_intervals(berlin("2026-10-24T00:00"), berlin("2026-10-27T00:00"), ALWAYS)
    over_new_year = worked_intervals(berlin("2026-12-31T20:00"), berlin("2027-01-01T20:00"), NIGHTS)

    assert whole == ((berlin("2026-10-24T00:00"), berlin("2026-10-27T00:00")),)
    assert over_new_year == ((berlin("2026-12-31T22:00"), berlin("2027-01-01T06:00")),)


def test_weeks_that_replace_each_other() -> None:
    """A night that begins under the old week ends under it."""
    calendar = Calendar.of(
        BERLIN,
        {day: [Hours.of("22:00", "02:00")] for day in range(7)},
        later={date(2026, 11, 25): {day: [Hours.of("08:00", "09:00")] for day in range(7)}, date(2026, 11, 27): {}},
    )

    assert worked_intervals(berlin("2026-11-24T12:00"), berlin("2027-11-24T12:00"), calendar) == (
        (berlin("2026-11-24T22:00"), berlin("2026-11-25T02:00")),
        (berlin("2026-11-25T08:00"), berlin("2026-11-25T09:00")),
        (berlin("2026-11-26T08:00"), berlin("2026-11-26T09:00")),
    )


def test_what_is_never_due_says_why() -> None:
    start = berlin("2026-11-25T09:00")
    closed = Calendar.of(BERLIN, {})
    once = Calendar.of(BERLIN, {}, {date(2026, 12, 1): [Hours.of("22:00", "02:00")]})
    long_ago = Calendar.of(BERLIN, {}, {date(1950, 12, 1): [Hours.of("22:00", "02:00")]})
    gone = Calendar.of(BERLIN, dict.fromkeys(range(7), LUNCH_BREAK), later={date(2026, 11, 26): {}})

    assert due_at(start, minutes(1), closed) == Never(Why.NEVER_OPENS)
    assert due_at(start, minutes(0), closed) == Due(start)
    assert due_at(start, minutes(240), once) == Due(berlin("2026-12-02T02:00"))
    assert due_at(start, minutes(241), once) == Never(Why.TOO_FEW_OPENINGS)
    assert due_at(start, minutes(1), long_ago) == Never(Why.TOO_FEW_OPENINGS)
    assert due_at(start, minutes(420), gone) == Due(berlin("2026-11-25T17:00"))
    assert due_at(start, minutes(421), gone) == Never(Why.TOO_FEW_OPENINGS)
    assert due_at(start, timedelta(days=36_500), OFFICE) == Never(Why.TOO_FAR)


def test_an_opening_over_the_last_new_year_counts() -> None:
    silvester = Calendar.of(BERLIN, {}, {date(2027, 12, 31): [Hours.of("22:00", "06:00")]})

    assert due_at(berlin("2026-01-01T00:00"), minutes(480), silvester) == Due(berlin("2028-01-01T06:00"))


def test_from_1970_to_2100() -> None:
    first, last = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 12, 31, 12, tzinfo=UTC)

    assert worked_between(first, last, Calendar.of(ZoneInfo("UTC"), dict.fromkeys(range(7), LUNCH_BREAK))) == timedelta(
        hours=8 * (last - first).days + 4
    )
    for outside in (first - minutes(1), last + minutes(13 * 60)):
        with pytest.raises(ValueError, match="from 1970 to 2100"):
            due_at(outside, minutes(1), OFFICE)


def test_what_is_due_in_the_first_and_in_the_last_year() -> None:
    days = Calendar.of(ZoneInfo("UTC"), {day: [Hours.of("08:00", "17:00")] for day in range(7)})

    def due(start: datetime, count: int) -> datetime:
        found = due_at(start.replace(tzinfo=UTC), minutes(count), days)
        assert isinstance(found, Due)
        return found.at.replace(tzinfo=None)

    assert due(datetime(1970, 1, 1), 60) == datetime(1970, 1, 1, 9)
    assert due(datetime(2099, 12, 31, 16), 120) == datetime(2100, 1, 1, 9)
    assert due(datetime(2100, 12, 31, 12), 60) == datetime(2100, 12, 31, 13)
    assert due(datetime(2100, 12, 31, 12), 300) == datetime(2100, 12, 31, 17)


def test_what_is_no_question() -> None:
    start = berlin("2026-11-25T09:00")

    with pytest.raises(ValueError, match="not negative"):
        due_at(start, minutes(-1), OFFICE)
    with pytest.raises(ValueError, match="before it begins"):
        due_at(start, minutes(1), OFFICE, [(start, start - minutes(1))])
    with pytest.raises(ValueError, match="from 0"):
        Calendar.of(BERLIN, {7: LUNCH_BREAK})


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        ("08:00", "12:00", (28_800, 43_200)),
        ("13:00", "24:00", (46_800, 86_400)),
        ("22:00", "06:00", (79_200, 108_000)),
        ("22:00", "00:00", (79_200, 86_400)),
        ("00:00", "00:00", (0, 86_400)),
        ("09:00", "09:00", (32_400, 118_800)),
        ("00:00", "24:00", (0, 86_400)),
        ("08:00:01", "08:00:02", (28_801, 28_802)),
    ],
)
def test_hours(begin: str, end: str, hours: tuple[int, int]) -> None:
    assert Hours.of(begin, end) == hours


@pytest.mark.parametrize(
    ("begin", "end"),
    [("24:00", "06:00"), ("8:00", "12:00"), ("08:60", "12:00"), ("08:00", "24:01"), ("25:00", "26:00"), ("", "12:00")],
)
def test_what_are_no_hours(begin: str, end: str) -> None:
    with pytest.raises(ValueError, match=r"24:00"):
        Hours.of(begin, end)


def test_equal_calendars_share_what_is_computed() -> None:
    week = {0: LUNCH_BREAK}

    assert Calendar.of(BERLIN, week).timeline is Calendar.of(BERLIN, {0: LUNCH_BREAK[::-1]}).timeline
    assert Calendar.of(BERLIN, week).timeline is not Calendar.of(BERLIN, week, {date(2026, 1, 1): []}).timeline


def test_needs_no_django() -> None:
    program = "import sys, kontor.sla.domain.worktime; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0
