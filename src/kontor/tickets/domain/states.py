"""Locking a ticket and moving it from state to state."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.live import notify
from kontor.tickets.enums import FOLLOWS, TicketState
from kontor.tickets.models import Ticket


def lock(ticket: Ticket) -> Ticket:
    """The same ticket as it is now, locked until the transaction ends. Verbs on tickets begin with this."""
    return Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)


def change_state(ticket: Ticket, state: TicketState, **changes: object) -> None:
    """Move a locked ticket to the state, write the other changed columns too, and tell the open pages.

    Refused when this state cannot follow the present one.
    """
    present = TicketState(ticket.state)
    if state not in FOLLOWS[present]:
        raise Refused(
            _("This ticket is in the state “%(present)s”; that is not possible now.") % {"present": present.label}
        )
    ticket.state = state
    save_changes(ticket, state=state, **changes)


def save_changes(ticket: Ticket, **changes: object) -> None:
    """Write columns of a locked ticket, stamp the change, and tell the open pages."""
    for name, value in changes.items():
        setattr(ticket, name, value)
    ticket.changed_at = clock.now()
    ticket.save(update_fields=[*changes, "changed_at"])
    tell(ticket)


def tell(ticket: Ticket) -> None:
    """Tell the open pages of its tenant's people, and of the borrower's, that the ticket changed."""
    notify.changed(ticket.tenant_id, "ticket", ticket.pk)
    if ticket.lent_to_id:
        notify.changed(ticket.lent_to_id, "ticket", ticket.pk)
