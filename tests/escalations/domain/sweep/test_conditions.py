"""Each condition of a rule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.channels.enums import Channel
from kontor.escalations.domain.content import Condition
from kontor.escalations.domain.sweep import sweep
from kontor.escalations.enums import ConditionKind
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from tests.conftest import Frozen
from tests.escalations.domain.sweep.conftest import WAITS, ago, as_it_is, old
from tests.factories.escalations import (
    TELLS_SUPERVISORS,
    is_due_in,
    is_overdue,
    one_of,
    rule_in_force,
)
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope


# conditions
def test_every_condition_must_hold(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    rule_in_force(
        nordlicht,
        WAITS,
        one_of(ConditionKind.CATEGORY, billing.pk),
        one_of(ConditionKind.CHANNEL, Channel.MAIL),
        one_of(ConditionKind.LANGUAGE, "de", "en"),
        one_of(ConditionKind.TAG, "vip"),
    )
    fitting = {"language": "en", "tags": ["neu", "vip"]}
    fits = old(billing, **fitting)
    old(moving, **fitting)
    old(billing, **{**fitting, "channel": Channel.PHONE})
    old(billing, **{**fitting, "language": "fr"})
    old(billing, **{**fitting, "tags": ["neu"]})
    make_ticket(billing, **fitting)

    assert sweep(nordlicht.pk) == 1
    assert as_it_is(fits).tags == ["neu", "vip", "eilig"]


def test_waiting_is_in_the_queue(nordlicht: Tenant, billing: Category, anna: User) -> None:
    rule_in_force(nordlicht, WAITS)
    old(billing, owner=anna)
    assert sweep(nordlicht.pk) == 0


def test_by_state(nordlicht: Tenant, billing: Category, anna: User) -> None:
    rule_in_force(nordlicht, one_of(ConditionKind.STATE, TicketState.ASSIGNED))
    mine, _queued = make_ticket(billing, owner=anna), make_ticket(billing)
    assert sweep(nordlicht.pk) == 1
    assert as_it_is(mine).tags == ["eilig"]


def test_due_in(nordlicht: Tenant, billing: Category, frozen: Frozen) -> None:
    rule_in_force(nordlicht, is_due_in(10))
    ticket = make_ticket(billing, due_at=clock.now() + timedelta(minutes=11))
    assert sweep(nordlicht.pk) == 0
    frozen.move(minutes=1)
    assert sweep(nordlicht.pk) == 1
    assert as_it_is(ticket).tags == ["eilig"]


def test_a_resubmission_is_overdue_when_nobody_came_for_it(
    nordlicht: Tenant, billing: Category, anna: User, frozen: Frozen
) -> None:
    rule_in_force(nordlicht, is_overdue(20), do=(TELLS_SUPERVISORS,))
    ticket = make_ticket(billing, owner=anna)
    with in_scope(nordlicht):
        resubmit_ticket(ticket, until=clock.now() + timedelta(hours=1), to=anna, by=anna)
    frozen.move(minutes=79)
    assert sweep(nordlicht.pk) == 0
    frozen.move(minutes=1)
    assert sweep(nordlicht.pk) == 1


@pytest.mark.parametrize(("least", "fired"), [(3, 3), (4, 0)])
def test_by_the_number_of_open_requests(nordlicht: Tenant, billing: Category, least: int, fired: int) -> None:
    rule_in_force(nordlicht, Condition(ConditionKind.OPEN, least))
    for _each in range(3):
        make_ticket(billing)
    assert sweep(nordlicht.pk) == fired


def test_load_is_that_of_the_categories_the_rule_names(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    rule_in_force(nordlicht, Condition(ConditionKind.OPEN, 2), one_of(ConditionKind.CATEGORY, moving.pk))
    make_ticket(billing)
    make_ticket(moving)
    assert sweep(nordlicht.pk) == 0
    make_ticket(moving)
    assert sweep(nordlicht.pk) == 2


@pytest.mark.parametrize(("percent", "fired"), [(50, 2), (51, 0)])
def test_by_the_share_of_what_is_late(nordlicht: Tenant, billing: Category, percent: int, fired: int) -> None:
    rule_in_force(nordlicht, Condition(ConditionKind.LATE_SHARE, percent))
    make_ticket(billing, due_at=ago(1))
    make_ticket(billing)
    assert sweep(nordlicht.pk) == fired
