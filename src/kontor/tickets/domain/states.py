"""Locking a ticket and moving it from state to state."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.live import notify
from kontor.tickets.domain.deadlines import state_changed
from kontor.tickets.domain.lent import end_with
from kontor.tickets.domain.pauses import waits_as
from kontor.tickets.domain.queue_moves import moved
from kontor.tickets.enums import FOLLOWS, OPEN_STATES, WAITING_STATES, TicketState
from kontor.tickets.models import Ticket

NOT_WAITING: dict[str, object] = {
    "held_until": None,
    "waits_for_id": None,
    "wait_reason": "",
    "waits_for_customer": False,
}
"""What a ticket has that waits for no time and for nobody."""


def lock(ticket: Ticket) -> Ticket:
    """The same ticket as it is now, locked until the transaction ends. Verbs on tickets begin with this.

    ``FOR NO KEY UPDATE``: when a transaction ends, PostgreSQL looks once more at the root of the process of each ticket
    that it has changed twice, and must not wait there for whoever waits for that ticket.
    """
    return Ticket.objects.select_for_update(of=("self",), no_key=True).get(pk=ticket.pk)


def lock_all(ticket_ids: Collection[int]) -> dict[int, Ticket]:
    """Several tickets by their ids, locked in the order of them, with tenant, category and customer.

    PostgreSQL puts a row that it had to wait for beside the category and the customer that it had before: one that has
    got another category meanwhile is left out, one with another customer comes without. Such rows are locked by then,
    and are read once more.
    """
    found = _locked(ticket_ids) if ticket_ids else {}
    torn = any(ticket.customer_id and ticket.customer is None for ticket in found.values())
    return _locked(ticket_ids) if torn or len(found) < len(set(ticket_ids)) else found


def _locked(ticket_ids: Collection[int]) -> dict[int, Ticket]:
    rows = Ticket.objects.filter(pk__in=ticket_ids).select_for_update(of=("self",), no_key=True).order_by("id")
    return {row.pk: row for row in rows.select_related("tenant", "category", "customer")}


def lock_present(ticket_ids: Collection[int]) -> dict[int, Ticket]:
    """Several tickets by their ids, locked; for one that was merged into another one, that other one."""
    rows = lock_all(ticket_ids)
    while targets := {row.merged_into_id for row in rows.values() if row.merged_into_id} - rows.keys():
        rows |= lock_all(targets)
    return {ticket_id: _present(rows[ticket_id], rows) for ticket_id in ticket_ids if ticket_id in rows}


def _present(ticket: Ticket, rows: dict[int, Ticket]) -> Ticket:
    seen: set[int] = set()
    while ticket.merged_into_id and ticket.pk not in seen:
        seen.add(ticket.pk)
        ticket = rows[ticket.merged_into_id]
    return ticket


def lock_as_seen(ticket: Ticket) -> Ticket:
    """The same, for what was allowed because of whose desk the ticket lay on. Refused when it lies elsewhere by now."""
    locked = lock(ticket)
    require_as_seen(ticket, locked)
    return locked


def require_as_seen(ticket: Ticket, locked: Ticket) -> None:
    """Refused when the ticket lies on another desk than it did when it was looked at, or at another tenant."""
    require_same_place(ticket, locked)
    if locked.owner_id == ticket.owner_id:
        return
    if locked.owner:
        raise Refused(_("%(name)s has this ticket in the meantime. Nothing was changed.") % {"name": locked.owner.name})
    raise Refused(_("This ticket has left that desk in the meantime. Nothing was changed."))


def require_kept(ticket: Ticket) -> None:
    """Refused when the ticket's content is gone for good (privacy): nothing new is hung on it."""
    if ticket.erased_at:
        raise Refused(_("The content of this ticket was erased for good. Nothing can be done with it any more."))


def require_same_place(ticket: Ticket, locked: Ticket) -> None:
    """Refused when the ticket was lent or came back since it was looked at: what one may do was asked there."""
    if locked.lent_to_id and locked.lent_to_id != ticket.lent_to_id:
        raise Refused(_("This ticket was lent to another tenant in the meantime. Nothing was changed."))
    if ticket.lent_to_id and not locked.lent_to_id:
        raise Refused(_("This ticket is not lent any more. Nothing was changed."))


def change_state(ticket: Ticket, state: TicketState, **changes: object) -> None:
    """Move a locked ticket to the state, write the other changed columns too, and tell the open pages.

    A ticket that waited does so no more, its deadlines follow, and a lent one that ends is lent no more. One that comes
    to a desk counts as opened there unless ``touched_at`` says otherwise. Refused when this state cannot follow the
    present one.
    """
    present = TicketState(ticket.state)
    if state not in FOLLOWS[present]:
        raise Refused(
            _("This ticket is in the state “%(present)s”; that is not possible now.") % {"present": present.label}
        )
    if present in WAITING_STATES and state not in WAITING_STATES:
        changes = NOT_WAITING | changes
    if state == TicketState.ASSIGNED:
        changes.setdefault("touched_at", clock.now())
    waited = waits_as(ticket)
    for name, value in {**changes, "state": state}.items():
        setattr(ticket, name, value)
    save_changes(ticket, state=state, **changes, **state_changed(ticket, waited))
    if ticket.lent_to_id and state not in OPEN_STATES:
        end_with(ticket)
    if state == TicketState.QUEUED or (present == TicketState.ASSIGNED and state != present):
        moved()


def save_changes(ticket: Ticket, **changes: object) -> None:
    """Write columns of a locked ticket, stamp the change, and tell the open pages."""
    for name, value in changes.items():
        setattr(ticket, name, value)
    ticket.changed_at = clock.now()
    ticket.save(update_fields=[*changes, "changed_at"])
    tell(ticket)


def save_changes_to(tickets: Collection[Ticket], **changes: object) -> None:
    """The same for several locked tickets, in one statement."""
    now = clock.now()
    for ticket in tickets:
        for name, value in changes.items():
            setattr(ticket, name, value)
    if tickets:
        Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]).update(**changes, changed_at=now)
        told_changed(tickets, now)


def told_changed(tickets: Collection[Ticket], at: datetime) -> None:
    """These locked tickets were changed by a statement of their own: it is stamped on them, and open pages are told."""
    for ticket in tickets:
        ticket.changed_at = at
        tell(ticket)


def tell(ticket: Ticket, *, also: int | None = None) -> None:
    """Tell the open pages of its tenant's people, and of the borrower's, that the ticket changed.

    ``also`` is a tenant to which it was lent until now.
    """
    for tenant_id in filter(None, (ticket.tenant_id, ticket.lent_to_id, also)):
        notify.changed(tenant_id, "ticket", ticket.pk)
