"""A closed ticket is open again because the customer has written once more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from kontor.kernel import clock
from kontor.tickets.domain.deadlines import reopened
from kontor.tickets.domain.history import record_all
from kontor.tickets.domain.states import save_changes_to
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from kontor.tickets.preferences import REOPEN_DAYS, ticket_chain


def may_reopen(ticket: Ticket) -> bool:
    """The ticket was closed so lately that its category wants it open again. Not one that was merged into another."""
    if ticket.state != TicketState.CLOSED or ticket.closed_at is None or ticket.merged_into_id:
        return False
    days = REOPEN_DAYS.get(*ticket_chain(ticket))
    return bool(days) and clock.now() - ticket.closed_at <= timedelta(days=days)


def reopen_all(tickets: Collection[Ticket]) -> None:
    """Put locked, closed tickets into the queue, with what the categories' people need to see."""
    if not tickets:
        return
    save_changes_to(tickets, state=TicketState.QUEUED, closed_at=None, closing_code_id=None, owner_id=None)
    reopened(tickets)
    record_all((ticket, None, "reopened", {}) for ticket in tickets)
