"""Internal forward: a ticket goes to a colleague or to the queue of a category, with a note."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.domain.absences import require_present
from kontor.people.models import User
from kontor.routing.domain.assign import require_active, to_queue, works_category
from kontor.routing.domain.recategorize import recategorize_ticket
from kontor.routing.domain.waiting import waits_until
from kontor.tickets.domain.attendance import is_there
from kontor.tickets.domain.history import record
from kontor.tickets.domain.notes import write_note
from kontor.tickets.domain.notices import notify_person
from kontor.tickets.domain.states import change_state, lock_as_seen
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import Ticket


@transaction.atomic(savepoint=False)
def pass_on(
    ticket: Ticket, *, to: User | None = None, category: Category | None = None, note: str = "", by: User
) -> Ticket:
    """Forward the ticket: to the colleague, in this category or in a new one; or to the queue of the category.

    A colleague who is not there gets it as soon as they come; if they do not come in time it returns to the queue.
    Refused without a colleague and a category, to oneself, and for a colleague who does not work the category or has
    a planned absence now.
    """
    if to:
        require_active(to)
        require_present(to)
    ticket = lock_as_seen(ticket)
    _require_target(ticket, to, category, by)
    if note.strip():
        write_note(ticket, text=note, by=by)
    if category and category.pk != ticket.category_id:
        ticket = recategorize_ticket(ticket, category, by=by)
    if to is None:
        if ticket.state != TicketState.QUEUED:
            to_queue(ticket)
        record(ticket, "passed_on_category", by=by, to=ticket.category.name)
    else:
        _to_colleague(ticket, to, by)
    return ticket


def _require_target(ticket: Ticket, to: User | None, category: Category | None, by: User) -> None:
    if to is None and category is None:
        raise Refused(_("Choose a colleague, a category, or both."))
    if ticket.state != TicketState.ASSIGNED:
        raise Refused(_("Only a ticket that lies on a desk can be forwarded."))
    if to is None:
        return
    if to.pk == by.pk:
        raise Refused(_("This is you yourself. Choose a colleague."))
    target = category or ticket.lent_category or ticket.category
    if not works_category(to, target.pk):
        raise Refused(
            _("%(name)s does not work the category “%(category)s”.") % {"name": to.name, "category": target.name}
        )


def _to_colleague(ticket: Ticket, to: User, by: User) -> None:
    if ticket.state == TicketState.QUEUED:  # whoever forwards does not work the new category themselves
        change_state(ticket, TicketState.ASSIGNED, owner=by, assigned_at=clock.now())
    if is_there(to.pk, ticket):
        change_state(ticket, TicketState.ASSIGNED, owner=to, last_owner_id=by.pk, assigned_at=clock.now(), unread=True)
        record(ticket, "passed_on", by=by, to=to.name)
        notify_person(to.pk, NoticeKind.PASSED_ON, ticket=ticket, by=by.name)
        return
    change_state(
        ticket,
        TicketState.INTERNAL_FORWARDED,
        owner=None,
        last_owner_id=by.pk,
        assigned_at=None,
        waits_for=to,
        held_until=waits_until(ticket.tenant, clock.now()),
    )
    record(ticket, "passed_on_waits", by=by, to=to.name)
