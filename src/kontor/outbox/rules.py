"""Who may decide on a mail that did not arrive."""

from __future__ import annotations

from kontor.tickets.models import Ticket
from kontor.tickets.rules import Rights


def may_decide(access: Rights, ticket: Ticket) -> bool:
    """Whoever has the ticket on the desk or had it last, and those who watch over the tenant's deliveries, if they may
    answer there: seeing what failed is not sending it."""
    if access.user_id in (ticket.owner_id, ticket.last_owner_id):
        return True
    return all(access.may(right, tenant_id=ticket.tenant_id) for right in ("deliveries.read", "tickets.answer"))
