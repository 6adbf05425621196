"""Service levels are tried."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.escalations.domain.replay_content import (
    level_content,
)
from kontor.escalations.domain.replay_result import Hour, Otherwise, Result
from kontor.escalations.enums import ReplayKind
from kontor.org.models import Category
from kontor.sla.enums import PauseKind
from kontor.sla.models import ServiceLevel
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from tests.conftest import Frozen
from tests.escalations.domain.replay_promises.conftest import HOUR, MONDAY, request_of, sums_of, tried
from tests.factories.sla import choose, make_service_level
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


def tried_level(level: ServiceLevel, **changed: Any) -> Result:
    values = {"first_response": level.first_response, "pauses": level.pauses, **changed}
    return tried(ReplayKind.SERVICE_LEVEL, level.tenant, level.pk, level_content(**values))


def test_another_target_keeps_some_promises_and_breaks_none(
    gold: ServiceLevel, billing: Category, monday: Frozen
) -> None:
    in_time = request_of(billing, asked=0 * HOUR, answered_after=2 * HOUR)
    late = request_of(billing, asked=0 * HOUR, answered_after=3 * HOUR)
    too_late = request_of(billing, asked=1.5 * HOUR, answered_after=5 * HOUR)
    monday.move(hours=24)

    result = tried_level(gold, first_response=180)

    assert sums_of(result) == (1, 3, 2, 3)
    assert result.tickets == [Otherwise(late.pk, "first:better", MONDAY + 3 * HOUR)]
    assert result.hours == [Hour(MONDAY, 1, 2, 2, 2), Hour(MONDAY + HOUR, 0, 0, 1, 1)]
    assert (result.differences, result.sums["better"], result.sums["everywhere"]) == (1, 1, 0)
    assert {in_time.pk, too_late.pk}.isdisjoint(each.ticket_id for each in result.tickets)


def test_a_stricter_target_breaks_what_was_kept_and_what_is_awaited(
    gold: ServiceLevel, billing: Category, monday: Frozen
) -> None:
    kept = request_of(billing, asked=0 * HOUR, answered_after=1.5 * HOUR)
    awaited = request_of(billing, asked=1 * HOUR)
    monday.move(hours=2.5)

    result = tried_level(gold, first_response=60)

    assert sums_of(result) == (1, 1, 0, 2)
    assert result.tickets == [
        Otherwise(kept.pk, "first:worse", MONDAY + HOUR),
        Otherwise(awaited.pk, "first:worse", MONDAY + 2 * HOUR),
    ]


def test_what_was_not_promised_before_and_is_not_any_more(
    gold: ServiceLevel, billing: Category, monday: Frozen
) -> None:
    closed = {"state": TicketState.CLOSED, "closed_at": MONDAY + 10 * HOUR}
    slow = request_of(billing, asked=0 * HOUR, answered_after=HOUR, **closed)
    request_of(billing, asked=8 * HOUR, answered_after=HOUR, **closed)
    monday.move(hours=24)

    result = tried_level(gold, first_response=None, resolution=240)

    assert sums_of(result) == (2, 2, 1, 2)
    assert (result.sums["gone"], result.sums["new_broken"]) == (2, 1)
    assert result.tickets == [Otherwise(slow.pk, "resolution:new_broken", MONDAY + 4 * HOUR)]


def test_another_pause_counts(gold: ServiceLevel, billing: Category, monday: Frozen) -> None:
    ticket = request_of(billing, asked=0 * HOUR, answered_after=3 * HOUR)
    with in_scope(billing.tenant_id):
        ticket.pauses.create(
            tenant_id=ticket.tenant_id, kind=PauseKind.RESUBMISSION, since=MONDAY + HOUR, until=MONDAY + 2 * HOUR
        )
    monday.move(hours=24)

    result = tried_level(gold, pauses=["resubmission"])

    assert result.tickets == [Otherwise(ticket.pk, "first:better", MONDAY + 3 * HOUR)]


def test_the_same_changes_nothing(gold: ServiceLevel, billing: Category, monday: Frozen) -> None:
    request_of(billing, asked=0 * HOUR, answered_after=3 * HOUR)
    monday.move(hours=24)

    result = tried_level(gold)

    assert (sums_of(result), result.tickets) == ((0, 1, 0, 1), [])


def test_only_what_it_concerns_is_looked_at(
    gold: ServiceLevel,
    nordlicht: Tenant,
    billing: Category,
    moving: Category,
    claims: Category,
    alpina: Tenant,
    monday: Frozen,
) -> None:
    """Not: another level's category, another tenant, spam, what is older."""
    choose(moving, SERVICE_LEVEL, make_service_level(nordlicht, first_response=1))
    choose(alpina, SERVICE_LEVEL, make_service_level(alpina, first_response=1))
    late = 3 * HOUR
    request_of(billing, asked=0 * HOUR, answered_after=late, state=TicketState.SPAM)
    request_of(billing, asked=-30 * 24 * HOUR, answered_after=late)
    request_of(moving, asked=0 * HOUR, answered_after=late)
    request_of(claims, asked=0 * HOUR, answered_after=late)
    mine = request_of(billing, asked=0 * HOUR, answered_after=late)
    monday.move(hours=4)

    result = tried_level(gold, first_response=180)

    assert [each.ticket_id for each in result.tickets] == [mine.pk]
    assert sums_of(result) == (0, 1, 1, 1)


def test_a_new_one_is_tried_on_everything(
    gold: ServiceLevel, nordlicht: Tenant, billing: Category, moving: Category, monday: Frozen
) -> None:
    request_of(billing, asked=0 * HOUR, answered_after=3 * HOUR)
    request_of(moving, asked=0 * HOUR, answered_after=1 * HOUR)
    monday.move(hours=24)

    content = level_content(name="Neu", first_response=30, pauses=[])
    result = tried(ReplayKind.SERVICE_LEVEL, nordlicht, None, content)

    assert (sums_of(result), result.sums["everywhere"]) == ((1, 2, 0, 2), 1)
