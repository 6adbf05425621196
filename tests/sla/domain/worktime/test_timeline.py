"""What is computed year by year: the zone's changes, and threads that ask for different years at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.sla.domain.worktime import Calendar, Hours, worked_between, worked_intervals
from kontor.sla.domain.worktime.zone_changes import periods
from tests.sla.calendars import NIGHTS

ODD_ZONES = ("Africa/Casablanca", "Africa/Monrovia", "America/Caracas", "Antarctica/Troll", "Asia/Pyongyang")


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@given(st.sampled_from([*NIGHTS, *ODD_ZONES]), st.integers(1970, 2100), st.data())
def test_every_instant_of_a_year_has_the_offset_of_its_period(zone: str, year: int, data: st.DataObject) -> None:
    begin, end = seconds(f"{year}-01-01"), seconds(f"{year + 1}-01-01")

    found = periods(ZoneInfo(zone), begin, end)

    assert (found[0].begin, found[-1].end) == (begin, end)
    assert all(one.end == other.begin and one.offset != other.offset for one, other in pairwise(found))
    edges = [instant for period in found for instant in (period.begin, period.end - 1)]
    for instant in (*edges, data.draw(st.integers(begin, end - 1))):
        offset = next(period.offset for period in found if period.begin <= instant < period.end)
        assert datetime.fromtimestamp(instant, ZoneInfo(zone)).utcoffset() == timedelta(seconds=offset)


@pytest.mark.parametrize(
    ("zone", "year", "changes"),
    [
        ("Europe/Berlin", 2026, ["2026-03-29T01:00:00", "2026-10-25T01:00:00"]),
        ("Australia/Lord_Howe", 2026, ["2026-04-04T15:00:00", "2026-10-03T15:30:00"]),
        ("Pacific/Apia", 2011, ["2011-04-02T14:00:00", "2011-09-24T14:00:00", "2011-12-30T10:00:00"]),
        ("Asia/Kolkata", 2026, []),
    ],
)
def test_changes_to_the_second(zone: str, year: int, changes: list[str]) -> None:
    found = periods(ZoneInfo(zone), seconds(f"{year}-01-01"), seconds(f"{year + 1}-01-01"))

    assert [period.begin for period in found[1:]] == [seconds(change) for change in changes]


def test_threads_that_ask_for_different_years_at_once() -> None:
    """Eight threads begin together with a calendar of which nothing is known yet."""
    calendar = Calendar.of(ZoneInfo("UTC"), {day: [Hours.of("09:00:07", "10:00:08")] for day in range(7)})
    together = Barrier(8)

    def days_worked(number: int) -> list[timedelta]:
        together.wait(timeout=30)
        begins = [datetime(2020 + (number * 3 + year) % 16, 1, 1, tzinfo=UTC) for year in range(16)]
        return [worked_between(begin, begin + timedelta(days=300), calendar) for begin in begins]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(days_worked, range(8)))

    assert found == [[300 * timedelta(hours=1, seconds=1)] * 16] * 8


@pytest.mark.parametrize(
    ("day", "begin", "end", "worked"),
    [
        ("2026-10-25", "00:00", "02:00", [("2026-10-24T22:00", "2026-10-25T00:00")]),
        ("2026-10-25", "00:00", "03:00", [("2026-10-24T22:00", "2026-10-25T02:00")]),
        ("2026-10-25", "03:00", "04:00", [("2026-10-25T02:00", "2026-10-25T03:00")]),
        ("2026-03-29", "03:00", "04:00", [("2026-03-29T01:00", "2026-03-29T02:00")]),
        ("2026-03-29", "02:00", "03:00", []),
    ],
)
def test_what_ends_or_begins_when_the_clock_changes_leaves_no_empty_interval(
    day: str, begin: str, end: str, worked: list[tuple[str, str]]
) -> None:
    calendar = Calendar.of(ZoneInfo("Europe/Berlin"), {6: [Hours.of(begin, end)]})
    first = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=UTC) - timedelta(hours=12)

    found = worked_intervals(first, first + timedelta(days=2), calendar)

    assert [(f"{one.begin:%Y-%m-%dT%H:%M}", f"{one.end:%Y-%m-%dT%H:%M}") for one in found] == worked
