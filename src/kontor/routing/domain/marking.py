"""Tags of tickets."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import lock, save_changes, save_changes_to
from kontor.tickets.models import Ticket

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


def add_tag(tickets: Collection[Ticket], tag: str) -> list[Ticket]:
    """To several locked tickets, one statement. Returns those that did not have it. Writes no history."""
    fresh = [ticket for ticket in tickets if tag not in ticket.tags]
    by_tags: dict[tuple[str, ...], list[Ticket]] = {}
    for ticket in fresh:
        by_tags.setdefault(tuple(ticket.tags), []).append(ticket)
    for tags, rows in by_tags.items():
        save_changes_to(rows, tags=[*tags, tag])
    return fresh
