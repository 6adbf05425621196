"""Dry runs and their pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kontor.escalations.models import Replay
from kontor.org.models import Category
from kontor.sla.models import ServiceLevel
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.sla import choose, make_service_level
from tests.factories.tickets import make_message, make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope

Clients = Callable[..., Browser]

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

HOUR = timedelta(hours=1)

LEVEL = {"name": "Gold", "first_response": "3", "warning_share": 75, "priority_percent": 100}


@pytest.fixture
def gold(nordlicht: Tenant, frozen: Frozen) -> ServiceLevel:
    frozen.at = MONDAY
    level = make_service_level(nordlicht, "Gold", first_response=120)
    choose(nordlicht, SERVICE_LEVEL, level)
    return level


@pytest.fixture
def late(gold: ServiceLevel, billing: Category, frozen: Frozen) -> Ticket:
    """Answered after three hours, where two are promised."""
    with in_scope(billing.tenant_id):
        fresh = Category.objects.select_related("tenant").get(pk=billing.pk)
        ticket = make_ticket(fresh, subject="Zählerstand", received_at=MONDAY)
        make_message(ticket, direction=Direction.OUT, kind=MessageKind.REPLY, at=MONDAY + 3 * HOUR)
    frozen.move(hours=5)
    return ticket


def only_one() -> Replay:
    with everywhere():
        return Replay.objects.get()
