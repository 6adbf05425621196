"""Fifty agents on fifty connections take the next ticket, as fast as they can."""

from __future__ import annotations

import multiprocessing
import time
from typing import Any

from django.db import connection

from benchmarks.figures import Row, milliseconds, percentile
from benchmarks.fill import House

AGENTS, WARM, EACH = 50, 6, 24


def measure(house: House) -> list[Row]:
    """The verb as the desk calls it: rights loaded, one row taken, history and notification written, committed."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    context = multiprocessing.get_context("fork")
    ready, results = context.Barrier(AGENTS), context.Queue()
    arguments = (house.taker.pk, [tenant.pk for tenant in house.tenants], ready, results)
    processes = [context.Process(target=_agent, args=arguments) for _agent_number in range(AGENTS)]
    for process in processes:
        process.start()
    found = [results.get() for _process in processes]
    for process in processes:
        process.join()
    taken = [ticket for _start, _end, tickets, _times in found for ticket in tickets]
    times = [one for _start, _end, _tickets, each in found for one in each]
    span = max(end for _start, end, _tickets, _times in found) - min(start for start, _end, _tickets, _times in found)
    assert len(taken) == len(set(taken)) == AGENTS * EACH, "a ticket was taken twice, or none was there"
    return [
        Row(f"take next, {AGENTS} connections", f"{len(taken) / span:.0f} a second", "aim: over 300"),
        Row(
            "  of it, one take",
            f"p50 {milliseconds(percentile(times, 0.5))}, p95 {milliseconds(percentile(times, 0.95))}",
        ),
    ]


def _agent(user_id: int, tenants: list[int], ready: Any, results: Any) -> None:
    from kontor.org.domain.access import load_access
    from kontor.people.models import User
    from kontor.routing.domain.take_next import take_next_ticket
    from kontor.tenants.scope import scope

    user = User.objects.get(pk=user_id)
    tickets: list[int] = []
    times: list[float] = []
    start = 0.0
    for place in range(WARM + EACH):
        if place == WARM:
            ready.wait()
            tickets, times, start = [], [], time.monotonic()
        began = time.perf_counter()
        with scope(*tenants):
            ticket = take_next_ticket(user, load_access(user, tuple(tenants)))
        times.append(time.perf_counter() - began)
        if ticket:
            tickets.append(ticket.pk)
    results.put((start, time.monotonic(), tickets, times))
