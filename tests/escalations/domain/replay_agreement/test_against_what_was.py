"""What is tried finds what really was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from kontor.escalations.domain.overflow import flow
from kontor.escalations.domain.replay_agreement import AgreementReplay
from kontor.escalations.domain.replay_content import agreement_content
from kontor.escalations.domain.replay_result import Otherwise, Result
from kontor.escalations.domain.replaying import run, start
from kontor.escalations.enums import BacklogMeasure, ReplayKind, ReplayState
from kontor.escalations.models import Agreement, Replay
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.models import Loan
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.conftest import Frozen
from tests.escalations.domain.replay_agreement.conftest import HOUR, MINUTE, MONDAY
from tests.factories.agreements import make_agreement
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.tickets import make_message, make_ticket
from tests.support.scoping import in_scope


@pytest.fixture
def office(nordlicht: Tenant, alpina: Tenant, frozen: Frozen) -> None:
    frozen.at = MONDAY
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht, mon=["8-24"]))
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=45))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "terms",
    [
        {"threshold": 3, "after": 20, "quota": 2},
        {"threshold": 3, "after": 10, "back_below": 3},
        {"measure": BacklogMeasure.OLDEST, "threshold": 30, "after": 15, "back_below": 20},
        {"measure": BacklogMeasure.LATE_SHARE, "threshold": 40, "after": 0},
        {"measure": BacklogMeasure.FORECAST, "threshold": 30, "forecast_open": 6, "after": 5, "back_below": 4},
    ],
)
def test_it_lends_what_is_really_lent_and_takes_back_what_really_comes_back(
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    carla: User,
    ada: User,
    office: None,
    frozen: Frozen,
    terms: dict[str, Any],
) -> None:
    """Minute by minute with the real thing, in which nobody works but requests are closed; then the dry run of it."""
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, **terms)
    with in_scope(nordlicht):
        fresh = Category.objects.select_related("tenant").get(pk=billing.pk)
    opened, closed = {0, 2, 5, 9, 14, 15, 40, 41}, {30: 1, 44: 2, 50: 0, 55: 4}
    tickets: list[Ticket] = []
    for minute in range(64):
        if minute in opened:
            tickets.append(make_ticket(fresh))
        if minute in closed:
            with in_scope(nordlicht):
                gone = Ticket.objects.filter(pk=tickets[closed[minute]].pk)
                gone.update(state=TicketState.CLOSED, closed_at=frozen.at)
        flow(nordlicht.pk)
        frozen.move(minutes=1)
    frozen.move(minutes=-1)

    result = tried(agreement, terms, days=1)

    with in_scope(nordlicht, alpina):
        real = Loan.objects.order_by("since", "ticket__rank_at").values_list("ticket_id", "since", "until", "ended_by")
        expected = [(pk, since, until if ended == "backlog" else None) for pk, since, until, ended in real]
    assert expected
    assert [(each.ticket_id, each.at, each.until) for each in result.tickets] == expected


def tried(agreement: Agreement, terms: dict[str, Any], *, days: int = 30) -> Result:
    with in_scope(agreement.tenant_id, agreement.lent_to_id or 0):
        saved = Agreement.objects.get(pk=agreement.pk)
        values = {
            name: getattr(saved, name)
            for name in ("name", "source_categories", "category", "accepts", "measure", "threshold", "after", "quota")
        }
        values |= {"forecast_open": saved.forecast_open, "back_below": saved.back_below, **terms}
        content = agreement_content(saved, values)
        replay = start(saved.tenant, ReplayKind.AGREEMENT, saved.pk, content, by=None, days=days)
    run(agreement.tenant_id, replay.pk)
    with in_scope(agreement.tenant_id):
        done = Replay.objects.get(pk=replay.pk)
    assert (done.state, done.done) == (ReplayState.DONE, done.total)
    return Result.from_json(done.result)


def past(category: Category, received: datetime, taken: datetime, answered: datetime | None = None) -> Ticket:
    with in_scope(category.tenant_id):
        fresh = Category.objects.select_related("tenant").get(pk=category.pk)
        ticket = make_ticket(fresh, received_at=received)
        HistoryEntry.objects.create(tenant_id=ticket.tenant_id, ticket=ticket, at=taken, action="taken")
        if answered:
            make_message(ticket, direction=Direction.OUT, kind=MessageKind.REPLY, at=answered)
    return ticket


@pytest.mark.django_db
def test_at_the_speed_of_the_borrower_a_promise_would_have_been_kept(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User, office: None, frozen: Frozen
) -> None:
    """45 minutes are promised. Lent after 10 and taken after 15 more, it is answered 5 minutes later, as it was."""
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, active=False, threshold=1, after=10)
    for _number in range(5):
        past(claims, MONDAY, MONDAY + 15 * MINUTE)
    ticket = past(billing, MONDAY, MONDAY + 60 * MINUTE, answered=MONDAY + 65 * MINUTE)
    frozen.move(hours=3)

    result = tried(agreement, {})

    assert result.tickets == [Otherwise(ticket.pk, "better", MONDAY + 10 * MINUTE)]
    assert [result.sums[name] for name in ("kept_before", "of_before", "kept_after", "of_after")] == [0, 1, 1, 1]
    assert (result.sums["pace"], result.sums["lent"], result.sums["back"]) == (15, 1, 0)
    assert (result.sums["most_before"], result.sums["most_after"]) == (1, 1)
    assert [(hour.at, hour.did) for hour in result.hours if hour.did] == [(MONDAY, 1)]
    assert [hour.before_of - hour.after_of for hour in result.hours if hour.before_of] == [1]


@pytest.mark.django_db
def test_nobody_knows_the_speed_of_who_has_worked_too_little(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User, office: None, frozen: Frozen
) -> None:
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, active=False, threshold=1, after=10)
    ticket = past(billing, MONDAY, MONDAY + 60 * MINUTE, answered=MONDAY + 65 * MINUTE)
    frozen.move(hours=3)

    result = tried(agreement, {})

    assert result.tickets == [Otherwise(ticket.pk, "lent", MONDAY + 10 * MINUTE)]
    assert (result.sums["pace"], result.sums["kept_before"], result.sums["kept_after"]) == (-1, 0, 0)


@pytest.mark.django_db
def test_only_the_lenders_own_requests_of_the_chosen_categories_count(
    nordlicht: Tenant,
    billing: Category,
    moving: Category,
    claims: Category,
    carla: User,
    ada: User,
    office: None,
    frozen: Frozen,
) -> None:
    terms = {"threshold": 1, "after": 0, "source_categories": [billing.pk]}
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, active=False, **terms)
    mine = make_ticket(billing, received_at=MONDAY)
    make_ticket(moving, received_at=MONDAY)
    make_ticket(claims, received_at=MONDAY)
    make_ticket(billing, received_at=MONDAY, state=TicketState.SPAM, closed_at=MONDAY + HOUR)
    frozen.move(hours=1)

    result = tried(agreement, terms)

    assert [each.ticket_id for each in result.tickets] == [mine.pk]


@pytest.mark.django_db
def test_it_lends_only_while_the_borrower_accepts(
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    carla: User,
    ada: User,
    office: None,
    frozen: Frozen,
) -> None:
    accepts = make_calendar(alpina, mon=["10-11"])
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, active=False, threshold=1, after=0, accepts=accepts)
    ticket = make_ticket(billing, received_at=MONDAY)
    frozen.move(hours=5)

    assert tried(agreement, {}).tickets == [Otherwise(ticket.pk, "lent", MONDAY + HOUR)]


@pytest.mark.django_db
def test_an_agreement_that_is_tried_is_not_saved(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User, office: None, frozen: Frozen
) -> None:
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, active=False, threshold=7)
    make_ticket(billing, received_at=MONDAY)
    frozen.move(hours=1)
    tried(agreement, {"threshold": 1})

    with in_scope(agreement.tenant_id, agreement.lent_to_id or 0):
        assert Agreement.objects.get().threshold == 7
        assert not Loan.objects.exists()
        assert Ticket.objects.filter(lent_to=None).count() == 1
        replay = AgreementReplay(Replay.objects.get())
        assert replay.agreement.in_force
