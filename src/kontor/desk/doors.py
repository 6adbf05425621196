"""The only ways from an address to a row: fetch, visibility and permission in one call."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from django.core.exceptions import PermissionDenied
from django.http import Http404

from kontor.answers.domain.queries import own_draft
from kontor.answers.models import Draft
from kontor.customers.models import Customer
from kontor.org.domain.access import Access
from kontor.org.middleware import DeskRequest
from kontor.tenants.scope import current, narrow, scope
from kontor.tickets import rules
from kontor.tickets.domain.queries import lent_ticket, ticket_by_number
from kontor.tickets.models import Ticket

Rule = Callable[[Access, Ticket], bool]


def get_ticket(request: DeskRequest, number: str, *, may: Rule = rules.may_read) -> Ticket:
    """The ticket with this number. 404 when the person cannot see it, 403 when they may not do this with it.

    The rest of a request for a ticket that was lent to one's tenant runs in the scope of lender and borrower: what the
    person may do was read before, and counts for the borrower alone.
    """
    ticket = _find(request, number)
    if not may(request.access, ticket):
        raise PermissionDenied
    return ticket


def _find(request: DeskRequest, number: str) -> Ticket:
    try:
        return ticket_by_number(request.access, number)
    except Http404:
        lent = lent_ticket(request.access, number)
        if lent is None or lent.tenant_id in current():
            raise
        narrow(lent.tenant_id, lent.place_tenant_id)
        return ticket_by_number(request.access, number)


def is_borrowed(request: DeskRequest, ticket: Ticket) -> bool:
    """The person works it for the tenant to which it is lent, and could not read it at home: of the lender they see
    this ticket, as it was agreed, and nothing else."""
    return ticket.lent_to_id is not None and not rules.may_read_at_home(request.access, ticket)


def own_scope(request: DeskRequest) -> AbstractContextManager[None]:
    """The scope of the person's own tenants, for what stands beside a ticket that was lent to them."""
    own = request.access.tenants
    return nullcontext() if set(current()) == set(own) else scope(*own)


def get_customer(request: DeskRequest, customer_id: int, *, may: str = "contacts.read") -> Customer:
    """The customer with this id. 404 when their tenant is not in the scope, 403 without the right in it."""
    customer = Customer.objects.select_related("tenant").filter(pk=customer_id).first()
    if customer is None:
        raise Http404
    if not request.access.may(may, tenant_id=customer.tenant_id):
        raise PermissionDenied
    return customer


def get_draft(request: DeskRequest, draft_id: int) -> Draft:
    """The person's own draft with this id. 404 for those of others, and when they cannot see its ticket any more; 403
    when they may not write any more."""
    draft = own_draft(request.user, draft_id)
    if draft is None:
        raise Http404
    if draft.ticket:
        ticket = get_ticket(request, str(draft.ticket.number), may=rules.may_answer)
        if is_borrowed(request, ticket):
            draft = own_draft(request.user, draft_id)
            assert draft is not None
    elif not request.access.may("tickets.create", tenant_id=draft.tenant_id):
        raise PermissionDenied
    return draft


def get_new_process(request: DeskRequest, draft_id: int) -> Draft:
    """The person's own draft of a new process."""
    draft = get_draft(request, draft_id)
    if draft.ticket_id:
        raise Http404
    return draft
