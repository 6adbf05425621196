"""What is worked, found out the slow way: by walking through UTC and looking at the clock on the wall at every step.

It knows nothing of the package's code, only zoneinfo and how calendars are written down for `kontor hours`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Times = list[list[str]]


@dataclass(frozen=True)
class WallClock:
    """A calendar as it is written down, and how large the steps are in which time is walked through."""

    timezone: str
    week: dict[str, Times]
    exceptions: dict[str, Times] = field(default_factory=dict)
    step: timedelta = timedelta(minutes=1)

    def is_open(self, moment: datetime) -> bool:
        """Whether the clock on the wall shows a time in an interval of its date, or in the rest of one of yesterday."""
        wall = moment.astimezone(ZoneInfo(self.timezone)).replace(tzinfo=None)
        time = f"{wall:%H:%M:%S}"
        today = any(_full(begin) <= time and (_runs_over(begin, end) or time < end) for begin, end in self._times(wall))
        yesterday = self._times(wall - timedelta(days=1))
        return today or any(_runs_over(begin, end) and time < end for begin, end in yesterday)

    def worked(self, begin: datetime, end: datetime, pauses: Sequence[tuple[datetime, datetime]] = ()) -> timedelta:
        return sum((self.step for moment in self._walk(begin, end) if self._counts(moment, pauses)), timedelta(0))

    def due(
        self, start: datetime, target: timedelta, limit: datetime, pauses: Sequence[tuple[datetime, datetime]] = ()
    ) -> datetime | None:
        """The first step's end at which the target is worked; None if it is not worked up to the limit."""
        if not target:
            return start
        for moment in self._walk(start, limit):
            if self._counts(moment, pauses):
                target -= self.step
                if target <= timedelta(0):
                    return moment + self.step
        return None

    def _walk(self, begin: datetime, end: datetime) -> Iterator[datetime]:
        moment = begin.astimezone(UTC)
        while moment < end:
            yield moment
            moment += self.step

    def _counts(self, moment: datetime, pauses: Sequence[tuple[datetime, datetime]]) -> bool:
        return not any(begin <= moment < end for begin, end in pauses) and self.is_open(moment)

    def _times(self, day: datetime) -> Times:
        exception = self.exceptions.get(f"{day:%Y-%m-%d}")
        return self.week.get(WEEKDAYS[day.weekday()], []) if exception is None else exception


def _full(time: str) -> str:
    return time if len(time) == len("HH:MM:SS") else f"{time}:00"


def _runs_over(begin: str, end: str) -> bool:
    return _full(end) <= _full(begin)
