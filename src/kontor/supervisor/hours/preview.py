"""Tomorrow and the days until the end of next week: which hours hold in a tenant, and who is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from kontor.kernel import clock
from kontor.org.domain.calendars_in_use import CalendarInUse, calendars_in_use
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.people.domain.absences import absences_between, on_days
from kontor.routing.domain.standing_in import workers_of
from kontor.sla.domain.effective_days import effective_days
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.hours.access import READ
from kontor.supervisor.hours.year import Cell, cell_of
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment

TEMPLATE = "supervisor/hours/preview.html"
PLANS = "states.write"
"""Who plans absences reads here who is away."""


@dataclass(frozen=True)
class Day:
    """``cells`` stand in the order of the calendars, None for round the clock; ``away`` are names."""

    day: date
    is_tomorrow: bool
    is_next_week: bool
    cells: list[Cell | None]
    away: list[str]


@require_GET
def preview(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    tenants = list(tenants_for(request.access, READ))
    tenant = _chosen(request, tenants)
    calendars = calendars_in_use(tenant)
    shows_away = request.access.may(PLANS, tenant_id=tenant.pk)
    context = {
        "tenants": tenants,
        "tenant": tenant,
        "calendars": calendars,
        "days": _days(tenant, calendars, shows_away=shows_away),
        "shows_away": shows_away,
    }
    return fragment(request, TEMPLATE, context)


def _chosen(request: DeskRequest, tenants: list[Tenant]) -> Tenant:
    wanted = request.GET.get("tenant", "")
    found = [each for each in tenants if not wanted or str(each.pk) == wanted]
    if not found:
        raise Http404
    return found[0]


def _days(tenant: Tenant, calendars: list[CalendarInUse], *, shows_away: bool) -> list[Day]:
    first, monday, last = _span(ZoneInfo(tenant.time_zone))
    columns = [effective_days(each.calendar, first, last) if each.calendar else None for each in calendars]
    away = _away(tenant, first, last) if shows_away else {}
    return [
        Day(
            day,
            number == 0,
            day >= monday,
            [cell_of(column[number]) if column else None for column in columns],
            away.get(day, []),
        )
        for number, day in enumerate(first + timedelta(days=n) for n in range((last - first).days + 1))
    ]


def _span(zone: ZoneInfo) -> tuple[date, date, date]:
    """Tomorrow, Monday and Sunday of next week, by the tenant's clock."""
    today = clock.now().astimezone(zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    return today + timedelta(days=1), monday, monday + timedelta(days=6)


def _away(tenant: Tenant, first: date, last: date) -> dict[date, list[str]]:
    zone = ZoneInfo(tenant.time_zone)
    begin, end = (datetime.combine(day, datetime.min.time(), zone) for day in (first, last + timedelta(days=1)))
    rows = absences_between(begin, end).filter(user__in=workers_of((tenant.pk,))).order_by("user__sort_key")
    return {day: [row.user.name for row in found] for day, found in on_days(rows, first, last, zone=zone).items()}
