"""The first tickets of a queue of many categories, merged from the first places of each.

Left alone, PostgreSQL read and sorted everything that waits where there were many categories and tickets. Here it has
nothing to choose: a few places of each category by index, and further ones only of those whose few all stand among the
first. Of n categories that is about ``2 * limit * sqrt(n)`` places, however many wait.
"""

from __future__ import annotations

from math import ceil, sqrt

from kontor.tickets.enums import TicketState

WAITING = f"t.state = '{TicketState.QUEUED.value}'"
"""Written out, not handed over: a prepared statement can use the indexes of the queue only so."""


def few_of_each(limit: int, categories: int) -> int:
    """How many places of each of so many categories are looked at first: ``%(few)s``."""
    return max(1, ceil(limit / sqrt(max(1, categories))))


def merged_heads(categories: str, *, further: str = "") -> str:
    """SQL for the ids of the first ``%(limit)s`` tickets that wait, the most urgent first.

    ``categories`` is a query in parentheses whose ``id`` names them, ``further`` a condition on the ticket ``t`` that
    begins with AND.
    """
    return f"""
WITH heads AS MATERIALIZED (
    SELECT c.id AS category_id, waiting.id, waiting.rank_at
    FROM {categories} AS c
    CROSS JOIN LATERAL (
        SELECT t.id, t.rank_at FROM tickets_ticket t
        WHERE t.queue_category_id = c.id AND {WAITING} {further}
        ORDER BY t.rank_at, t.id LIMIT %(few)s
    ) waiting
), numbered AS (
    SELECT category_id, id, rank_at, row_number() OVER (ORDER BY rank_at, id) AS place,
           row_number() OVER (PARTITION BY category_id ORDER BY rank_at, id) AS of_category
    FROM heads
), behind AS (
    SELECT waiting.id, waiting.rank_at
    FROM (SELECT * FROM numbered WHERE of_category = %(few)s AND place < %(limit)s) shown
    CROSS JOIN LATERAL (
        SELECT t.id, t.rank_at FROM tickets_ticket t
        WHERE t.queue_category_id = shown.category_id AND {WAITING} {further}
          AND (t.rank_at, t.id) > (shown.rank_at, shown.id)
        ORDER BY t.rank_at, t.id LIMIT %(limit)s
    ) waiting
)
SELECT id FROM (SELECT id, rank_at FROM heads UNION ALL SELECT id, rank_at FROM behind) found
ORDER BY rank_at, id LIMIT %(limit)s
"""
