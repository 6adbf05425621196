"""How much is open, for the tenant choice. Counted up to a limit, so it is quick however much there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from kontor.kernel import clock
from kontor.tickets.enums import OPEN_STATES

MOST = 999


@dataclass(frozen=True)
class OpenCount:
    """``number`` is at most MOST; ``more`` says that there are more than that. So it is with what is overdue."""

    number: int = 0
    more: bool = False
    late: int = 0
    more_late: bool = False


def open_counts(category_ids: Iterable[int]) -> dict[int, OpenCount]:
    """By tenant, the open tickets of these categories that the scope in force sees."""
    states = [state.value for state in OPEN_STATES]
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTS, {"categories": list(category_ids), "states": states, "most": MOST + 1, "now": clock.now()}
        )
        return {row[0]: _limited(int(row[1]), int(row[2])) for row in cursor.fetchall()}


def _limited(number: int, late: int) -> OpenCount:
    return OpenCount(min(number, MOST), number > MOST, min(late, MOST), late > MOST)


_COUNTS = """
SELECT category.tenant_id, sum(counted.number), sum(overdue.number)
FROM org_category category
CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM (
        SELECT FROM tickets_ticket ticket
        WHERE ticket.queue_category_id = category.id AND ticket.state = ANY(%(states)s)
        LIMIT %(most)s
    ) found
) counted
CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM (
        SELECT FROM tickets_ticket ticket
        WHERE ticket.queue_category_id = category.id AND ticket.state = ANY(%(states)s) AND ticket.due_at <= %(now)s
        LIMIT %(most)s
    ) found
) overdue
WHERE category.id = ANY(%(categories)s)
GROUP BY category.tenant_id
"""
