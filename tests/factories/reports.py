from __future__ import annotations

from datetime import datetime
from typing import Any

from kontor.kernel.text import sort_key_german
from kontor.reports.models import Alarm
from kontor.sla.enums import PromiseKind
from kontor.sla.models import ServiceLevel
from kontor.tenants.models import Tenant
from kontor.tickets.models import Promise, Ticket
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


def settle(ticket: Ticket, *, kept: bool | None, at: datetime) -> None:
    """A promise of a first answer that is over: kept, broken, or fallen away."""
    with in_scope(ticket.tenant_id):
        level, _made = ServiceLevel.objects.get_or_create(tenant_id=ticket.tenant_id, name="Gold", sort_key="gold")
        Promise.objects.create(
            tenant_id=ticket.tenant_id,
            ticket=ticket,
            kind=PromiseKind.FIRST_RESPONSE,
            service_level=level,
            target=3600,
            started_at=ticket.received_at,
            done_at=at,
            kept=kept,
        )
