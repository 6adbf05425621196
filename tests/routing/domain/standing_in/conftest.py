"""Somebody who is away, and who stands in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.domain.absences import plan_absence
from kontor.people.models import Absence, User
from kontor.routing.domain.waiting import deliver_waiting
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.factories.tickets import make_ticket
from tests.support.client import sign_in
from tests.support.scoping import everywhere, in_scope


def away(user: User, substitute: User | None = None, *, begins: float = 0, hours: float = 48) -> Absence:
    since = clock.now() + timedelta(hours=begins)
    return plan_absence(user, since=since, until=since + timedelta(hours=hours), substitute=substitute, by=user)


def there(user: User, *tenants: Tenant) -> User:
    sign_in(Client(), user, *tenants)
    return user


def place(ticket: Ticket) -> tuple[str, str, str]:
    """State, on whose desk, for whom it waits."""
    with everywhere():
        row = Ticket.objects.select_related("owner", "waits_for").get(pk=ticket.pk)
        return row.state, row.owner.username if row.owner else "", row.waits_for.username if row.waits_for else ""


def steps(ticket: Ticket) -> list[str]:
    with everywhere():
        rows = HistoryEntry.objects.filter(ticket=ticket).select_related("actor").order_by("id")
        return [sentence(entry) for entry in rows]


def notices(user: User, *tenants: Tenant) -> list[str]:
    with in_scope(*tenants):
        return [line.text for line in latest_notices(user)]


def sweep(tenant: Tenant) -> int:
    with in_scope(tenant):
        return deliver_waiting(tenant.pk)


@pytest.fixture
def mine(billing: Category, anna: User, bela: User) -> Ticket:
    """On Anna's desk. Bela works its category too."""
    return make_ticket(billing, owner=anna)


ON_DESK, IN_QUEUE = (TicketState.ASSIGNED, "bela", ""), (TicketState.QUEUED, "", "")

SUBSTITUTED = "With Bela Brand, who stands in for Anna Arndt"

QUEUED = "Back in the queue: Anna Arndt is away and nobody stands in who works this category"
