"""How a lender stands: its own open requests, in the categories of an agreement, measured as the agreement says.

Only the tenant's own requests count, not those it has borrowed: two agreements in a circle cannot drive each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from kontor.escalations.domain.terms import PERCENT
from kontor.escalations.enums import BacklogMeasure
from kontor.escalations.models import Agreement
from kontor.sla.domain.worktime import Calendar, worked_between
from kontor.tickets.domain.backlog import flows_since
from kontor.tickets.domain.forecast import Flow, Forecast, forecast, looks_back_to
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

MINUTE = timedelta(minutes=1)
FlowSince = Callable[[datetime], Flow]
"""What came and went from a moment on."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``waiting`` are in a queue, the oldest of them was received at ``oldest_at``; ``late`` are beyond a target."""

    open: int = 0
    waiting: int = 0
    late: int = 0
    oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """``value`` is what the agreement measures, now; None for a forecast that reaches the number in no time.

    ``excess`` is how many have to go until the backlog is below the threshold; None if that cannot be said.
    """

    value: int | None
    met: bool
    excess: int | None


def own_requests(agreement: Agreement) -> QuerySet[Ticket]:
    """The lender's open requests of the source categories, lent or not. Within the scope of the lender."""
    rows = Ticket.objects.open().filter(tenant_id=agreement.tenant_id)
    return rows.filter(category_id__in=agreement.source_categories) if agreement.source_categories else rows


def standing(agreement: Agreement, now: datetime) -> tuple[Standing, Standing]:
    """At home; and as it were if what is lent and waits still had stayed at home. One statement."""
    at_home = Q(lent_to=None)
    back = at_home | Q(state=TicketState.QUEUED)
    found = own_requests(agreement).aggregate(**_sums("home", at_home, now), **_sums("back", back, now))
    return _standing(found, "home"), _standing(found, "back")


def measured(
    agreement: Agreement, standing: Standing, calendar: Calendar, now: datetime, *, flow: FlowSince | None = None
) -> Measured:
    """The backlog condition. Threshold reached means met, whatever is measured. ``flow`` as for ``expected_at``."""
    limit = agreement.threshold
    if agreement.measure == BacklogMeasure.OPEN:
        return Measured(standing.waiting, standing.waiting >= limit, standing.waiting - limit + 1)
    if agreement.measure == BacklogMeasure.OLDEST:
        age = _age(standing, calendar, now)
        return Measured(age, standing.waiting > 0 and age >= limit, None)
    if agreement.measure == BacklogMeasure.LATE_SHARE:
        share = standing.late * PERCENT // standing.open if standing.open else 0
        return Measured(share, standing.late > 0 and share >= limit, _late_excess(standing, limit))
    return _forecast(agreement, standing, calendar, now, flow)


def fallen(agreement: Agreement, standing: Standing, calendar: Calendar, now: datetime) -> bool:
    """The backlog is so low that what waits elsewhere can come home without being too much again."""
    if agreement.back_below is None:
        return False
    if agreement.measure == BacklogMeasure.FORECAST:
        return standing.open < agreement.back_below
    value = measured(agreement, standing, calendar, now).value
    return value is not None and value < agreement.back_below


def _sums(name: str, which: Q, now: datetime) -> dict[str, Any]:
    queued = which & Q(state=TicketState.QUEUED)
    return {
        f"{name}_open": Count("pk", filter=which),
        f"{name}_waiting": Count("pk", filter=queued),
        f"{name}_late": Count("pk", filter=which & Q(due_at__lte=now)),
        f"{name}_oldest": Min("received_at", filter=queued),
    }


def _standing(found: dict[str, Any], name: str) -> Standing:
    return Standing(*(found[f"{name}_{each}"] for each in ("open", "waiting", "late", "oldest")))


def _age(standing: Standing, calendar: Calendar, now: datetime) -> int:
    return worked_between(standing.oldest_at, now, calendar) // MINUTE if standing.oldest_at else 0


def _late_excess(standing: Standing, limit: int) -> int:
    """So many late ones less, and their share of what is left is below the limit."""
    if limit >= PERCENT:
        return standing.late
    most = (standing.late * PERCENT - standing.open * limit) // (PERCENT - limit) + 1
    return min(max(most, 0), standing.late)


def _forecast(
    agreement: Agreement, standing: Standing, calendar: Calendar, now: datetime, flow: FlowSince | None
) -> Measured:
    limit = agreement.forecast_open or 0
    expected = expected_at(agreement, standing, calendar, now, flow=flow)
    if expected.at is None:
        return Measured(None, False, 0)
    minutes = ceil(worked_between(now, expected.at, calendar) / MINUTE)
    speed = max(expected.per_hour or 0, 0)
    kept = ceil(limit - speed * agreement.threshold / 60)
    return Measured(minutes, minutes <= agreement.threshold, max(standing.open - kept + 1, 1))


def expected_at(
    agreement: Agreement, standing: Standing, calendar: Calendar, now: datetime, *, flow: FlowSince | None = None
) -> Forecast:
    """When the number is reached at the speed of then. Without ``flow`` the database says what came and went."""
    since = looks_back_to(now, calendar)
    found = flow(since) if flow else _flow_since(agreement, since)
    return forecast(found, open_now=standing.open, limit=agreement.forecast_open, now=now, calendar=calendar)


def _flow_since(agreement: Agreement, since: datetime) -> Flow:
    flows = flows_since({agreement.tenant_id: since}, categories=agreement.source_categories or None)
    return flows[agreement.tenant_id]
