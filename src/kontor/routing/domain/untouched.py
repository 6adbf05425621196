"""What was given to somebody who does not open it returns to the queue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from django.db.models import Q

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
        allowed = _allowed()
        rows = Ticket.objects.filter(_lain_too_long(allowed), state=TicketState.ASSIGNED, touched_at=None)
        locked = rows.select_for_update(of=("self",), skip_locked=True).select_related("owner").order_by("id")
        found = list(locked[:AT_ONCE]) if allowed else []
        for ticket in found:
            _return(ticket, allowed[ticket.place_tenant_id])
        return len(found)


def _allowed() -> dict[int, int]:
    """Minutes by tenant, of those that let nothing lie for ever."""
    system = cast(Holder, system_values())
    minutes = {row.pk: UNTOUCHED_MINUTES.get(system, cast(Holder, row)) for row in Tenant.objects.all()}
    return {tenant_id: each for tenant_id, each in minutes.items() if each}


def _lain_too_long(allowed: Mapping[int, int]) -> Q:
    """By the minutes of the tenant that works it: what may lie on keeps nothing of other tenants from being found."""
    now, found = clock.now(), Q()
    for minutes in sorted(set(allowed.values())):
        tenants = [tenant_id for tenant_id, each in allowed.items() if each == minutes]
        theirs = Q(lent_to__in=tenants) | Q(lent_to=None, tenant__in=tenants)
        found |= theirs & Q(assigned_at__lte=now - timedelta(minutes=minutes))
    return found


def _return(ticket: Ticket, minutes: int) -> None:
    owner = ticket.owner
    to_queue(ticket)
    record(ticket, "returned_untouched", by=None, owner=owner.name if owner else "", minutes=minutes)
