"""The hours by which figures of a tenant are reckoned, and when its day began."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from kontor.sla.domain.terms import terms_for
from kontor.sla.domain.worktime import Calendar
from kontor.tenants.models import Tenant


def day_of(tenant: Tenant, now: datetime) -> datetime:
    """The midnight before, on the tenant's clock."""
    return now.astimezone(ZoneInfo(tenant.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def calendars_of(tenants: Sequence[Tenant]) -> dict[int, Calendar]:
    """The business hours that hold where no category has its own; in a number of statements that depends on nothing."""
    terms = terms_for([(tenant, None) for tenant in tenants])
    return {tenant.pk: each.calendar for tenant, each in zip(tenants, terms, strict=True)}
