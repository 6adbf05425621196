"""Messages of a ticket: the other way a message enters, and what a message is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kontor.kernel import clock
from kontor.kernel.rows import write_rows
from kontor.people.models import User
from kontor.tickets.domain.attendance import is_there, taker_of
from kontor.tickets.domain.blobs import keep_all
from kontor.tickets.domain.deadlines import customer_wrote
from kontor.tickets.domain.history import record, record_all
from kontor.tickets.domain.notices import notify_owners
from kontor.tickets.domain.returning import bring_back, note_substitute
from kontor.tickets.domain.states import change_state, lock, save_changes_to
from kontor.tickets.enums import AUTOMATIC_KINDS, Direction, MessageChannel, MessageKind, NoticeKind, TicketState
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
    """Everything a message row needs. ``to``, ``cc``, ``bcc`` are lists of [name, address]; ``postal`` the lines of the
    address of a letter that leaves."""

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
    evidence: dict[str, object] = field(default_factory=dict)
    identity: UUID | None = None
    sent_at: datetime | None = None
    channel: MessageChannel = MessageChannel.MAIL
    postal: list[str] = field(default_factory=list)
    raw: Blob | None = None
    author: User | None = None
    files: list[NewFile] = field(default_factory=list)

    @property
    def sender(self) -> str:
        return self.from_name or self.from_address


def lock_where_it_lies(message_id: int) -> Ticket:
    """The ticket of the message, locked. Whoever held it before may have moved the message to another one."""
    rows = Message.objects.filter(pk=message_id)
    while True:
        ticket = lock(Ticket(pk=rows.values_list("ticket_id", flat=True).get()))
        if rows.filter(ticket=ticket).exists():
            return ticket


_OUTSIDE = (TicketState.EXTERNAL_INQUIRED, TicketState.EXTERNAL_FORWARDED)
_WAITING = (TicketState.RESUBMITTED, *_OUTSIDE)
"""What waits in one of these is looked at as soon as its customer writes. Who waits for a colleague goes on waiting."""


@transaction.atomic(savepoint=False)
def append_message(ticket: Ticket, message: NewMessage, *, notice: bool = True) -> Message:
    """A further message of the customer on an open ticket.

    The row is written, the ticket is marked unread, whoever works on it gets a notice. A ticket on external inquiry
    comes back to its owner; one on resubmission at once to whom it waits for, or to the queue if nobody is there.
    """
    return append_messages([(lock(ticket), message)], notice=notice)[0]


def append_messages(messages: Sequence[tuple[Ticket, NewMessage]], *, notice: bool = True) -> list[Message]:
    """The same for several, in their order. The tickets are locked, each is one object."""
    written = write_messages(messages)
    record_all((ticket, None, "message", {"sender": message.sender}) for ticket, message in messages)
    tickets = {ticket.pk: ticket for ticket, _message in messages}
    with_files = {ticket.pk for ticket, message in messages if message.files}
    said = {ticket.pk for ticket, message in messages if message.kind not in AUTOMATIC_KINDS}
    _bring_back([ticket for ticket in tickets.values() if ticket.pk not in with_files], said, unread=True)
    _bring_back([tickets[ticket_id] for ticket_id in with_files], said, unread=True, has_attachments=True)
    customer_wrote({tickets[pk]: at for pk, at in _asked_at(messages).items()})
    if notice:
        notify_owners(NoticeKind.NEW_MESSAGE, [(ticket, {"sender": message.sender}) for ticket, message in messages])
    return written


def _asked_at(messages: Sequence[tuple[Ticket, NewMessage]]) -> dict[int, datetime]:
    """When the customers wrote, by their tickets."""
    asked = [(ticket.pk, message.at) for ticket, message in messages if message.kind == MessageKind.CUSTOMER]
    return dict(reversed(asked))


def _bring_back(tickets: Sequence[Ticket], said: set[int], **changes: object) -> None:
    """Write the changes; those that were waiting are on a desk again, or in the queue."""
    waiting = [ticket for ticket in tickets if _comes_back(ticket, said)]
    for ticket in waiting:
        if ticket.state == TicketState.RESUBMITTED:
            _end_resubmission(ticket, **changes)
        else:
            bring_back(ticket, ticket.owner_id, **changes)
    save_changes_to([ticket for ticket in tickets if ticket not in waiting], **changes)


def _comes_back(ticket: Ticket, said: set[int]) -> bool:
    """A machine that answers people outside, or reports on a mail to them, ends no waiting for them: only those of
    which somebody has ``said`` something come back."""
    return ticket.state in _WAITING and (ticket.state not in _OUTSIDE or ticket.pk in said)


def _end_resubmission(ticket: Ticket, **changes: object) -> None:
    person = ticket.waits_for
    taker = taker_of(person, ticket) if person else None
    if person and taker and is_there(taker.pk, ticket):
        change_state(ticket, TicketState.ASSIGNED, owner=taker, assigned_at=clock.now(), **changes)
        record(ticket, "resubmission_message", by=None, to=taker.name)
        if taker != person:
            note_substitute(ticket, taker, person)
    else:
        change_state(ticket, TicketState.QUEUED, **changes)
        record(ticket, "returned_message", by=None)


def write_message(ticket: Ticket, message: NewMessage) -> Message:
    """The message's row and its files, as they are; nothing else changes."""
    return write_messages([(ticket, message)])[0]


def write_messages(messages: Sequence[tuple[Ticket, NewMessage]]) -> list[Message]:
    """The same for several, in their order."""
    rows = write_rows(_message(ticket, message) for ticket, message in messages)
    files = [(row, new) for row, (_ticket, message) in zip(rows, messages, strict=True) for new in message.files]
    if files:
        _write_files(files)
    return rows


def _message(ticket: Ticket, message: NewMessage) -> Message:
    return Message(
        tenant_id=ticket.tenant_id,
        lent_to_id=ticket.lent_to_id,
        ticket=ticket,
        direction=message.direction,
        kind=message.kind,
        channel=message.channel,
        postal=message.postal,
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
        evidence=message.evidence,
        identity=message.identity,
        sent_at=message.sent_at,
        at=message.at or clock.now(),
        raw=message.raw,
    )


def add_files(message: Message, files: Sequence[NewFile]) -> list[Attachment]:
    """Further files of a message whose ticket is locked."""
    written = _write_files([(message, new) for new in files])
    if written:
        save_changes_to([message.ticket], has_attachments=True)
    return written


def _write_files(files: Sequence[tuple[Message, NewFile]]) -> list[Attachment]:
    kept = iter(keep_all([(message.tenant_id, new.content) for message, new in files if new.blob is None]))
    return Attachment.objects.bulk_create(_attachment(message, new, new.blob or next(kept)) for message, new in files)


def _attachment(message: Message, new: NewFile, blob: Blob) -> Attachment:
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
