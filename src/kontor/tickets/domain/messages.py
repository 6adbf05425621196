"""Messages of a ticket: the other way a message enters, and what a message is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from kontor.kernel import clock
from kontor.people.models import User
from kontor.tickets.domain.blobs import keep
from kontor.tickets.domain.history import record
from kontor.tickets.domain.notices import notify_owner
from kontor.tickets.domain.states import change_state, lock, save_changes
from kontor.tickets.enums import Direction, MessageKind, NoticeKind, TicketState
from kontor.tickets.models import Attachment, Blob, Message, Ticket


@dataclass(frozen=True)
class NewFile:
    """A file with its bytes, or one that is kept already (``blob``)."""

    filename: str
    content_type: str
    content: bytes = b""
    content_id: str = ""
    inline: bool = False
    blob: Blob | None = None


@dataclass(frozen=True)
class NewMessage:
    """Everything a message row needs. ``to``, ``cc``, ``bcc`` are lists of [name, address]."""

    direction: Direction
    kind: MessageKind
    at: datetime
    from_name: str = ""
    from_address: str = ""
    reply_to: str = ""
    to: list[list[str]] = field(default_factory=list)
    cc: list[list[str]] = field(default_factory=list)
    bcc: list[list[str]] = field(default_factory=list)
    subject: str = ""
    text: str = ""
    html: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    sent_at: datetime | None = None
    raw: Blob | None = None
    author: User | None = None
    files: list[NewFile] = field(default_factory=list)


@transaction.atomic(savepoint=False)
def append_message(ticket: Ticket, message: NewMessage) -> Message:
    """A further message of the customer on an open ticket.

    The row is written, the ticket is marked unread, whoever works on it gets a notice; a ticket that was waiting
    comes back to its owner, or to the queue if it has none.
    """
    ticket = lock(ticket)
    written = write_message(ticket, message)
    record(ticket, "message", by=None, sender=message.from_name or message.from_address)
    changes: dict[str, object] = {"unread": True}
    if message.files:
        changes["has_attachments"] = True
    if ticket.state in (TicketState.RESUBMITTED, TicketState.EXTERNAL_INQUIRED) and ticket.owner_id:
        change_state(ticket, TicketState.ASSIGNED, **changes)
    else:
        save_changes(ticket, **changes)
    notify_owner(ticket, NoticeKind.NEW_MESSAGE, sender=message.from_name or message.from_address)
    return written


def write_message(ticket: Ticket, message: NewMessage) -> Message:
    """The message's row and its files, as they are; nothing else changes."""
    row = Message.objects.create(
        tenant_id=ticket.tenant_id,
        lent_to_id=ticket.lent_to_id,
        ticket=ticket,
        direction=message.direction,
        kind=message.kind,
        author=message.author,
        from_name=message.from_name[:200],
        from_address=message.from_address[:254],
        reply_to=message.reply_to[:254],
        to=message.to,
        cc=message.cc,
        bcc=message.bcc,
        subject=message.subject[:400],
        text=message.text,
        html=message.html,
        message_id=message.message_id[:400],
        in_reply_to=message.in_reply_to[:400],
        references=message.references,
        remarks=message.remarks,
        sent_at=message.sent_at,
        at=message.at or clock.now(),
        raw=message.raw,
    )
    if message.files:
        Attachment.objects.bulk_create(_attachment(row, new) for new in message.files)
    return row


def _attachment(message: Message, new: NewFile) -> Attachment:
    blob = new.blob or keep(new.content, tenant_id=message.tenant_id)
    return Attachment(
        tenant_id=message.tenant_id,
        lent_to_id=message.lent_to_id,
        message=message,
        blob=blob,
        filename=new.filename[:255],
        content_type=new.content_type[:120],
        content_id=new.content_id[:255],
        inline=new.inline,
        size=blob.size,
    )
