"""The list of 50 rows and the page of a ticket: server time, statements, and the database's part of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import Row, milliseconds, percentile
from benchmarks.fill import House
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.tickets.models import Ticket

ROUNDS, WARM = 120, 15


def measure(house: House, size: int) -> list[Row]:
    """Warm, one client, under a scope of one and of ten tenants; compared with one bare SELECT of 50 rows."""
    rows = []
    for user, tenants in ((house.one, house.tenants[:1]), (house.ten, house.tenants)):
        client = signed_in(user, tenants)
        numbers = _numbers(tenants)
        bare = _bare_select(tenants)
        label = f"{size:,} tickets, scope of {len(tenants)}"
        rows.append(Row(f"{label}: one bare SELECT of 50 rows", milliseconds(bare)))
        pages = [f"/desk/ticket/{number}/" for number in numbers]
        rows.append(_page(f"{label}: list", client, ["/desk/inbox/?folder=queue"], bare))
        rows.append(_page(f"{label}: ticket", client, pages, bare))
    return rows


def _page(what: str, client: Client, addresses: list[str], bare: float) -> Row:
    for place in range(WARM):
        _get(client, addresses[place % len(addresses)])
    with CaptureQueriesContext(connection) as captured:
        _get(client, addresses[WARM % len(addresses)])
    statements = len(captured.captured_queries)
    times, database = [], []
    for place in range(ROUNDS):
        with _database_time() as spent:
            start = time.perf_counter()
            _get(client, addresses[(WARM + place) % len(addresses)])
            times.append(time.perf_counter() - start)
        database.append(spent[0])
    p50, p95, part = percentile(times, 0.5), percentile(times, 0.95), percentile(database, 0.5)
    figure = f"p50 {milliseconds(p50)}, p95 {milliseconds(p95)}"
    return Row(what, figure, f"{statements} statements; database {milliseconds(part)} = {part / bare:.1f} bare SELECTs")


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"


@contextmanager
def _database_time() -> Iterator[list[float]]:
    spent = [0.0]

    def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent[0] += time.perf_counter() - start

    with connection.execute_wrapper(timed):
        yield spent


def signed_in(user: User, tenants: list[Tenant]) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    session = client.session
    session["tenants"] = [tenant.pk for tenant in tenants]
    session.save()
    return client


def _numbers(tenants: list[Tenant]) -> list[int]:
    """Tickets whose number the desk accepts, spread over the tenants."""
    with scope(*(tenant.pk for tenant in tenants)):
        rows = Ticket.objects.filter(number__lt=5_000_000_000, state="queued") | Ticket.objects.filter(
            number__gte=6_000_000_000, state="queued"
        )
        return list(rows.values_list("number", flat=True).order_by("id")[:200])


def _bare_select(tenants: list[Tenant]) -> float:
    """The median time of fetching the 50 rows of the list by their ids, in the same session settings."""
    with scope(*(tenant.pk for tenant in tenants)), connection.cursor() as cursor:
        ids = list(Ticket.objects.queued().order_by("received_at").values_list("id", flat=True)[:50])
        times = []
        for _round in range(60):
            start = time.perf_counter()
            cursor.execute("SELECT * FROM tickets_ticket WHERE id = ANY (%s)", [ids])
            cursor.fetchall()
            times.append(time.perf_counter() - start)
    return percentile(times, 0.5)
