"""Who may put a ticket on legal hold."""

from __future__ import annotations

from kontor.tickets.models import Ticket
from kontor.tickets.rules import Rights, may_read_at_home

WRITE = "privacy.write"


def may_hold(access: Rights, ticket: Ticket) -> bool:
    """Where it belongs, also while it is lent: the lender decides. An erased one has nothing left to hold."""
    return not ticket.erased_at and may_read_at_home(access, ticket) and access.may(WRITE, tenant_id=ticket.tenant_id)
