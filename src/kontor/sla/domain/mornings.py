"""When a morning is: inside business hours, in the time zone of the tenant. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(7))
MONDAY = 0


@dataclass(frozen=True)
class WorkingDays:
    """The days of the week that are worked (Monday is 0) and when each of them begins."""

    zone: ZoneInfo
    days: frozenset[int] = EVERY_DAY
    begins: time = time(8)


def tomorrow_morning(now: datetime, working: WorkingDays) -> datetime:
    """The beginning of the next working day after today."""
    return morning_from(_today(now, working) + timedelta(days=1), working)


def monday_morning(now: datetime, working: WorkingDays) -> datetime:
    """The beginning of the next Monday, or of the first working day after it."""
    today = _today(now, working)
    return morning_from(today + timedelta(days=(MONDAY - today.weekday()) % 7 or 7), working)


def in_a_week(now: datetime, working: WorkingDays) -> datetime:
    """The beginning of the same day next week, or of the first working day after it."""
    return morning_from(_today(now, working) + timedelta(days=7), working)


def morning_from(day: date, working: WorkingDays) -> datetime:
    """The beginning, in UTC, of the first working day from this day on.

    In a night in which the clock goes forward a time that is left out is the one an hour later; when it goes back, the
    first of the two counts (PEP 495).
    """
    days = working.days or EVERY_DAY
    while day.weekday() not in days:
        day += timedelta(days=1)
    return datetime.combine(day, working.begins, tzinfo=working.zone).astimezone(UTC)


def _today(now: datetime, working: WorkingDays) -> date:
    return now.astimezone(working.zone).date()
