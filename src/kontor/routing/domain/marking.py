"""Tags and priority of tickets. Their place in the queue follows from the priority."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from kontor.kernel import clock
from kontor.kernel.arrays import numbers
from kontor.tickets.domain.promises import rank_again
from kontor.tickets.domain.states import told_changed
from kontor.tickets.models import Ticket

MOST_PRIORITY = 9


def add_tag(tickets: Collection[Ticket], tag: str) -> list[Ticket]:
    """To several locked tickets, one statement. Returns those that did not have it. Writes no history."""
    fresh = [ticket for ticket in tickets if tag not in ticket.tags]
    for ticket in fresh:
        ticket.tags = [*ticket.tags, tag]
    _change(fresh, "tags = array_append(tags, %s)", tag)
    return fresh


def raise_priority(tickets: Collection[Ticket], by: int) -> list[Ticket]:
    """Of several locked tickets, at most to 9, with their places in the queue; two statements, and two to read what is
    promised. Returns those whose priority was lower. Writes no history."""
    raised = [ticket for ticket in tickets if ticket.priority < MOST_PRIORITY]
    for ticket in raised:
        ticket.priority = min(MOST_PRIORITY, ticket.priority + by)
    _change(raised, "priority = LEAST(priority + %s, %s)", by, MOST_PRIORITY)
    rank_again(raised)
    return raised


def _change(tickets: Collection[Ticket], assignment: str, *values: str | int) -> None:
    """What follows from each row itself, in one statement however different they are."""
    if not tickets:
        return
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE tickets_ticket SET {assignment}, changed_at = %s WHERE id = ANY (%s::bigint[])",
            [*values, now, numbers(ticket.pk for ticket in tickets)],
        )
    told_changed(tickets, now)
