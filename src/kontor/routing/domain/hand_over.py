"""A ticket that reached the wrong tenant: a new linked one there, the old one closed with the reason."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.channels.domain.choice import account_for
from kontor.channels.enums import Channel
from kontor.customers.domain.recognition import customer_for_email
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.deadlines import let_go
from kontor.tickets.domain.history import record
from kontor.tickets.domain.links import link
from kontor.tickets.domain.message_copies import copied_elsewhere
from kontor.tickets.domain.messages import write_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.opening import open_ticket
from kontor.tickets.domain.states import change_state, lock_as_seen
from kontor.tickets.enums import Direction, LinkKind, MessageKind, TicketKind, TicketState
from kontor.tickets.models import Ticket


@transaction.atomic(savepoint=False)
def hand_over_ticket(ticket: Ticket, category: Category, *, reason: str, by: User) -> Ticket:
    """Hand the ticket to the tenant of the category. To be called in a scope that holds both tenants.

    The customer's messages are copied with their files; notes, answers and drafts stay behind. The customer becomes
    a customer of the other tenant. The old ticket is closed and links to the new one.
    """
    ticket = lock_as_seen(ticket)
    if category.tenant_id == ticket.tenant_id:
        raise Refused(_("This category belongs to the same tenant. Recategorise the ticket instead."))
    if not reason.strip():
        raise Refused(_("Say why the ticket is handed over; the history keeps the reason."))
    new = _open_there(ticket, category)
    link(ticket, new, LinkKind.HANDED_OVER_TO, LinkKind.HANDED_OVER_FROM)
    record(new, "handed_over", by=by, number=format_number(ticket.number), reason=reason)
    record(ticket, "handed_over_to", by=by, number=format_number(new.number), reason=reason)
    if ticket.state == TicketState.QUEUED or ticket.state == TicketState.ASSIGNED:
        let_go(ticket)
        change_state(
            ticket,
            TicketState.CLOSED,
            closed_at=clock.now(),
            last_owner_id=ticket.owner_id or ticket.last_owner_id,
            owner=None,
            unread=False,
        )
    else:
        raise Refused(_("Only a ticket that is in the queue or on a desk can be handed over."))
    return new


def _open_there(ticket: Ticket, category: Category) -> Ticket:
    messages = list(ticket.messages.filter(direction=Direction.IN, kind=MessageKind.CUSTOMER))
    first = messages[0] if messages else None
    customer = None
    if first and first.from_address:
        customer = customer_for_email(
            first.reply_to or first.from_address, name=first.from_name, tenant_id=category.tenant_id
        )
    new, _none = open_ticket(
        category=category,
        customer=customer,
        subject=ticket.subject,
        account=account_for(category.tenant_id),
        received_at=ticket.received_at,
        kind=TicketKind(ticket.kind),
        channel=Channel(ticket.channel),
        language=ticket.language,
        by=None,
    )
    for message in messages:
        write_message(new, copied_elsewhere(message))
    new.unread, new.has_attachments = True, ticket.has_attachments
    new.save(update_fields=["unread", "has_attachments"])
    return new
