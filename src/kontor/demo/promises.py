"""The business hours and the service level of each company of the demo."""

from __future__ import annotations

from datetime import date
from typing import Any

from kontor.kernel import clock
from kontor.org.domain.tenants import change_tenant_settings
from kontor.sla.domain.calendars import create_calendar, save_exceptions
from kontor.sla.domain.service_levels import create_service_level
from kontor.sla.domain.times import read_times
from kontor.sla.enums import USUAL_PAUSES
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant

WEEKS = {
    "NV": ("Büro Hamburg", "HH", dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "8-12, 13-18")),
    "AT": (
        "Tourenbüro",
        "BY",
        {**dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "9-18"), "sat": "9-13"},
    ),
}
"""Name, state and week of the hours, by the code of the company."""

LEVELS: dict[str, dict[str, Any]] = {
    "NV": {"name": "Versand", "first_response": 4 * 60, "next_response": 8 * 60, "resolution": 24 * 60},
    "AT": {"name": "Touren", "first_response": 8 * 60, "next_response": 8 * 60, "resolution": 40 * 60},
}


def build_promises(tenant: Tenant) -> Tenant:
    """Business hours with holidays and a short Christmas Eve, a service level, and both in force."""
    name, state, week = WEEKS[tenant.code]
    hours = create_calendar(
        tenant,
        name=name,
        time_zone=tenant.time_zone,
        week={day: read_times(times) for day, times in week.items()},
        country="DE",
        subdivision=state,
        catholic=False,
        holidays_worked=[],
        by=None,
    )
    eve = date(clock.now().year, 12, 24)
    save_exceptions(hours, [eve], name="Heiligabend", hours=read_times("9-12"), version=hours.version, by=None)
    usual: dict[str, Any] = {"warning_share": 75, "priority_percent": 100, "pauses": list(USUAL_PAUSES)}
    level = create_service_level(tenant, by=None, **usual, **LEVELS[tenant.code])
    chosen = {BUSINESS_HOURS.key: hours.pk, SERVICE_LEVEL.key: level.pk}
    return change_tenant_settings(tenant, chosen, version=tenant.version, by=None)
