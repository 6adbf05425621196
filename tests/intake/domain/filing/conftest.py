"""Tickets, and an answer of ours that a mail may refer to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tickets.domain.messages import NewMessage, write_message
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Message, Ticket
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope


def tickets_of() -> list[Ticket]:
    with everywhere():
        return list(Ticket.objects.order_by("id").select_related("category", "customer"))


def as_it_is(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.get(pk=ticket.pk)


@dataclass
class Answer:
    """An answer of Anna that went out."""

    ticket: Ticket
    message: Message
    mail: OutgoingMail


@pytest.fixture
def answer(account: MailAccount, billing: Category, customer: Customer, anna: User) -> Callable[..., Answer]:
    """``answer(state=...)``: an answer to Käthe that was sent, on a ticket in this state."""

    def make(**values: object) -> Answer:
        ticket = make_ticket(billing, customer=customer, account=account, owner=anna)
        with in_scope(billing.tenant_id):
            message = write_message(
                ticket,
                NewMessage(
                    direction=Direction.OUT,
                    kind=MessageKind.REPLY,
                    at=ticket.received_at,
                    author=anna,
                    from_address=account.address,
                    to=[["Käthe Kunde", "kaethe@post.example"], ["", "max@post.example"]],
                    subject="Re: Anliegen",
                    text="Gern.",
                ),
            )
            message.message_id = make_message_id(ticket.pk, message.pk, "nordlicht.example")
            message.save()
            mail = queue_mail(message, account=account)
            OutgoingMail.objects.filter(pk=mail.pk).update(state=DeliveryState.SENT, recipients=[])
            Ticket.objects.filter(pk=ticket.pk).update(**values)
        return Answer(as_it_is(ticket), message, mail)

    return make


CLOSED = {"state": TicketState.CLOSED, "closed_at": "2026-01-01T00:00Z", "owner": None}
