"""The folder of what somebody has sent (Gesendet): answers, inquiries, forwards and first mails."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from kontor.tickets.domain.listing import ListedTicket, listed
from kontor.tickets.enums import Direction

_LATEST = 1000
"""Of so many of the person's messages the tickets are shown, whatever they have sent before."""

_SENT = f"""
SELECT t.id, max(m.at) FROM (
    SELECT ticket_id, at FROM tickets_message
    WHERE author_id = %(user)s AND direction = '{Direction.OUT.value}' ORDER BY at DESC, id DESC LIMIT {_LATEST}
) m JOIN tickets_ticket t ON t.id = m.ticket_id
WHERE t.owner_id = %(user)s OR t.queue_category_id = ANY (%(readable)s::bigint[])
   OR t.category_id = ANY (%(readable)s::bigint[])
GROUP BY t.id ORDER BY 2 DESC, t.id DESC LIMIT %(most)s
"""


def sent_by(
    user_id: int, readable: Collection[int], *, most: int = 200
) -> tuple[list[ListedTicket], dict[int, datetime]]:
    """The tickets for which the person has sent something and that they may still read (on their desk, or in a category
    of ``readable``), the latest first; and when each of them had the latest, by id."""
    with connection.cursor() as cursor:
        cursor.execute(_SENT, {"user": user_id, "readable": sorted(readable), "most": most})
        sent_at = dict(cursor.fetchall())
    rows = {ticket.id: ticket for ticket in listed(sent_at)}
    return [rows[ticket_id] for ticket_id in sent_at if ticket_id in rows], sent_at
