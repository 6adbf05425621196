"""An agent goes: what lies on their desk returns to the queue. Drafts stay where they are."""

from __future__ import annotations

from typing import Literal

from kontor.people.models import User
from kontor.routing.domain.assign import to_queue
from kontor.tenants.scope import every_tenant, scope
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import lock
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

Reason = Literal["sign_out", "idle", "rights"]


def return_tickets(user: User, *, reason: Reason, tenants: tuple[int, ...] | None = None) -> int:
    """Return the user's tickets to the queue, a history line at each. Enters its own scope over all tenants.

    ``tenants`` limits it to these (the choice was narrowed). Returns how many tickets went back.
    """
    with scope(*(tenants if tenants is not None else every_tenant())):
        tickets = Ticket.objects.filter(owner=user, state=TicketState.ASSIGNED, closed_at=None).order_by("id")
        count = 0
        for ticket in tickets:
            locked = lock(ticket)
            if locked.owner_id != user.pk or locked.state != TicketState.ASSIGNED:
                continue
            to_queue(locked)
            record(locked, f"returned_{reason}", by=None, owner=user.name)
            count += 1
        return count
