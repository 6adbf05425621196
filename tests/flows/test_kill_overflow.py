"""Overflow with several workers, one of which is killed: each request is lent once, and never more than the quota."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from kontor.escalations.domain.overflow import flow
from kontor.escalations.tasks import let_overflow
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.models import Loan
from kontor.tenants.models import Tenant
from kontor.tickets.models import HistoryEntry, Ticket
from tests.factories.agreements import make_agreement
from tests.factories.tickets import make_ticket
from tests.support.processes import worker
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits


@pytest.fixture
def waiting(committed_db: str, billing: Category) -> list[Ticket]:
    received = clock.now() - timedelta(hours=5)
    return [make_ticket(billing, received_at=received) for _each in range(6)]


def _lent() -> Counter[int]:
    """How often each ticket was lent, by its loans; the history must agree."""
    with everywhere():
        lent = Counter(Loan.objects.values_list("ticket_id", flat=True))
        told = Counter(HistoryEntry.objects.filter(action="lent").values_list("ticket_id", flat=True))
        assert told == lent
        assert set(Ticket.objects.exclude(lent_to=None).values_list("pk", flat=True)) == set(lent)
    return lent


def test_two_workers_lend_no_more_than_the_quota(
    nordlicht: Tenant, waiting: list[Ticket], claims: Category, carla: User, ada: User
) -> None:
    make_agreement(nordlicht, claims, confirmed_by=ada, quota=4)

    results = at_once(*[lambda: flow(nordlicht.pk)] * 3)
    flow(nordlicht.pk)

    assert results == [None] * 3
    assert sum(_lent().values()) == 4
    assert set(_lent().values()) == {1}


def test_a_worker_killed_while_it_lends_leaves_nothing_half_done(
    committed_db: str, nordlicht: Tenant, waiting: list[Ticket], claims: Category, carla: User, ada: User
) -> None:
    make_agreement(nordlicht, claims, confirmed_by=ada)

    let_overflow.defer(tenant_id=nordlicht.pk)
    with in_scope(nordlicht):
        Ticket.objects.select_for_update().get(pk=waiting[-1].pk)  # the worker comes as far as this one
        with worker(committed_db) as dying:
            until_somebody_waits(60)
            dying.kill()
    assert _lent() == Counter()

    flow(nordlicht.pk)
    flow(nordlicht.pk)

    assert _lent() == Counter({ticket.pk: 1 for ticket in waiting})
