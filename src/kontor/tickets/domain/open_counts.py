"""How much is open, for the tenant choice. Counted up to a limit, so it is quick however much there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from kontor.tickets.enums import OPEN_STATES

MOST = 999


@dataclass(frozen=True)
class OpenCount:
    """``number`` is at most MOST; ``more`` says that there are more than that."""

    number: int
    more: bool


def open_counts(category_ids: Iterable[int]) -> dict[int, OpenCount]:
    """By tenant, the open tickets of these categories that the scope in force sees."""
    states = [state.value for state in OPEN_STATES]
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"categories": list(category_ids), "states": states, "most": MOST + 1})
        return {row[0]: OpenCount(min(int(row[1]), MOST), row[1] > MOST) for row in cursor.fetchall()}


_COUNTS = """
SELECT category.tenant_id, sum(counted.number)
FROM org_category category
CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM (
        SELECT FROM tickets_ticket ticket
        WHERE ticket.queue_category_id = category.id AND ticket.state = ANY(%(states)s)
        LIMIT %(most)s
    ) found
) counted
WHERE category.id = ANY(%(categories)s)
GROUP BY category.tenant_id
"""
