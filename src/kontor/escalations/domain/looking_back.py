"""Working time backwards. Values in, values out."""

from __future__ import annotations

from datetime import datetime, timedelta

from kontor.sla.domain.worktime import Calendar, worked_intervals

_WINDOWS = (timedelta(days=7), timedelta(days=60), timedelta(days=400))


def worked_since(now: datetime, target: timedelta, calendar: Calendar) -> datetime | None:
    """The last instant since which as much time was worked as the target says; None if that was long ago."""
    if not target:
        return now
    for window in _WINDOWS:
        rest = target
        for interval in reversed(worked_intervals(now - window, now, calendar)):
            length = interval.end - interval.begin
            if length >= rest:
                return interval.end - rest
            rest -= length
    return None
