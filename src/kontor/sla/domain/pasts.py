"""Business hours and service levels as they were at a moment of the past."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from kontor.kernel import clock
from kontor.sla.domain.compiling import compile_calendar
from kontor.sla.domain.worktime import Calendar
from kontor.sla.models import BusinessCalendar, CalendarPast, CalendarVersion, ServiceLevel, ServiceLevelPast

WEEK = ("week", "country", "subdivision", "catholic", "holidays_worked")

Content = dict[str, Any]


def content_of(calendar: BusinessCalendar) -> Content:
    """Everything by which it is computed, as plain values."""
    weeks = calendar.versions.order_by("valid_from").values("valid_from", *WEEK)
    return {
        "time_zone": calendar.time_zone,
        "weeks": [{**week, "valid_from": week["valid_from"] and str(week["valid_from"])} for week in weeks],
        "exceptions": {str(day): hours for day, hours in calendar.exceptions.values_list("day", "hours")},
    }


def compile_content(content: Mapping[str, Any]) -> Calendar:
    """What ``content_of`` wrote, to compute with."""
    weeks = [
        CalendarVersion(**{**week, "valid_from": week["valid_from"] and date.fromisoformat(week["valid_from"])})
        for week in content["weeks"]
    ]
    exceptions = {date.fromisoformat(day): hours for day, hours in content["exceptions"].items()}
    return compile_calendar(content["time_zone"], weeks, exceptions)


def keep_calendar(calendar: BusinessCalendar, content: Content) -> None:
    """To be called in the transaction of an edit, with what it was before."""
    CalendarPast.objects.create(tenant_id=calendar.tenant_id, calendar=calendar, until=clock.now(), content=content)


def keep_level(level: ServiceLevel, pauses: Collection[str]) -> None:
    """To be called in the transaction of an edit, with the pauses that counted before."""
    ServiceLevelPast.objects.create(tenant_id=level.tenant_id, level=level, until=clock.now(), pauses=list(pauses))


class Pasts:
    """What some calendars and service levels were at moments after ``since``: read in two statements."""

    def __init__(self, calendar_ids: Collection[int], level_ids: Collection[int], since: datetime) -> None:
        self._calendars = list(CalendarPast.objects.filter(calendar__in=calendar_ids, until__gt=since))
        self._levels = list(ServiceLevelPast.objects.filter(level__in=level_ids, until__gt=since))

    def calendar(self, calendar_id: int | None, at: datetime) -> Calendar | None:
        """None if it was not edited after the moment: then it was what it is."""
        found = (row for row in self._calendars if row.calendar_id == calendar_id and row.until > at)
        past = next(found, None)
        return compile_content(past.content) if past else None

    def pauses(self, level_id: int, at: datetime) -> list[str] | None:
        """None if they were not edited after the moment."""
        found = (row.pauses for row in self._levels if row.level_id == level_id and row.until > at)
        return next(found, None)
