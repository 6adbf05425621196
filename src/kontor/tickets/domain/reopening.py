"""A closed ticket is open again because the customer has written once more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.domain.categories import category_stays
from kontor.tickets.domain.deadlines import reopened
from kontor.tickets.domain.history import record_all
from kontor.tickets.domain.states import save_changes_to
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from kontor.tickets.preferences import REOPEN_DAYS, ticket_chain


def may_reopen(ticket: Ticket) -> bool:
    """The ticket was closed so lately that its category wants it open again. Not one that was merged into another, and
    none of a deleted category, where nobody would work it; the category stays until the transaction ends."""
    if ticket.state != TicketState.CLOSED or ticket.closed_at is None or ticket.merged_into_id:
        return False
    days = REOPEN_DAYS.get(*ticket_chain(ticket))
    lately = bool(days) and clock.now() - ticket.closed_at <= timedelta(days=days)
    return lately and category_stays(ticket.category_id)


def require_living_category(ticket: Ticket) -> None:
    """Refused where an open ticket would lie in a deleted category: nobody would work it there. Otherwise the category
    stays until the transaction ends."""
    if not category_stays(ticket.category_id):
        raise Refused(_("The category “%(name)s” is deleted. Restore it first.") % {"name": ticket.category.name})


def reopen_all(tickets: Collection[Ticket]) -> None:
    """Put locked, closed tickets into the queue, with what the categories' people need to see."""
    if not tickets:
        return
    save_changes_to(tickets, state=TicketState.QUEUED, closed_at=None, closing_code_id=None, owner_id=None)
    reopened(tickets)
    record_all((ticket, None, "reopened", {}) for ticket in tickets)
