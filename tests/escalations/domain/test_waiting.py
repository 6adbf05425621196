"""Rules by waiting time: minutes count while somebody works, by the business hours of tenant and category."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kontor.escalations.domain.content import Content
from kontor.escalations.domain.firings import would_act_now
from kontor.escalations.domain.sweep import sweep
from kontor.org.models import Category
from kontor.sla.domain.terms import terms_of
from kontor.sla.domain.worktime import worked_between
from kontor.sla.preferences import BUSINESS_HOURS
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.escalations import is_due_in, rule_in_force, waits
from tests.factories.sla import choose, make_calendar
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
"""Half past four in Berlin; the office closes at five."""


@pytest.fixture
def friday(frozen: Frozen) -> Frozen:
    frozen.at = FRIDAY
    return frozen


def _tags(ticket: Ticket) -> list[str]:
    with everywhere():
        return list(Ticket.objects.get(pk=ticket.pk).tags)


@pytest.mark.parametrize(
    ("minutes", "at"),
    [
        (20, datetime(2026, 11, 20, 15, 50, tzinfo=UTC)),
        (30, datetime(2026, 11, 20, 16, 0, tzinfo=UTC)),  # at closing, and not on Monday
        (60, datetime(2026, 11, 23, 7, 30, tzinfo=UTC)),  # over the weekend
        (30 + 480 + 15, datetime(2026, 11, 24, 7, 15, tzinfo=UTC)),  # over the weekend, a lunch break and a night
    ],
)
def test_nights_and_weekends_do_not_count(
    friday: Frozen, nordlicht: Tenant, billing: Category, minutes: int, at: datetime
) -> None:
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    rule_in_force(nordlicht, waits(minutes))
    make_ticket(billing, received_at=FRIDAY)

    friday.at = at - timedelta(seconds=1)
    assert sweep(nordlicht.pk) == 0
    friday.at = at
    assert [sweep(nordlicht.pk), sweep(nordlicht.pk)] == [1, 0]


def test_without_business_hours_every_minute_counts(friday: Frozen, nordlicht: Tenant, billing: Category) -> None:
    rule_in_force(nordlicht, waits(60))
    make_ticket(billing, received_at=FRIDAY)
    friday.move(minutes=60)
    assert sweep(nordlicht.pk) == 1


def test_a_category_counts_by_its_own_hours(
    friday: Frozen, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    late: dict[str, Any] = {"fri": ["8-20"]}
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    choose(moving, BUSINESS_HOURS, make_calendar(nordlicht, **late))
    rule_in_force(nordlicht, waits(60))
    usual, longer = make_ticket(billing, received_at=FRIDAY), make_ticket(moving, received_at=FRIDAY)

    friday.move(minutes=60)
    assert sweep(nordlicht.pk) == 1
    assert (_tags(usual), _tags(longer)) == ([], ["eilig"])
    friday.at = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    assert sweep(nordlicht.pk) == 1
    assert _tags(usual) == ["eilig"]


def test_a_category_that_never_opens_waits_for_ever(
    friday: Frozen, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    closed: dict[str, Any] = {"mon": []}
    choose(billing, BUSINESS_HOURS, make_calendar(nordlicht, **closed))
    rule_in_force(nordlicht, waits(1))
    never, soon = make_ticket(billing, received_at=FRIDAY), make_ticket(moving, received_at=FRIDAY)
    friday.move(days=30)
    assert sweep(nordlicht.pk) == 1
    assert (_tags(never), _tags(soon)) == ([], ["eilig"])


@pytest.mark.parametrize("minutes", [1, 45, 300, 1000])
def test_it_is_the_working_time_since_the_receipt(
    friday: Frozen, nordlicht: Tenant, billing: Category, minutes: int
) -> None:
    """The moment that is looked up says the same as counting for each ticket."""
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    version = rule_in_force(nordlicht, waits(minutes))
    received = [FRIDAY - timedelta(minutes=step * 97) for step in range(60)]
    tickets = {make_ticket(billing, received_at=at).pk: at for at in received}
    with in_scope(nordlicht):
        calendar = terms_of(nordlicht).calendar
        found = would_act_now(nordlicht.pk, Content.from_json(version.content), most=100)
    expected = {pk for pk, at in tickets.items() if worked_between(at, FRIDAY, calendar) >= timedelta(minutes=minutes)}
    assert {ticket.pk for ticket in found.tickets} == expected
    assert 0 < len(expected) < len(tickets)


def test_business_hours_are_read_only_when_something_has_waited(
    friday: Frozen, nordlicht: Tenant, billing: Category
) -> None:
    """With nothing due a look is as cheap with ten rules as with one."""
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    rule_in_force(nordlicht, waits(60))
    make_ticket(billing, received_at=FRIDAY)
    with statements() as one:
        sweep(nordlicht.pk)
    for minutes in range(9):
        rule_in_force(nordlicht, waits(61 + minutes) if minutes % 2 else is_due_in(minutes))
    with statements() as ten:
        assert sweep(nordlicht.pk) == 0
    assert len(one) == len(ten) == 5, ten
