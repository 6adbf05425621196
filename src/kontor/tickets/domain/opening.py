"""A ticket comes into being: one of the two ways a message enters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kontor.channels.enums import Channel
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.rows import write_rows
from kontor.kernel.text import shorten
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.deadlines import promise_at_opening
from kontor.tickets.domain.history import Step, record_all
from kontor.tickets.domain.messages import NewMessage, write_messages
from kontor.tickets.domain.numbers import number_for
from kontor.tickets.domain.queue_moves import moved
from kontor.tickets.domain.states import tell
from kontor.tickets.enums import TicketKind, TicketState
from kontor.tickets.models import Message, Ticket


@dataclass(frozen=True)
class NewTicket:
    """What a ticket is opened with. ``steps`` are further lines of its history; ``spam`` puts it into that folder."""

    category: Category
    customer: Customer | None
    subject: str
    account: MailAccount | None = None
    message: NewMessage | None = None
    received_at: datetime | None = None
    kind: TicketKind = TicketKind.MAIL
    channel: Channel = Channel.MAIL
    language: str = ""
    process: Ticket | None = None
    owner: User | None = None
    steps: Sequence[tuple[str, dict[str, object]]] = ()
    spam: bool = False


def open_ticket(
    *,
    category: Category,
    customer: Customer | None,
    subject: str,
    account: MailAccount | None = None,
    message: NewMessage | None = None,
    received_at: datetime | None = None,
    kind: TicketKind = TicketKind.MAIL,
    channel: Channel = Channel.MAIL,
    language: str = "",
    process: Ticket | None = None,
    owner: User | None = None,
    steps: Sequence[tuple[str, dict[str, object]]] = (),
    by: User | None,
) -> tuple[Ticket, Message | None]:
    """Open a ticket in the category, in its tenant; write its first message; queue it or give it to its owner.

    ``steps`` are further lines of its history. The number is drawn without looking: row security would hide the
    numbers of others. Refused when the category has been deleted; until the end of the transaction nobody deletes it.
    """
    new = NewTicket(
        category, customer, subject, account, message, received_at, kind, channel, language, process, owner, steps
    )
    return open_tickets([new], by=by)[0]


@transaction.atomic(savepoint=False)
def open_tickets(new: Sequence[NewTicket], *, by: User | None) -> list[tuple[Ticket, Message | None]]:
    """The same for several, in their order, in as many statements as one takes. Refused if one is refused."""
    numbers = _draw_numbers(len(new), [each.category for each in new])
    now = clock.now()
    tickets = [_ticket(each, number, now) for each, number in zip(new, numbers, strict=True)]
    promises = promise_at_opening(tickets)
    write_rows(tickets)
    promises.write_promises()
    _mark_used([each.category for each in new])
    letters = [(ticket, each.message) for ticket, each in zip(tickets, new, strict=True) if each.message]
    written = {message.ticket_id: message for message in write_messages(letters)}
    record_all(step for ticket, each in zip(tickets, new, strict=True) for step in _history(ticket, each, by))
    for ticket in tickets:
        tell(ticket)
    if any(ticket.state == TicketState.QUEUED for ticket in tickets):
        moved()
    return [(ticket, written.get(ticket.pk)) for ticket in tickets]


def _ticket(new: NewTicket, number: int, now: datetime) -> Ticket:
    return Ticket(
        tenant_id=new.category.tenant_id,
        number=number_for(number),
        process=new.process,
        kind=new.kind,
        channel=new.channel,
        state=_first_state(new),
        subject=shorten(new.subject, 400),
        language=new.language,
        category=new.category,
        customer=new.customer,
        account=new.account,
        account_owner=new.account.owner if new.account else None,
        owner=new.owner,
        assigned_at=now if new.owner else None,
        touched_at=now if new.owner else None,
        received_at=new.received_at or now,
        changed_at=now,
        unread=new.message is not None,
        has_attachments=bool(new.message and new.message.files),
    )


def _first_state(new: NewTicket) -> TicketState:
    if new.spam:
        return TicketState.SPAM
    return TicketState.ASSIGNED if new.owner else TicketState.QUEUED


def _draw_numbers(count: int, categories: Sequence[Category]) -> list[int]:
    """The next numbers for tickets of these categories, which live and are kept from being deleted: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, [[category.pk for category in categories], count])
        visible, deleted, numbers = cursor.fetchone()
    for category in categories:
        if category.pk not in visible:
            raise Category.DoesNotExist
        if category.pk in deleted:
            raise Refused(_("The category “%(name)s” is deleted.") % {"name": category.name})
    return list(numbers)


_DRAW = """
WITH category AS (SELECT id, deleted_at FROM org_category WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE)
SELECT ARRAY (SELECT id FROM category), ARRAY (SELECT id FROM category WHERE deleted_at IS NOT NULL),
       ARRAY (SELECT nextval('tickets_number_seq') FROM generate_series(1, %s))
"""


def _mark_used(categories: Iterable[Category]) -> None:
    """Once a category held a ticket, its system group stays with its tenant."""
    unused = [category for category in categories if not category.ever_held_ticket]
    if unused:
        ids = {category.pk for category in unused}
        Category.objects.filter(pk__in=ids, ever_held_ticket=False).update(ever_held_ticket=True)
    for category in unused:
        category.ever_held_ticket = True


def _history(ticket: Ticket, new: NewTicket, by: User | None) -> Iterator[Step]:
    """How the ticket came into being; a mail comes from nobody of the house."""
    if new.account and new.message:
        yield ticket, None, "received", {"account": new.account.name}
        yield from ((ticket, None, action, details) for action, details in new.steps)
    elif by:
        yield ticket, by, "created", {}
        yield from ((ticket, by, action, details) for action, details in new.steps)
