"""Mails to people outside, beside their ticket."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]

HtmxFor = Callable[..., HtmxBrowser]


@pytest.fixture
def mine(billing: Category, customer: Customer, nordlicht_account: MailAccount, anna: User) -> Ticket:
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna, subject="Zähler defekt")


def address(name: str, ticket: Ticket, *more: object) -> str:
    return reverse(f"desk:outside:{name}", args=[ticket.number, *more])


def now(ticket: Ticket) -> Ticket:
    with in_scope(ticket.tenant_id):
        return Ticket.objects.select_related("owner").get(pk=ticket.pk)
