"""At the present speed, when does the backlog reach a limit? Values in, values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kontor.sla.domain.worktime import Calendar, Due, due_at, worked_back, worked_between

LOOKS_BACK = timedelta(hours=3)
"""The present speed is that of so much working time."""

FARTHEST = timedelta(hours=24)
"""Farther ahead, in working time, the present speed says nothing."""

_DAYS_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Flow:
    """How many tickets came and how many were closed from ``since`` on."""

    since: datetime
    came: int = 0
    went: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """``per_hour``: by how much the backlog grows in an hour of working time; None when nobody has worked lately.

    ``at``: when it reaches the limit at that speed; now, if it has; None if it does not in foreseeable time.
    """

    per_hour: float | None
    at: datetime | None


def looks_back_to(now: datetime, calendar: Calendar) -> datetime:
    """From when on the present speed is measured: the last three hours of working time within a week."""
    return worked_back(now, LOOKS_BACK, calendar, at_most=_DAYS_BACK)


def forecast(flow: Flow, *, open_now: int, limit: int | None, now: datetime, calendar: Calendar) -> Forecast:
    """When the backlog reaches the limit, if it goes on as it went since the flow began."""
    worked = worked_between(flow.since, now, calendar)
    per_hour = (flow.came - flow.went) / (worked / timedelta(hours=1)) if worked else None
    if limit is not None and open_now >= limit:
        return Forecast(per_hour, now)
    if limit is None or per_hour is None or per_hour <= 0:
        return Forecast(per_hour, None)
    rest = timedelta(hours=(limit - open_now) / per_hour)
    due = due_at(now, rest, calendar) if rest <= FARTHEST else None
    return Forecast(per_hour, due.at if isinstance(due, Due) else None)


def open_at(moment: datetime, forecast: Forecast, *, open_now: int, now: datetime, calendar: Calendar) -> int | None:
    """How many are open at a later moment, at the present speed."""
    if forecast.per_hour is None:
        return None
    return max(0, round(open_now + forecast.per_hour * (worked_between(now, moment, calendar) / timedelta(hours=1))))
