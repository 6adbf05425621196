"""Two tickets, and the messages of both."""

from __future__ import annotations

import pytest

from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.messages import NewFile
from kontor.tickets.models import HistoryEntry, Message, Ticket, TicketLink
from tests.factories.tickets import make_message, make_ticket
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def ticket(billing: Category, customer: Customer, anna: User) -> Ticket:
    """Anna's ticket with two messages, the second with a file."""
    ticket = make_ticket(billing, customer=customer, owner=anna, unread=False)
    make_message(ticket, text="Noch etwas ganz anderes", files=[NewFile("a.pdf", "application/pdf", b"%PDF")])
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(has_attachments=True)
    return as_it_is(ticket)


@pytest.fixture
def other(billing: Category, bela: User) -> Ticket:
    """Bela's ticket."""
    return make_ticket(billing, owner=bela, unread=False)


def as_it_is(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.get(pk=ticket.pk)


def messages_of(ticket: Ticket) -> list[int]:
    with everywhere():
        return list(Message.objects.filter(ticket=ticket).order_by("id").values_list("id", flat=True))


def second_message(ticket: Ticket) -> Message:
    with everywhere():
        return Message.objects.select_related("ticket").filter(ticket=ticket).order_by("-id")[0]


def steps_of(ticket: Ticket) -> list[str]:
    with everywhere():
        entries = HistoryEntry.objects.filter(ticket=ticket).select_related("actor").order_by("id")
        return [sentence(entry) for entry in entries]


def links_of() -> set[tuple[int, str, int]]:
    with everywhere():
        return set(TicketLink.objects.values_list("ticket_id", "kind", "other_number"))
