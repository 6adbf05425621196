"""Whose ticket it is, where no sender says so: a letter's writer is known to a person only."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.customers.models import Customer
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.lent import require_not_lent
from kontor.tickets.domain.states import lock, save_changes
from kontor.tickets.enums import TicketKind
from kontor.tickets.models import Ticket


@transaction.atomic(savepoint=False)
def set_customer(ticket: Ticket, customer: Customer, *, by: User) -> Ticket:
    """The letter is from this contact. It can be corrected as long as the ticket lives.

    Refused for a ticket that came in another way (its sender says whose it is), for a contact of another tenant, and
    while the ticket is lent.
    """
    ticket = lock(ticket)
    require_not_lent(ticket)
    if ticket.kind != TicketKind.LETTER:
        raise Refused(_("Only of a ticket that came by letter can it be said who has written."))
    if customer.tenant_id != ticket.tenant_id:
        raise Refused(_("This contact belongs to another tenant."))
    if ticket.customer_id == customer.pk:
        return ticket
    save_changes(ticket, customer=customer)
    record(ticket, "customer_linked", by=by)
    return ticket
