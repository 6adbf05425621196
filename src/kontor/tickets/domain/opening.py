"""A ticket comes into being: one of the two ways a message enters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from kontor.channels.enums import Channel
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.kernel.text import shorten
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.history import record_all
from kontor.tickets.domain.messages import NewMessage, write_message
from kontor.tickets.domain.numbers import number_for
from kontor.tickets.domain.states import tell
from kontor.tickets.enums import TicketKind, TicketState
from kontor.tickets.models import Message, Ticket


@transaction.atomic(savepoint=False)
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
    numbers of others.
    """
    now = clock.now()
    ticket = Ticket.objects.create(
        tenant_id=category.tenant_id,
        number=number_for(_next_number()),
        process=process,
        kind=kind,
        channel=channel,
        state=TicketState.ASSIGNED if owner else TicketState.QUEUED,
        subject=shorten(subject, 400),
        language=language,
        category=category,
        customer=customer,
        account=account,
        account_owner=account.owner if account else None,
        owner=owner,
        assigned_at=now if owner else None,
        received_at=received_at or now,
        changed_at=now,
        unread=message is not None,
        has_attachments=bool(message and message.files),
    )
    _mark_used(category)
    written = write_message(ticket, message) if message else None
    if account and message:
        record_all(ticket, [("received", {"account": account.name}), *steps], by=None)
    elif by:
        record_all(ticket, [("created", {}), *steps], by=by)
    tell(ticket)
    return ticket, written


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('tickets_number_seq')")
        return int(cursor.fetchone()[0])


def _mark_used(category: Category) -> None:
    """Once a category held a ticket, its system group stays with its tenant."""
    if not category.ever_held_ticket:
        Category.objects.filter(pk=category.pk, ever_held_ticket=False).update(ever_held_ticket=True)
        category.ever_held_ticket = True
