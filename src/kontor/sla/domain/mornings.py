"""When a morning is: the beginning of a day in business hours. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kontor.sla.domain.worktime import Calendar, Hours
from kontor.sla.domain.worktime.hours import DAY

EVERY_DAY = frozenset(range(7))
MONDAY = 0


@dataclass(frozen=True)
class Mornings:
    """``begins`` is when a day begins that is worked from midnight on, or on which nothing says when."""

    calendar: Calendar
    begins: time = time(8)

    def begin_of(self, day: date) -> time | None:
        """When the day begins; None when no work begins on it."""
        hours = self.calendar.hours_of(day)
        return _clock(hours[0].begin) or self.begins if hours else None


def working_days(zone: ZoneInfo, days: frozenset[int], begins: time) -> Calendar:
    """These days of the week (Monday is 0; none: every day) from their beginning to midnight."""
    from_begin = Hours(begins.hour * 3600 + begins.minute * 60 + begins.second, DAY)
    return Calendar.of(zone, {day: [from_begin] for day in days or EVERY_DAY})


def tomorrow_morning(now: datetime, mornings: Mornings) -> datetime:
    """The beginning of the next working day after today."""
    return morning_from(_today(now, mornings) + timedelta(days=1), mornings)


def monday_morning(now: datetime, mornings: Mornings) -> datetime:
    """The beginning of the next Monday, or of the first working day after it."""
    today = _today(now, mornings)
    return morning_from(today + timedelta(days=(MONDAY - today.weekday()) % 7 or 7), mornings)


def in_a_week(now: datetime, mornings: Mornings) -> datetime:
    """The beginning of the same day next week, or of the first working day after it."""
    return morning_from(_today(now, mornings) + timedelta(days=7), mornings)


def morning_from(day: date, mornings: Mornings) -> datetime:
    """The beginning, in UTC, of the first working day from this day on; of the day itself when no work begins any more.

    In a night in which the clock goes forward a time that is left out is the one an hour later; when it goes back, the
    first of the two counts (PEP 495).
    """
    zone, last, wanted = mornings.calendar.zone, mornings.calendar.last_opening or date.min, day
    while (begin := mornings.begin_of(day)) is None and day < last:
        day += timedelta(days=1)
    if begin is None:
        day, begin = wanted, mornings.begins
    return datetime.combine(day, begin, tzinfo=zone).astimezone(UTC)


def _clock(seconds: int) -> time | None:
    """None for midnight."""
    return (datetime.min + timedelta(seconds=seconds)).time() if seconds else None


def _today(now: datetime, mornings: Mornings) -> date:
    return now.astimezone(mornings.calendar.zone).date()
