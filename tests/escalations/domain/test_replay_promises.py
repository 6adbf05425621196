"""Business hours and service levels tried on small histories, with the results worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.channels.models import MailAccount
from kontor.escalations.domain.replay_content import (
    calendar_content,
    level_content,
    new_calendar_content,
    with_exceptions,
    with_general,
    with_week,
)
from kontor.escalations.domain.replay_promises import ServiceLevelReplay, terms_now
from kontor.escalations.domain.replay_result import Hour, Otherwise, Result, hour_of
from kontor.escalations.domain.replaying import run, start
from kontor.escalations.domain.spans import clock_under, outcome_of, pasts_of, spans_of
from kontor.escalations.enums import ReplayKind, ReplayState
from kontor.escalations.models import Replay
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.routing.domain.waiting import fetch_waiting
from kontor.sla.enums import PauseKind
from kontor.sla.models import BusinessCalendar, ServiceLevel
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.deadlines import answered
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.states import lock
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Promise, Ticket
from tests.conftest import Frozen
from tests.factories.sla import choose, make_calendar, make_exception, make_service_level
from tests.factories.tickets import make_message, make_ticket, new_message
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten o'clock in Berlin."""


@pytest.fixture
def monday(frozen: Frozen) -> Frozen:
    frozen.at = MONDAY
    return frozen


@pytest.fixture
def gold(nordlicht: Tenant, monday: Frozen) -> ServiceLevel:
    """Two hours to the first response, round the clock."""
    level = make_service_level(nordlicht, "Gold", first_response=120, pauses=["inquiry"])
    choose(nordlicht, SERVICE_LEVEL, level)
    return level


def _ticket(category: Category, *, asked: timedelta, answered_after: timedelta | None = None, **values: Any) -> Ticket:
    """Received so long after Monday at ten, answered so long after that."""
    with in_scope(category.tenant_id):
        fresh = Category.objects.select_related("tenant").get(pk=category.pk)
        ticket = make_ticket(fresh, received_at=MONDAY + asked, **values)
        if answered_after is not None:
            at = ticket.received_at + answered_after
            make_message(ticket, direction=Direction.OUT, kind=MessageKind.REPLY, at=at)
    return ticket


def _try(kind: ReplayKind, tenant: Tenant, subject: int | None, content: dict[str, Any]) -> Result:
    with in_scope(tenant):
        replay = start(tenant, kind, subject, content, by=None)
    run(tenant.pk, replay.pk)
    with in_scope(tenant):
        done = Replay.objects.get(pk=replay.pk)
    assert (done.state, done.done) == (ReplayState.DONE, done.total)
    return Result.from_json(done.result)


def _try_level(level: ServiceLevel, **changed: Any) -> Result:
    values = {"first_response": level.first_response, "pauses": level.pauses, **changed}
    return _try(ReplayKind.SERVICE_LEVEL, level.tenant, level.pk, level_content(**values))


def _sums(result: Result) -> tuple[int, int, int, int]:
    """Kept of promised before, and after."""
    return tuple(result.sums.get(f"{name}_{side}", 0) for side in ("before", "after") for name in ("kept", "of"))  # type: ignore[return-value]


def test_another_target_keeps_some_promises_and_breaks_none(
    gold: ServiceLevel, billing: Category, monday: Frozen
) -> None:
    in_time = _ticket(billing, asked=0 * HOUR, answered_after=2 * HOUR)
    late = _ticket(billing, asked=0 * HOUR, answered_after=3 * HOUR)
    too_late = _ticket(billing, asked=1.5 * HOUR, answered_after=5 * HOUR)
    monday.move(hours=24)

    result = _try_level(gold, first_response=180)

    assert _sums(result) == (1, 3, 2, 3)
    assert result.tickets == [Otherwise(late.pk, "first:better", MONDAY + 3 * HOUR)]
    assert result.hours == [Hour(MONDAY, 1, 2, 2, 2), Hour(MONDAY + HOUR, 0, 0, 1, 1)]
    assert (result.differences, result.sums["better"], result.sums["everywhere"]) == (1, 1, 0)
    assert {in_time.pk, too_late.pk}.isdisjoint(each.ticket_id for each in result.tickets)


def test_a_stricter_target_breaks_what_was_kept_and_what_is_awaited(
    gold: ServiceLevel, billing: Category, monday: Frozen
) -> None:
    kept = _ticket(billing, asked=0 * HOUR, answered_after=1.5 * HOUR)
    awaited = _ticket(billing, asked=1 * HOUR)
    monday.move(hours=2.5)

    result = _try_level(gold, first_response=60)

    assert _sums(result) == (1, 1, 0, 2)
    assert result.tickets == [
        Otherwise(kept.pk, "first:worse", MONDAY + HOUR),
        Otherwise(awaited.pk, "first:worse", MONDAY + 2 * HOUR),
    ]


def test_what_was_not_promised_before_and_is_not_any_more(
    gold: ServiceLevel, billing: Category, monday: Frozen
) -> None:
    closed = {"state": TicketState.CLOSED, "closed_at": MONDAY + 10 * HOUR}
    slow = _ticket(billing, asked=0 * HOUR, answered_after=HOUR, **closed)
    _ticket(billing, asked=8 * HOUR, answered_after=HOUR, **closed)
    monday.move(hours=24)

    result = _try_level(gold, first_response=None, resolution=240)

    assert _sums(result) == (2, 2, 1, 2)
    assert (result.sums["gone"], result.sums["new_broken"]) == (2, 1)
    assert result.tickets == [Otherwise(slow.pk, "resolution:new_broken", MONDAY + 4 * HOUR)]


def test_another_pause_counts(gold: ServiceLevel, billing: Category, monday: Frozen) -> None:
    ticket = _ticket(billing, asked=0 * HOUR, answered_after=3 * HOUR)
    with in_scope(billing.tenant_id):
        ticket.pauses.create(
            tenant_id=ticket.tenant_id, kind=PauseKind.RESUBMISSION, since=MONDAY + HOUR, until=MONDAY + 2 * HOUR
        )
    monday.move(hours=24)

    result = _try_level(gold, pauses=["resubmission"])

    assert result.tickets == [Otherwise(ticket.pk, "first:better", MONDAY + 3 * HOUR)]


def test_the_same_changes_nothing(gold: ServiceLevel, billing: Category, monday: Frozen) -> None:
    _ticket(billing, asked=0 * HOUR, answered_after=3 * HOUR)
    monday.move(hours=24)

    result = _try_level(gold)

    assert (_sums(result), result.tickets) == ((0, 1, 0, 1), [])


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
    _ticket(billing, asked=0 * HOUR, answered_after=late, state=TicketState.SPAM)
    _ticket(billing, asked=-30 * 24 * HOUR, answered_after=late)
    _ticket(moving, asked=0 * HOUR, answered_after=late)
    _ticket(claims, asked=0 * HOUR, answered_after=late)
    mine = _ticket(billing, asked=0 * HOUR, answered_after=late)
    monday.move(hours=4)

    result = _try_level(gold, first_response=180)

    assert [each.ticket_id for each in result.tickets] == [mine.pk]
    assert _sums(result) == (0, 1, 1, 1)


def test_a_new_one_is_tried_on_everything(
    gold: ServiceLevel, nordlicht: Tenant, billing: Category, moving: Category, monday: Frozen
) -> None:
    _ticket(billing, asked=0 * HOUR, answered_after=3 * HOUR)
    _ticket(moving, asked=0 * HOUR, answered_after=1 * HOUR)
    monday.move(hours=24)

    content = level_content(name="Neu", first_response=30, pauses=[])
    result = _try(ReplayKind.SERVICE_LEVEL, nordlicht, None, content)

    assert (_sums(result), result.sums["everywhere"]) == ((1, 2, 0, 2), 1)


def test_a_day_off_keeps_promises(gold: ServiceLevel, nordlicht: Tenant, billing: Category, monday: Frozen) -> None:
    office = _office(nordlicht)
    late = _ticket(billing, asked=0 * HOUR, answered_after=24 * HOUR)
    monday.move(hours=48)

    content = with_exceptions(_content(office), [date(2026, 11, 23)], [])
    result = _try(ReplayKind.CALENDAR, nordlicht, office.pk, content)

    assert result.tickets == [Otherwise(late.pk, "first:better", datetime(2026, 11, 24, 9, 0, tzinfo=UTC))]
    assert _sums(result) == (0, 1, 1, 1)


def test_longer_hours_break_promises(gold: ServiceLevel, nordlicht: Tenant, billing: Category, monday: Frozen) -> None:
    """Received on Monday at 17:00 in Berlin, due on Tuesday at 10; round the clock on Monday at 19."""
    office = _office(nordlicht)
    kept = _ticket(billing, asked=7 * HOUR, answered_after=16 * HOUR)
    monday.move(hours=48)

    whole = {day: [["00:00", "24:00"]] for day in ("mon", "tue")}
    week = {"week": whole, "country": "", "subdivision": "", "catholic": False, "holidays_worked": []}
    result = _try(ReplayKind.CALENDAR, nordlicht, office.pk, with_week(_content(office), None, week))

    assert result.tickets == [Otherwise(kept.pk, "first:worse", MONDAY + 9 * HOUR)]
    assert _sums(result) == (1, 1, 0, 1)


def test_what_is_tried_says_what_is_saved_where_the_mask_says_nothing(nordlicht: Tenant) -> None:
    office = _office(nordlicht)
    make_exception(office, date(2026, 12, 24), "Heiligabend", "8-12")
    saved = _content(office)

    later = with_week(saved, date(2027, 1, 1), {**saved["weeks"][0], "week": {}})
    renamed = with_general(later, name="Anders", time_zone="Europe/London", description="")

    assert saved["exceptions"] == {"2026-12-24": [["08:00", "12:00"]]}
    assert [week["valid_from"] for week in renamed["weeks"]] == [None, "2027-01-01"]
    assert renamed["weeks"][0] == saved["weeks"][0]
    assert (renamed["name"], renamed["time_zone"], saved["time_zone"]) == ("Anders", "Europe/London", "Europe/Berlin")
    assert with_week(renamed, None, renamed["weeks"][1])["weeks"][0]["week"] == {}


def test_new_hours_are_their_week() -> None:
    content = new_calendar_content(
        name="Neu", time_zone="Europe/Berlin", week={"mon": []}, country="DE", description="x"
    )

    assert content["weeks"] == [{"valid_from": None, "week": {"mon": []}, "country": "DE"}]


def test_a_step_costs_the_same_for_one_ticket_and_for_three(
    gold: ServiceLevel, billing: Category, monday: Frozen
) -> None:
    def cost() -> int:
        with in_scope(gold.tenant_id):
            replay = Replay(tenant=gold.tenant, kind="service_level", subject=gold.pk, content={}, at=clock.now())
            steps = ServiceLevelReplay(replay).steps()
            with CaptureQueriesContext(connection) as sent:
                next(steps)
        return len(sent)

    _ticket(billing, asked=-HOUR)
    one = cost()
    _ticket(billing, asked=-HOUR)
    _ticket(billing, asked=-HOUR, answered_after=HOUR)

    assert cost() == one == 4


def _office(tenant: Tenant) -> BusinessCalendar:
    office = make_calendar(tenant)
    choose(tenant, BUSINESS_HOURS, office)
    return office


def _content(calendar: BusinessCalendar) -> dict[str, Any]:
    with in_scope(calendar.tenant_id):
        return calendar_content(calendar)


def test_hours_are_those_of_utc(frozen: Frozen) -> None:
    assert hour_of(datetime.fromisoformat("2026-11-23T10:59:59+05:30")) == datetime(2026, 11, 23, 5, tzinfo=UTC)


def _resubmit(ticket: Ticket, anna: User, *, waits: bool) -> None:
    resubmit_ticket(ticket, until=clock.now() + timedelta(hours=20), to=None, waits_for_customer=waits, by=anna)


def _answer(ticket: Ticket, anna: User) -> None:
    if ticket.state == TicketState.ASSIGNED:
        answered(lock(ticket), make_message(ticket, direction=Direction.OUT, kind=MessageKind.INTERMEDIATE))


STEPS: dict[str, Callable[[Ticket, User], object]] = {
    "customer writes": lambda ticket, anna: append_message(lock(ticket), new_message(ticket.customer, subject="Noch")),
    "answered": _answer,
    "resubmitted": lambda ticket, anna: _resubmit(ticket, anna, waits=False),
    "waits for the customer": lambda ticket, anna: _resubmit(ticket, anna, waits=True),
    "fetched": lambda ticket, anna: fetch_waiting(ticket, by=anna),
}
histories = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 9)), min_size=1, max_size=8)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories, st.booleans())
def test_under_the_terms_that_hold_it_finds_what_really_was(
    nordlicht: Tenant,
    billing: Category,
    nordlicht_account: MailAccount,
    anna: User,
    frozen: Frozen,
    history: list[tuple[str, int]],
    closes: bool,
) -> None:
    """Whatever happened: the same spans, kept or broken, as the promises that the verbs have written."""
    frozen.at = MONDAY
    level = make_service_level(
        nordlicht, first_response=240, next_response=60, resolution=600, pauses=["customer", "inquiry"]
    )
    choose(nordlicht, SERVICE_LEVEL, level)
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    with in_scope(nordlicht):
        ticket = make_ticket(Category.objects.select_related("tenant").get(pk=billing.pk), owner=anna)
        for step, hours in history:
            frozen.move(hours=hours, minutes=1)
            with suppress(Refused), transaction.atomic():
                STEPS[step](Ticket.objects.get(pk=ticket.pk), anna)
        frozen.move(hours=1)
        if closes:
            with suppress(Refused), transaction.atomic():
                close_ticket(Ticket.objects.get(pk=ticket.pk), by=anna)
        assert _found(ticket) == _written(ticket)


def _found(ticket: Ticket) -> list[tuple[Any, ...]]:
    (past,) = pasts_of(Ticket.objects.filter(pk=ticket.pk))
    terms = terms_now(ticket.tenant_id)[past.category_id]
    spans = [(span, clock_under(span, terms, past.pauses, clock.now())) for span in spans_of(past)]
    kept = {"kept": True, "broken": False, "open": None}
    found = []
    for span, its in spans:
        outcome = outcome_of(span, its).value if span.done_at else "open"
        found.append((span.kind.value, span.started_at, span.done_at, kept[outcome]))
    return sorted(found, key=str)


def _written(ticket: Ticket) -> list[tuple[Any, ...]]:
    rows = Promise.objects.filter(ticket=ticket).exclude(done_at__isnull=False, kept=None)
    return sorted(rows.values_list("kind", "started_at", "done_at", "kept"), key=str)
