"""Rules by the share of a target that is used, and by priority."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kontor.escalations.domain.content import Action, Condition, Content
from kontor.escalations.domain.firings import would_act_now
from kontor.escalations.domain.sweep import sweep
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.models import HistoryEntry, Ticket
from tests.conftest import Frozen
from tests.factories.escalations import rule_in_force, waits
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten o'clock in Berlin."""


@pytest.fixture
def monday(frozen: Frozen) -> Frozen:
    frozen.at = MONDAY
    return frozen


def _opened(category: Category, **values: Any) -> Ticket:
    with in_scope(category.tenant_id):
        return make_ticket(Category.objects.select_related("tenant").get(pk=category.pk), **values)


def _fresh(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.get(pk=ticket.pk)


def _used(percent: int) -> Condition:
    return Condition(ConditionKind.SHARE, percent)


@pytest.mark.parametrize("percent", [10, 50, 75, 80, 100, 150])
def test_the_share_is_of_working_time(monday: Frozen, nordlicht: Tenant, billing: Category, percent: int) -> None:
    """200 minutes from ten o'clock, with lunch between twelve and one: exactly at the minute, and not before."""
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=200, warning_share=75))
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    rule_in_force(nordlicht, _used(percent))
    _opened(billing)
    worked = 200 * percent // 100
    at = MONDAY + timedelta(minutes=worked + (60 if worked > 120 else 0))

    monday.at = at - timedelta(seconds=1)
    assert sweep(nordlicht.pk) == 0
    monday.at = at
    assert [sweep(nordlicht.pk), sweep(nordlicht.pk)] == [1, 0]


def test_what_stands_still_has_not_used_more(monday: Frozen, nordlicht: Tenant, billing: Category, anna: User) -> None:
    level = make_service_level(nordlicht, first_response=100, pauses=["resubmission"])
    choose(nordlicht, SERVICE_LEVEL, level)
    rule_in_force(nordlicht, _used(100))
    ticket = _opened(billing, owner=anna)
    with in_scope(nordlicht):
        resubmit_ticket(ticket, until=MONDAY + timedelta(days=1), to=anna, by=anna)
    monday.move(hours=5)
    assert sweep(nordlicht.pk) == 0


def test_without_a_promise_nothing_is_used(monday: Frozen, nordlicht: Tenant, billing: Category) -> None:
    rule_in_force(nordlicht, _used(1))
    _opened(billing)
    monday.move(hours=500)
    assert sweep(nordlicht.pk) == 0


def test_the_preview_looks_as_closely(monday: Frozen, nordlicht: Tenant, billing: Category) -> None:
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=100, warning_share=50))
    ticket = _opened(billing)
    version = rule_in_force(nordlicht, _used(60))
    counts = []
    for _look in range(2):
        monday.move(minutes=55 if not counts else 5)
        with in_scope(nordlicht):
            found = would_act_now(nordlicht.pk, Content.from_json(version.content), most=10)
        counts.append((found.count, [each.pk for each in found.tickets]))
    assert counts == [(0, []), (1, [ticket.pk])]


def test_a_raised_priority_moves_the_ticket_forward(monday: Frozen, nordlicht: Tenant, billing: Category) -> None:
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=120))
    rule_in_force(nordlicht, waits(30), do=(Action(ActionKind.PRIORITY, 1),), again=30, name="Drängt")
    ticket = _opened(billing)
    places = [_fresh(ticket).rank_at]
    for _look in range(2):
        monday.move(minutes=30)
        sweep(nordlicht.pk)
        places.append(_fresh(ticket).rank_at)

    assert [place - MONDAY for place in places] == [timedelta(minutes=minutes) for minutes in (120, 60, 40)]
    assert _fresh(ticket).due_at == MONDAY + timedelta(minutes=120), "the promise stays"
    with everywhere():
        steps = [sentence(each) for each in HistoryEntry.objects.filter(ticket=ticket, action="escalated")]
    assert steps == [f"Escalation rule “Drängt”, version 1: priority raised to {number}" for number in (1, 2)]


def test_more_than_the_highest_priority_there_is_not(monday: Frozen, nordlicht: Tenant, billing: Category) -> None:
    rule_in_force(nordlicht, waits(0), do=(Action(ActionKind.PRIORITY, 5),), name="R")
    ticket, full = _opened(billing, priority=7), _opened(billing, priority=9)
    sweep(nordlicht.pk)
    assert (_fresh(ticket).priority, _fresh(full).priority) == (9, 9)
    with everywhere():
        (step,) = HistoryEntry.objects.filter(ticket=full, action="escalated")
    assert sentence(step) == "Escalation rule “R”, version 1: priority 9 already"
