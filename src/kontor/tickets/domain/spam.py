"""Spam: a state with a folder of its own. It waits for nobody, counts nowhere, and can be taken back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.inquiries import end_inquiries
from kontor.tickets.domain.reopening import require_living_category
from kontor.tickets.domain.settling import settle
from kontor.tickets.domain.states import change_state, lock, lock_as_seen, require_kept
from kontor.tickets.enums import Direction, TicketState
from kontor.tickets.models import Ticket


@transaction.atomic(savepoint=False)
def mark_as_spam(ticket: Ticket, *, by: User | None) -> Ticket:
    """Out of the queue or off its owner's desk, into the spam folder.

    Refused while an answer is being sent, for a closed ticket, and for one that somebody has answered already.
    """
    ticket = lock_as_seen(ticket)
    if ticket.messages.filter(direction=Direction.OUT, author__isnull=False).exists():
        raise Refused(_("This ticket was answered already. Close it instead, or block the sender."))
    change_state(
        ticket,
        TicketState.SPAM,
        last_owner_id=ticket.owner_id or ticket.last_owner_id,
        owner=None,
        assigned_at=None,
        held_until=None,
        unread=False,
    )
    end_inquiries(ticket, by=by)
    record(ticket, "marked_as_spam", by=by)
    return ticket


@transaction.atomic(savepoint=False)
def take_back_from_spam(ticket: Ticket, *, by: User | None) -> Ticket:
    """It was none: back into the queue of its category, at the place of its receipt.

    Refused for a ticket that is not in the spam folder, and when its category is deleted.
    """
    ticket = lock(ticket)
    if ticket.state != TicketState.SPAM:
        raise Refused(_("This ticket is not in the spam folder any more."))
    require_kept(ticket)
    require_living_category(ticket)
    change_state(ticket, TicketState.QUEUED, unread=True)
    settle([ticket])
    record(ticket, "taken_back_from_spam", by=by)
    return ticket
