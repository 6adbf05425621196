"""What runs for tickets is made to agree with their states, their messages and the present terms.

For everything that changes more than one thing at once (recategorised, moved, merged, undone), and for terms that were
edited. Doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from kontor.kernel import clock
from kontor.sla.domain.terms import Terms
from kontor.sla.enums import PromiseKind
from kontor.tickets.domain.deadlines import terms_of_categories
from kontor.tickets.domain.pauses import turn_all
from kontor.tickets.domain.promises import RESPONSES, Promises
from kontor.tickets.domain.states import lock_all
from kontor.tickets.enums import Direction, MessageKind, TicketKind
from kontor.tickets.models import Ticket

ANSWERS = (MessageKind.REPLY, MessageKind.INTERMEDIATE, MessageKind.AUTOMATIC)
"""What answers the customer. An acknowledgement does not."""
SPOKEN = "spoken"
"""The step of the history that says that somebody has spoken with the customer."""


@transaction.atomic(savepoint=False)
def recompute(ticket_ids: Collection[int]) -> None:
    """The same for tickets by their ids, which it locks."""
    settle(list(lock_all(ticket_ids).values()))


def settle(tickets: Collection[Ticket]) -> None:
    """Pauses, promises and columns of these locked tickets, in a handful of statements however many they are."""
    if not tickets:
        return
    turn_all(tickets, clock.now())
    promises = Promises.of(tickets)
    terms = terms_of_categories(ticket.category for ticket in tickets)
    promised = [ticket for ticket in tickets if ticket.is_open and terms[ticket.category_id].level]
    facts = _facts_of(promised)
    for ticket in tickets:
        if ticket.pk in facts:
            _agree(promises, ticket, terms[ticket.category_id], facts[ticket.pk])
        else:
            for row in promises.running(ticket):
                promises.drop(row, clock.now())
    promises.write()


class _Facts(NamedTuple):
    """What the messages, the calls and the ended promises of a ticket tell."""

    answered: bool
    """We have answered, or spoken with the customer."""
    asked_at: datetime | None
    """When the customer wrote for the first time since we did."""
    first_at: datetime | None
    """When the customer wrote for the first time."""
    resolved_at: datetime | None


def _agree(promises: Promises, ticket: Ticket, terms: Terms, facts: _Facts) -> None:
    for row in promises.running(ticket):
        promises.adapt(row, terms)
    owed = _owed(ticket, facts)
    if owed is None:
        for row in promises.running(ticket, *RESPONSES):
            promises.drop(row, clock.now())
    elif not promises.running(ticket, *RESPONSES):
        promises.begin(ticket, owed[0], terms, owed[1])
    begun = _resolution_from(ticket, facts)
    if begun:
        promises.begin(ticket, PromiseKind.RESOLUTION, terms, begun)


def _owed(ticket: Ticket, facts: _Facts) -> tuple[PromiseKind, datetime] | None:
    """The response that the customer waits for, and since when."""
    if facts.answered or ticket.kind == TicketKind.PROCESS:
        return (PromiseKind.NEXT_RESPONSE, facts.asked_at) if facts.asked_at else None
    return PromiseKind.FIRST_RESPONSE, ticket.received_at


def _resolution_from(ticket: Ticket, facts: _Facts) -> datetime | None:
    if facts.resolved_at:
        return facts.resolved_at
    return facts.first_at if ticket.kind == TicketKind.PROCESS else ticket.received_at


def _facts_of(tickets: Collection[Ticket]) -> dict[int, _Facts]:
    if not tickets:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, {"ids": [ticket.pk for ticket in tickets]})
        return {row[0]: _Facts(*row[1:]) for row in cursor.fetchall()}


_CUSTOMER = f"m.ticket_id = t.id AND m.direction = '{Direction.IN.value}' AND m.kind = '{MessageKind.CUSTOMER.value}'"
_FACTS = f"""
SELECT t.id, answer.id IS NOT NULL OR spoken.at IS NOT NULL,
       (SELECT m.at FROM tickets_message m
        WHERE {_CUSTOMER} AND m.id > COALESCE(answer.id, 0) AND m.at > COALESCE(spoken.at, '-infinity')
        ORDER BY m.id LIMIT 1),
       (SELECT m.at FROM tickets_message m WHERE {_CUSTOMER} ORDER BY m.id LIMIT 1),
       (SELECT max(p.done_at) FROM tickets_promise p
        WHERE p.ticket_id = t.id AND p.kind = '{PromiseKind.RESOLUTION.value}' AND p.kept IS NOT NULL)
FROM tickets_ticket t
LEFT JOIN LATERAL (
    SELECT max(m.id) AS id FROM tickets_message m
    WHERE m.ticket_id = t.id AND m.direction = '{Direction.OUT.value}'
      AND m.kind IN ({", ".join(f"'{kind.value}'" for kind in ANSWERS)})
) answer ON true
LEFT JOIN LATERAL (
    SELECT max(h.at) AS at FROM tickets_historyentry h WHERE h.ticket_id = t.id AND h.action = '{SPOKEN}'
) spoken ON true
WHERE t.id = ANY (%(ids)s)
"""
