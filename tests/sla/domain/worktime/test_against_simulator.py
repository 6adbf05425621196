"""The arithmetic against the slow simulator: around clock changes, holidays and midnight, in seven zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.sla.domain.worktime import Due, due_at, due_with_intervals, worked_between, worked_intervals
from tests.sla.calendars import STEP, calendar_of, clocks, pauses
from tests.sla.simulator import WallClock

DAYS = timedelta(days=3)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_what_is_worked(data: st.DataObject) -> None:
    clock, begin = data.draw(clocks())
    end = begin + STEP * data.draw(st.integers(0, DAYS // STEP))
    without = data.draw(pauses(begin))

    assert worked_between(begin, end, calendar_of(clock), without) == clock.worked(begin, end, without)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_when_it_is_due(data: st.DataObject) -> None:
    clock, start = data.draw(clocks())
    target = STEP * data.draw(st.integers(0, 400))
    without = data.draw(pauses(start))

    due = due_at(start, target, calendar_of(clock), without)
    simulated = clock.due(start, target, start + DAYS, without)

    if simulated is None:
        assert not isinstance(due, Due) or due.at > start + DAYS
    else:
        assert due == Due(simulated)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_intervals_are_those_in_which_the_clock_shows_work(data: st.DataObject) -> None:
    clock, begin = data.draw(clocks())
    end = begin + timedelta(days=2)
    without = data.draw(pauses(begin))

    intervals = worked_intervals(begin, end, calendar_of(clock), without)

    for moment in (begin + STEP * number for number in range((end - begin) // STEP)):
        paused = any(first <= moment < last for first, last in without)
        inside = any(interval.begin <= moment < interval.end for interval in intervals)
        assert inside == (clock.is_open(moment) and not paused)


@pytest.mark.parametrize("start", ["2026-03-29T00:58:17", "2026-03-29T01:00:30", "2026-10-24T23:58:59"])
@pytest.mark.parametrize("seconds", [1, 30, 43, 75])
def test_seconds_count(start: str, seconds: int) -> None:
    clock = WallClock("Europe/Berlin", {"sun": [["01:59:30", "03:00:45"]]}, step=timedelta(seconds=1))
    begin, target = datetime.fromisoformat(start).replace(tzinfo=UTC), timedelta(seconds=seconds)
    limit = begin + timedelta(hours=2)

    due, intervals = due_with_intervals(begin, target, calendar_of(clock))

    simulated = clock.due(begin, target, limit)
    assert isinstance(due, Due) and (due.at == simulated or (simulated is None and due.at > limit))
    assert sum((interval.end - interval.begin for interval in intervals), timedelta(0)) == target


def test_a_year_of_minutes_against_the_sum() -> None:
    """Coarse steps over a whole year with holidays: what is added up and what is walked through are the same."""
    office = [["08:00", "12:00"], ["13:00", "18:00"]]
    clock = WallClock(
        "Europe/Berlin",
        {
            **dict.fromkeys(("mon", "tue", "wed", "thu"), office),
            "fri": [["08:00", "14:30"]],
            "sat": [["22:00", "04:00"]],
        },
        {"2026-12-24": [["08:00", "12:00"]], "2026-12-25": [], "2026-10-25": [["00:00", "24:00"]]},
    )
    begin, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)

    walked = replace(clock, step=timedelta(minutes=30)).worked(begin, end)

    assert worked_between(begin, end, calendar_of(clock)) == walked > timedelta(days=80)
