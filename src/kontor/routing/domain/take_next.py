"""The next ticket from the queue: one row, one statement, right for a hundred agents at once."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from kontor.kernel import clock
from kontor.org.domain.access import Access
from kontor.people.models import User
from kontor.routing.domain.choosing import in_line
from kontor.routing.domain.skills import NONE, demands_of, is_elsewhere, knows_enough, matched
from kontor.tickets.domain.history import record
from kontor.tickets.domain.merged_heads import WAITING, few_of_each, merged_heads
from kontor.tickets.domain.states import tell
from kontor.tickets.domain.used import shares_used
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

LOOKS = (50, 200)
"""How many of the first places are looked at. Whoever holds a lock on one of them takes it, the next free one is ours.
Where all are being taken at this moment, more are looked at."""

COLUMNS = Ticket._meta.concrete_fields


@transaction.atomic(savepoint=False)
def take_next_ticket(agent: User, access: Access) -> Ticket | None:
    """Put the most urgent free ticket of the agent's categories on their desk; None when nothing waits for them.

    Tickets that are lent to one of these categories stand in line with its own.

    The order and what an agent has to know are those of ``distribute``. Categories that take no part in automatic
    routing are left out. Rows another agent is taking at this moment are skipped, not waited for, so nobody gets a
    ticket twice.
    """
    theirs = access.member_category_ids & access.category_ids("tickets.take")
    demands = demands_of(theirs) if theirs else {}
    categories = sorted(pk for pk in theirs if not is_elsewhere(agent, demands.get(pk, NONE)))
    if not categories:
        return None
    now = clock.now()
    wanted: dict[str, Any] = {
        "categories": categories,
        "by_language": [pk for pk, demanded in demands.items() if demanded.by_language],
        "languages": agent.languages,
        "tags": agent.tags,
        "owner": agent.pk,
        "now": now,
    }
    row = _take(wanted)
    if row is None:
        return None
    taken = Ticket.from_db(connection.alias, [field.attname for field in COLUMNS], row)
    asked = matched(taken, demands.get(taken.place_category_id, NONE))
    used = shares_used([taken.pk], now).get(taken.pk) if taken.due_at else None
    record(taken, "taken_next", by=agent, **in_line(taken), used=used, **asked)
    tell(taken)
    return taken


def _take(wanted: dict[str, Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        for limit in LOOKS:
            cursor.execute(_TAKE, {**wanted, "limit": limit, "few": few_of_each(limit, len(wanted["categories"]))})
            row: tuple[Any, ...] | None = cursor.fetchone()
            if row:
                return row
    return None


_FITS = knows_enough(
    languages="CASE WHEN t.queue_category_id = ANY (%(by_language)s::bigint[]) THEN %(languages)s::text[] END",
    tags="%(tags)s::text[]",
)

_FIRST = merged_heads(
    """(
        SELECT id FROM org_category
        WHERE id = ANY (%(categories)s::bigint[]) AND auto_routing AND deleted_at IS NULL
    )""",
    further=f"AND {_FITS}",
)

# The inner look-up finds places by index and locks nothing. The outer one locks the first that is still free; its
# conditions repeat those of the inner one because they are checked again under the lock.
_TAKE = f"""
UPDATE tickets_ticket
SET state = '{TicketState.ASSIGNED.value}', owner_id = %(owner)s, assigned_at = %(now)s, touched_at = %(now)s,
    changed_at = %(now)s
WHERE id = (
    SELECT t.id FROM tickets_ticket t
    WHERE {WAITING} AND t.queue_category_id = ANY (%(categories)s::bigint[]) AND t.id = ANY (ARRAY({_FIRST}))
      AND {_FITS}
    ORDER BY t.rank_at, t.id LIMIT 1
    FOR UPDATE OF t SKIP LOCKED
)
RETURNING {", ".join(str(field.column) for field in COLUMNS)}
"""
