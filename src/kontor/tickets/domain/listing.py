"""Rows of tickets as lists show them, read in one statement.

A list has fifty rows and comes again with every change, so it reads the columns it shows and makes no models of them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from kontor.tickets.domain.merged_heads import WAITING, few_of_each, merged_heads
from kontor.tickets.enums import Direction, MessageKind, TicketKind, TicketState


class ListedTenant(NamedTuple):
    """Whose ticket it is. ``lent_to`` is the code of the tenant that it is lent to, or empty."""

    id: int
    name: str
    code: str
    colour: int
    lent_to_id: int | None = None
    lent_to: str = ""


@dataclass(frozen=True, slots=True)
class ListedTicket:
    """What a row shows of a ticket. ``customer`` is None when nobody is known, ``owner`` is empty without one.

    ``held_until``, ``waits_for`` (a name) and ``wait_reason`` are set while it waits.
    """

    id: int
    number: int
    subject: str
    channel: str
    received_at: datetime
    rank_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    stands_still: bool
    """Something is promised, and it waits for somebody else."""
    unread: bool
    has_attachments: bool
    delivery_failed: bool
    customer: str | None
    owner: str
    answered: bool
    """An intermediate reply has gone to the customer."""
    held_until: datetime | None
    waits_for: str
    wait_reason: str
    has_company: bool
    """There are further tickets in its process. Of a lent one nothing is said: the borrower sees that ticket alone."""
    tenant: ListedTenant


def listed(ids: Collection[int]) -> list[ListedTicket]:
    """These tickets, as far as the scope shows them, the most urgent first."""
    return _read("SELECT unnest(%(ids)s::bigint[])", {"ids": list(ids)})


def on_desk_of(user_id: int, *, most: int = 200) -> list[ListedTicket]:
    """The tickets a person is working on (Posteingang), the most urgent first."""
    return _read(_ON_DESK, {"owner": user_id, "most": most})


def waiting_for(
    user_id: int, state: TicketState, category_ids: Collection[int], *, most: int = 200
) -> list[ListedTicket]:
    """What is on resubmission, or waits for a colleague: for this person, or put there by them. The next one due first.

    Only in these categories, which the person may read.
    """
    wanted = {"user": user_id, "categories": sorted(category_ids), "most": most}
    ids = _waiting_ids(state, wanted)
    rows = {ticket.id: ticket for ticket in listed(ids)}
    return [rows[ticket_id] for ticket_id in ids if ticket_id in rows]


def _waiting_ids(state: TicketState, wanted: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING_FOR.replace("{state}", state.value), wanted)
        return [row[0] for row in cursor.fetchall()]


def queue_page(
    category_ids: Collection[int], *, after: tuple[datetime, int] | None = None, limit: int = 50
) -> list[ListedTicket]:
    """Waiting tickets of these categories, the most urgent first, behind ``after`` (rank and id of the last one shown).

    Lent ones stand in the category that they are lent to.

    However many wait, it reads little more than what it shows.
    """
    few = few_of_each(limit, len(category_ids))
    wanted = {"categories": sorted(category_ids), "limit": limit, "few": few}
    if after is None:
        return _read(_QUEUE.replace("{behind}", ""), wanted)
    behind = "AND (t.rank_at, t.id) > (%(after_at)s::timestamptz, %(after_id)s::bigint)"
    return _read(_QUEUE.replace("{behind}", behind), {**wanted, "after_at": after[0], "after_id": after[1]})


def spam_page(
    category_ids: Collection[int], *, before: tuple[datetime, int] | None = None, limit: int = 50
) -> list[ListedTicket]:
    """Spam in these categories, the newest first, behind ``before`` (receipt and id of the last one shown)."""
    wanted: dict[str, Any] = {"categories": sorted(category_ids), "limit": limit}
    behind = ""
    if before is not None:
        behind = "AND (t.received_at, t.id) < (%(before_at)s::timestamptz, %(before_id)s::bigint)"
        wanted |= {"before_at": before[0], "before_id": before[1]}
    return _read(_SPAM.replace("{behind}", behind), wanted, order="t.received_at DESC, t.id DESC")


def lent_of(category_ids: Collection[int], *, most: int = 200) -> list[ListedTicket]:
    """What of these categories is lent to another tenant at present, the most urgent first."""
    return _read(_LENT, {"categories": sorted(category_ids), "most": most})


def queue_counts(category_ids: Collection[int], *, cap: int = 100) -> dict[int, int]:
    """How many tickets wait in each category, counted up to ``cap`` and no further."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"categories": sorted(category_ids), "cap": cap})
        return dict(cursor.fetchall())


def _read(places: str, wanted: dict[str, Any], *, order: str = "t.rank_at, t.id") -> list[ListedTicket]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.replace("{places}", places).replace("{order}", order), wanted)
        return [_row(*row) for row in cursor.fetchall()]


def _row(*columns: Any) -> ListedTicket:
    return ListedTicket(*[*columns[:-6], ListedTenant(*columns[-6:])])


# A borrower does not see the lender's customer: of a lent ticket it reads who wrote it.
_CUSTOMER = f"""CASE WHEN c.id IS NULL AND t.lent_to_id IS NOT NULL THEN (
           SELECT m.from_name FROM tickets_message m
           WHERE m.ticket_id = t.id AND m.direction = '{Direction.IN.value}' ORDER BY m.at, m.id LIMIT 1
       ) ELSE c.name END"""

# The first message of a process answers nobody.
_ANSWERS = f"""(t.kind <> '{TicketKind.PROCESS.value}' OR EXISTS (
               SELECT FROM tickets_message f WHERE f.ticket_id = m.ticket_id AND f.id < m.id
           ))"""

# A borrower does not see the lender's tenant and a lender not the borrower's: the running loan names both.
_ROWS = f"""
SELECT t.id, t.number, t.subject, t.channel, t.received_at, t.rank_at, t.due_at, t.warn_at,
       t.due_at IS NULL AND EXISTS (SELECT FROM tickets_pause s WHERE s.ticket_id = t.id AND s.until IS NULL)
       AND EXISTS (SELECT FROM tickets_promise p WHERE p.ticket_id = t.id AND p.done_at IS NULL),
       t.unread, t.has_attachments, t.delivery_failed,
       {_CUSTOMER}, COALESCE(o.name, ''), EXISTS (
           SELECT FROM tickets_message m WHERE m.ticket_id = t.id AND m.kind = '{MessageKind.INTERMEDIATE.value}'
           AND {_ANSWERS}
       ), t.held_until, COALESCE(w.name, ''), t.wait_reason,
       t.lent_to_id IS NULL
       AND (t.process_id IS NOT NULL OR EXISTS (SELECT FROM tickets_ticket p WHERE p.process_id = t.id)),
       t.tenant_id, COALESCE(n.name, l.lender_name, ''), COALESCE(n.code, l.lender_code, ''),
       COALESCE(n.colour, l.lender_colour, 1), t.lent_to_id, COALESCE(b.code, l.borrower_code, '')
FROM tickets_ticket t
LEFT JOIN tenants_tenant n ON n.id = t.tenant_id
LEFT JOIN tenants_tenant b ON b.id = t.lent_to_id
LEFT JOIN routing_loan l ON l.ticket_id = t.id AND l.until IS NULL
LEFT JOIN customers_customer c ON c.id = t.customer_id
LEFT JOIN people_user o ON o.id = t.owner_id
LEFT JOIN people_user w ON w.id = t.waits_for_id
WHERE t.id = ANY (ARRAY({{places}}))
ORDER BY {{order}}
"""

_ON_DESK = f"""
SELECT t.id FROM tickets_ticket t
WHERE t.owner_id = %(owner)s AND t.closed_at IS NULL AND t.state = '{TicketState.ASSIGNED.value}'
ORDER BY t.rank_at, t.id LIMIT %(most)s
"""

_WAITING_FOR = """
SELECT t.id FROM tickets_ticket t
WHERE t.state = '{state}' AND (t.waits_for_id = %(user)s OR t.last_owner_id = %(user)s)
  AND t.queue_category_id = ANY (%(categories)s::bigint[])
ORDER BY t.held_until, t.id LIMIT %(most)s
"""

_QUEUE = merged_heads("(SELECT unnest(%(categories)s::bigint[]) AS id)", further="{behind}")

_SPAM = f"""
SELECT t.id FROM tickets_ticket t
WHERE t.queue_category_id = ANY (%(categories)s::bigint[]) AND t.state = '{TicketState.SPAM.value}' {{behind}}
ORDER BY t.received_at DESC, t.id DESC LIMIT %(limit)s
"""

_LENT = """
SELECT t.id FROM tickets_ticket t
WHERE t.lent_to_id IS NOT NULL AND t.category_id = ANY (%(categories)s::bigint[])
ORDER BY t.rank_at, t.id LIMIT %(most)s
"""

_COUNTS = f"""
SELECT c.id, (SELECT count(*) FROM (
    SELECT FROM tickets_ticket t WHERE t.queue_category_id = c.id AND {WAITING} LIMIT %(cap)s
) counted)
FROM unnest(%(categories)s::bigint[]) AS c(id)
"""
