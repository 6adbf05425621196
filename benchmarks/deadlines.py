"""Deadlines after an edit of business hours: tickets a second, and what the desk feels meanwhile."""

from __future__ import annotations

import multiprocessing
import time
from typing import Any

from django.db import connection

from benchmarks.figures import Row, milliseconds, percentile
from benchmarks.fill import House
from benchmarks.pages import signed_in

LIST = "/desk/inbox/?folder=queue"
ASKED, MOST = 200, 10_000
"""Pages that are asked for, and the most tickets that are computed anew."""


def measure(house: House) -> list[Row]:
    """All open tickets of one tenant, as its job does it, in a process of its own; the list is asked for beside it."""
    client = signed_in(house.one, house.tenants[:1])
    for _warm in range(15):
        client.get(LIST)
    alone = _pages(client, ASKED)
    tenant_id = house.tenants[0].pk
    run_id = _edit(tenant_id)
    connection.close()
    connection.close_pool()
    context = multiprocessing.get_context("fork")
    result = context.Queue()
    process = context.Process(target=_compute, args=(tenant_id, run_id, result))
    process.start()
    beside: list[float] = []
    while process.is_alive():
        beside += _pages(client, 1)
    tickets, seconds = result.get()
    process.join()
    return [
        Row("computed anew, one worker", f"{tickets / seconds:,.0f} tickets a second", f"{tickets:,} tickets"),
        Row("list of the tenant, alone", _figure(alone)),
        Row("list of the tenant, beside it", _figure(beside), f"{len(beside)} pages"),
    ]


def _edit(tenant_id: int) -> int:
    """A service level with everything, in business hours with holidays, is chosen."""
    from kontor.sla.domain.calendars import create_calendar
    from kontor.sla.domain.service_levels import create_service_level
    from kontor.sla.domain.times import read_times
    from kontor.sla.enums import USUAL_PAUSES
    from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
    from kontor.tenants.models import Tenant
    from kontor.tenants.scope import scope
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


def _compute(tenant_id: int, run_id: int, result: Any) -> None:
    from kontor.tenants.scope import scope
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
