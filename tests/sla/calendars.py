"""Calendars for the tests of working time: written down as for `kontor hours`, and as the package's value."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from kontor.sla.domain.worktime import Calendar, Hours
from tests.sla.simulator import WEEKDAYS, Times, WallClock

STEP = timedelta(minutes=5)

NIGHTS = {
    "Europe/Berlin": ("2026-03-29", "2026-10-25", "2026-12-24"),
    "America/New_York": ("2026-03-08", "2026-11-01", "2026-07-04"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),  # half an hour forward and back
    "America/Sao_Paulo": ("2018-02-18", "2018-11-04"),  # changed at midnight
    "Asia/Kolkata": ("2026-01-26",),  # half an hour beside the others, never changed
    "Pacific/Apia": ("2011-12-30", "2012-04-01"),  # left a whole day out
    "UTC": ("2026-12-31",),
}
"""Zones, each with dates around which something happens."""


def calendar_of(clock: WallClock) -> Calendar:
    return Calendar.of(
        ZoneInfo(clock.timezone),
        {WEEKDAYS.index(day): _hours(times) for day, times in clock.week.items()},
        {date.fromisoformat(day): _hours(times) for day, times in clock.exceptions.items()},
    )


def _hours(times: Times) -> list[Hours]:
    return [Hours.of(begin, end) for begin, end in times]


def _time(number: int) -> str:
    return f"{number // 12:02}:{number % 12 * 5:02}"


times = st.lists(
    st.tuples(
        st.integers(0, 287).map(_time) | st.sampled_from(["00:00", "02:00", "22:00"]),
        st.integers(0, 288).map(_time) | st.sampled_from(["02:30", "03:00", "06:00", "24:00"]),
    ).map(list),
    max_size=3,
)
"""Intervals of a day on a grid of five minutes: breaks, overlaps, over midnight, 24:00, whole days."""


@st.composite
def clocks(draw: st.DrawFn) -> tuple[WallClock, datetime]:
    """A calendar and a moment near one of the dates at which something happens in its zone."""
    zone = draw(st.sampled_from(sorted(NIGHTS)))
    night = date.fromisoformat(draw(st.sampled_from(NIGHTS[zone])))
    week = {day: draw(times) for day in WEEKDAYS}
    around = [night + timedelta(days=days) for days in (-1, 0, 1)]
    exceptions = {day.isoformat(): draw(times) for day in around if draw(st.booleans())}
    begin = datetime(night.year, night.month, night.day, tzinfo=UTC) + STEP * draw(st.integers(-288, 288))
    return WallClock(zone, week, exceptions, STEP), begin


@st.composite
def pauses(draw: st.DrawFn, begin: datetime) -> list[tuple[datetime, datetime]]:
    """Up to three pauses around a moment, in any order, which may overlap."""
    spans = draw(st.lists(st.tuples(st.integers(-24, 400), st.integers(0, 200)), max_size=3))
    return [(begin + STEP * first, begin + STEP * (first + length)) for first, length in spans]
