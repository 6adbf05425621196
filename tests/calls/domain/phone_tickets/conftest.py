"""Nordlicht makes phone tickets of its calls."""

from __future__ import annotations

import pytest
from django.test import Client

from kontor.calls.enums import Creation
from kontor.calls.models import Call
from kontor.calls.preferences import (
    CATEGORY,
    TICKET_IN,
    TICKET_MISSED,
    TICKET_OUT,
)
from kontor.customers.domain.contacts import add_address
from kontor.customers.enums import AddressKind
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.models import Ticket
from tests.calls.making import (
    NUMBER,
    prefer,
)
from tests.support.client import sign_in
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def phones(nordlicht: Tenant, billing: Category) -> Tenant:
    """Nordlicht makes phone tickets of all calls, when they are answered."""
    for preference, value in (
        (TICKET_IN, Creation.ALWAYS.value),
        (TICKET_OUT, Creation.ALWAYS.value),
        (TICKET_MISSED, Creation.ALWAYS.value),
        (CATEGORY, billing.pk),
    ):
        prefer(nordlicht, preference, value)
    return nordlicht


@pytest.fixture
def there(anna: User, nordlicht: Tenant) -> User:
    sign_in(Client(), anna, nordlicht)
    return anna


def ticket_of(call: Call) -> Ticket:
    with everywhere():
        assert call.ticket_id
        return Ticket.objects.select_related("customer", "category", "owner").get(pk=call.ticket_id)


def said(ticket: Ticket) -> list[str]:
    with everywhere():
        return [sentence(entry) for entry in ticket.history.select_related("actor").order_by("id")]


def known(customer: Customer, number: str = NUMBER) -> Customer:
    with in_scope(customer.tenant_id):
        add_address(customer, kind=AddressKind.PHONE, value=number)
    return customer
