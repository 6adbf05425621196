"""The supervisor's board over a hundred thousand open tickets: what its figures and its page cost."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection, transaction

from benchmarks.figures import Row, milliseconds, percentile
from benchmarks.fill import House

OPEN, TIMES = 100_000, 15


def measure(house: House) -> list[Row]:
    """As somebody who may see all of it. What is filled in is rolled back."""
    from kontor.org.domain.access import Access
    from kontor.reports.domain.board import board_of
    from kontor.reports.domain.sight import READ, sight_of
    from kontor.supervisor.board.drawings import by_age, over_the_day
    from kontor.supervisor.board.figures import agent_lines, figures, shares
    from kontor.tenants.scope import scope
    from kontor.tickets.domain.backlog import backlog_of

    tenants = tuple(tenant.pk for tenant in house.tenants)
    access = Access(house.ten.pk, tenants, installation=frozenset({READ}))

    def page() -> None:
        board = board_of(sight_of(access))
        by_age(board), over_the_day(board), figures(board), shares(board), agent_lines(board)

    with scope(*tenants):
        _fill(house)
        whole, one = _times(page), _times(lambda: backlog_of(tenants[0]))
        transaction.set_rollback(True)
    return [
        Row(f"board of {len(tenants)} tenants, {OPEN} open", f"p50 {milliseconds(percentile(whole, 0.5))}"),
        Row("  backlog of one of them", f"p50 {milliseconds(percentile(one, 0.5))}"),
    ]


def _times(call: Callable[[], object]) -> list[float]:
    found = []
    for _time in range(TIMES):
        began = time.perf_counter()
        call()
        found.append(time.perf_counter() - began)
    return found[TIMES // 3 :]


def _fill(house: House) -> None:
    each = OPEN // len(house.tenants)
    with connection.cursor() as cursor:
        for index, tenant in enumerate(house.tenants):
            values = {"tenant": tenant.pk, "each": each, "base": 60_000_000_000 + index * each}
            cursor.execute(_OPEN_TICKETS, {**values, "account": house.accounts[index].pk})


_OPEN_TICKETS = """
WITH category AS (SELECT array_agg(id ORDER BY id) AS ids FROM org_category WHERE tenant_id = %(tenant)s)
INSERT INTO tickets_ticket (tenant_id, number, kind, channel, state, subject, language, category_id, account_id,
    account_owner, received_at, rank_at, changed_at, due_at, warn_at, unread, has_attachments, delivery_failed)
SELECT %(tenant)s, %(base)s + n, 'mail', 'mail', 'queued', 'Delivery ' || n || ' has not arrived', 'de',
    category.ids[1 + n %% cardinality(category.ids)], %(account)s, %(tenant)s, now() - make_interval(mins => n),
    now(), now(), now() + make_interval(mins => 600 - n), now() + make_interval(mins => 300 - n), true, false, false
FROM generate_series(1, %(each)s::int) n, category
"""
