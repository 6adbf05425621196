"""The hours by which figures of a tenant are reckoned, and when its day began."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kontor.sla.domain.worktime import Calendar, Hours
from kontor.tenants.models import Tenant


def day_of(tenant: Tenant, now: datetime) -> datetime:
    """The midnight before, on the tenant's clock."""
    return now.astimezone(ZoneInfo(tenant.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def calendar_of(tenant: Tenant) -> Calendar:
    """Round the clock, in the tenant's time zone."""
    return Calendar.of(ZoneInfo(tenant.time_zone), {day: [Hours.of("00:00", "24:00")] for day in range(7)})
