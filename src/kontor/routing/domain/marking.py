"""Tags and priority of tickets. Their place in the queue follows from the priority."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.promises import Promises
from kontor.tickets.domain.states import lock, save_changes, save_changes_to
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
    by_tags: dict[tuple[str, ...], list[Ticket]] = {}
    for ticket in fresh:
        by_tags.setdefault(tuple(ticket.tags), []).append(ticket)
    for tags, rows in by_tags.items():
        save_changes_to(rows, tags=[*tags, tag])
    return fresh


def raise_priority(tickets: Collection[Ticket], by: int) -> None:
    """Of several locked tickets, at most to 9; a statement a priority. Writes no history."""
    by_priority: dict[int, list[Ticket]] = {}
    for ticket in tickets:
        by_priority.setdefault(min(MOST_PRIORITY, ticket.priority + by), []).append(ticket)
    for priority, rows in by_priority.items():
        save_changes_to([ticket for ticket in rows if ticket.priority != priority], priority=priority)
    Promises.of(tickets).write()
