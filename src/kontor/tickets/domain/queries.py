"""Reads of tickets that several callers share."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404

from kontor.tickets.domain.numbers import parse_number
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from kontor.tickets.models.ticket import TicketQuerySet

FEW_CATEGORIES = 8
"""Up to so many, reading each category's head is cheaper than walking along the queue of all of them."""


class Reader(Protocol):
    """What the look-ups need to know of a person (``org.domain.access.Access``)."""

    user_id: int

    def category_ids(self, permission: str) -> frozenset[int]: ...


def visible_to(access: Reader) -> QuerySet[Ticket]:
    """The tickets a person may read: those on their desk and those of their categories, within the scope."""
    return Ticket.objects.filter(
        Q(owner_id=access.user_id) | Q(category_id__in=list(access.category_ids("tickets.read")))
    )


def ticket_by_number(access: Reader, number: str | int) -> Ticket:
    """The ticket with this number, with what its page shows. 404 when there is none the person may read."""
    value = parse_number(str(number))
    ticket = (
        visible_to(access)
        .select_related(
            "tenant",
            "category",
            "category__main_category",
            "customer",
            "account",
            "account__alternative",
            "owner",
            "closing_code",
        )
        .filter(number=value)
        .first()
        if value
        else None
    )
    if ticket is None:
        raise Http404
    return ticket


def on_desk(access: Reader) -> TicketQuerySet:
    """The tickets a person is working on (Posteingang)."""
    return Ticket.objects.filter(owner_id=access.user_id, closed_at=None, state=TicketState.ASSIGNED)


def queue_page(
    category_ids: Collection[int], *, after: tuple[datetime, int] | None = None, limit: int = 50
) -> list[Ticket]:
    """Waiting tickets of these categories, the oldest first, behind ``after`` (receipt and id of the last one shown).

    For a few categories it reads at most ``limit`` rows of each by index, however many wait; for many it walks along
    the whole queue until it has them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _QUEUE_PAGE if len(category_ids) <= FEW_CATEGORIES else _WHOLE_QUEUE_PAGE,
            {
                "categories": sorted(category_ids),
                "queued": TicketState.QUEUED.value,
                "after_at": after[0] if after else None,
                "after_id": after[1] if after else 0,
                "limit": limit,
            },
        )
        ids = [row[0] for row in cursor.fetchall()]
    return list(Ticket.objects.filter(pk__in=ids).for_list().order_by("received_at", "id"))


def queue_counts(category_ids: Collection[int], *, cap: int = 100) -> dict[int, int]:
    """How many tickets wait in each category, counted up to ``cap`` and no further."""
    with connection.cursor() as cursor:
        cursor.execute(
            _QUEUE_COUNTS, {"categories": sorted(category_ids), "queued": TicketState.QUEUED.value, "cap": cap}
        )
        return dict(cursor.fetchall())


_QUEUE_PAGE = """
SELECT waiting.id
FROM unnest(%(categories)s::bigint[]) AS c(id)
CROSS JOIN LATERAL (
    SELECT t.id, t.received_at FROM tickets_ticket t
    WHERE t.category_id = c.id AND t.state = %(queued)s
      AND (%(after_at)s::timestamptz IS NULL OR (t.received_at, t.id) > (%(after_at)s::timestamptz, %(after_id)s))
    ORDER BY t.received_at, t.id LIMIT %(limit)s
) waiting
ORDER BY waiting.received_at, waiting.id LIMIT %(limit)s
"""

# "+ 0" makes the planner walk along the index of the queue instead of sorting all that waits.
_WHOLE_QUEUE_PAGE = """
SELECT t.id FROM tickets_ticket t
WHERE t.state = %(queued)s AND t.category_id + 0 = ANY (%(categories)s)
  AND (%(after_at)s::timestamptz IS NULL OR (t.received_at, t.id) > (%(after_at)s::timestamptz, %(after_id)s))
ORDER BY t.received_at, t.id LIMIT %(limit)s
"""

_QUEUE_COUNTS = """
SELECT c.id, (SELECT count(*) FROM (
    SELECT FROM tickets_ticket t WHERE t.category_id = c.id AND t.state = %(queued)s LIMIT %(cap)s
) counted)
FROM unnest(%(categories)s::bigint[]) AS c(id)
"""
