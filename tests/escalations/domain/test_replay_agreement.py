"""Agreements tried on small histories; and against what really happens when they are in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kontor.escalations.domain.overflow import flow
from kontor.escalations.domain.replay_agreement import AgreementReplay
from kontor.escalations.domain.replay_content import agreement_content
from kontor.escalations.domain.replay_result import Otherwise, Result
from kontor.escalations.domain.replaying import run, start
from kontor.escalations.domain.simulating import Overflow, Request
from kontor.escalations.enums import BacklogMeasure, ReplayKind, ReplayState
from kontor.escalations.models import Agreement, Replay
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.models import Loan
from kontor.sla.domain.compiling import always_open
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.conftest import Frozen
from tests.factories.agreements import make_agreement
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.tickets import make_message, make_ticket
from tests.support.scoping import in_scope

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Nine o'clock in Berlin."""


def _at(minutes: float) -> datetime:
    return MONDAY + minutes * MINUTE


def _request(number: int, received: float, left: float | None = None, closed: float | None = None) -> Request:
    """In minutes after Monday at nine; what is received first is due first."""
    left_at, closed_at = (None if each is None else _at(each) for each in (left, closed))
    return Request(number, _at(received), left_at, closed_at, _at(received))


def _simulate(
    requests: Sequence[Request], *, until: float, pace: float | None = None, **terms: Any
) -> tuple[list[tuple[int, float, float | None]], Overflow]:
    """What was lent: its id, when, and when it came back, in minutes."""
    values = {"measure": BacklogMeasure.OPEN, "threshold": 2, "after": 60, **terms}
    agreement = Agreement(tenant_id=1, lent_to_id=2, active=True, lender_confirmed=1, borrower_confirmed=1, **values)
    clock = always_open(UTC)  # type: ignore[arg-type]
    overflow = Overflow(
        agreement=agreement,
        calendar=clock,
        accepts=None,
        pace=lambda at: None if pace is None else at + pace * MINUTE,
        requests=requests,
        begin=MONDAY,
        end=_at(until),
    )
    list(overflow.days())
    found = [
        (each.id, (each.lent_at - MONDAY) / MINUTE, (each.back_at - MONDAY) / MINUTE if each.back_at else None)
        for each in overflow.lent
        if each.lent_at
    ]
    return found, overflow


def test_what_is_too_much_is_lent_when_it_is_old_enough() -> None:
    requests = [_request(number, received) for number, received in enumerate((0, 10, 20, 30))]

    lent, overflow = _simulate(requests, until=120, threshold=3)

    assert lent == [(0, 60, None), (1, 70, None)]
    assert overflow.waiting == [(_at(0), 1), (_at(60), 3), (_at(120), 2)]


def test_what_is_taken_in_time_is_not_lent() -> None:
    requests = [_request(0, 0, left=59), _request(1, 0, left=60), _request(2, 0, left=61)]

    lent, _overflow = _simulate(requests, until=120, threshold=1)

    assert lent == [(2, 60, None)]


def test_the_quota_is_of_an_hour_that_moves_along() -> None:
    requests = [_request(number, 0) for number in range(5)]

    lent, _overflow = _simulate(requests, until=200, threshold=1, quota=2)

    assert lent == [(0, 60, None), (1, 60, None), (2, 120, None), (3, 120, None), (4, 180, None)]


def test_what_waits_there_comes_back_when_the_backlog_falls() -> None:
    """Three wait, two are lent; when two of the three are gone, what is still waiting there comes home."""
    requests = [_request(0, 0, left=300), _request(1, 0, left=90), _request(2, 0, left=100)]

    lent, overflow = _simulate(requests, until=240, threshold=2, back_below=2)

    assert lent == [(0, 60, 100), (1, 60, None)]
    assert requests[0].left_at == _at(300)
    assert overflow.waiting[-1] == (_at(240), 1)


def test_what_is_taken_there_keeps_how_long_the_work_took() -> None:
    requests = [_request(0, 0, left=300, closed=330), _request(1, 0)]

    lent, _overflow = _simulate(requests, until=120, pace=15)

    assert lent == [(0, 60, None)]
    assert (requests[0].left_at, requests[0].closed_at, requests[0].shift) == (_at(75), _at(105), -225 * MINUTE)


def test_nothing_is_lent_twice() -> None:
    requests = [_request(number, 0) for number in range(3)] + [_request(9, 0, left=70), _request(10, 0, left=70)]
    requests += [_request(number, 100) for number in range(20, 25)]

    lent, _overflow = _simulate(requests, until=400, threshold=4, back_below=4)

    assert len({number for number, _at_minute, _back in lent}) == len(lent)


def test_the_share_beyond_the_target_is_that_of_each_moment() -> None:
    late, other = _request(0, 0), _request(1, 0)
    late.dues = [(_at(90), None)]

    lent, _overflow = _simulate([late, other], until=120, measure=BacklogMeasure.LATE_SHARE, threshold=50)

    assert lent == [(0, 90, None)]


def test_the_forecast_is_made_of_what_came_and_was_closed() -> None:
    """From the 60th minute on the number of four is foreseen within the hour: three came in an hour."""
    requests = [_request(number, received) for number, received in enumerate((0, 20, 40))]

    lent, _overflow = _simulate(
        requests, until=70, measure=BacklogMeasure.FORECAST, threshold=60, forecast_open=4, after=30
    )

    assert lent
    assert lent[0][0] == 0


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

    result = _try(agreement, terms, days=1)

    with in_scope(nordlicht, alpina):
        real = Loan.objects.order_by("since", "ticket__rank_at").values_list("ticket_id", "since", "until", "ended_by")
        expected = [(pk, since, until if ended == "backlog" else None) for pk, since, until, ended in real]
    assert expected
    assert [(each.ticket_id, each.at, each.until) for each in result.tickets] == expected


def _try(agreement: Agreement, terms: dict[str, Any], *, days: int = 30) -> Result:
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


def _past(category: Category, received: datetime, taken: datetime, answered: datetime | None = None) -> Ticket:
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
        _past(claims, MONDAY, MONDAY + 15 * MINUTE)
    ticket = _past(billing, MONDAY, MONDAY + 60 * MINUTE, answered=MONDAY + 65 * MINUTE)
    frozen.move(hours=3)

    result = _try(agreement, {})

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
    ticket = _past(billing, MONDAY, MONDAY + 60 * MINUTE, answered=MONDAY + 65 * MINUTE)
    frozen.move(hours=3)

    result = _try(agreement, {})

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
    make_ticket(billing, received_at=MONDAY, state=TicketState.SPAM)
    frozen.move(hours=1)

    result = _try(agreement, terms)

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

    assert _try(agreement, {}).tickets == [Otherwise(ticket.pk, "lent", MONDAY + HOUR)]


@pytest.mark.django_db
def test_an_agreement_that_is_tried_is_not_saved(
    nordlicht: Tenant, billing: Category, claims: Category, carla: User, ada: User, office: None, frozen: Frozen
) -> None:
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, active=False, threshold=7)
    make_ticket(billing, received_at=MONDAY)
    frozen.move(hours=1)
    _try(agreement, {"threshold": 1})

    with in_scope(agreement.tenant_id, agreement.lent_to_id or 0):
        assert Agreement.objects.get().threshold == 7
        assert not Loan.objects.exists()
        assert Ticket.objects.filter(lent_to=None).count() == 1
        replay = AgreementReplay(Replay.objects.get())
        assert replay.agreement.in_force
