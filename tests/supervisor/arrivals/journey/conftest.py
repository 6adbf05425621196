"""A mail that came in, its ticket and its answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kontor.channels.fetched import Batch, FetchedMail
from kontor.channels.models import MailAccount
from kontor.intake.domain.arrivals import store_arrivals
from kontor.intake.domain.processing import drain
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Message, Ticket
from tests.factories.org import make_category, make_group_tree
from tests.factories.tickets import make_message
from tests.support.client import Browser
from tests.support.letters import letter
from tests.support.scoping import in_scope

Clients = Callable[..., Browser]

SEARCH = "/supervisor/arrivals/journey/"

CONNECTION = {"server": "imap.nordlicht.example", "port": 993, "tls": "TLSv1.3", "worker": "desk1:4711"}


def of_message(message: Message) -> str:
    return f"{SEARCH}message/{message.pk}/"


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("&#x27;", "'").split())


def receive(account: MailAccount, raw: bytes) -> Arrival:
    """The mail, stored as a visit stores it and processed as a worker does."""
    with in_scope(account.owner):
        number = Arrival.objects.count() + 100
        mail = FetchedMail(f"7:{number}", 7, number, len(raw), raw, internal_date=clock.now() - timedelta(minutes=1))
        store_arrivals(account, Batch(7, number, (mail,)), connection=CONNECTION)
        key = f"7:{number}"
    drain(account.owner)
    with in_scope(account.owner):
        return Arrival.objects.select_related("message", "ticket").get(account=account, key=key)


def answer(ticket: Ticket, author: User, **values: Any) -> Message:
    """A reply of ours, as rows: the outbox's states are what is looked at here."""
    message = make_message(
        ticket,
        direction=Direction.OUT,
        kind=MessageKind.REPLY,
        from_address="service@nordlicht.example",
        to=[["Käthe", "kaethe@post.example"]],
        message_id="<answer-1@nordlicht.example>",
    )
    with in_scope(ticket.tenant_id):
        Message.objects.filter(pk=message.pk).update(author=author)
        OutgoingMail.objects.create(
            tenant_id=ticket.tenant_id,
            message=message,
            account_id=ticket.account_id,
            account_owner=ticket.account_owner,
            **values,
        )
    return message


@pytest.fixture
def received(nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, ada: User) -> Arrival:
    """A customer's mail that has become a ticket in billing."""
    with in_scope(nordlicht):
        set_fallback(nordlicht_account, billing, by=ada)
    return receive(nordlicht_account, letter("Abrechnung stimmt nicht", message_id="<first-1@post.example>"))


def closed_off(tenant: Tenant) -> Category:
    return make_category(make_group_tree(tenant, "Vorstand"))
