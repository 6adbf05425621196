from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kontor.escalations.domain.agreements import change_agreement, switch
from kontor.escalations.domain.overflow import Outlook, flow, look
from kontor.escalations.enums import BacklogMeasure
from kontor.escalations.models import Agreement
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.routing.enums import LoanEnd
from kontor.routing.models import Loan
from kontor.sla.preferences import BUSINESS_HOURS
from kontor.supervisor.overflow.words import summary
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.agreements import make_agreement
from tests.factories.org import make_category
from tests.factories.sla import choose, make_calendar
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("frozen")


def _wait(category: Category, count: int, *, hours: float = 5) -> list[Ticket]:
    """Tickets that have waited so long, the first is due first."""
    received = clock.now() - timedelta(hours=hours)
    return [
        make_ticket(category, received_at=received, rank_at=received + timedelta(minutes=number))
        for number in range(count)
    ]


def _lent(agreement: Agreement | None = None) -> list[int]:
    with everywhere():
        rows = Loan.objects.filter(until=None).order_by("ticket__rank_at")
        return list((rows.filter(agreement_id=agreement.pk) if agreement else rows).values_list("ticket_id", flat=True))


def _ends() -> list[str]:
    with everywhere():
        return list(Loan.objects.exclude(until=None).order_by("id").values_list("ended_by", flat=True))


def _look(agreement: Agreement) -> Outlook:
    with in_scope(agreement.tenant_id, agreement.lent_to_id or 0):
        return look(Agreement.objects.get(pk=agreement.pk))


def test_what_is_too_much_is_lent_and_what_is_due_first_goes_first(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    tickets = _wait(billing, 4)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, threshold=3)

    flow(nordlicht.pk)

    assert _lent(agreement) == [tickets[0].pk, tickets[1].pk]
    with everywhere():
        lent = Ticket.objects.get(pk=tickets[0].pk)
        assert (lent.tenant_id, lent.lent_to_id, lent.queue_category_id) == (nordlicht.pk, claims.tenant_id, claims.pk)
        assert lent.received_at == tickets[0].received_at


def test_a_second_run_lends_no_more(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    _wait(billing, 4)
    make_agreement(nordlicht, claims, confirmed_by=ada, threshold=3)

    flow(nordlicht.pk)
    flow(nordlicht.pk)

    assert len(_lent()) == 2


def test_below_the_limit_nothing_is_lent(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    _wait(billing, 2)
    make_agreement(nordlicht, claims, confirmed_by=ada, threshold=3)

    flow(nordlicht.pk)

    assert _lent() == []


def test_what_is_not_old_enough_stays(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User, frozen: Frozen
) -> None:
    old, young = _wait(billing, 1, hours=5), _wait(billing, 3, hours=3)
    make_agreement(nordlicht, claims, confirmed_by=ada, threshold=1, after=240)

    flow(nordlicht.pk)
    assert _lent() == [old[0].pk]

    frozen.move(minutes=59)
    flow(nordlicht.pk)
    assert _lent() == [old[0].pk]

    frozen.move(minutes=1)
    flow(nordlicht.pk)
    assert _lent() == [old[0].pk, *(ticket.pk for ticket in young)]


def test_what_somebody_works_on_stays_and_does_not_count(
    nordlicht: Tenant, billing: Category, claims: Category, anna: User, carla: User, ada: User
) -> None:
    make_ticket(billing, owner=anna)
    make_agreement(nordlicht, claims, confirmed_by=ada, threshold=1)

    flow(nordlicht.pk)

    assert _lent() == []


def test_quota_an_hour(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User, frozen: Frozen
) -> None:
    _wait(billing, 5)
    make_agreement(nordlicht, claims, confirmed_by=ada, quota=2)

    for _run in range(3):
        flow(nordlicht.pk)
    assert len(_lent()) == 2

    frozen.move(minutes=59)
    flow(nordlicht.pk)
    assert len(_lent()) == 2

    frozen.move(minutes=1)
    flow(nordlicht.pk)
    assert len(_lent()) == 4


def test_hours_in_which_the_borrower_accepts(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, carla: User, ada: User, frozen: Frozen
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    frozen.at = datetime(2026, 11, 27, 7, 59, 59, tzinfo=zone)
    _wait(billing, 1)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, accepts=make_calendar(alpina, fri=["8-17"]))
    flow(nordlicht.pk)
    outlook = _look(agreement)

    assert _lent() == []
    assert (outlook.accepts, outlook.opens_at, outlook.lends) == (False, datetime(2026, 11, 27, 8, tzinfo=zone), 0)

    frozen.move(seconds=1)
    flow(nordlicht.pk)
    assert len(_lent()) == 1


def test_only_working_time_of_the_lender_makes_a_request_old(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User, frozen: Frozen
) -> None:
    frozen.at = datetime(2026, 11, 30, 8, 30, tzinfo=ZoneInfo("Europe/Berlin"))  # a Monday
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    _wait(billing, 1, hours=24)
    make_agreement(nordlicht, claims, confirmed_by=ada, after=60)

    flow(nordlicht.pk)
    assert _lent() == []

    frozen.move(minutes=30)
    flow(nordlicht.pk)
    assert len(_lent()) == 1


def test_only_chosen_categories_and_none_that_may_not_be_left(
    nordlicht: Tenant, billing: Category, moving: Category, claims: Category, carla: User, ada: User
) -> None:
    (kept,), (chosen,) = _wait(billing, 1), _wait(moving, 1)
    make_agreement(nordlicht, claims, confirmed_by=ada, source_categories=[moving.pk])

    flow(nordlicht.pk)
    assert _lent() == [chosen.pk]

    with everywhere():
        Category.objects.filter(pk=billing.pk).update(recategorization_source=False)
    make_agreement(nordlicht, claims, confirmed_by=ada)
    flow(nordlicht.pk)
    assert kept.pk not in _lent()


def test_nothing_of_another_tenant_is_lent(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    _wait(claims, 3)
    make_agreement(nordlicht, claims, confirmed_by=ada)

    flow(nordlicht.pk)
    flow(alpina.pk)

    assert _lent() == []


@pytest.mark.parametrize("why", ["off", "unconfirmed"])
def test_what_is_not_in_force_lends_nothing(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User, why: str
) -> None:
    _wait(billing, 3)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, active=why != "off")
    if why == "unconfirmed":
        with everywhere():
            change_agreement(agreement, version=agreement.version, by=ada, threshold=2)

    flow(nordlicht.pk)

    assert _lent() == []
    assert _look(agreement).lends == 0


def test_it_hands_back_when_the_backlog_falls_and_lends_none_of_them_again(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    tickets = _wait(billing, 6)
    make_agreement(nordlicht, claims, confirmed_by=ada, threshold=4, back_below=3)
    flow(nordlicht.pk)
    lent = _lent()
    assert lent == [ticket.pk for ticket in tickets[:3]]

    with everywhere():  # the lender has worked off what stayed at home; two wait still, both lent
        gone = [ticket.pk for ticket in tickets[3:]]
        Ticket.objects.filter(pk__in=gone).update(state=TicketState.CLOSED, closed_at=clock.now())
        Ticket.objects.filter(pk=lent[0]).update(state=TicketState.ASSIGNED, owner=carla)
    flow(nordlicht.pk)

    assert _lent() == [lent[0]]
    assert _ends() == [LoanEnd.BACKLOG, LoanEnd.BACKLOG]

    _wait(billing, 4)
    flow(nordlicht.pk)
    assert set(lent[1:]) & set(_lent()) == set()


def test_between_the_limits_it_neither_lends_nor_hands_back(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    tickets = _wait(billing, 6)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, threshold=4, back_below=3)
    flow(nordlicht.pk)
    before = _lent()
    with everywhere():
        Ticket.objects.filter(pk=tickets[5].pk).update(state=TicketState.CLOSED, closed_at=clock.now())

    flow(nordlicht.pk)

    assert _lent() == before
    with everywhere():
        assert Agreement.objects.get(pk=agreement.pk).flowing_since == clock.now()


def test_switched_off_it_gives_back_what_waits_and_leaves_what_is_worked_on(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    _wait(billing, 2)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada)
    flow(nordlicht.pk)
    worked, _waits = _lent()
    with everywhere():
        Ticket.objects.filter(pk=worked).update(state=TicketState.ASSIGNED, owner=carla)
        switch(agreement, on=False, by=ada)

    assert _lent() == [worked]
    assert _ends() == [LoanEnd.ENDED]


def test_what_comes_back_to_the_queue_of_one_that_is_off_comes_home(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    _wait(billing, 1)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada)
    flow(nordlicht.pk)
    with everywhere():
        Ticket.objects.filter(pk__in=_lent()).update(state=TicketState.ASSIGNED, owner=carla)
        switch(agreement, on=False, by=ada)
        Ticket.objects.filter(pk__in=_lent()).update(state=TicketState.QUEUED, owner=None)

    flow(nordlicht.pk)

    assert _lent() == []


def test_two_agreements_in_a_circle_do_not_loop(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, anna: User, carla: User, ada: User
) -> None:
    ours, theirs = _wait(billing, 6), _wait(claims, 2)
    make_agreement(nordlicht, claims, confirmed_by=ada, threshold=3)
    make_agreement(alpina, billing, confirmed_by=ada, threshold=3)

    for _run in range(3):
        flow(nordlicht.pk)
        flow(alpina.pk)

    assert _lent() == [ticket.pk for ticket in ours[:4]]
    with everywhere():
        assert not Ticket.objects.filter(pk__in=[ticket.pk for ticket in theirs], lent_to__isnull=False).exists()
        assert Loan.objects.count() == 4


def test_a_target_that_nobody_works_any_more_gets_nothing_and_says_why(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    _wait(billing, 2)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada)
    with everywhere():
        User.objects.filter(pk=carla.pk).update(active=False)

    flow(nordlicht.pk)

    assert _lent() == []
    assert _look(agreement).problem.startswith("Nobody works the category “Schaden”")


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
    waits, worked = _wait(billing, 2)
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

    summary_then = summary(_look(agreement))
    flow(nordlicht.pk)
    flow(nordlicht.pk)

    assert summary_then == "Nobody works at Alpina Versicherung: what waits there comes back."
    assert _lent() == [worked.pk]
    with everywhere():
        assert Ticket.objects.get(pk=waits.pk).state == TicketState.QUEUED
        assert Loan.objects.get(ticket=waits).ended_by == LoanEnd.ENDED


def test_late_ones_go_until_their_share_is_low_enough(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    tickets = _wait(billing, 10)
    with everywhere():
        late = [ticket.pk for ticket in tickets[:5]]
        Ticket.objects.filter(pk__in=late).update(due_at=clock.now() - timedelta(minutes=1))
    make_agreement(nordlicht, claims, confirmed_by=ada, measure=BacklogMeasure.LATE_SHARE, threshold=30)

    flow(nordlicht.pk)

    assert _lent() == late[:3]


def test_a_forecast_lends_before_it_is_too_much(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    _wait(billing, 12, hours=1)
    soon = {"measure": BacklogMeasure.FORECAST, "forecast_open": 14, "threshold": 60}
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, **soon)

    outlook = _look(agreement)

    assert (outlook.measured.value, outlook.measured.met) == (30, True)
    flow(nordlicht.pk)
    assert len(_lent()) == outlook.lends > 0
    assert not _look(agreement).measured.met


def test_the_outlook_needs_as_many_statements_for_three_requests_as_for_one(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, threshold=9)
    _wait(billing, 1)
    with statements() as one:
        _look(agreement)
    _wait(billing, 2)
    with statements() as three:
        _look(agreement)

    assert len(three) == len(one)


def test_a_category_of_the_lender_alone_is_measured(
    nordlicht: Tenant, nordlicht_service: AgentGroup, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    other = make_category(nordlicht_service, "Anderes")
    _wait(other, 5)
    _wait(billing, 1)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, threshold=2, source_categories=[billing.pk])

    assert _look(agreement).measured.value == 1
