"""By what the backlog is measured."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.escalations.domain.overflow import flow
from kontor.escalations.enums import BacklogMeasure
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.escalations.domain.overflow.conftest import lent_by, looked_at, waiting
from tests.factories.agreements import make_agreement
from tests.factories.org import make_category
from tests.support.scoping import everywhere
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("frozen")


def test_late_ones_go_until_their_share_is_low_enough(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    tickets = waiting(billing, 10)
    with everywhere():
        late = [ticket.pk for ticket in tickets[:5]]
        Ticket.objects.filter(pk__in=late).update(due_at=clock.now() - timedelta(minutes=1))
    make_agreement(nordlicht, claims, confirmed_by=ada, measure=BacklogMeasure.LATE_SHARE, threshold=30)

    flow(nordlicht.pk)

    assert lent_by() == late[:3]


def test_a_forecast_lends_before_it_is_too_much(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    waiting(billing, 12, hours=1)
    soon = {"measure": BacklogMeasure.FORECAST, "forecast_open": 14, "threshold": 60}
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, **soon)

    outlook = looked_at(agreement)

    assert (outlook.measured.value, outlook.measured.met) == (30, True)
    flow(nordlicht.pk)
    assert len(lent_by()) == outlook.lends > 0
    assert not looked_at(agreement).measured.met


def test_the_outlook_needs_as_many_statements_for_three_requests_as_for_one(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, threshold=9)
    waiting(billing, 1)
    with statements() as one:
        looked_at(agreement)
    waiting(billing, 2)
    with statements() as three:
        looked_at(agreement)

    assert len(three) == len(one)


def test_a_category_of_the_lender_alone_is_measured(
    nordlicht: Tenant, nordlicht_service: AgentGroup, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    other = make_category(nordlicht_service, "Anderes")
    waiting(other, 5)
    waiting(billing, 1)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, threshold=2, source_categories=[billing.pk])

    assert looked_at(agreement).measured.value == 1
