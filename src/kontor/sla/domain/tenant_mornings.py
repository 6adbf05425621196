"""The hours of a tenant in which mornings are looked for."""

from __future__ import annotations

from datetime import time
from typing import cast
from zoneinfo import ZoneInfo

from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.sla.domain.mornings import Mornings, working_days
from kontor.sla.domain.terms import terms_of
from kontor.sla.preferences import DAY_BEGINS, WORKDAYS
from kontor.tenants.models import Tenant


def mornings_of(tenant: Tenant) -> Mornings:
    """By the tenant's business hours. Without them by the settings: working days and when a day begins."""
    chain = (cast(Holder, system_values()), cast(Holder, tenant))
    begins = time.fromisoformat(DAY_BEGINS.get(*chain))
    terms = terms_of(tenant)
    if terms.calendar_id:
        return Mornings(terms.calendar, begins)
    days = frozenset(int(day) for day in WORKDAYS.get(*chain))
    return Mornings(working_days(ZoneInfo(tenant.time_zone), days, begins), begins)
