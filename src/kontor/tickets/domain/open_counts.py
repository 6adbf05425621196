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
SELECT mine.tenant_id, counted.number, overdue.number
FROM (SELECT tenant_id, array_agg(id) AS ids FROM org_category WHERE id = ANY(%(categories)s) GROUP BY tenant_id) mine
CROSS JOIN LATERAL (
    SELECT sum(each.number) AS number FROM unnest(mine.ids) category
    CROSS JOIN LATERAL (
        SELECT count(*) AS number FROM (
            SELECT FROM tickets_ticket ticket
            WHERE ticket.queue_category_id = category AND ticket.state = ANY(%(states)s)
            LIMIT %(most)s
        ) found
    ) each
) counted
CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM (
        SELECT FROM tickets_ticket own
        WHERE own.tenant_id = mine.tenant_id AND own.closed_at IS NULL
            AND own.due_at <= %(now)s AND own.state = ANY(%(states)s) AND own.queue_category_id = ANY(mine.ids)
        UNION ALL
        SELECT FROM tickets_ticket lent
        WHERE lent.lent_to_id = mine.tenant_id AND lent.closed_at IS NULL
            AND lent.due_at <= %(now)s AND lent.state = ANY(%(states)s) AND lent.queue_category_id = ANY(mine.ids)
        LIMIT %(most)s
    ) found
) overdue
"""
"""What is overdue is found by its time among what is not closed, which has an index: those of a category would have to
be looked for among all that is open there."""
