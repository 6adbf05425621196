"""The explanation of a deadline: its lines add up to it, now and at any moment of the past."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.routing.domain.waiting import fetch_waiting
from kontor.sla.domain.calendars import save_exceptions, save_week
from kontor.sla.domain.service_levels import change_service_level
from kontor.sla.enums import PauseKind, PromiseKind
from kontor.sla.models import BusinessCalendar, ServiceLevel
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.explaining import Explained, explain, explain_now
from kontor.tickets.domain.settling import recompute
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.sla import OFFICE, as_week, choose, make_calendar, make_service_level
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements

NOWHERE = {"country": "", "subdivision": "", "catholic": False, "holidays_worked": []}
HOUR = timedelta(hours=1)
FRIDAY = datetime(2026, 11, 27, 14, 20, tzinfo=UTC)
"""Twenty past three in Berlin."""


@pytest.fixture
def mine(nordlicht: Tenant, billing: Category, anna: User, frozen: Frozen) -> Ticket:
    """Eight hours to the first response, from eight to twelve and from one to five."""
    frozen.at = FRIDAY
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=480))
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    with in_scope(nordlicht):
        return make_ticket(Category.objects.select_related("tenant").get(pk=billing.pk), owner=anna)


def test_the_lines_add_up_to_the_deadline(mine: Ticket) -> None:
    with in_scope(mine.tenant_id):
        (first,) = explain(mine, FRIDAY)

    assert [(line.begin, line.end, line.sum) for line in first.lines] == [
        (FRIDAY, FRIDAY + 100 * HOUR / 60, 100 * HOUR / 60),  # Friday 15:20 to 17:00
        (datetime(2026, 11, 30, 7, tzinfo=UTC), datetime(2026, 11, 30, 11, tzinfo=UTC), 340 * HOUR / 60),
        (datetime(2026, 11, 30, 12, tzinfo=UTC), mine.due_at, 8 * HOUR),
    ]
    assert (first.lines[-1].end, first.lines[-1].sum) == (first.clock.due_at, first.clock.target)
    assert (first.kind, first.is_done, first.percent) == (PromiseKind.FIRST_RESPONSE, False, 0)
    assert first.calendar is not None


def test_a_pause_is_a_line_that_does_not_count(mine: Ticket, anna: User, frozen: Frozen) -> None:
    with in_scope(mine.tenant_id):
        frozen.move(minutes=40)
        resubmit_ticket(mine, until=frozen.at + 2 * HOUR, to=anna, waits_for_customer=True, by=anna)
        frozen.move(minutes=30)
        (still,) = explain(mine, frozen.at)
        assert (still.clock.due_at, still.clock.worked) == (None, 40 * HOUR / 60)
        assert [(line.pause, line.end, line.sum) for line in still.lines] == [
            (None, FRIDAY + 40 * HOUR / 60, 40 * HOUR / 60),
            (PauseKind.CUSTOMER, None, 40 * HOUR / 60),
        ]

        fetch_waiting(mine, by=anna)
        (again,) = explain(mine, frozen.at)

    assert [line.pause for line in again.lines] == [None, PauseKind.CUSTOMER, None, None, None]
    assert again.lines[1].length == HOUR / 2
    assert again.lines[-1].sum == 8 * HOUR
    counted = sum((line.length for line in again.lines if not line.pause), timedelta(0))
    assert counted == again.clock.target


def test_a_moment_of_the_past_knows_nothing_of_what_came_later(mine: Ticket, anna: User, frozen: Frozen) -> None:
    with in_scope(mine.tenant_id):
        due = mine.due_at
        frozen.move(minutes=40)
        resubmit_ticket(mine, until=frozen.at + 2 * HOUR, to=anna, waits_for_customer=True, by=anna)
        frozen.move(minutes=30)
        fetch_waiting(mine, by=anna)
        frozen.move(hours=72)
        close_ticket(Ticket.objects.get(pk=mine.pk), by=None)

        (then,) = explain(mine, FRIDAY + HOUR / 2)
        assert (then.clock.due_at, then.clock.worked, then.is_done) == (due, HOUR / 2, False)
        (paused,) = explain(mine, FRIDAY + HOUR)
        assert (paused.clock.due_at, paused.clock.still_since) == (None, FRIDAY + 40 * HOUR / 60)
        assert explain(mine, frozen.at) == []
        assert explain(mine, FRIDAY - HOUR) == []


def test_what_was_kept_stays_explained(nordlicht: Tenant, mine: Ticket, billing: Category, frozen: Frozen) -> None:
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=None, resolution=60))
    with in_scope(nordlicht):
        ticket = make_ticket(Category.objects.select_related("tenant").get(pk=billing.pk))
        frozen.move(hours=1)
        close_ticket(ticket, by=None)
        frozen.move(hours=100)
        (resolution,) = explain(ticket, frozen.at)

        assert (resolution.kind, resolution.is_done, resolution.promise.kept) == (PromiseKind.RESOLUTION, True, True)
        assert resolution.percent == 100
        assert explain(ticket, frozen.at, ended=False) == []


def test_it_costs_the_same_however_much_is_promised(mine: Ticket, nordlicht: Tenant, billing: Category) -> None:
    level = make_service_level(nordlicht, first_response=480, next_response=60, resolution=960)
    choose(nordlicht, SERVICE_LEVEL, level)
    with in_scope(nordlicht):
        more = make_ticket(Category.objects.select_related("tenant").get(pk=billing.pk))
        explain(mine, FRIDAY)
        with statements() as once:
            explain(mine, FRIDAY)
        with statements() as twice:
            assert len(explain(more, FRIDAY)) == 2
        assert len(once) == len(twice) <= 7
        with statements() as at_present:
            assert len(explain_now(more)) == 2
        assert len(at_present) <= 4


def _at(ticket: Ticket, at: datetime) -> Explained:
    with in_scope(ticket.tenant_id):
        (found,) = explain(ticket, at)
    return found


def test_a_past_moment_has_the_business_hours_of_that_time(mine: Ticket, sven: User, frozen: Frozen) -> None:
    before = _at(mine, FRIDAY)
    frozen.move(hours=1)
    with in_scope(mine.tenant_id):
        calendar = BusinessCalendar.objects.get()
        week = {**as_week(OFFICE), "mon": []}
        calendar = save_week(calendar, None, version=calendar.version, by=sven, **{**NOWHERE, "week": week})
        save_exceptions(calendar, [date(2026, 12, 1)], name="", hours=[], version=calendar.version, by=sven)
        recompute([mine.pk])

    assert _at(mine, frozen.at).clock.due_at == before.clock.due_at + 48 * HOUR
    assert _at(mine, FRIDAY).lines == before.lines
    assert (FRIDAY, before.clock.due_at) == (before.lines[0].begin, before.lines[-1].end)


def test_a_past_moment_between_two_edits_has_the_hours_of_between(mine: Ticket, sven: User, frozen: Frozen) -> None:
    first = _at(mine, FRIDAY)
    for day in (30, 1):
        frozen.move(minutes=10)
        with in_scope(mine.tenant_id):
            calendar = BusinessCalendar.objects.get()
            closed = date(2026, 11 if day == 30 else 12, day)
            save_exceptions(calendar, [closed], name="Inventur", hours=[], version=calendar.version, by=sven)

    due = [_at(mine, FRIDAY + timedelta(minutes=minutes)).clock.due_at for minutes in (5, 15, 25)]

    assert first.clock.due_at is not None
    assert due == [first.clock.due_at + days * 24 * HOUR for days in (0, 1, 2)]


def test_a_past_moment_has_the_targets_and_pauses_of_that_time(
    mine: Ticket, anna: User, sven: User, frozen: Frozen
) -> None:
    before = _at(mine, FRIDAY)
    frozen.move(minutes=10)
    with in_scope(mine.tenant_id):
        resubmit_ticket(mine, until=frozen.at + 2 * HOUR, to=anna, waits_for_customer=True, by=anna)
        frozen.move(minutes=30)
        level = ServiceLevel.objects.get()
        assert level.pauses
        values = {"first_response": 120, "warning_share": 50, "pauses": []}
        change_service_level(level, name=level.name, version=level.version, by=sven, **values)
        recompute([mine.pk])

    now, then = _at(mine, frozen.at), _at(mine, FRIDAY + HOUR / 2)

    assert (now.clock.target, now.clock.warning_share, now.clock.still_since) == (2 * HOUR, 50, None)
    assert (then.clock.target, then.clock.warning_share) == (before.clock.target, before.clock.warning_share)
    assert then.clock.still_since == FRIDAY + HOUR / 6
    assert _at(mine, FRIDAY).lines == before.lines


def test_a_past_moment_has_the_choice_of_that_time(mine: Ticket, nordlicht: Tenant, frozen: Frozen) -> None:
    before = _at(mine, FRIDAY)
    frozen.move(minutes=10)
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, "Anders", first_response=60))
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht, "Nachts", fri=["20-24"]))
    with in_scope(nordlicht):
        recompute([mine.pk])

    now, then = _at(mine, frozen.at), _at(mine, FRIDAY)

    assert now.calendar is not None and then.calendar is not None
    assert (now.calendar.name, now.promise.service_level.name) == ("Nachts", "Anders")
    assert then.calendar == before.calendar
    assert then.promise.service_level == before.promise.service_level != now.promise.service_level
    assert then.lines == before.lines


def test_what_has_ended_keeps_the_hours_of_its_end(mine: Ticket, nordlicht: Tenant, sven: User, frozen: Frozen) -> None:
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=None, resolution=480))
    with in_scope(nordlicht):
        recompute([mine.pk])
        frozen.move(minutes=30)
        close_ticket(Ticket.objects.get(pk=mine.pk), by=None)
        ended = _at(mine, frozen.at)
        frozen.move(hours=1)
        calendar = BusinessCalendar.objects.get()
        week = {**as_week(OFFICE), "fri": []}
        save_week(calendar, None, version=calendar.version, by=sven, **{**NOWHERE, "week": week})
        frozen.move(hours=1)

    assert ended.clock.worked == HOUR / 2
    assert _at(mine, frozen.at).lines == ended.lines
