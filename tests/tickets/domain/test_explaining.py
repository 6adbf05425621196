"""The explanation of a deadline: its lines add up to it, now and at any moment of the past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.routing.domain.waiting import fetch_waiting
from kontor.sla.enums import PauseKind, PromiseKind
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.explaining import explain
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements

HOUR = timedelta(hours=1)
FRIDAY = datetime(2026, 11, 27, 14, 20, tzinfo=UTC)
"""Twenty past three in Berlin."""


@pytest.fixture
def mine(nordlicht: Tenant, billing: Category, anna: User, frozen: Frozen) -> Ticket:
    """Eight hours to the first response, from eight to twelve and from one to five."""
    frozen.at = FRIDAY
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=480))
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    with in_scope(nordlicht):
        return make_ticket(Category.objects.select_related("tenant").get(pk=billing.pk), owner=anna)


def test_the_lines_add_up_to_the_deadline(mine: Ticket) -> None:
    with in_scope(mine.tenant_id):
        (first,) = explain(mine, FRIDAY)

    assert [(line.begin, line.end, line.sum) for line in first.lines] == [
        (FRIDAY, FRIDAY + 100 * HOUR / 60, 100 * HOUR / 60),  # Friday 15:20 to 17:00
        (datetime(2026, 11, 30, 7, tzinfo=UTC), datetime(2026, 11, 30, 11, tzinfo=UTC), 340 * HOUR / 60),
        (datetime(2026, 11, 30, 12, tzinfo=UTC), mine.due_at, 8 * HOUR),
    ]
    assert (first.lines[-1].end, first.lines[-1].sum) == (first.clock.due_at, first.clock.target)
    assert (first.kind, first.is_done, first.percent) == (PromiseKind.FIRST_RESPONSE, False, 0)
    assert first.calendar is not None


def test_a_pause_is_a_line_that_does_not_count(mine: Ticket, anna: User, frozen: Frozen) -> None:
    with in_scope(mine.tenant_id):
        frozen.move(minutes=40)
        resubmit_ticket(mine, until=frozen.at + 2 * HOUR, to=anna, waits_for_customer=True, by=anna)
        frozen.move(minutes=30)
        (still,) = explain(mine, frozen.at)
        assert (still.clock.due_at, still.clock.worked) == (None, 40 * HOUR / 60)
        assert [(line.pause, line.end, line.sum) for line in still.lines] == [
            (None, FRIDAY + 40 * HOUR / 60, 40 * HOUR / 60),
            (PauseKind.CUSTOMER, None, 40 * HOUR / 60),
        ]

        fetch_waiting(mine, by=anna)
        (again,) = explain(mine, frozen.at)

    assert [line.pause for line in again.lines] == [None, PauseKind.CUSTOMER, None, None, None]
    assert again.lines[1].length == HOUR / 2
    assert again.lines[-1].sum == 8 * HOUR
    counted = sum((line.length for line in again.lines if not line.pause), timedelta(0))
    assert counted == again.clock.target


def test_a_moment_of_the_past_knows_nothing_of_what_came_later(mine: Ticket, anna: User, frozen: Frozen) -> None:
    with in_scope(mine.tenant_id):
        due = mine.due_at
        frozen.move(minutes=40)
        resubmit_ticket(mine, until=frozen.at + 2 * HOUR, to=anna, waits_for_customer=True, by=anna)
        frozen.move(minutes=30)
        fetch_waiting(mine, by=anna)
        frozen.move(hours=72)
        close_ticket(Ticket.objects.get(pk=mine.pk), by=None)

        (then,) = explain(mine, FRIDAY + HOUR / 2)
        assert (then.clock.due_at, then.clock.worked, then.is_done) == (due, HOUR / 2, False)
        (paused,) = explain(mine, FRIDAY + HOUR)
        assert (paused.clock.due_at, paused.clock.still_since) == (None, FRIDAY + 40 * HOUR / 60)
        assert explain(mine, frozen.at) == []
        assert explain(mine, FRIDAY - HOUR) == []


def test_what_was_kept_stays_explained(nordlicht: Tenant, mine: Ticket, billing: Category, frozen: Frozen) -> None:
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=None, resolution=60))
    with in_scope(nordlicht):
        ticket = make_ticket(Category.objects.select_related("tenant").get(pk=billing.pk))
        frozen.move(hours=1)
        close_ticket(ticket, by=None)
        frozen.move(hours=100)
        (resolution,) = explain(ticket, frozen.at)

        assert (resolution.kind, resolution.is_done, resolution.promise.kept) == (PromiseKind.RESOLUTION, True, True)
        assert resolution.percent == 100
        assert explain(ticket, frozen.at, ended=False) == []


def test_it_costs_the_same_however_much_is_promised(mine: Ticket, nordlicht: Tenant, billing: Category) -> None:
    level = make_service_level(nordlicht, first_response=480, next_response=60, resolution=960)
    choose(nordlicht, SERVICE_LEVEL, level)
    with in_scope(nordlicht):
        more = make_ticket(Category.objects.select_related("tenant").get(pk=billing.pk))
        explain(mine, FRIDAY)
        with statements() as once:
            explain(mine, FRIDAY)
        with statements() as twice:
            assert len(explain(more, FRIDAY)) == 2
        assert len(once) == len(twice) <= 4
