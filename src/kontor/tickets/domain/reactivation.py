"""A closed ticket comes back: as a new one that is linked to it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.opening import open_ticket
from kontor.tickets.domain.states import lock
from kontor.tickets.enums import LinkKind, TicketKind
from kontor.tickets.models import Ticket, TicketLink


@transaction.atomic(savepoint=False)
def reactivate_ticket(ticket: Ticket, *, by: User) -> Ticket:
    """Open a new ticket of the same process on the person's desk, linked both ways."""
    ticket = lock(ticket)
    if ticket.is_open:
        raise Refused(_("This ticket is open; there is nothing to reactivate."))
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


def link(first: Ticket, second: Ticket, kind: LinkKind, back: LinkKind) -> None:
    """Link two tickets, a row at each; they may belong to different tenants of the scope."""
    now = clock.now()
    for ticket, other, way in ((first, second, kind), (second, first, back)):
        TicketLink.objects.create(
            tenant_id=ticket.tenant_id,
            lent_to_id=ticket.lent_to_id,
            ticket=ticket,
            kind=way,
            other_number=other.number,
            other_tenant_id=other.tenant_id,
            at=now,
        )
