"""What holds for every calendar, over years and to the microsecond."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kontor.sla.domain.worktime import (
    Calendar,
    Due,
    Interval,
    Never,
    Week,
    Why,
    due_at,
    due_with_intervals,
    worked_between,
    worked_intervals,
)
from kontor.sla.domain.worktime.hours import Hours
from tests.sla.calendars import NIGHTS, pauses

NOTHING = timedelta(0)

hours = st.lists(st.builds(Hours.between, st.integers(0, 86_399), st.integers(0, 86_400)), max_size=3)
weeks = st.dictionaries(st.integers(0, 6), hours, max_size=7)
dates = st.dates(date(2009, 1, 1), date(2014, 12, 31))
moments = st.datetimes(datetime(2009, 1, 1), datetime(2014, 12, 31), timezones=st.just(UTC))
targets = st.timedeltas(NOTHING, timedelta(days=60))


def build(zone: str, week: Week, exceptions: dict[date, list[Hours]], later: dict[date, Week]) -> Calendar:
    return Calendar.of(ZoneInfo(zone), week, exceptions, later=later)


calendars = st.builds(
    build,
    st.sampled_from(sorted(NIGHTS)),
    weeks,
    st.dictionaries(dates, hours, max_size=5),
    st.dictionaries(dates, weeks, max_size=2),
)


def total(intervals: tuple[Interval, ...]) -> timedelta:
    return sum((interval.end - interval.begin for interval in intervals), NOTHING)


def test_a_pause_that_outlasts_the_years_that_are_known_is_never_worked_through() -> None:
    start, calendar = (
        datetime(2026, 11, 23, 9, tzinfo=UTC),
        Calendar.of(ZoneInfo("UTC"), {0: [Hours.of("08:00", "17:00")]}),
    )
    pause = (start + timedelta(hours=1), datetime(2150, 1, 1, tzinfo=UTC))

    assert due_at(start, timedelta(hours=1), calendar, [pause]) == Due(pause[0])
    assert due_at(start, timedelta(hours=2), calendar, [pause]) == Never(Why.TOO_FAR)


@settings(deadline=None)
@given(st.data(), calendars, moments, targets)
def test_what_is_worked_until_it_is_due_is_the_target(
    data: st.DataObject, calendar: Calendar, start: datetime, target: timedelta
) -> None:
    without = data.draw(pauses(start))

    due, intervals = due_with_intervals(start, target, calendar, without)

    assume(isinstance(due, Due))
    assert isinstance(due, Due)
    assert worked_between(start, due.at, calendar, without) == total(intervals) == target


@settings(deadline=None)
@given(calendars, moments, targets)
def test_due_is_the_first_such_instant(calendar: Calendar, start: datetime, target: timedelta) -> None:
    due = due_at(start, target, calendar)

    assume(target > NOTHING and isinstance(due, Due))
    assert isinstance(due, Due)
    assert worked_between(start, due.at - timedelta(microseconds=1), calendar) == target - timedelta(microseconds=1)


@settings(deadline=None)
@given(calendars, moments, targets, targets)
def test_more_is_due_later(calendar: Calendar, start: datetime, one: timedelta, other: timedelta) -> None:
    early, late = due_at(start, min(one, other), calendar), due_at(start, max(one, other), calendar)

    assert isinstance(late, Never) or (isinstance(early, Due) and start <= early.at <= late.at)


@settings(deadline=None)
@given(calendars, moments, moments, targets)
def test_who_starts_later_is_due_later(calendar: Calendar, one: datetime, other: datetime, target: timedelta) -> None:
    early, late = due_at(min(one, other), target, calendar), due_at(max(one, other), target, calendar)

    assert isinstance(late, Never) or (isinstance(early, Due) and early.at <= late.at)


@settings(deadline=None)
@given(calendars, st.lists(moments, min_size=3, max_size=3), st.data())
def test_parts_add_up(calendar: Calendar, three: list[datetime], data: st.DataObject) -> None:
    begin, middle, end = sorted(three)
    without = data.draw(pauses(begin))

    parts = worked_between(begin, middle, calendar, without) + worked_between(middle, end, calendar, without)

    assert worked_between(begin, end, calendar, without) == parts


@settings(deadline=None)
@given(calendars, moments, targets, targets)
def test_a_target_in_two_parts(calendar: Calendar, start: datetime, one: timedelta, other: timedelta) -> None:
    first = due_at(start, one, calendar)
    assume(isinstance(first, Due) and one and other)
    assert isinstance(first, Due)

    assert due_at(first.at, other, calendar) == due_at(start, one + other, calendar)


@settings(max_examples=40, deadline=None)
@given(calendars, moments, moments, st.data())
def test_intervals_add_up_and_never_touch(
    calendar: Calendar, one: datetime, other: datetime, data: st.DataObject
) -> None:
    begin, end = min(one, other), max(one, other)
    without = data.draw(pauses(begin))

    intervals = worked_intervals(begin, end, calendar, without)

    assert total(intervals) == worked_between(begin, end, calendar, without)
    assert all(begin <= interval.begin < interval.end <= end for interval in intervals)
    assert all(interval.end < following.begin for interval, following in pairwise(intervals))


@settings(deadline=None)
@given(calendars, moments, targets, st.data())
def test_the_order_of_pauses_and_their_parts_do_not_matter(
    calendar: Calendar, start: datetime, target: timedelta, data: st.DataObject
) -> None:
    without = data.draw(pauses(start))
    in_parts = [(begin, begin + (end - begin) / 2) for begin, end in without]
    in_parts += [(begin + (end - begin) / 3, end) for begin, end in without]
    random.Random(len(without)).shuffle(in_parts)

    assert due_at(start, target, calendar, in_parts) == due_at(start, target, calendar, without)


@settings(deadline=None)
@given(calendars, moments, targets, moments)
def test_an_empty_pause_is_none(calendar: Calendar, start: datetime, target: timedelta, at: datetime) -> None:
    assert due_at(start, target, calendar, [(at, at)]) == due_at(start, target, calendar)


@settings(deadline=None)
@given(st.sampled_from(sorted(NIGHTS)), weeks, moments, targets)
def test_the_order_of_intervals_and_their_parts_do_not_matter(
    zone: str, week: dict[int, list[Hours]], start: datetime, target: timedelta
) -> None:
    in_parts = {day: [part for whole in hours for part in _parts(whole)][::-1] for day, hours in week.items()}

    assert due_at(start, target, Calendar.of(ZoneInfo(zone), in_parts)) == due_at(
        start, target, Calendar.of(ZoneInfo(zone), week)
    )


def _parts(whole: Hours) -> list[Hours]:
    """Two that overlap, or touch, and begin on the date of the whole."""
    middle = min(whole.begin + (whole.end - whole.begin) // 2, 86_399)
    return [Hours(whole.begin, max(middle, whole.begin + 1)), Hours(min(middle, whole.begin + 1), whole.end)]


@settings(max_examples=40, deadline=None)
@given(calendars, moments, targets)
def test_years_are_the_same_in_whatever_order_they_are_asked_for(
    calendar: Calendar, start: datetime, target: timedelta
) -> None:
    fresh = Calendar(calendar.zone, calendar.versions, (*calendar.exceptions, (date(1970, 1, 1), ())))
    worked_between(datetime(2030, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC), fresh)
    worked_between(datetime(2002, 1, 1, tzinfo=UTC), datetime(2003, 1, 1, tzinfo=UTC), fresh)

    assert due_at(start, target, fresh) == due_at(start, target, calendar)


@settings(deadline=None)
@given(calendars, moments, targets)
def test_the_zone_of_the_start_does_not_matter(calendar: Calendar, start: datetime, target: timedelta) -> None:
    elsewhere = start.astimezone(ZoneInfo("Asia/Kolkata"))

    assert due_at(elsewhere, target, calendar) == due_at(start, target, calendar)
