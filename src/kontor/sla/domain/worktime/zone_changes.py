"""When the clock of a time zone is put forward or back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kontor.sla.domain.worktime.hours import DAY


class Period(NamedTuple):
    """A time in which the clock runs evenly: from begin to before end (UTC, seconds since 1970), offset in seconds."""

    begin: int
    end: int
    offset: int


@lru_cache(maxsize=4096)
def periods(zone: ZoneInfo, begin: int, end: int) -> tuple[Period, ...]:
    """The periods of the zone between two instants, in order and without a gap.

    ``zoneinfo`` tells offsets but no changes: it is asked day by day, and where answers differ the second is searched.
    """
    edges = [begin, *_changes(zone, begin, end), end]
    return tuple(Period(edge, following, _offset(zone, edge)) for edge, following in pairwise(edges))


def _changes(zone: ZoneInfo, begin: int, end: int) -> Iterator[int]:
    for day in range(begin, end, DAY):
        following = min(day + DAY, end)
        if _offset(zone, day) != _offset(zone, following):
            change = _first_with_other_offset(zone, day, following)
            if change < end:
                yield change


def _first_with_other_offset(zone: ZoneInfo, before: int, after: int) -> int:
    old = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, instant: int) -> int:
    offset = datetime.fromtimestamp(instant, zone).utcoffset()
    assert offset is not None
    return round(offset.total_seconds())
