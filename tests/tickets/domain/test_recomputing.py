"""Deadlines after an edit: computed anew in batches, with progress, whatever interrupts them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from kontor.org.models import Category
from kontor.sla.domain.calendars import save_week
from kontor.sla.domain.service_levels import change_service_level
from kontor.sla.models import BusinessCalendar, CalendarVersion, ServiceLevel
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain import recomputing
from kontor.tickets.domain.recomputing import go_on, latest_for, recompute_for
from kontor.tickets.enums import Cause
from kontor.tickets.models import Promise, Recomputation, Ticket
from tests.conftest import Frozen
from tests.factories.sla import as_week, choose, make_calendar, make_service_level
from tests.factories.tickets import make_ticket
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.scoping import in_scope
from tests.support.statements import statements
from tests.support.threads import at_once, until_somebody_waits

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def level(nordlicht: Tenant, frozen: Frozen) -> ServiceLevel:
    frozen.at = MONDAY
    level = make_service_level(nordlicht, first_response=120)
    choose(nordlicht, SERVICE_LEVEL, level)
    return level


@pytest.fixture
def calendar(nordlicht: Tenant, level: ServiceLevel) -> BusinessCalendar:
    calendar = make_calendar(nordlicht)
    choose(nordlicht, BUSINESS_HOURS, calendar)
    return calendar


def _opened(category: Category, count: int = 1) -> list[Ticket]:
    with in_scope(category.tenant_id):
        fresh = Category.objects.select_related("tenant").get(pk=category.pk)
        return [make_ticket(fresh) for _number in range(count)]


def _due(tenant: Tenant) -> list[datetime | None]:
    with in_scope(tenant):
        return list(Ticket.objects.order_by("pk").values_list("due_at", flat=True))


def _change_hours(calendar: BusinessCalendar, **week: list[str]) -> None:
    """As the mask does it: another week, a higher version."""
    with in_scope(calendar.tenant_id):
        CalendarVersion.objects.filter(calendar=calendar).update(week=as_week(week))
        calendar.version += 1
        calendar.save()


def test_an_edited_calendar_moves_every_deadline(
    nordlicht: Tenant, billing: Category, calendar: BusinessCalendar
) -> None:
    _opened(billing, 3)
    assert _due(nordlicht) == [MONDAY + 2 * HOUR] * 3
    _change_hours(calendar, mon=["8-10:30", "15-17"])

    with in_scope(nordlicht):
        run = recompute_for(calendar=calendar)
        assert run and (run.total, run.percent, latest_for(calendar=calendar)) == (3, 0, run)
    run_jobs()

    assert _due(nordlicht) == [MONDAY + 6.5 * HOUR] * 3
    with in_scope(nordlicht):
        run.refresh_from_db()
        assert (run.done, run.percent, latest_for(calendar=calendar)) == (3, 100, None)


def test_an_edited_service_level_changes_targets_and_drops_what_it_promises_no_more(
    nordlicht: Tenant, billing: Category, level: ServiceLevel
) -> None:
    level_id = level.pk
    _opened(billing)
    with in_scope(nordlicht):
        ServiceLevel.objects.filter(pk=level_id).update(first_response=None, resolution=600)
        recompute_for(level=ServiceLevel.objects.get(pk=level_id))
    run_jobs()

    assert _due(nordlicht) == [MONDAY + 10 * HOUR]
    with in_scope(nordlicht):
        assert list(Promise.objects.values_list("kind", "kept", "target").order_by("id")) == [
            ("first", None, 7200),
            ("resolution", None, 36000),
        ]


def test_a_category_that_chooses_another_level(
    nordlicht: Tenant, billing: Category, moving: Category, level: ServiceLevel
) -> None:
    _opened(billing)
    _opened(moving)
    choose(billing, SERVICE_LEVEL, make_service_level(nordlicht, first_response=30))
    with in_scope(nordlicht):
        run = recompute_for(category=billing)
        assert run and run.total == 1
    run_jobs()

    assert _due(nordlicht) == [MONDAY + HOUR / 2, MONDAY + 2 * HOUR]


def test_a_tenant_that_begins_to_promise_does_so_for_what_is_open(
    nordlicht: Tenant, billing: Category, frozen: Frozen
) -> None:
    frozen.at = MONDAY
    _opened(billing)
    frozen.move(minutes=5)
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=60))
    with in_scope(nordlicht):
        recompute_for(tenant=nordlicht)
    run_jobs()

    assert _due(nordlicht) == [MONDAY + HOUR]


def test_saving_a_week_or_a_service_level_computes_anew_by_itself(
    nordlicht: Tenant, billing: Category, calendar: BusinessCalendar, level: ServiceLevel
) -> None:
    _opened(billing)
    week = {"week": as_week({"mon": ["8-10:30", "15-17"]}), "country": "", "subdivision": ""}
    with in_scope(nordlicht):
        save_week(calendar, None, version=calendar.version, by=None, **week, catholic=False, holidays_worked=[])
    run_jobs()
    assert _due(nordlicht) == [MONDAY + 6.5 * HOUR]

    with in_scope(nordlicht):
        changed = change_service_level(level, name=level.name, version=level.version, by=None, first_response=30)
    run_jobs()
    assert _due(nordlicht) == [MONDAY + HOUR / 2]

    with in_scope(nordlicht):
        change_service_level(changed, name="Anders", version=changed.version, by=None)
        assert not Recomputation.objects.unfinished().exists()


def test_nothing_open_needs_no_job(nordlicht: Tenant, calendar: BusinessCalendar) -> None:
    with in_scope(nordlicht):
        assert recompute_for(calendar=calendar) is None

    assert waiting_jobs("recompute_deadlines") == []


def test_what_nobody_has_chosen_concerns_nobody(nordlicht: Tenant, billing: Category, level: ServiceLevel) -> None:
    _opened(billing)
    with in_scope(nordlicht):
        assert recompute_for(calendar=make_calendar(nordlicht)) is None


def test_killed_it_goes_on_where_it_was(
    nordlicht: Tenant, billing: Category, calendar: BusinessCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recomputing, "TOGETHER", 2)
    monkeypatch.setattr(recomputing, "BATCHES", 1)
    _opened(billing, 5)
    _change_hours(calendar, mon=["8-10:30", "15-17"])
    with in_scope(nordlicht):
        run = recompute_for(calendar=calendar)
    assert run
    go_on(nordlicht.pk, run.pk)  # the worker dies behind the first batch
    with in_scope(nordlicht):
        run.refresh_from_db()
    assert (run.done, run.percent) == (2, 40)
    assert _due(nordlicht) == [MONDAY + 6.5 * HOUR] * 2 + [MONDAY + 2 * HOUR] * 3

    run_jobs()

    assert _due(nordlicht) == [MONDAY + 6.5 * HOUR] * 5
    with in_scope(nordlicht):
        run.refresh_from_db()
    assert (run.done, run.percent) == (5, 100)


def test_twice_is_harmless_and_a_newer_edit_takes_over(
    nordlicht: Tenant, billing: Category, calendar: BusinessCalendar
) -> None:
    _opened(billing)
    _change_hours(calendar, mon=["8-10:30", "15-17"])
    with in_scope(nordlicht):
        first, second = recompute_for(calendar=calendar), recompute_for(calendar=calendar)
        assert first and second
        first.refresh_from_db()
        assert (first.ended_at, latest_for(calendar=calendar)) == (MONDAY, second)
    run_jobs()
    go_on(nordlicht.pk, second.pk)

    assert _due(nordlicht) == [MONDAY + 6.5 * HOUR]
    with in_scope(nordlicht):
        assert Recomputation.objects.unfinished().count() == 0
        assert {run.cause for run in Recomputation.objects.all()} == {Cause.CALENDAR}


def test_a_newer_edit_of_something_else_takes_nothing_over(
    nordlicht: Tenant, billing: Category, level: ServiceLevel, calendar: BusinessCalendar
) -> None:
    """Business hours and a service level may have the same number."""
    _opened(billing)
    with in_scope(nordlicht):
        of_level = recompute_for(level=level)
        assert of_level
        Recomputation.objects.filter(pk=of_level.pk).update(thing=calendar.pk)

        of_calendar = recompute_for(calendar=calendar)

        of_level.refresh_from_db()
        assert (of_level.ended_at, latest_for(calendar=calendar)) == (None, of_calendar)


def test_it_costs_a_handful_of_statements_however_many_they_are(
    nordlicht: Tenant, billing: Category, calendar: BusinessCalendar
) -> None:
    few, many = _opened(billing, 2), _opened(billing, 12)
    _change_hours(calendar, mon=["8-10:30", "15-17"])
    counts = []
    with in_scope(nordlicht):
        for tickets in (few, many):
            with statements() as sent:
                recomputing.recompute([ticket.pk for ticket in tickets])
            counts.append(len(sent))

    assert counts[1] <= counts[0] <= 14


def test_a_job_of_another_tenant_computes_nothing(
    nordlicht: Tenant, alpina: Tenant, billing: Category, calendar: BusinessCalendar
) -> None:
    _opened(billing, 2)
    with in_scope(nordlicht):
        run = recompute_for(calendar=calendar)
    assert run is not None

    go_on(alpina.pk, run.pk)

    with in_scope(nordlicht):
        run.refresh_from_db()
    assert (run.done, run.ended_at) == (0, None)


def test_whoever_edits_again_does_not_wait_for_the_batch_that_waits_for_the_edit(
    committed_db: str, nordlicht: Tenant, billing: Category, level: ServiceLevel
) -> None:
    [ticket] = _opened(billing)
    with in_scope(nordlicht):
        edited = change_service_level(level, name=level.name, version=level.version, by=None, first_response=60)
        run = latest_for(level=level)
    assert run is not None
    held, walking, done = Event(), Event(), Event()

    def hold() -> None:
        with in_scope(nordlicht):
            Ticket.objects.select_for_update().get(pk=ticket.pk)
            held.set()
            until_somebody_waits()
            walking.set()
            done.wait(2)

    def walk() -> None:
        held.wait(30)
        go_on(nordlicht.pk, run.pk)

    def edit() -> None:
        walking.wait(30)
        with in_scope(nordlicht):
            change_service_level(edited, name=level.name, version=edited.version, by=None, first_response=30)
            done.set()

    assert at_once(hold, walk, edit) == [None, None, None]

    run_jobs()
    assert _due(nordlicht) == [MONDAY + HOUR / 2]


def test_of_two_walks_that_go_on_the_one_begun_last_is_shown(nordlicht: Tenant, level: ServiceLevel) -> None:
    with in_scope(nordlicht):
        first, last = (
            Recomputation.objects.create(tenant=nordlicht, cause=Cause.LEVEL, thing=level.pk, begun_at=MONDAY + wait)
            for wait in (timedelta(), HOUR)
        )

        assert (latest_for(level=level), first.ended_at) == (last, None)
