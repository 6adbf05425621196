"""A ticket is lent to another tenant, and comes back. It stays its tenant's; only where it stands changes.

All of this happens in a scope that holds the lender. Lending needs the borrower in it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.domain.categories import category_stays
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.assign import to_queue
from kontor.routing.domain.loan_notices import Returned, tell_of_return
from kontor.routing.enums import LoanEnd, Signs
from kontor.routing.models import Loan
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import record, record_all
from kontor.tickets.domain.lent import mark_lent, mark_returned
from kontor.tickets.domain.states import lock, lock_all, lock_as_seen, save_changes, tell
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

Returning = Callable[[Sequence[Ticket]], None]
_returning: list[Returning] = []


def when_loans_end(call: Returning) -> None:
    """Have this done with locked tickets whose loans end, while what hangs on them is still lent.

    For the packages above that know what else to keep.
    """
    _returning.append(call)


@dataclass(frozen=True)
class LoanTerms:
    """Under which agreement, where the tickets stand meanwhile, and what the borrower sees of what was before.

    ``category`` is one of ``lent_to``.
    """

    agreement_id: int
    category: Category
    lent_to: Tenant
    signs: Signs = Signs.LENDER
    sees_notes: bool = True
    sees_history: bool = True


@transaction.atomic(savepoint=False)
def lend(
    ticket: Ticket,
    *,
    agreement_id: int,
    category: Category,
    lent_to: Tenant,
    signs: Signs = Signs.LENDER,
    sees_notes: bool = True,
    sees_history: bool = True,
) -> Loan:
    """Lend one ticket of the queue. Refused for one that is on a desk, is lent, or was lent under this agreement."""
    terms = LoanTerms(agreement_id, category, lent_to, signs, sees_notes, sees_history)
    ticket = lock(ticket)
    if ticket.state != TicketState.QUEUED:
        raise Refused(_("Only a ticket that waits in the queue can be lent."))
    if ticket.lent_to_id:
        raise Refused(_("This ticket is lent already."))
    if not (loans := lend_all([ticket.pk], terms)):
        raise Refused(_("This ticket was lent under this agreement before."))
    return loans[0]


@transaction.atomic(savepoint=False)
def lend_all(ticket_ids: Iterable[int], terms: LoanTerms) -> list[Loan]:
    """Lend those of these tickets that wait in the queue, are not lent, and never were under this agreement.

    They keep tenant, customer, receipt and promises; they stand in the borrower's category now, and both tenants see
    them, their messages and files, and what is written from now on.
    """
    tickets = _lendable(ticket_ids, terms)
    if not tickets:
        return []
    if not category_stays(terms.category.pk):
        raise Refused(_("The category “%(name)s” has been deleted.") % {"name": terms.category.name})
    ids = [ticket.pk for ticket in tickets]
    Ticket.objects.filter(pk__in=ids).update(
        lent_to=terms.lent_to, lent_category=terms.category, changed_at=clock.now()
    )
    mark_lent(ids, terms.lent_to.pk, notes=terms.sees_notes, history=terms.sees_history)
    for ticket in tickets:
        ticket.lent_to, ticket.lent_category = terms.lent_to, terms.category
        tell(ticket)
    record_all((ticket, None, "lent", {"to": terms.lent_to.name}) for ticket in tickets)
    return Loan.objects.bulk_create(_loan(ticket, terms) for ticket in tickets)


def _lendable(ticket_ids: Iterable[int], terms: LoanTerms) -> list[Ticket]:
    rows = lock_all(sorted(ticket_ids))
    known = Loan.objects.filter(ticket__in=rows, agreement_id=terms.agreement_id)
    lent_before = set(known.values_list("ticket_id", flat=True))
    return [
        ticket
        for ticket in rows.values()
        if ticket.state == TicketState.QUEUED and ticket.lent_to_id is None and ticket.pk not in lent_before
    ]


def _loan(ticket: Ticket, terms: LoanTerms) -> Loan:
    return Loan(
        tenant_id=ticket.tenant_id,
        lent_to=terms.lent_to,
        ticket=ticket,
        agreement_id=terms.agreement_id,
        category=terms.category,
        since=clock.now(),
        signs=terms.signs,
        sees_notes=terms.sees_notes,
        sees_history=terms.sees_history,
        lender_name=ticket.tenant.name,
        lender_code=ticket.tenant.code,
        lender_colour=ticket.tenant.colour,
        borrower_name=terms.lent_to.name,
        borrower_code=terms.lent_to.code,
    )


@transaction.atomic(savepoint=False)
def end_loan(ticket: Ticket, how: LoanEnd, *, by: User | None = None, reason: str = "") -> Ticket:
    """The ticket stands in its own category again, in the queue of the lender.

    The borrower sees nothing of it any more; what its people wrote stays with the ticket. Refused when it is not lent,
    and while it is elsewhere than in the queue or on a desk: then something of it is on its way.
    """
    ticket = lock_as_seen(ticket) if how == LoanEnd.HANDED_BACK else lock(ticket)
    if not ticket.lent_to_id:
        raise Refused(_("This ticket is not lent any more."))
    had_by = ticket.owner_id
    if ticket.state == TicketState.ASSIGNED:
        to_queue(ticket)
    if ticket.state != TicketState.QUEUED:
        raise Refused(
            _("This ticket is in the state “%(present)s”; it can be given back from a desk or from the queue.")
            % {"present": TicketState(ticket.state).label}
        )
    return _end([Returned(ticket, had_by)], how, by=by, reason=reason)[0]


@transaction.atomic(savepoint=False)
def end_loans(ticket_ids: Iterable[int], how: LoanEnd) -> list[Ticket]:
    """Those of these tickets that are lent and wait in the queue come back; what somebody works on stays lent."""
    rows = lock_all(sorted(ticket_ids)).values()
    waiting = [ticket for ticket in rows if ticket.lent_to_id and ticket.state == TicketState.QUEUED]
    return _end([Returned(ticket, None) for ticket in waiting], how)


def end_with_its_ticket(ticket: Ticket) -> None:
    """The locked ticket is closed, or is spam: the lender has it with all that was written."""
    if ticket.state == TicketState.CLOSED:
        Loan.objects.filter(ticket=ticket, until=None).update(closed_by=ticket.last_owner_id)
    _end([Returned(ticket, None)], LoanEnd.CLOSED)


def _end(returned: Sequence[Returned], how: LoanEnd, *, by: User | None = None, reason: str = "") -> list[Ticket]:
    tickets = [each.ticket for each in returned]
    for keep in _returning:
        keep(tickets)
    for ticket in tickets:
        borrower = ticket.lent_to_id
        save_changes(ticket, lent_to_id=None, lent_category_id=None)
        tell(ticket, also=borrower)
    ids = [ticket.pk for ticket in tickets]
    mark_returned(ids)
    loans = {loan.ticket_id: loan for loan in Loan.objects.filter(ticket__in=ids, until=None)}
    Loan.objects.filter(pk__in=[loan.pk for loan in loans.values()]).update(until=clock.now(), ended_by=how)
    for ticket in tickets:
        record(ticket, f"loan_{how}", by=by, to=loans[ticket.pk].borrower_name, said=reason)
    if how != LoanEnd.CLOSED:
        tell_of_return(returned, loans, by=by)
    return tickets


def running_loan(ticket: Ticket) -> Loan | None:
    """The loan of a ticket that is lent."""
    return Loan.objects.filter(ticket=ticket, until=None).first() if ticket.lent_to_id else None
