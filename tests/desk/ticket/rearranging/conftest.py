"""Messages that lie at the wrong ticket."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Message, Ticket
from tests.factories.customers import make_customer
from tests.factories.tickets import make_message, make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]

HtmxFor = Callable[..., HtmxBrowser]


@pytest.fixture
def mine(billing: Category, nordlicht_account: MailAccount, anna: User) -> Ticket:
    """On Anna's desk, with two messages."""
    ticket = make_ticket(billing, subject="Zähler getauscht", owner=anna, account=nordlicht_account)
    make_message(ticket, text="Etwas anderes")
    return ticket


@pytest.fixture
def other(nordlicht: Tenant, billing: Category) -> Ticket:
    return make_ticket(billing, subject="Umzug nach Kiel", customer=make_customer(nordlicht, "Ursula Umzug"))


def address_of(name: str, ticket: Ticket, *more: int) -> str:
    return reverse(f"desk:ticket:{name}", args=[ticket.number, *more])


def newest_of(ticket: Ticket) -> Message:
    with in_scope(ticket.tenant_id):
        return Message.objects.filter(ticket=ticket).order_by("-id")[0]


def kept(message: Message, **evidence: object) -> None:
    with in_scope(message.tenant_id):
        Message.objects.filter(pk=message.pk).update(evidence=evidence)


def tickets_of(*messages: Message) -> list[int]:
    with in_scope(messages[0].tenant_id):
        found = dict(Message.objects.values_list("pk", "ticket_id"))
    return [found[message.pk] for message in messages]
