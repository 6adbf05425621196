"""A month of requests, and terms that are tried on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kontor.escalations.domain.replay_result import Result
from kontor.escalations.domain.replaying import run, start
from kontor.escalations.enums import ReplayKind, ReplayState
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
from tests.support.scoping import in_scope

HOUR = timedelta(hours=1)

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten o'clock in Berlin."""


@pytest.fixture
def monday(frozen: Frozen) -> Frozen:
    frozen.at = MONDAY
    return frozen


@pytest.fixture
def gold(nordlicht: Tenant, monday: Frozen) -> ServiceLevel:
    """Two hours to the first response, round the clock."""
    level = make_service_level(nordlicht, "Gold", first_response=120, pauses=["inquiry"])
    choose(nordlicht, SERVICE_LEVEL, level)
    return level


def request_of(
    category: Category, *, asked: timedelta, answered_after: timedelta | None = None, **values: Any
) -> Ticket:
    """Received so long after Monday at ten, answered so long after that."""
    with in_scope(category.tenant_id):
        fresh = Category.objects.select_related("tenant").get(pk=category.pk)
        ticket = make_ticket(fresh, received_at=MONDAY + asked, **values)
        if answered_after is not None:
            at = ticket.received_at + answered_after
            make_message(ticket, direction=Direction.OUT, kind=MessageKind.REPLY, at=at)
    return ticket


def tried(kind: ReplayKind, tenant: Tenant, subject: int | None, content: dict[str, Any]) -> Result:
    with in_scope(tenant):
        replay = start(tenant, kind, subject, content, by=None)
    run(tenant.pk, replay.pk)
    with in_scope(tenant):
        done = Replay.objects.get(pk=replay.pk)
    assert (done.state, done.done) == (ReplayState.DONE, done.total)
    return Result.from_json(done.result)


def sums_of(result: Result) -> tuple[int, int, int, int]:
    """Kept of promised before, and after."""
    return tuple(result.sums.get(f"{name}_{side}", 0) for side in ("before", "after") for name in ("kept", "of"))  # type: ignore[return-value]
