"""Which service level and which business hours hold for the requests of a category."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

from kontor.preferences.types import Holder
from kontor.sla.domain.compiling import always_open, compiled_many
from kontor.sla.domain.worktime import Calendar
from kontor.sla.models import BusinessCalendar, ServiceLevel
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant


@dataclass(frozen=True)
class Terms:
    """``level`` None: nothing is promised. ``calendar_id`` None: round the clock in the tenant's time zone."""

    level: ServiceLevel | None
    calendar_id: int | None
    calendar: Calendar


def terms_of(tenant: Tenant, category: object | None = None) -> Terms:
    """The category's own choice or else the tenant's; without a category that of the tenant."""
    return terms_for([(tenant, category)])[0]


def terms_for(places: Iterable[tuple[Tenant, object | None]]) -> list[Terms]:
    """`terms_of` for many, in their order: at most four statements, whatever their number."""
    chosen = [(tenant, *_chosen(tenant, category)) for tenant, category in places]
    levels = _levels({level for _tenant, level, _hours in chosen if level})
    hours = _hours({hours for _tenant, _level, hours in chosen if hours})
    calendars = compiled_many(hours) if hours else {}
    terms = []
    for tenant, level_id, hours_id in chosen:
        level = levels.get(level_id)
        own = hours_id if hours.get(hours_id) == tenant.pk else None
        terms.append(
            Terms(
                level if level and level.tenant_id == tenant.pk else None,
                own,
                calendars[own] if own else always_open(ZoneInfo(tenant.time_zone)),
            )
        )
    return terms


def _chosen(tenant: Tenant, category: object | None) -> tuple[int, int]:
    chain = [cast(Holder, holder) for holder in (tenant, category) if holder is not None]
    return SERVICE_LEVEL.get(*chain), BUSINESS_HOURS.get(*chain)


def _levels(ids: set[int]) -> dict[int, ServiceLevel]:
    return ServiceLevel.objects.in_bulk(ids) if ids else {}


def _hours(ids: set[int]) -> dict[int, int]:
    """The tenant of each."""
    return dict(BusinessCalendar.objects.filter(pk__in=ids).values_list("pk", "tenant_id")) if ids else {}
