"""A ticket was looked at by whoever works on it."""

from __future__ import annotations

from kontor.people.models import User
from kontor.tickets.domain.states import tell
from kontor.tickets.models import Ticket


def mark_read(ticket: Ticket, *, by: User) -> None:
    """The owner has seen what is new. Somebody else's look changes nothing."""
    if ticket.unread and ticket.owner_id == by.pk:
        Ticket.objects.filter(pk=ticket.pk, owner=by).update(unread=False)
        ticket.unread = False
        tell(ticket)
