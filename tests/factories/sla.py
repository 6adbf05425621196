from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from kontor.kernel.text import sort_key_german
from kontor.preferences.types import Holder, Preference
from kontor.sla.domain.times import read_times
from kontor.sla.enums import USUAL_PAUSES
from kontor.sla.models import BusinessCalendar, CalendarException, CalendarVersion, ServiceLevel
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.support.scoping import in_scope

Written = list[str]
OFFICE: dict[str, Written] = {day: ["8-12", "13-17"] for day in ("mon", "tue", "wed", "thu", "fri")}


def make_calendar(
    tenant: Tenant,
    name: str = "",
    *,
    country: str = "",
    state: str = "",
    deleted_at: datetime | None = None,
    **week: Written,
) -> BusinessCalendar:
    """Business hours ``mon=["8-12", "13-17"]`` …; without days those of an office."""
    name = name or f"Geschäftszeiten {next_number()}"
    with in_scope(tenant):
        calendar = BusinessCalendar.objects.create(
            tenant=tenant,
            name=name,
            sort_key=sort_key_german(name),
            time_zone=tenant.time_zone,
            deleted_at=deleted_at,
        )
        CalendarVersion.objects.create(
            tenant=tenant, calendar=calendar, week=as_week(week or OFFICE), country=country, subdivision=state
        )
    return calendar


def make_week(calendar: BusinessCalendar, valid_from: date, **week: Any) -> CalendarVersion:
    with in_scope(calendar.tenant_id):
        return CalendarVersion.objects.create(
            tenant_id=calendar.tenant_id, calendar=calendar, valid_from=valid_from, week=as_week(week)
        )


def make_exception(calendar: BusinessCalendar, day: date, name: str = "", *hours: str) -> CalendarException:
    with in_scope(calendar.tenant_id):
        return CalendarException.objects.create(
            tenant_id=calendar.tenant_id, calendar=calendar, day=day, name=name, hours=read_times(", ".join(hours))
        )


def make_service_level(tenant: Tenant, name: str = "", **values: Any) -> ServiceLevel:
    """Eight hours for the first response, if nothing else is said."""
    name = name or f"Servicelevel {next_number()}"
    with in_scope(tenant):
        return ServiceLevel.objects.create(
            tenant=tenant,
            name=name,
            sort_key=sort_key_german(name),
            **{"first_response": 480, "pauses": list(USUAL_PAUSES), **values},
        )


def choose(holder: Any, preference: Preference[int], thing: BusinessCalendar | ServiceLevel | None) -> None:
    """Tenant or category choose it; None: they choose none of their own accord."""
    tenant_id = getattr(holder, "tenant_id", None) or holder.pk
    with in_scope(tenant_id):
        preference.set_on(cast(Holder, holder), thing.pk if thing else 0)
        type(holder).objects.filter(pk=holder.pk).update(preferences=holder.preferences)


def as_week(week: dict[str, Written]) -> dict[str, list[list[str]]]:
    return {day: read_times(", ".join(times)) for day, times in week.items()}
