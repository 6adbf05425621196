"""Deadlines after an edit of business hours: tickets a second, and what the desk feels meanwhile."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from benchmarks.figures import Row, milliseconds, percentile
from benchmarks.fill import House
from benchmarks.pages import signed_in
from kontor.org.domain.access import load_access
from kontor.people.models import User
from kontor.routing.domain.take_next import take_next_ticket
from kontor.tenants.scope import scope

LIST = "/desk/inbox/?folder=queue"
ASKED, TAKEN, MOST = 200, 50, 10_000
"""Pages that are asked for, tickets that are taken, and the most that are computed anew."""


def measure(house: House) -> list[Row]:
    """All open tickets of one tenant, as its job does it, in a process of its own; the desk works beside it.

    First hours and a service level are chosen, so that promises begin; then the hours are edited.
    """
    tenant_id = house.tenants[0].pk
    client = signed_in(house.one, house.tenants[:1])
    for _warm in range(15):
        client.get(LIST)
    alone, taken_alone = _pages(client, ASKED), _taken(house.taker, tenant_id, TAKEN)
    first, seconds = _beside(tenant_id, _choose(tenant_id), lambda: None)
    beside: list[float] = []
    taken: list[float] = []

    def desk() -> None:
        beside.extend(_pages(client, 1))
        taken.extend(_taken(house.taker, tenant_id, 1))

    again, edit_seconds = _beside(tenant_id, _edit(tenant_id), desk)
    return [
        Row("chosen, one worker", f"{first / seconds:,.0f} tickets a second", f"{first:,} tickets"),
        Row("hours edited, one worker", f"{again / edit_seconds:,.0f} tickets a second", "with the desk beside it"),
        Row("list of the tenant, alone", _figure(alone)),
        Row("list of the tenant, beside it", _figure(beside), f"{len(beside)} pages"),
        Row("take next, alone", _figure(taken_alone)),
        Row("take next, beside it", _figure(taken)),
    ]


def _beside(tenant_id: int, run_id: int, work: Callable[[], None]) -> tuple[int, float]:
    """Compute in a process of its own, and ``work`` again and again until it has ended: tickets, and in what time."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    context = multiprocessing.get_context("fork")
    result = context.Queue()
    process = context.Process(target=_compute, args=(tenant_id, run_id, result))
    process.start()
    while process.is_alive():
        work()
    tickets, seconds = result.get()
    process.join()
    return tickets, seconds


def _taken(user: User, tenant_id: int, count: int) -> list[float]:
    times = []
    for _ticket in range(count):
        begun = time.perf_counter()
        with scope(tenant_id):
            ticket = take_next_ticket(user, load_access(user, (tenant_id,)))
        if ticket is None:
            break
        times.append(time.perf_counter() - begun)
    return times


def _choose(tenant_id: int) -> int:
    """A service level with everything, in business hours with holidays, is chosen."""
    from kontor.sla.domain.calendars import create_calendar
    from kontor.sla.domain.service_levels import create_service_level
    from kontor.sla.domain.times import read_times
    from kontor.sla.enums import USUAL_PAUSES
    from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
    from kontor.tenants.models import Tenant
    from kontor.tickets.domain.recomputing import recompute_for

    with scope(tenant_id):
        tenant = Tenant.objects.get(pk=tenant_id)
        week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), read_times("8-12, 13-18"))
        place: dict[str, Any] = {"country": "DE", "subdivision": "BY", "catholic": False, "holidays_worked": []}
        hours = create_calendar(tenant, name="Office", time_zone="Europe/Berlin", week=week, **place, by=None)
        targets = {"first_response": 240, "next_response": 240, "resolution": 2400}
        usual = {"warning_share": 75, "priority_percent": 100, "pauses": list(USUAL_PAUSES)}
        level = create_service_level(tenant, name="Usual", **targets, **usual, by=None)
        preferences = {**tenant.preferences, BUSINESS_HOURS.key: hours.pk, SERVICE_LEVEL.key: level.pk}
        Tenant.objects.filter(pk=tenant_id).update(preferences=preferences)
        run = recompute_for(tenant=tenant)
        assert run is not None
        return run.pk


def _edit(tenant_id: int) -> int:
    """Fridays end at noon."""
    from kontor.sla.domain.calendars import WEEK_FIELDS, save_week
    from kontor.sla.domain.times import read_times
    from kontor.sla.models import BusinessCalendar
    from kontor.tickets.models import Recomputation

    with scope(tenant_id):
        hours = BusinessCalendar.objects.get(tenant_id=tenant_id, name="Office")
        week = {field: getattr(hours.versions.get(), field) for field in WEEK_FIELDS}
        week["week"] = {**week["week"], "fri": read_times("8-12")}
        save_week(hours, None, version=hours.version, by=None, **week)
        return Recomputation.objects.latest("id").pk


def _compute(tenant_id: int, run_id: int, result: Any) -> None:
    from kontor.tickets.domain.recomputing import go_on
    from kontor.tickets.models import Recomputation

    def done() -> tuple[int, bool]:
        with scope(tenant_id):
            run = Recomputation.objects.get(pk=run_id)
            return run.done, run.ended_at is not None

    begun = time.perf_counter()
    while True:
        go_on(tenant_id, run_id)
        tickets, ended = done()
        if ended or tickets >= MOST:
            break
    result.put((tickets, time.perf_counter() - begun))


def _pages(client: Any, count: int) -> list[float]:
    times = []
    for _page in range(count):
        begun = time.perf_counter()
        assert client.get(LIST).status_code == 200
        times.append(time.perf_counter() - begun)
    return times


def _figure(times: list[float]) -> str:
    return f"p50 {milliseconds(percentile(times, 0.5))}, p95 {milliseconds(percentile(times, 0.95))}"
