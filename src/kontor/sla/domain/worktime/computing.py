"""When a target is worked, how much is worked between two instants, and which intervals add up to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import NamedTuple

from kontor.sla.domain.worktime.calendars import Calendar
from kontor.sla.domain.worktime.timeline import BEGIN, END, Span, Timeline, merged

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Pause = tuple[datetime, datetime]
"""From when to before when no work is done, whatever the calendar says."""


class Due(NamedTuple):
    """The target is worked at this instant (UTC)."""

    at: datetime


class Why(Enum):
    """Why a target is never worked."""

    NEVER_OPENS = "never opens"
    TOO_FEW_OPENINGS = "too few openings"
    TOO_FAR = "too far"


class Never(NamedTuple):
    """The target is not worked by the end of the year 2100."""

    why: Why


class Interval(NamedTuple):
    """Worked time from begin to before end (UTC)."""

    begin: datetime
    end: datetime


def due_at(start: datetime, target: timedelta, calendar: Calendar, pauses: Iterable[Pause] = ()) -> Due | Never:
    """The first instant, not before start, at which as much time is worked as the target says.

    Pauses may overlap and come in any order. ValueError for a pause that ends before it begins, a negative target and a
    start outside the years that are known.
    """
    if target < timedelta(0):
        raise ValueError("A target is not negative.")
    begin, rest = _instant(start), target // _MICROSECOND
    timeline = calendar.timeline
    worked = timeline.worked(begin)
    if rest == 0:
        return Due(start.astimezone(UTC))
    if pauses:
        begin, rest = _before_last_pause(begin, rest, _spans(pauses, begin, END - 1), timeline)
        worked = timeline.worked(begin)
    due = timeline.first_with(worked + rest, begin)
    return Never(_why(calendar)) if due is None else Due(_moment(due))


def worked_between(begin: datetime, end: datetime, calendar: Calendar, pauses: Iterable[Pause] = ()) -> timedelta:
    """The time worked from begin to before end, without pauses; none if end is not after begin."""
    first, last = _instant(begin), _instant(end)
    if last <= first:
        return timedelta(0)
    timeline = calendar.timeline
    worked = timeline.worked(last) - timeline.worked(first)
    for pause_begin, pause_end in _spans(pauses, first, last):
        worked -= timeline.worked(pause_end) - timeline.worked(pause_begin)
    return timedelta(microseconds=worked)


def worked_intervals(
    begin: datetime, end: datetime, calendar: Calendar, pauses: Iterable[Pause] = ()
) -> tuple[Interval, ...]:
    """The intervals that add up to `worked_between`, in order; they neither overlap nor touch."""
    first, last = _instant(begin), _instant(end)
    if last <= first:
        return ()
    timeline = calendar.timeline
    open_spans = (
        span for piece in _without(first, last, _spans(pauses, first, last)) for span in timeline.spans(*piece)
    )
    return tuple(Interval(_moment(begin), _moment(end)) for begin, end in merged(open_spans))


def worked_back(end: datetime, worked: timedelta, calendar: Calendar, *, at_most: timedelta) -> datetime:
    """From when on so much has been worked until the end; ``at_most`` before it, if it is not so much."""
    begin = end - at_most
    for interval in reversed(worked_intervals(begin, end, calendar)):
        if interval.end - interval.begin >= worked:
            return interval.end - worked
        worked -= interval.end - interval.begin
    return begin


def due_with_intervals(
    start: datetime, target: timedelta, calendar: Calendar, pauses: Iterable[Pause] = ()
) -> tuple[Due | Never, tuple[Interval, ...]]:
    """`due_at` with the intervals that add up to the target; none if it is never worked."""
    pauses = tuple(pauses)
    due = due_at(start, target, calendar, pauses)
    return due, worked_intervals(start, due.at, calendar, pauses) if isinstance(due, Due) else ()


def _before_last_pause(begin: int, rest: int, pauses: Iterable[Span], timeline: Timeline) -> Span:
    """From where the rest of the target is worked without another pause, and how much that is."""
    for pause_begin, pause_end in pauses:
        until_pause = timeline.worked(pause_begin) - timeline.worked(begin)
        if rest <= until_pause:
            break
        begin, rest = pause_end, rest - until_pause
    return begin, rest


def _without(begin: int, end: int, pauses: Iterable[Span]) -> Iterator[Span]:
    for pause_begin, pause_end in pauses:
        if begin < pause_begin:
            yield begin, pause_begin
        begin = pause_end
    if begin < end:
        yield begin, end


def _spans(pauses: Iterable[Pause], begin: int, end: int) -> Iterator[Span]:
    """The pauses between two instants, merged and in order."""
    spans = sorted((_microseconds(first), _microseconds(last)) for first, last in pauses)
    if any(last < first for first, last in spans):
        raise ValueError("A pause does not end before it begins.")
    cut = ((max(first, begin), min(last, end)) for first, last in spans)
    return merged((first, last) for first, last in cut if first < last)


def _why(calendar: Calendar) -> Why:
    if calendar.last_opening is None:
        return Why.NEVER_OPENS
    return Why.TOO_FAR if calendar.last_opening == date.max else Why.TOO_FEW_OPENINGS


def _instant(moment: datetime) -> int:
    instant = _microseconds(moment)
    if not BEGIN <= instant < END:
        raise ValueError("Working time is known from 1970 to 2100.")
    return instant


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _moment(instant: int) -> datetime:
    return _EPOCH + timedelta(microseconds=instant)
