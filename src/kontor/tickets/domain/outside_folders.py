"""The folders of tickets that wait for people outside (2nd-Level-Rückfragen, 2nd-Level-Weiterleitungen).

One's own, those of the categories that one assigns, and those that the system forwarded, for whoever reads the
category.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

from kontor.kernel import clock
from kontor.tickets.domain.listing import ListedTicket, listed
from kontor.tickets.enums import InquiryKind

_OPEN = """
tickets_inquiry i JOIN tickets_ticket t ON t.id = i.ticket_id
WHERE i.state = 'open' AND (
    t.owner_id = %(user)s
    OR (i.asked_by_id = %(user)s AND t.queue_category_id = ANY (%(readable)s::bigint[]))
    OR t.queue_category_id = ANY (%(assigning)s::bigint[])
    OR (t.owner_id IS NULL AND t.queue_category_id = ANY (%(readable)s::bigint[]))
)
"""

COUNTED = f"""
SELECT count(DISTINCT t.id) FILTER (WHERE i.kind = 'inquiry') AS inquiries,
       count(DISTINCT t.id) FILTER (WHERE i.kind = 'inquiry' AND i.overdue_at <= %(now)s) AS inquiries_overdue,
       count(DISTINCT t.id) FILTER (WHERE i.kind = 'forward') AS forwards,
       count(DISTINCT t.id) FILTER (WHERE i.kind = 'forward' AND i.overdue_at <= %(now)s) AS forwards_overdue
FROM {_OPEN}
"""
"""The figures of both folders; wants ``user``, ``readable``, ``assigning`` and ``now``."""

_IDS = f"""
SELECT t.id, bool_or(COALESCE(i.overdue_at <= %(now)s, FALSE)) FROM {_OPEN} AND i.kind = %(kind)s
GROUP BY t.id ORDER BY 2 DESC, min(i.asked_at), t.id LIMIT %(most)s
"""


def waiting_outside_for(
    user_id: int, kind: InquiryKind, *, readable: Collection[int], assigning: Collection[int], most: int = 200
) -> tuple[list[ListedTicket], frozenset[int]]:
    """The tickets of the folder, overdue ones first, then who waits longest; and which of them are overdue."""
    known: dict[str, Any] = {
        "user": user_id,
        "kind": kind.value,
        "readable": sorted(readable),
        "assigning": sorted(assigning),
        "now": clock.now(),
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_IDS, known)
        found = cursor.fetchall()
    rows = {ticket.id: ticket for ticket in listed([ticket_id for ticket_id, _overdue in found])}
    overdue = frozenset(ticket_id for ticket_id, is_overdue in found if is_overdue)
    return [rows[ticket_id] for ticket_id, _overdue in found if ticket_id in rows], overdue
