"""What holds on each day: the week, a holiday or an exception."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kontor.sla.domain.compiling import compiled, holidays_of, is_worked
from kontor.sla.domain.public_holidays import PublicHoliday
from kontor.sla.domain.times import Times
from kontor.sla.models import BusinessCalendar, CalendarVersion


class DayKind(StrEnum):
    WEEK = "week"
    HOLIDAY = "holiday"
    WORKED_HOLIDAY = "worked"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class EffectiveDay:
    """``hours`` begin on the day. ``name`` is the exception's; the holiday has names of its own."""

    day: date
    kind: DayKind
    hours: Times
    name: str = ""
    holiday: PublicHoliday | None = None


def effective_days(calendar: BusinessCalendar, first: date, last: date) -> list[EffectiveDay]:
    """Each day from first to last: three statements when the calendar is kept."""
    hours_of = compiled(calendar.pk).hours_of
    named = {row.day: row.name for row in calendar.exceptions.filter(day__range=(first, last))}
    holidays = dict(_holidays(list(calendar.versions.all()), range(first.year, last.year + 1)))
    days = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        holiday, worked = holidays.get(day, (None, False))
        kind = DayKind.WORKED_HOLIDAY if worked else DayKind.HOLIDAY if holiday else DayKind.WEEK
        hours = [[_clock(hours.begin), _clock(hours.end)] for hours in hours_of(day)]
        days.append(EffectiveDay(day, DayKind.EXCEPTION if day in named else kind, hours, named.get(day, ""), holiday))
    return days


def _holidays(versions: list[CalendarVersion], years: range) -> Iterator[tuple[date, tuple[PublicHoliday, bool]]]:
    """Each holiday of the week that is in force on it, and whether it is worked."""
    ends = [version.valid_from for version in versions[1:]] + [date.max]
    for version, end in zip(versions, ends, strict=True):
        for holiday in holidays_of(version, years):
            if (version.valid_from or date.min) <= holiday.day < (end or date.max):
                yield holiday.day, (holiday, is_worked(holiday, version.holidays_worked))


def _clock(seconds: int) -> str:
    """The time on the clock; an end on the next day as the time it is there."""
    day = 24 * 3600
    seconds = seconds if seconds <= day else seconds - day
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
