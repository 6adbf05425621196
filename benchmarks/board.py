"""The supervisor's board over a hundred thousand open tickets: what its figures and its page cost."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from benchmarks.figures import Row, milliseconds, percentile
from benchmarks.fill import House
from benchmarks.server import vacuum
from kontor.kernel import clock
from kontor.org.domain.access import Access
from kontor.reports.domain.sight import READ, sight_of
from kontor.reports.domain.work import By, report_of
from kontor.tenants.scope import scope
from kontor.tickets.models import Ticket

OPEN, TIMES = 100_000, 15


def measure(house: House, url: str) -> list[Row]:
    """As somebody who may see all of it. So many are open at least; what is filled in stays."""
    from kontor.reports.domain.board import board_of
    from kontor.supervisor.board.drawings import by_age, over_the_day
    from kontor.supervisor.board.figures import agent_lines, figures, shares
    from kontor.supervisor.board.links import way_to_tickets
    from kontor.tickets.domain.backlog import backlog_of

    tenants = tuple(tenant.pk for tenant in house.tenants)
    access = Access(house.ten.pk, tenants, installation=frozenset({READ}))

    def page() -> None:
        board = board_of(sight_of(access))
        way = way_to_tickets(access, board.sight)
        by_age(board, way), over_the_day(board), figures(board, way), shares(board), agent_lines(board, access, way)

    number = _fill(house)
    vacuum(url)
    with scope(*tenants):
        whole, one = _times(page), _times(lambda: backlog_of(tenants[0]))
        reports = [_report(access, days, by) for days, by in ((31, By.CATEGORY), (365, By.DAY))]
    figure = f"p50 {milliseconds(percentile(whole, 0.5))}, p95 {milliseconds(percentile(whole, 0.95))}"
    return [
        Row(f"board of {len(tenants)} tenants, {number:,} open", figure, "aim: under 100 ms"),
        Row("  backlog of one of them", f"p50 {milliseconds(percentile(one, 0.5))}"),
        *reports,
    ]


def _report(access: Access, days: int, by: By) -> Row:
    """Of all tenants; beside it how much it counts."""
    last = clock.now().date()
    first, sight = last - timedelta(days=days - 1), sight_of(access)
    total = report_of(sight, first, last, by).total
    times = _times(lambda: report_of(sight, first, last, by))
    counted = f"{total.came:,} received, {total.answered:,} answered, {total.closed:,} closed"
    return Row(f"  report of {days} days by {by}", f"p50 {milliseconds(percentile(times, 0.5))}", counted)


def _times(call: Callable[[], object]) -> list[float]:
    found = []
    for _time in range(TIMES):
        began = time.perf_counter()
        call()
        found.append(time.perf_counter() - began)
    return found[TIMES // 3 :]


def _fill(house: House) -> int:
    """Bring the house to ``OPEN`` open tickets, if there are fewer; how many there are."""
    with scope(*(tenant.pk for tenant in house.tenants)):
        number = Ticket.objects.open().count()
    each = max(0, OPEN - number) // len(house.tenants)
    for index, tenant in enumerate(house.tenants):
        values = {"tenant": tenant.pk, "each": each, "base": 60_000_000_000 + index * OPEN}
        with scope(tenant.pk), connection.cursor() as cursor:
            cursor.execute(_OPEN_TICKETS, {**values, "account": house.accounts[index].pk})
    return number + each * len(house.tenants)


_OPEN_TICKETS = """
WITH category AS (SELECT array_agg(id ORDER BY id) AS ids FROM org_category WHERE tenant_id = %(tenant)s)
INSERT INTO tickets_ticket (tenant_id, number, kind, channel, state, subject, language, category_id, account_id,
    account_owner, received_at, rank_at, changed_at, due_at, warn_at, unread, has_attachments, delivery_failed)
SELECT %(tenant)s, %(base)s + n, 'mail', 'mail', 'queued', 'Delivery ' || n || ' has not arrived', 'de',
    category.ids[1 + n %% cardinality(category.ids)], %(account)s, %(tenant)s, now() - make_interval(mins => n),
    now(), now(), now() + make_interval(mins => 600 - n), now() + make_interval(mins => 300 - n), true, false, false
FROM generate_series(1, %(each)s::int) n, category
"""
