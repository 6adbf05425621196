"""Whoever closes a ticket is told that its customer waits to be called back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.calls.models import Call
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.calls.making import missed_call
from tests.desk.phone.rows import integration
from tests.factories.tickets import make_ticket
from tests.support.client import HtmxBrowser
from tests.support.scoping import everywhere

HtmxFor = Callable[..., HtmxBrowser]
WAITS = "The customer waits to be called back; of a closed ticket nobody calls back."


@pytest.fixture
def missed(billing: Category, anna: User, nordlicht: Tenant) -> Ticket:
    """On Anna's desk, with a call that nobody answered."""
    integration()
    ticket = make_ticket(billing, owner=anna)
    call = missed_call(nordlicht)
    with everywhere():
        Call.objects.filter(pk=call.pk).update(ticket=ticket)
    return ticket


def closing(browser: HtmxBrowser, ticket: Ticket) -> str:
    return browser.get(reverse("desk:ticket:close", args=[ticket.number])).content.decode()


def choosing(browser: HtmxBrowser, *tickets: Ticket) -> str:
    return browser.post(reverse("desk:inbox:selection"), {"selected": [one.pk for one in tickets]}).content.decode()


def test_before_a_ticket_is_closed_its_call_back_is_named(
    anna: User, missed: Ticket, billing: Category, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(anna, nordlicht)
    other = make_ticket(billing, owner=anna)

    assert WAITS in closing(browser, missed)
    assert "called back" not in closing(browser, other)


def test_before_several_are_closed_it_is_said_how_many_wait(
    anna: User, missed: Ticket, billing: Category, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(anna, nordlicht)
    other = make_ticket(billing, owner=anna)

    assert "1 customer waits to be called back" in choosing(browser, missed, other)
    assert "called back" not in choosing(browser, other)


def test_where_nobody_works_with_telephones_none_is_named(
    anna: User, missed: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    integration(on=False)
    browser = htmx_for(anna, nordlicht)

    assert "called back" not in closing(browser, missed) + choosing(browser, missed)
