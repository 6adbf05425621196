"""Tickets that are lent to another tenant."""

from __future__ import annotations

from kontor.org.models import Category
from kontor.routing.domain.loans import LoanTerms, lend_all
from kontor.routing.enums import Signs
from kontor.routing.models import Loan
from kontor.tickets.models import Ticket
from tests.factories import next_number
from tests.support.scoping import in_scope


def lend_ticket(
    ticket: Ticket,
    category: Category,
    *,
    agreement_id: int = 0,
    signs: Signs = Signs.LENDER,
    sees_notes: bool = True,
    sees_history: bool = True,
) -> Loan:
    """Lend the queued ticket into the category of another tenant, each time under an agreement of its own."""
    with in_scope(ticket.tenant_id, category.tenant_id):
        terms = LoanTerms(agreement_id or next_number(), category, category.tenant, signs, sees_notes, sees_history)
        loan = lend_all([ticket.pk], terms)[0]
        ticket.refresh_from_db()
    return loan
