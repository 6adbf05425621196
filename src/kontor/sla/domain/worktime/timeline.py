"""The worked intervals of a calendar in UTC with their running sum, year by year, made when they are asked for."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from threading import Lock
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kontor.sla.domain.worktime.hours import DAY, Hours
from kontor.sla.domain.worktime.zone_changes import periods

SECOND = 1_000_000
FIRST_YEAR, LAST_YEAR = 1970, 2100

_EPOCH = date(1970, 1, 1)
_YEARS = [int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in range(FIRST_YEAR, LAST_YEAR + 2)]
_BEGINS = [begin * SECOND for begin in _YEARS]
BEGIN, END = _BEGINS[0], _BEGINS[-1]

Span = tuple[int, int]


class _Year(NamedTuple):
    """The worked intervals of a year in order, and what is worked in it before each of them; in microseconds."""

    begins: array[int]
    ends: array[int]
    before: array[int]
    worked: int


class _Known(NamedTuple):
    """Years without a gap: the first one's number after 1970, and what is worked before each and after the last.

    The sums are counted from the year that was asked for first; before it they are negative.
    """

    first: int
    years: list[_Year]
    before: list[int]


class Timeline:
    """Instants are microseconds since 1970, UTC, from BEGIN to before END.

    What is known is replaced as a whole, never changed, so that threads may read while another one adds years.
    """

    def __init__(self, zone: ZoneInfo, hours_of: Callable[[date], Iterable[Hours]], last_opening: date | None) -> None:
        self._zone = zone
        self._hours_of = hours_of
        self._last = _last_year(last_opening)
        self._known = _Known(0, [], [0])
        self._lock = Lock()

    def worked(self, instant: int) -> int:
        """Microseconds worked until this instant, counted from some instant that stays the same for this timeline."""
        number = bisect_right(_BEGINS, instant) - 1
        known = self._with(number)
        year, before = known.years[number - known.first], known.before[number - known.first]
        index = bisect_right(year.begins, instant) - 1
        if index < 0:
            return before
        return before + year.before[index] + min(instant, year.ends[index]) - year.begins[index]

    def first_with(self, worked: int, after: int) -> int | None:
        """The first instant with this much worked, which is more than at `after`; None if none comes."""
        known = self._with(bisect_right(_BEGINS, after) - 1)
        while known.before[-1] < worked:
            following = known.first + len(known.years)
            if following > self._last:
                return None
            known = self._with(following)
        place = bisect_left(known.before, worked) - 1
        year, rest = known.years[place], worked - known.before[place]
        index = bisect_left(year.before, rest) - 1
        return year.begins[index] + rest - year.before[index]

    def spans(self, begin: int, end: int) -> Iterator[Span]:
        """The worked intervals between two instants, cut to them; one over New Year comes in two parts."""
        for number in range(bisect_right(_BEGINS, begin) - 1, bisect_left(_BEGINS, end)):
            known = self._with(number)
            year = known.years[number - known.first]
            for index in range(bisect_right(year.ends, begin), bisect_left(year.begins, end)):
                yield max(begin, year.begins[index]), min(end, year.ends[index])

    def _with(self, number: int) -> _Known:
        known = self._known
        if known.first <= number < known.first + len(known.years):
            return known
        if not 0 <= number <= LAST_YEAR - FIRST_YEAR:
            raise ValueError(f"Working time is known from {FIRST_YEAR} to {LAST_YEAR}.")
        with self._lock:
            self._known = self._extended(self._known, number)
            return self._known

    def _extended(self, known: _Known, number: int) -> _Known:
        if not known.years:
            known = _Known(number, [], [0])
        earlier = [self._year(year) for year in range(number, known.first)]
        later = [self._year(year) for year in range(known.first + len(known.years), number + 1)]
        years = [*earlier, *known.years, *later]
        begins_with = known.before[0] - sum(year.worked for year in earlier)
        before = list(accumulate((year.worked for year in years), initial=begins_with))
        return _Known(min(known.first, number), years, before)

    def _year(self, number: int) -> _Year:
        begin, end = _YEARS[number], _YEARS[number + 1]
        spans = list(merged(self._in_utc(list(merged(self._on_the_wall(FIRST_YEAR + number))), begin, end)))
        begins = array("q", (begin * SECOND for begin, _end in spans))
        ends = array("q", (end * SECOND for _begin, end in spans))
        sums = list(accumulate(((end - begin) * SECOND for begin, end in spans), initial=0))
        return _Year(begins, ends, array("q", sums[:-1]), sums[-1])

    def _on_the_wall(self, year: int) -> Iterator[Span]:
        """What may reach into the year, in seconds of the local clock since its own 1970, ordered by date."""
        day, last = date(year, 1, 1) - timedelta(days=3), date(year + 1, 1, 2)
        while day <= last:
            midnight = (day - _EPOCH).days * DAY
            for hours in self._hours_of(day):
                yield midnight + hours.begin, midnight + hours.end
            day += timedelta(days=1)

    def _in_utc(self, walls: list[Span], begin: int, end: int) -> Iterator[Span]:
        """When, in each period of the zone, the clock on the wall shows one of these times."""
        for period in periods(self._zone, begin, end):
            for wall_begin, wall_end in walls:
                span = max(period.begin, wall_begin - period.offset), min(period.end, wall_end - period.offset)
                if span[0] < span[1]:
                    yield span


def merged(spans: Iterable[Span]) -> Iterator[Span]:
    """The same time in intervals that neither overlap nor touch. The given ones are ordered by their begin."""
    current: Span | None = None
    for begin, end in spans:
        if current is None or begin > current[1]:
            if current is not None:
                yield current
            current = begin, end
        else:
            current = current[0], max(current[1], end)
    if current is not None:
        yield current


def _last_year(last_opening: date | None) -> int:
    """The number of the last year in which something can be worked; its last interval may reach over New Year."""
    if last_opening is None:
        return -1
    return min(last_opening.year + (last_opening < date.max), LAST_YEAR) - FIRST_YEAR
