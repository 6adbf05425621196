"""Who may do what with a ticket. Each rule reads attributes and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kontor.tickets.enums import WAITING_STATES, TicketKind, TicketState

if TYPE_CHECKING:
    from kontor.tickets.models import Ticket


READ = "tickets.read"


class Rights(Protocol):
    """What the rules need to know of a person (``org.domain.access.Access``)."""

    user_id: int

    def may(self, permission: str, *, tenant_id: int | None = None, category_id: int | None = None) -> bool: ...


def may_read(access: Rights, ticket: Ticket) -> bool:
    """It lies on this person's desk or in a category they read. A lent one is read at both tenants."""
    return ticket.owner_id == access.user_id or _in_category(access, READ, ticket) or may_read_at_home(access, ticket)


def may_read_at_home(access: Rights, ticket: Ticket) -> bool:
    """In its own category, whether it is lent or not."""
    return _at_home(access, READ, ticket)


def may_take(access: Rights, ticket: Ticket) -> bool:
    """Open it from the queue to work on it."""
    return ticket.state == TicketState.QUEUED and _in_category(access, "tickets.take", ticket)


def may_work(access: Rights, ticket: Ticket) -> bool:
    """It lies on this person's desk."""
    return ticket.owner_id == access.user_id and ticket.state == TicketState.ASSIGNED


def may_answer(access: Rights, ticket: Ticket) -> bool:
    return may_work(access, ticket) and _on_tenant(access, "tickets.answer", ticket)


def may_note(access: Rights, ticket: Ticket) -> bool:
    return not ticket.erased_at and may_read(access, ticket) and _on_tenant(access, "tickets.note", ticket)


def may_say_who_wrote(access: Rights, ticket: Ticket) -> bool:
    """Of a letter nobody but a person knows; not while it is lent."""
    is_letter = ticket.kind == TicketKind.LETTER and not ticket.lent_to_id
    return is_letter and may_read_at_home(access, ticket) and _on_tenant(access, "tickets.answer", ticket)


def may_close(access: Rights, ticket: Ticket) -> bool:
    if not ticket.is_open or not _on_tenant(access, "tickets.close", ticket):
        return False
    return may_work(access, ticket) or may_assign(access, ticket) or may_take(access, ticket)


def may_recategorize(access: Rights, ticket: Ticket) -> bool:
    """A lent ticket stays where it is."""
    if ticket.lent_to_id or not ticket.is_open or not _on_tenant(access, "tickets.recategorize", ticket):
        return False
    return may_work(access, ticket) or may_assign(access, ticket) or may_take(access, ticket)


def may_mark(access: Rights, ticket: Ticket) -> bool:
    """Set its tags and its priority. They are the lender's while it is lent."""
    if ticket.lent_to_id or not ticket.is_open or not _on_tenant(access, "tickets.recategorize", ticket):
        return False
    return may_work(access, ticket) or may_assign(access, ticket)


def may_release(access: Rights, ticket: Ticket) -> bool:
    """Give it back to the queue."""
    return may_work(access, ticket) or may_take_back(access, ticket)


def may_resubmit(access: Rights, ticket: Ticket) -> bool:
    return may_work(access, ticket) and _on_tenant(access, "tickets.resubmit", ticket)


def may_pass_on(access: Rights, ticket: Ticket) -> bool:
    """Forward it to a colleague or to a category."""
    return may_work(access, ticket) and _on_tenant(access, "tickets.pass_on", ticket)


def may_fetch(access: Rights, ticket: Ticket) -> bool:
    """Fetch what waits before its time: who put it there, for whom it waits, and who may assign it."""
    if ticket.state not in WAITING_STATES or not may_read(access, ticket):
        return False
    return access.user_id in (ticket.last_owner_id, ticket.waits_for_id) or may_assign(access, ticket)


def may_inquire(access: Rights, ticket: Ticket) -> bool:
    """Ask somebody outside; also somebody else, while the ticket is out on an inquiry."""
    mine = ticket.owner_id == access.user_id
    out = mine and ticket.state in (TicketState.ASSIGNED, TicketState.EXTERNAL_INQUIRED)
    return out and _on_tenant(access, "tickets.inquire", ticket)


def may_forward(access: Rights, ticket: Ticket) -> bool:
    """Forward it to somebody outside."""
    return may_work(access, ticket) and _on_tenant(access, "tickets.forward", ticket)


def may_take_back_outside(access: Rights, ticket: Ticket) -> bool:
    """End the waiting for people outside, or remind them: whoever has the ticket, who may assign it, and of one that
    nobody has, who may take it from the queue."""
    if not ticket.is_open or not may_read(access, ticket):
        return False
    if ticket.owner_id is None and _in_category(access, "tickets.take", ticket):
        return True
    return ticket.owner_id == access.user_id or may_assign(access, ticket)


def may_reactivate(access: Rights, ticket: Ticket) -> bool:
    return (
        ticket.state == TicketState.CLOSED
        and ticket.merged_into_id is None
        and not ticket.erased_at
        and may_read(access, ticket)
        and _on_tenant(access, "tickets.reactivate", ticket)
    )


def may_mark_as_spam(access: Rights, ticket: Ticket) -> bool:
    if not ticket.is_open or not _on_tenant(access, "tickets.spam", ticket):
        return False
    return may_work(access, ticket) or may_assign(access, ticket) or may_take(access, ticket)


def may_take_back_from_spam(access: Rights, ticket: Ticket) -> bool:
    if ticket.state != TicketState.SPAM or ticket.erased_at:
        return False
    return may_read(access, ticket) and _on_tenant(access, "tickets.spam", ticket)


def may_hand_over(access: Rights, ticket: Ticket) -> bool:
    """Hand it to another tenant; the right in that tenant is asked when it is chosen. Not while it is lent."""
    return (
        not ticket.lent_to_id
        and ticket.is_open
        and may_read(access, ticket)
        and _on_tenant(access, "tickets.hand_over", ticket)
    )


def may_assign(access: Rights, ticket: Ticket) -> bool:
    return ticket.is_open and _in_category(access, "tickets.assign", ticket)


def may_rearrange(access: Rights, ticket: Ticket) -> bool:
    """Separate its messages, move them to other tickets, merge it, and take that back. Not on a colleague's desk, and
    not while it is lent."""
    if ticket.lent_to_id or not may_read(access, ticket) or not _on_tenant(access, "tickets.recategorize", ticket):
        return False
    if ticket.state == TicketState.SPAM or ticket.erased_at:
        return False
    return not ticket.is_open or may_work(access, ticket) or may_assign(access, ticket) or may_take(access, ticket)


def may_duplicate(access: Rights, ticket: Ticket) -> bool:
    return (
        not ticket.lent_to_id
        and ticket.state != TicketState.SPAM
        and ticket.merged_into_id is None
        and not ticket.erased_at
        and may_read(access, ticket)
        and _on_tenant(access, "tickets.duplicate", ticket)
    )


def may_change_process(access: Rights, ticket: Ticket) -> bool:
    """Join, split and clone its process, and take that back. Not while it is lent."""
    return (
        not ticket.lent_to_id
        and ticket.state != TicketState.SPAM
        and may_read(access, ticket)
        and _on_tenant(access, "tickets.processes", ticket)
    )


def may_take_back(access: Rights, ticket: Ticket) -> bool:
    return ticket.state == TicketState.ASSIGNED and _in_category(access, "tickets.assign", ticket)


def may_hand_back(access: Rights, ticket: Ticket) -> bool:
    """Give a lent ticket back to the lender: whoever has it, and who may assign it where it stands."""
    return bool(ticket.lent_to_id) and (may_work(access, ticket) or may_assign(access, ticket))


def may_end_loan(access: Rights, ticket: Ticket) -> bool:
    """Take a lent ticket back, for the lender."""
    return bool(ticket.lent_to_id) and ticket.is_open and _at_home(access, "tickets.assign", ticket)


def _in_category(access: Rights, permission: str, ticket: Ticket) -> bool:
    """Where the ticket stands: of a lent one, at the borrower."""
    return access.may(permission, tenant_id=ticket.place_tenant_id, category_id=ticket.place_category_id)


def _at_home(access: Rights, permission: str, ticket: Ticket) -> bool:
    """In its own category, lent or not."""
    return access.may(permission, tenant_id=ticket.tenant_id, category_id=ticket.category_id)


def _on_tenant(access: Rights, permission: str, ticket: Ticket) -> bool:
    return access.may(permission, tenant_id=ticket.place_tenant_id)
