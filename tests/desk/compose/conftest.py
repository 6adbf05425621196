"""Anna writes an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]

HtmxFor = Callable[..., HtmxBrowser]

WORDS = "Wir schicken Ihnen eine neue Abrechnung."


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount) -> Ticket:
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account)


@pytest.fixture
def page(anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor) -> Browser:
    """Anna's browser without scripts, the editor open."""
    browser = client_for(anna, nordlicht)
    post(browser, "reply", mine)
    return browser


@pytest.fixture
def window(anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> HtmxBrowser:
    """Anna's browser, the editor open."""
    browser = htmx_for(anna, nordlicht)
    post(browser, "reply", mine)
    return browser


def post(browser: Browser, name: str, ticket: Ticket, **data: Any) -> HttpResponse:
    return browser.post(reverse(f"desk:compose:{name}", args=[ticket.number]), data)


def typed(version: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "version": version,
        "to": "Käthe Kunde <kaethe@post.example>",
        "subject": "Re: Abrechnung",
        "text": WORDS,
    } | changes


def draft(ticket: Ticket) -> Draft:
    with in_scope(ticket.tenant_id):
        return Draft.objects.get(ticket=ticket)


def state(ticket: Ticket) -> str:
    with in_scope(ticket.tenant_id):
        return Ticket.objects.get(pk=ticket.pk).state
