"""What was given to somebody who does not open it returns to the queue."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from kontor.kernel import clock
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.routing.domain.assign import to_queue
from kontor.routing.preferences import UNTOUCHED_MINUTES
from kontor.tenants.models import Tenant
from kontor.tenants.scope import every_tenant, scope
from kontor.tickets.domain.history import record
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

AT_ONCE = 200


def return_untouched() -> int:
    """Enters the scope of all tenants. How long it may lie there is the setting of the ticket's tenant; where it is
    lent, of the tenant that works it. Rows that somebody holds are passed over. Returns how many went back."""
    with scope(*every_tenant()):
        now, system = clock.now(), cast(Holder, system_values())
        minutes = {row.pk: UNTOUCHED_MINUTES.get(system, cast(Holder, row)) for row in Tenant.objects.all()}
        shortest = min((each for each in minutes.values() if each), default=0)
        if not shortest:
            return 0
        rows = Ticket.objects.filter(
            state=TicketState.ASSIGNED, touched_at=None, assigned_at__lte=now - timedelta(minutes=shortest)
        )
        count = 0
        locked = rows.select_for_update(of=("self",), skip_locked=True).select_related("owner").order_by("id")
        for ticket in locked[:AT_ONCE]:
            allowed = minutes.get(ticket.lent_to_id or ticket.tenant_id, 0)
            if allowed and ticket.assigned_at and ticket.assigned_at <= now - timedelta(minutes=allowed):
                _return(ticket, allowed)
                count += 1
        return count


def _return(ticket: Ticket, minutes: int) -> None:
    owner = ticket.owner
    to_queue(ticket)
    record(ticket, "returned_untouched", by=None, owner=owner.name if owner else "", minutes=minutes)
