"""Who may decide on a mail that did not arrive."""

from __future__ import annotations

from kontor.tickets.models import Ticket
from kontor.tickets.rules import Rights


def may_decide(access: Rights, ticket: Ticket) -> bool:
    """Whoever has the ticket on the desk or had it last, and those who watch over the tenant's deliveries."""
    theirs = access.user_id in (ticket.owner_id, ticket.last_owner_id)
    return theirs or access.may("deliveries.read", tenant_id=ticket.tenant_id)
