"""A calendar of business hours, as a value."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from kontor.sla.domain.worktime.hours import Hours
from kontor.sla.domain.worktime.timeline import Timeline

Week = Mapping[int, Iterable[Hours]]
"""Intervals by weekday (Monday is 0); a missing day is not worked."""

TIMELINES = 512

_Days = tuple[tuple[Hours, ...], ...]


@dataclass(frozen=True)
class Version:
    """The week that is in force from a date on."""

    valid_from: date
    days: _Days


@dataclass(frozen=True)
class Calendar:
    """When work is done, in one time zone. Make it with `of`; equal calendars share what is computed of them."""

    zone: ZoneInfo
    versions: tuple[Version, ...]
    exceptions: tuple[tuple[date, tuple[Hours, ...]], ...] = ()

    @classmethod
    def of(
        cls,
        zone: ZoneInfo,
        week: Week,
        exceptions: Mapping[date, Iterable[Hours]] | None = None,
        *,
        later: Mapping[date, Week] | None = None,
    ) -> Calendar:
        """A week that is in force from the beginning, weeks that replace it later, by their first date, and exceptions.

        An exception without intervals is a day on which no work begins.
        """
        weeks = {date.min: week, **(later or {})}
        return cls(
            zone,
            tuple(Version(first, _days(weeks[first])) for first in sorted(weeks)),
            tuple((day, tuple(sorted(hours))) for day, hours in sorted((exceptions or {}).items())),
        )

    def hours_of(self, day: date) -> tuple[Hours, ...]:
        """The intervals that begin on this date."""
        exception = self._exceptions.get(day)
        return self._version(day).days[day.weekday()] if exception is None else exception

    @property
    def last_opening(self) -> date | None:
        """No interval begins after this date; None if none ever begins, `date.max` if the week goes on for ever."""
        ends = [version.valid_from - timedelta(days=1) for version in self.versions[1:]] + [date.max]
        days = [end for version, end in zip(self.versions, ends, strict=True) if any(version.days)]
        return max([*days, *(day for day, hours in self.exceptions if hours)], default=None)

    @cached_property
    def timeline(self) -> Timeline:
        return _timeline(self)

    def _version(self, day: date) -> Version:
        return self.versions[bisect_right(self._valid_from, day) - 1]

    @cached_property
    def _valid_from(self) -> tuple[date, ...]:
        return tuple(version.valid_from for version in self.versions)

    @cached_property
    def _exceptions(self) -> dict[date, tuple[Hours, ...]]:
        return dict(self.exceptions)


def _days(week: Week) -> _Days:
    if not set(week) <= set(range(7)):
        raise ValueError("Weekdays are numbers from 0 (Monday) to 6 (Sunday).")
    return tuple(tuple(sorted(week.get(weekday, ()))) for weekday in range(7))


@lru_cache(maxsize=TIMELINES)
def _timeline(calendar: Calendar) -> Timeline:
    return Timeline(calendar.zone, calendar.hours_of, calendar.last_opening)
