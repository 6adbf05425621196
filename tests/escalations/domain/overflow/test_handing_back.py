"""What is lent comes back."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.escalations.domain.agreements import switch
from kontor.escalations.domain.overflow import flow
from kontor.escalations.models import Agreement
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.enums import LoanEnd
from kontor.routing.models import Loan
from kontor.supervisor.overflow.words import summary
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.escalations.domain.overflow.conftest import lent_by, looked_at, waiting
from tests.factories.agreements import make_agreement
from tests.support.scoping import everywhere

pytestmark = pytest.mark.usefixtures("frozen")


def ends_of() -> list[str]:
    with everywhere():
        return list(Loan.objects.exclude(until=None).order_by("id").values_list("ended_by", flat=True))


def test_it_hands_back_when_the_backlog_falls_and_lends_none_of_them_again(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    tickets = waiting(billing, 6)
    make_agreement(nordlicht, claims, confirmed_by=ada, threshold=4, back_below=3)
    flow(nordlicht.pk)
    lent = lent_by()
    assert lent == [ticket.pk for ticket in tickets[:3]]

    with everywhere():  # the lender has worked off what stayed at home; two wait still, both lent
        gone = [ticket.pk for ticket in tickets[3:]]
        Ticket.objects.filter(pk__in=gone).update(state=TicketState.CLOSED, closed_at=clock.now())
        Ticket.objects.filter(pk=lent[0]).update(state=TicketState.ASSIGNED, owner=carla)
    flow(nordlicht.pk)

    assert lent_by() == [lent[0]]
    assert ends_of() == [LoanEnd.BACKLOG, LoanEnd.BACKLOG]

    waiting(billing, 4)
    flow(nordlicht.pk)
    assert set(lent[1:]) & set(lent_by()) == set()


def test_between_the_limits_it_neither_lends_nor_hands_back(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    tickets = waiting(billing, 6)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, threshold=4, back_below=3)
    flow(nordlicht.pk)
    before = lent_by()
    with everywhere():
        Ticket.objects.filter(pk=tickets[5].pk).update(state=TicketState.CLOSED, closed_at=clock.now())

    flow(nordlicht.pk)

    assert lent_by() == before
    with everywhere():
        assert Agreement.objects.get(pk=agreement.pk).flowing_since == clock.now()


def test_switched_off_it_gives_back_what_waits_and_leaves_what_is_worked_on(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    waiting(billing, 2)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada)
    flow(nordlicht.pk)
    worked, _waits = lent_by()
    with everywhere():
        Ticket.objects.filter(pk=worked).update(state=TicketState.ASSIGNED, owner=carla)
        switch(agreement, on=False, by=ada)

    assert lent_by() == [worked]
    assert ends_of() == [LoanEnd.ENDED]


def test_what_comes_back_to_the_queue_of_one_that_is_off_comes_home(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    waiting(billing, 1)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada)
    flow(nordlicht.pk)
    with everywhere():
        Ticket.objects.filter(pk__in=lent_by()).update(state=TicketState.ASSIGNED, owner=carla)
        switch(agreement, on=False, by=ada)
        Ticket.objects.filter(pk__in=lent_by()).update(state=TicketState.QUEUED, owner=None)

    flow(nordlicht.pk)

    assert lent_by() == []


def test_two_agreements_in_a_circle_do_not_loop(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, anna: User, carla: User, ada: User
) -> None:
    ours, theirs = waiting(billing, 6), waiting(claims, 2)
    make_agreement(nordlicht, claims, confirmed_by=ada, threshold=3)
    make_agreement(alpina, billing, confirmed_by=ada, threshold=3)

    for _run in range(3):
        flow(nordlicht.pk)
        flow(alpina.pk)

    assert lent_by() == [ticket.pk for ticket in ours[:4]]
    with everywhere():
        assert not Ticket.objects.filter(pk__in=[ticket.pk for ticket in theirs], lent_to__isnull=False).exists()
        assert Loan.objects.count() == 4


def test_a_target_that_nobody_works_any_more_gets_nothing_and_says_why(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    waiting(billing, 2)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada)
    with everywhere():
        User.objects.filter(pk=carla.pk).update(active=False)

    flow(nordlicht.pk)

    assert lent_by() == []
    assert looked_at(agreement).problem.startswith("Nobody works the category “Schaden”")


@pytest.mark.parametrize("gone", ["nobody works there", "switched off", "deleted"])
def test_what_waits_where_nobody_works_any_more_comes_home(
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    carla: User,
    bela: User,
    ada: User,
    gone: str,
) -> None:
    waits, worked = waiting(billing, 2)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada)
    flow(nordlicht.pk)
    with everywhere():
        Ticket.objects.filter(pk=worked.pk).update(state=TicketState.ASSIGNED, owner=carla)
        if gone == "nobody works there":
            User.objects.filter(pk__in=[carla.pk, bela.pk]).update(active=False)
        elif gone == "switched off":
            Tenant.objects.filter(pk=alpina.pk).update(active=False)
        else:
            Tenant.objects.filter(pk=alpina.pk).update(deleted_at=clock.now())

    summary_then = summary(looked_at(agreement))
    flow(nordlicht.pk)
    flow(nordlicht.pk)

    assert summary_then == "Nobody works at Alpina Versicherung: what waits there comes back."
    assert lent_by() == [worked.pk]
    with everywhere():
        assert Ticket.objects.get(pk=waits.pk).state == TicketState.QUEUED
        assert Loan.objects.get(ticket=waits).ended_by == LoanEnd.ENDED


@pytest.mark.parametrize("gone", [{"active": False}, {"deleted_at": clock.now()}])
def test_what_waits_comes_home_when_the_lender_is_gone(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User, gone: dict[str, Any]
) -> None:
    """Nobody works any more on what was the lender's alone, and nothing more is lent."""
    waits, worked = waiting(billing, 2)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada)
    flow(nordlicht.pk)
    waiting(billing, 1)
    with everywhere():
        Ticket.objects.filter(pk=worked.pk).update(state=TicketState.ASSIGNED, owner=carla)
        Tenant.objects.filter(pk=nordlicht.pk).update(**gone)

    summary_then = summary(looked_at(agreement))
    flow(nordlicht.pk)

    said = "Nordlicht Energie is switched off or deleted: what waits at Alpina Versicherung comes back."
    assert (summary_then, lent_by()) == (said, [worked.pk])
    with everywhere():
        assert Loan.objects.get(ticket=waits).ended_by == LoanEnd.ENDED
