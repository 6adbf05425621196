"""The working days of a tenant, from its settings."""

from __future__ import annotations

from datetime import time
from typing import cast
from zoneinfo import ZoneInfo

from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.sla.domain.mornings import WorkingDays
from kontor.sla.preferences import DAY_BEGINS, WORKDAYS
from kontor.tenants.models import Tenant


def working_days_of(tenant: Tenant) -> WorkingDays:
    """Days and beginning as the tenant, or else the system, sets them."""
    chain = (cast(Holder, system_values()), cast(Holder, tenant))
    return WorkingDays(
        ZoneInfo(tenant.time_zone),
        frozenset(int(day) for day in WORKDAYS.get(*chain)),
        time.fromisoformat(DAY_BEGINS.get(*chain)),
    )
