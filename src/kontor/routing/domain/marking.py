"""Tags and priority of tickets. Their place in the queue follows from the priority."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.arrays import numbers
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.promises import Promises, rank_again
from kontor.tickets.domain.states import lock, save_changes, told_changed
from kontor.tickets.models import Ticket

MOST_PRIORITY = 9
MOST_TAG = 40


@transaction.atomic(savepoint=False)
def set_tags(ticket: Ticket, tags: Iterable[str], *, by: User | None) -> Ticket:
    """These and no others, in their order."""
    ticket = lock(ticket)
    wanted = list(dict.fromkeys(filter(None, map(one_line, tags))))
    if any(len(tag) > MOST_TAG for tag in wanted):
        raise Refused(_("A tag has at most %(most)s characters.") % {"most": MOST_TAG})
    if wanted != ticket.tags:
        save_changes(ticket, tags=wanted)
        record(ticket, "tagged", by=by, tags=", ".join(wanted))
    return ticket


@transaction.atomic(savepoint=False)
def set_priority(ticket: Ticket, priority: int, *, by: User | None) -> Ticket:
    """From 0, the usual one, to 9. The ticket takes the place in the queue that follows from it."""
    if not 0 <= priority <= MOST_PRIORITY:
        raise Refused(_("A priority is a number from 0 to %(most)s.") % {"most": MOST_PRIORITY})
    ticket = lock(ticket)
    if priority != ticket.priority:
        save_changes(ticket, priority=priority)
        Promises.of([ticket]).write()
        record(ticket, "prioritized", by=by, priority=priority)
    return ticket


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
