"""A closed ticket comes back: as a new one that is linked to it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.links import link
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.opening import open_ticket
from kontor.tickets.domain.states import lock, require_kept
from kontor.tickets.enums import LinkKind, TicketKind
from kontor.tickets.models import Ticket


@transaction.atomic(savepoint=False)
def reactivate_ticket(ticket: Ticket, *, by: User) -> Ticket:
    """Open a new ticket of the same process on the person's desk, linked both ways."""
    ticket = lock(ticket)
    if ticket.is_open:
        raise Refused(_("This ticket is open; there is nothing to reactivate."))
    require_kept(ticket)
    new, _message = open_ticket(
        category=ticket.category,
        customer=ticket.customer,
        subject=ticket.subject,
        account=ticket.account,
        kind=TicketKind(ticket.kind),
        language=ticket.language,
        process=ticket.process or ticket,
        owner=by,
        by=None,
    )
    link(ticket, new, LinkKind.REACTIVATED_AS, LinkKind.REACTIVATED_FROM)
    record(new, "reactivated", by=by, number=format_number(ticket.number))
    record(ticket, "reactivated_as", by=by, number=format_number(new.number))
    return new
