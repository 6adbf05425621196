from __future__ import annotations

from typing import Any

from kontor.kernel.text import sort_key_german
from kontor.reports.models import Alarm
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.support.scoping import in_scope


def make_alarm(tenant: Tenant, name: str = "", **values: Any) -> Alarm:
    """An alarm about fifty open requests, as a bare row."""
    name = name or f"Alarm {next_number()}"
    with in_scope(tenant):
        return Alarm.objects.create(
            tenant=tenant,
            **{"name": name, "sort_key": sort_key_german(name), "measure": "open", "threshold": 50, **values},
        )
