"""A ticket was looked at by whoever works on it."""

from __future__ import annotations

from kontor.kernel import clock
from kontor.people.models import User
from kontor.tickets.domain.states import tell
from kontor.tickets.models import Ticket


def mark_read(ticket: Ticket, *, by: User) -> bool:
    """The owner has opened it and seen what is new, if anything was. Somebody else's look changes nothing."""
    if ticket.owner_id != by.pk or not (ticket.unread or ticket.touched_at is None):
        return False
    ticket.unread, ticket.touched_at = False, ticket.touched_at or clock.now()
    Ticket.objects.filter(pk=ticket.pk, owner=by).update(unread=False, touched_at=ticket.touched_at)
    tell(ticket)
    return True
