"""Tags and priority of tickets, by people and by rules. Their place in the queue follows from the priority."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.arrays import numbers
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.routing.domain.assign import colleagues_for
from kontor.tickets.domain.history import record
from kontor.tickets.domain.promises import ranked_again, write_places
from kontor.tickets.domain.states import lock_as_seen, save_changes, told_changed
from kontor.tickets.models import Ticket

MOST_PRIORITY = 9


@transaction.atomic(savepoint=False)
def mark_ticket(ticket: Ticket, *, priority: int, tags: Collection[str], by: User) -> Ticket:
    """This priority, from 0, the usual one, to 9, with the place in the queue that follows, and these tags.

    Refused when a rule or a colleague has changed them since the ticket was read, and for a tag that nobody who works
    the category has: the ticket would never be given to anybody.
    """
    seen, ticket = ticket, lock_as_seen(ticket)
    if not ticket.is_open:
        raise Refused(_("This ticket is closed. Nothing was changed."))
    if (ticket.tags, ticket.priority) != (seen.tags, seen.priority):
        raise Refused(_("Tags or priority were changed in the meantime. Nothing was overwritten."))
    if not 0 <= priority <= MOST_PRIORITY:
        raise Refused(_("A priority is a number from 0 to %(most)s.") % {"most": MOST_PRIORITY})
    choices = tags_for(ticket)
    if strange := [tag for tag in tags if tag not in choices]:
        raise Refused(_("Nobody who works this category has the tag “%(tag)s”.") % {"tag": strange[0]})
    wanted = [tag for tag in choices if tag in tags]
    if wanted != ticket.tags:
        save_changes(ticket, tags=wanted)
        record(ticket, "tagged" if wanted else "untagged", by=by, tags=", ".join(wanted))
    if priority != ticket.priority:
        save_changes(ticket, priority=priority)
        write_places(ranked_again([ticket]))
        record(ticket, "prioritized", by=by, priority=priority)
    return ticket


def tags_for(ticket: Ticket) -> list[str]:
    """What can be chosen: the tags it has, in their order, and those of the people who work its category."""
    known = {tag for person in colleagues_for([ticket.place_category_id]) for tag in person.tags}
    return [*ticket.tags, *sorted(known.difference(ticket.tags))]


def add_tag(tickets: Collection[Ticket], tag: str) -> list[Ticket]:
    """To several locked tickets, one statement. Returns those that did not have it. Writes no history."""
    fresh = [ticket for ticket in tickets if tag not in ticket.tags]
    if not fresh:
        return []
    for ticket in fresh:
        ticket.tags = [*ticket.tags, tag]
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tickets_ticket SET tags = array_append(tags, %s), changed_at = %s WHERE id = ANY (%s::bigint[])",
            [tag, now, numbers(ticket.pk for ticket in fresh)],
        )
    told_changed(fresh, now)
    return fresh


def raise_priority(tickets: Collection[Ticket], by: int) -> list[Ticket]:
    """Of several locked tickets, at most to 9, with their places in the queue; one statement, and two to read what is
    promised. Returns those whose priority was lower. Writes no history."""
    raised = [ticket for ticket in tickets if ticket.priority < MOST_PRIORITY]
    if not raised:
        return []
    for ticket in raised:
        ticket.priority = min(MOST_PRIORITY, ticket.priority + by)
    now = clock.now()
    priority = "priority = LEAST(ticket.priority + %s, %s), changed_at = %s"
    write_places(ranked_again(raised), priority, by, MOST_PRIORITY, now)
    told_changed(raised, now)
    return raised
