"""A ticket is duplicated: a second one with the same messages, linked both ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.channels.enums import Channel
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tickets.domain.copies import copied_since, keep_copies
from kontor.tickets.domain.history import record
from kontor.tickets.domain.links import link
from kontor.tickets.domain.message_copies import copied
from kontor.tickets.domain.messages import NewMessage, write_messages
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.opening import open_ticket
from kontor.tickets.domain.settling import settle
from kontor.tickets.domain.states import lock, require_kept
from kontor.tickets.enums import Direction, LinkKind, MoveKind, TicketKind, TicketState
from kontor.tickets.models import Message, MessageMove, Note, Ticket

COPIED_FROM = "copied_from"
"""In a message's evidence: it is a copy. Mails that name it go to the ticket of the original."""


@transaction.atomic(savepoint=False)
def duplicate_ticket(ticket: Ticket, *, with_notes: bool, by: User, asked_at: datetime | None = None) -> MessageMove:
    """A second ticket of the same process on the person's desk, with copies of all messages and the same files.

    It is the target. Its place in time is that of the original's receipt. Refused for spam and for a ticket that was
    merged. ``asked_at`` is when the person was asked: of a form that comes twice the second gets the first's.
    """
    ticket = lock(ticket)
    require_kept(ticket)
    if made := copied_since(ticket, MoveKind.DUPLICATE, asked_at, by=by):
        return made
    if ticket.state == TicketState.SPAM:
        raise Refused(_("This ticket is marked as spam. Take that back first."))
    if ticket.merged_into:
        number, other = format_number(ticket.number), format_number(ticket.merged_into.number)
        raise Refused(
            _("Ticket %(number)s was merged into %(other)s; use that one.") % {"number": number, "other": other}
        )
    new = copy_of(ticket, process=ticket.process or ticket, owner=by)
    copy_messages(ticket, new)
    settle([new])
    if with_notes:
        _copy_notes(ticket, new)
    link(ticket, new, LinkKind.DUPLICATED_TO, LinkKind.DUPLICATED_FROM)
    move = keep_copies(MoveKind.DUPLICATE, ticket, new, [(ticket, new)], by=by)
    record(new, "duplicated_from", by=by, number=format_number(ticket.number), move=move.pk)
    record(ticket, "duplicated_as", by=by, number=format_number(new.number), move=move.pk)
    return move


def copy_of(ticket: Ticket, *, process: Ticket | None, owner: User | None) -> Ticket:
    """A new ticket like this one, without its messages: on the owner's desk, else in the queue."""
    new, _message = open_ticket(
        category=ticket.category,
        customer=ticket.customer,
        subject=ticket.subject,
        account=ticket.account,
        received_at=ticket.received_at,
        kind=TicketKind(ticket.kind),
        channel=Channel(ticket.channel),
        language=ticket.language,
        process=process,
        owner=owner,
        by=None,
    )
    return new


def copy_messages(source: Ticket, target: Ticket) -> None:
    """Copies of all messages, in their order; the bytes of mails and files are kept once."""
    messages = source.messages.select_related("raw", "author").prefetch_related("attachments__blob").defer("raw__data")
    write_messages([(target, _copy(message)) for message in messages.order_by("at", "id")])
    target.has_attachments = source.has_attachments
    target.save(update_fields=["has_attachments"])


def _copy(message: Message) -> NewMessage:
    """What we have sent was sent once: its copy has no name of its own by which answers would find it."""
    copy = copied(message, evidence={COPIED_FROM: message.pk})
    return replace(copy, message_id="") if message.direction == Direction.OUT else copy


def _copy_notes(source: Ticket, target: Ticket) -> None:
    Note.objects.bulk_create(
        Note(
            tenant_id=target.tenant_id,
            lent_to_id=target.lent_to_id,
            ticket=target,
            author_id=note.author_id,
            text=note.text,
            at=note.at,
        )
        for note in source.notes.all()
    )
