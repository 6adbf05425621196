"""Customers who call in vain."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.calls.domain.call_backs import waiting_call_back
from kontor.calls.models import Call
from kontor.calls.preferences import CATEGORY
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.models import Ticket
from tests.calls.making import prefer
from tests.conftest import Frozen
from tests.factories.sla import choose, make_service_level
from tests.support.scoping import everywhere, in_scope
from tests.tickets.promising import running


@pytest.fixture
def phones(nordlicht: Tenant, billing: Category, frozen: Frozen) -> Tenant:
    """Nordlicht promises to call back within an hour, and to respond and resolve within a day and a week."""
    prefer(nordlicht, CATEGORY, billing.pk)
    level = make_service_level(nordlicht, first_response=1440, next_response=1440, resolution=10080, call_back=60)
    choose(nordlicht, SERVICE_LEVEL, level)
    return nordlicht


def ticket_of(call: Call) -> Ticket:
    with everywhere():
        assert call.ticket_id
        return Ticket.objects.get(pk=call.ticket_id)


def promised(ticket: Ticket) -> dict[str, timedelta | None]:
    """How far ahead what runs is due."""
    with in_scope(ticket.tenant_id):
        return {kind: due and due - clock.now() for kind, due in running(ticket).items()}


def waits(ticket: Ticket) -> bool:
    with in_scope(ticket.tenant_id):
        return waiting_call_back(ticket) is not None


def said(ticket: Ticket) -> list[str]:
    with everywhere():
        return [sentence(entry) for entry in ticket.history.select_related("actor").order_by("id")]


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
