"""What is too much is lent."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kontor.escalations.domain.agreements import change_agreement
from kontor.escalations.domain.overflow import flow
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.models import Loan
from kontor.sla.preferences import BUSINESS_HOURS
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.escalations.domain.overflow.conftest import lent_by, looked_at, waiting
from tests.factories.agreements import make_agreement
from tests.factories.sla import choose, make_calendar
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere

pytestmark = pytest.mark.usefixtures("frozen")


def test_what_is_too_much_is_lent_and_what_is_due_first_goes_first(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    tickets = waiting(billing, 4)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, threshold=3)

    flow(nordlicht.pk)

    assert lent_by(agreement) == [tickets[0].pk, tickets[1].pk]
    with everywhere():
        lent = Ticket.objects.get(pk=tickets[0].pk)
        assert (lent.tenant_id, lent.lent_to_id, lent.queue_category_id) == (nordlicht.pk, claims.tenant_id, claims.pk)
        assert lent.received_at == tickets[0].received_at


def test_a_second_run_lends_no_more(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    waiting(billing, 4)
    make_agreement(nordlicht, claims, confirmed_by=ada, threshold=3)

    flow(nordlicht.pk)
    flow(nordlicht.pk)

    assert len(lent_by()) == 2


def test_what_was_lent_under_another_agreement_may_be_lent_under_this_one(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    [ticket] = waiting(billing, 1)
    before, agreement = make_agreement(nordlicht, claims), make_agreement(nordlicht, claims, confirmed_by=ada)
    with everywhere():
        now = clock.now()
        Loan.objects.create(
            tenant=nordlicht,
            lent_to_id=claims.tenant_id,
            ticket=ticket,
            agreement_id=before.pk,
            category=claims,
            since=now,
            until=now,
        )

    flow(nordlicht.pk)

    assert lent_by(agreement) == [ticket.pk]


def test_below_the_limit_nothing_is_lent(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    waiting(billing, 2)
    make_agreement(nordlicht, claims, confirmed_by=ada, threshold=3)

    flow(nordlicht.pk)

    assert lent_by() == []


def test_what_is_not_old_enough_stays(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User, frozen: Frozen
) -> None:
    old, young = waiting(billing, 1, hours=5), waiting(billing, 3, hours=3)
    make_agreement(nordlicht, claims, confirmed_by=ada, threshold=1, after=240)

    flow(nordlicht.pk)
    assert lent_by() == [old[0].pk]

    frozen.move(minutes=59)
    flow(nordlicht.pk)
    assert lent_by() == [old[0].pk]

    frozen.move(minutes=1)
    flow(nordlicht.pk)
    assert lent_by() == [old[0].pk, *(ticket.pk for ticket in young)]


def test_what_somebody_works_on_stays_and_does_not_count(
    nordlicht: Tenant, billing: Category, claims: Category, anna: User, carla: User, ada: User
) -> None:
    make_ticket(billing, owner=anna)
    make_agreement(nordlicht, claims, confirmed_by=ada, threshold=1)

    flow(nordlicht.pk)

    assert lent_by() == []


def test_quota_an_hour(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User, frozen: Frozen
) -> None:
    waiting(billing, 5)
    make_agreement(nordlicht, claims, confirmed_by=ada, quota=2)

    for _run in range(3):
        flow(nordlicht.pk)
    assert len(lent_by()) == 2

    frozen.move(minutes=59)
    flow(nordlicht.pk)
    assert len(lent_by()) == 2

    frozen.move(minutes=1)
    flow(nordlicht.pk)
    assert len(lent_by()) == 4


def test_hours_in_which_the_borrower_accepts(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, carla: User, ada: User, frozen: Frozen
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    frozen.at = datetime(2026, 11, 27, 7, 59, 59, tzinfo=zone)
    waiting(billing, 1)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, accepts=make_calendar(alpina, fri=["8-17"]))
    flow(nordlicht.pk)
    outlook = looked_at(agreement)

    assert lent_by() == []
    assert (outlook.accepts, outlook.opens_at, outlook.lends) == (False, datetime(2026, 11, 27, 8, tzinfo=zone), 0)

    frozen.move(seconds=1)
    flow(nordlicht.pk)
    assert len(lent_by()) == 1


def test_only_working_time_of_the_lender_makes_a_request_old(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User, frozen: Frozen
) -> None:
    frozen.at = datetime(2026, 11, 30, 8, 30, tzinfo=ZoneInfo("Europe/Berlin"))  # a Monday
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    waiting(billing, 1, hours=24)
    make_agreement(nordlicht, claims, confirmed_by=ada, after=60)

    flow(nordlicht.pk)
    assert lent_by() == []

    frozen.move(minutes=30)
    flow(nordlicht.pk)
    assert len(lent_by()) == 1


def test_only_chosen_categories_and_none_that_may_not_be_left(
    nordlicht: Tenant, billing: Category, moving: Category, claims: Category, carla: User, ada: User
) -> None:
    (kept,), (chosen,) = waiting(billing, 1), waiting(moving, 1)
    make_agreement(nordlicht, claims, confirmed_by=ada, source_categories=[moving.pk])

    flow(nordlicht.pk)
    assert lent_by() == [chosen.pk]

    with everywhere():
        Category.objects.filter(pk=billing.pk).update(recategorization_source=False)
    make_agreement(nordlicht, claims, confirmed_by=ada)
    flow(nordlicht.pk)
    assert kept.pk not in lent_by()


def test_nothing_of_another_tenant_is_lent(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    waiting(claims, 3)
    make_agreement(nordlicht, claims, confirmed_by=ada)

    flow(nordlicht.pk)
    flow(alpina.pk)

    assert lent_by() == []


@pytest.mark.parametrize("why", ["off", "unconfirmed"])
def test_what_is_not_in_force_lends_nothing(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User, why: str
) -> None:
    waiting(billing, 3)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, active=why != "off")
    if why == "unconfirmed":
        with everywhere():
            change_agreement(agreement, version=agreement.version, by=ada, threshold=2)

    flow(nordlicht.pk)

    assert lent_by() == []
    assert looked_at(agreement).lends == 0
