"""Tickets that wait for a time or a colleague."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.pass_on import pass_on
from kontor.routing.domain.waiting import deliver_waiting
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.models import HistoryEntry, Notice, Ticket
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope

ClientFor = Callable[..., Browser]


@pytest.fixture
def mine(billing: Category, anna: User, bela: User) -> Ticket:
    """On Anna's desk. Bela works its category too."""
    return make_ticket(billing, owner=anna)


def forward(ticket: Ticket, *, by: User, **to: object) -> Ticket:
    with in_scope(ticket.tenant_id):
        return pass_on(ticket, by=by, **to)  # type: ignore[arg-type]


def sweep(tenant: Tenant) -> int:
    with in_scope(tenant):
        return deliver_waiting(tenant.pk)


def place(ticket: Ticket) -> tuple[str, str, str]:
    """State, on whose desk, for whom it waits."""
    with everywhere():
        row = Ticket.objects.select_related("owner", "waits_for").get(pk=ticket.pk)
        return row.state, row.owner.username if row.owner else "", row.waits_for.username if row.waits_for else ""


def steps(ticket: Ticket) -> list[str]:
    with everywhere():
        rows = HistoryEntry.objects.filter(ticket=ticket).select_related("actor").order_by("id")
        return [sentence(entry) for entry in rows]


def notices(user: User) -> list[str]:
    with everywhere():
        return list(Notice.objects.filter(user=user).values_list("kind", flat=True))
