"""Messages change their ticket: one gets a ticket of its own, goes to another one, or a whole ticket is merged.

The rows stay the same, with files, raw bytes and deliveries; only the ticket they point to is another. What was before
is kept (``MessageMove``), so that ``undoing.py`` can bring everything back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.customers.domain.recognition import customer_for_email
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tickets.domain.deadlines import reopened
from kontor.tickets.domain.history import record
from kontor.tickets.domain.inquiries import end_inquiries
from kontor.tickets.domain.lent import require_not_lent
from kontor.tickets.domain.links import both_ways, link_all
from kontor.tickets.domain.notices import notify_owner
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.opening import open_ticket
from kontor.tickets.domain.reopening import require_living_category
from kontor.tickets.domain.settling import settle
from kontor.tickets.domain.states import NOT_WAITING, lock, lock_all, require_as_seen, require_kept, save_changes
from kontor.tickets.enums import Direction, LinkKind, MessageKind, MoveKind, NoticeKind, TicketKind, TicketState
from kontor.tickets.models import Attachment, Message, MessageMove, Note, Ticket, TicketLink

COLUMNS = (
    "state",
    "owner_id",
    "last_owner_id",
    "closing_code_id",
    "assigned_at",
    "closed_at",
    "unread",
    "has_attachments",
    "delivery_failed",
    "merged_into_id",
    "held_until",
    "waits_for_id",
    "wait_reason",
    "waits_for_customer",
)
"""What a move may change at a ticket, and what undoing it restores."""

LINKS = {
    MoveKind.SEPARATE: (LinkKind.SPLIT_TO, LinkKind.SPLIT_FROM),
    MoveKind.MERGE: (LinkKind.MERGED_INTO, LinkKind.MERGED_FROM),
}
_HELD = (TicketState.SENDING, TicketState.CLEARANCE)


@transaction.atomic(savepoint=False)
def separate_message(message: Message, *, by: User) -> MessageMove:
    """Give the message a ticket of its own in the same category: on the desk on which it lies now, else in the queue.

    Its customer is whoever wrote it. Refused for the only message of a ticket, and while an answer is being sent.
    """
    source = _lock_source(message)
    if not _has_others(source, message):
        raise Refused(_("This is the only message of the ticket; there is nothing to separate it from."))
    before = {"source": snapshot(source)}
    target, _none = open_ticket(
        category=source.category,
        customer=_customer(message, source),
        subject=message.subject or source.subject,
        account=source.account,
        received_at=message.at,
        kind=TicketKind(source.kind),
        language=source.language,
        owner=source.owner if source.state == TicketState.ASSIGNED else None,
        by=None,
    )
    before["target"] = snapshot(target)
    move = _move(MoveKind.SEPARATE, source, target, [message], before, by)
    settle([source, target])
    record(source, "separated", by=by, number=format_number(target.number), move=move.pk)
    record(target, "separated_from", by=by, number=format_number(source.number), move=move.pk)
    return move


@transaction.atomic(savepoint=False)
def move_message(message: Message, target: Ticket, *, by: User) -> MessageMove:
    """Put the message to another ticket of the tenant. With its only message a ticket is merged there as a whole.

    A closed ticket that gets a message of the customer is open again, in the queue. Refused while an answer of one of
    the two is being sent, for a ticket that was merged into another or is spam, and for one that would be open again in
    a deleted category.
    """
    if not _has_others(message.ticket, message):
        return merge_tickets(message.ticket, target, by=by)
    source, target = _lock_both(message.ticket, target)
    if message.pk not in set(source.messages.values_list("pk", flat=True)):
        raise Refused(_("Somebody has moved this message in the meantime."))
    before = {"source": snapshot(source), "target": snapshot(target)}
    move = _move(MoveKind.MOVE, source, target, [message], before, by)
    settle([source, target])
    record(source, "moved_away", by=by, number=format_number(target.number), move=move.pk)
    record(target, "moved_here", by=by, number=format_number(source.number), move=move.pk)
    return move


@transaction.atomic(savepoint=False)
def merge_tickets(source: Ticket, target: Ticket, *, by: User) -> MessageMove:
    """All messages and notes of the one go to the other; the one is closed, and later mails to it go to the other.

    The other comes out of the closed ones if the one was open: no request is lost. Refused as moving is.
    """
    source, target = _lock_both(source, target)
    before = {"source": snapshot(source), "target": snapshot(target)}
    was_open = source.is_open
    move = _move(MoveKind.MERGE, source, target, list(source.messages.all()), before, by, was_open=was_open)
    end_inquiries(source, by=by)
    settle([source, target])
    record(source, "merged_into", by=by, number=format_number(target.number), move=move.pk)
    record(target, "merged_from", by=by, number=format_number(source.number), move=move.pk)
    return move


@transaction.atomic(savepoint=False)
def dismiss_suggestion(link: TicketLink, *, by: User) -> None:
    """Somebody has looked: the two have nothing to do with each other. Who says so second says nothing new."""
    ticket = lock(link.ticket)
    gone, _tables = TicketLink.objects.filter(pk=link.pk).delete()
    if gone:
        record(ticket, "suggestion_dismissed", by=by, number=format_number(link.other_number))


def snapshot(ticket: Ticket) -> dict[str, Any]:
    """The columns that a move may change, as they are, fit for JSON."""
    values = {name: getattr(ticket, name) for name in (*COLUMNS, "changed_at")}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def _lock_source(message: Message) -> Ticket:
    source = lock_all([message.ticket_id]).get(message.ticket_id)
    if source is None or not source.messages.filter(pk=message.pk).exists():
        raise Refused(_("Somebody has moved this message in the meantime."))
    require_as_seen(message.ticket, source)
    _require_at_rest(source)
    return source


def _lock_both(source: Ticket, target: Ticket) -> tuple[Ticket, Ticket]:
    """Both, locked in the order of their ids; refused where they cannot be brought together."""
    if source.pk == target.pk:
        raise Refused(_("This is the same ticket."))
    rows = lock_all([source.pk, target.pk])
    if len(rows) != 2 or rows[source.pk].tenant_id != rows[target.pk].tenant_id:
        raise Refused(_("Only tickets of one tenant can be brought together. Hand the ticket over instead."))
    if rows[source.pk].lent_to_id != rows[target.pk].lent_to_id:
        raise Refused(_("One of the tickets is lent to another tenant; that has to end first."))
    require_as_seen(source, rows[source.pk])
    for ticket in rows.values():
        _require_at_rest(ticket)
    if rows[target.pk].state == TicketState.SPAM:
        raise Refused(_("The other ticket is marked as spam. Take that back first."))
    return rows[source.pk], rows[target.pk]


def _require_at_rest(ticket: Ticket) -> None:
    require_not_lent(ticket)
    require_kept(ticket)
    number = format_number(ticket.number)
    if ticket.state in _HELD:
        raise Refused(_("An answer of ticket %(number)s is on its way. Wait until it is sent.") % {"number": number})
    if ticket.merged_into:
        other = format_number(ticket.merged_into.number)
        raise Refused(
            _("Ticket %(number)s was merged into %(other)s; use that one.") % {"number": number, "other": other}
        )


def _has_others(ticket: Ticket, message: Message) -> bool:
    return ticket.messages.exclude(pk=message.pk).exists()


def _customer(message: Message, source: Ticket) -> Customer | None:
    """Whoever wrote the message; of an answer of ours, the ticket's customer."""
    address: str = message.reply_to or message.from_address
    owner: Customer | None = source.customer
    if message.direction == Direction.OUT or message.kind != MessageKind.CUSTOMER or not address:
        return owner
    return customer_for_email(address, name=message.from_name, tenant_id=source.tenant_id, language=source.language)


def _move(
    kind: MoveKind,
    source: Ticket,
    target: Ticket,
    messages: Sequence[Message],
    before: dict[str, Any],
    by: User,
    *,
    was_open: bool = True,
) -> MessageMove:
    """Rows, columns and links of both tickets; whoever works on the target is told."""
    moved: dict[str, Any] = {"messages": [message.pk for message in messages]}
    Message.objects.filter(pk__in=moved["messages"]).update(ticket=target)
    if kind == MoveKind.MERGE:
        moved["notes"] = list(source.notes.values_list("pk", flat=True))
        Note.objects.filter(pk__in=moved["notes"]).update(ticket=target)
        _close_merged(source, target)
    else:
        save_changes(source, has_attachments=_has_files(source))
    _receive(target, messages, wants_answer=was_open)
    moved |= _relink(kind, source, target)
    if target.owner_id != by.pk and kind != MoveKind.SEPARATE:
        notify_owner(target, NoticeKind.MOVED_HERE, by=by.name, number=format_number(source.number))
    stamps = {"source": source.changed_at.isoformat(), "target": target.changed_at.isoformat()}
    return MessageMove.objects.create(
        tenant_id=source.tenant_id,
        lent_to_id=source.lent_to_id,
        kind=kind,
        source=source,
        target=target,
        moved=moved,
        before={**before, "stamps": stamps},
        by=by,
        at=clock.now(),
    )


def _close_merged(source: Ticket, target: Ticket) -> None:
    save_changes(
        source,
        state=TicketState.CLOSED,
        closed_at=source.closed_at or clock.now(),
        last_owner_id=source.owner_id or source.last_owner_id,
        owner_id=None,
        unread=False,
        has_attachments=False,
        merged_into=target,
        **NOT_WAITING,
    )


def _receive(target: Ticket, messages: Sequence[Message], *, wants_answer: bool) -> None:
    """The target has new messages. A closed one with something of the customer to answer is in the queue again."""
    asked = any(message.kind == MessageKind.CUSTOMER for message in messages)
    changes: dict[str, object] = {"has_attachments": _has_files(target)}
    if asked:
        changes["unread"] = True
    if asked and wants_answer and target.state == TicketState.CLOSED:
        require_living_category(target)
        changes |= {"state": TicketState.QUEUED, "closed_at": None, "closing_code_id": None, "owner_id": None}
    save_changes(target, **changes)
    if "state" in changes:
        reopened([target])


def _has_files(ticket: Ticket) -> bool:
    return Attachment.objects.filter(message__ticket=ticket, message__direction=Direction.IN).exists()


def _relink(kind: MoveKind, source: Ticket, target: Ticket) -> dict[str, Any]:
    """Links of the two; a suggestion that this settles goes. Says what is needed to take it back."""
    settled = TicketLink.objects.filter(ticket=source, kind=LinkKind.SUGGESTED, other_number=target.number)
    gone = [link.at.isoformat() for link in settled]
    settled.delete()
    if kind not in LINKS:
        return {"settled": gone}
    made = link_all(both_ways(source, target, *LINKS[kind]))
    return {"settled": gone, "links": [link.pk for link in made]}
