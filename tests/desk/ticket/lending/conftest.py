"""A ticket of Alpina that is lent to Nordlicht, and who looks at it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.urls import reverse

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.loans import lend_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]


def address(name: str, ticket: Ticket, *places: object) -> str:
    return reverse(f"desk:{name}", args=[ticket.number, *places])


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def now(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def lent(ticket: Ticket, claims: Category) -> Ticket:
    """In the queue of Alpina."""
    lend_ticket(ticket, claims)
    return ticket


@pytest.fixture
def carlas(lent: Ticket, carla: User) -> Ticket:
    """On Carla's desk."""
    with everywhere():
        Ticket.objects.filter(pk=lent.pk).update(state=TicketState.ASSIGNED, owner=carla, assigned_at=clock.now())
    return lent


@pytest.fixture
def carlas_browser(carla: User, alpina: Tenant, client_for: ClientFor) -> Browser:
    return client_for(carla, alpina)
