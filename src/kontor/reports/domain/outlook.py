"""Where the backlog of each tenant goes at the present speed, and when it reaches the limit of an alarm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kontor.reports.domain.hours import calendars_of
from kontor.reports.domain.sight import Sight
from kontor.tickets.domain.backlog import Backlog, flows_since
from kontor.tickets.domain.forecast import forecast, looks_back_to, open_at

AHEAD = timedelta(hours=1)
"""The board says how many will be open at the next full hour at least so far ahead."""


@dataclass(frozen=True)
class Outlook:
    """``open_later``: how many are open at ``later``; None when nobody has worked lately in one of the tenants.

    ``reached``: by tenant, which limit falls when.
    """

    later: datetime
    open_later: int | None
    reached: Mapping[int, tuple[int, datetime]]


def outlook_of(sight: Sight, backlogs: Mapping[int, Backlog], limits: Mapping[int, int], *, now: datetime) -> Outlook:
    """For the tenants of a sight, whose open tickets are given."""
    later = (now + AHEAD + timedelta(minutes=59)).replace(minute=0, second=0, microsecond=0)
    calendars = calendars_of(sight.tenants)
    since = {tenant: looks_back_to(now, calendar) for tenant, calendar in calendars.items()}
    flows = flows_since(since, categories=sight.narrowed_to)
    ahead: list[int | None] = []
    reached: dict[int, tuple[int, datetime]] = {}
    for tenant in sight.tenants:
        calendar, open_now = calendars[tenant.pk], backlogs.get(tenant.pk, Backlog()).open
        limit = limits.get(tenant.pk)
        found = forecast(flows[tenant.pk], open_now=open_now, limit=limit, now=now, calendar=calendar)
        ahead.append(open_at(later, found, open_now=open_now, now=now, calendar=calendar))
        if limit is not None and found.at is not None:
            reached[tenant.pk] = (limit, found.at)
    return Outlook(later, _sum(ahead), reached)


def _sum(numbers: list[int | None]) -> int | None:
    return None if None in numbers or not numbers else sum(number or 0 for number in numbers)
