"""One action on many tickets, and taking it back as long as nobody touched them since."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.org.domain.categories import category_stays
from kontor.org.models import Category, ClosingCode
from kontor.people.models import User
from kontor.routing.domain.assign import assign_ticket, release_ticket, require_active
from kontor.routing.domain.pass_on import pass_on
from kontor.routing.domain.recategorize import recategorize_ticket
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.tenants.scope import scope
from kontor.tickets.domain.attendance import still_sees
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.deadlines import closing_undone
from kontor.tickets.domain.history import record
from kontor.tickets.domain.inquiries import WAITS
from kontor.tickets.domain.settling import settle
from kontor.tickets.domain.spam import mark_as_spam, take_back_from_spam
from kontor.tickets.domain.states import lock_as_seen, save_changes
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket


@dataclass(frozen=True)
class Before:
    """How a ticket was, and the stamp it got by the action: undoing needs both."""

    ticket_id: int
    state: str
    owner_id: int | None
    category_id: int
    closing_code_id: int | None
    assigned_at: str
    unread: bool
    stamp: str
    tenant_id: int = 0
    ended_loan: bool = False
    held_until: str = ""
    waits_for_id: int | None = None
    wait_reason: str = ""
    waits_for_customer: bool = False


@dataclass
class BulkResult:
    """``done`` can be undone (plain values, fit for a session); ``refused`` holds a sentence for each ticket left."""

    done: list[Before] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def as_plain(self) -> list[dict[str, Any]]:
        return [asdict(before) for before in self.done]


def recategorize_many(tickets: Iterable[Ticket], category: Category, *, by: User) -> BulkResult:
    return _each(tickets, lambda ticket: recategorize_ticket(ticket, category, by=by))


def assign_many(tickets: Iterable[Ticket], *, to: User, by: User) -> BulkResult:
    require_active(to)
    return _each(tickets, lambda ticket: assign_ticket(ticket, to=to, by=by))


def release_many(tickets: Iterable[Ticket], *, by: User) -> BulkResult:
    return _each(tickets, lambda ticket: release_ticket(ticket, by=by))


def close_many(tickets: Iterable[Ticket], *, closing_code: ClosingCode | None, by: User) -> BulkResult:
    return _each(tickets, lambda ticket: close_ticket(ticket, closing_code=closing_code, by=by))


def resubmit_many(
    tickets: Iterable[Ticket],
    *,
    until: datetime,
    to: User | None,
    reason: str,
    waits_for_customer: bool = False,
    by: User,
) -> BulkResult:
    if to:
        require_active(to)
    values = {"until": until, "to": to, "reason": reason, "waits_for_customer": waits_for_customer}
    return _each(tickets, lambda ticket: resubmit_ticket(ticket, **values, by=by))  # type: ignore[arg-type]


def pass_on_many(
    tickets: Iterable[Ticket], *, to: User | None, category: Category | None, note: str, by: User
) -> BulkResult:
    if to:
        require_active(to)
    return _each(tickets, lambda ticket: pass_on(ticket, to=to, category=category, note=note, by=by))


def mark_many_as_spam(tickets: Iterable[Ticket], *, by: User) -> BulkResult:
    return _each(tickets, lambda ticket: mark_as_spam(ticket, by=by))


def take_many_back_from_spam(tickets: Iterable[Ticket], *, by: User) -> BulkResult:
    return _each(tickets, lambda ticket: take_back_from_spam(ticket, by=by))


@transaction.atomic(savepoint=False)
def undo(done: list[dict[str, Any]], *, by: User) -> tuple[int, int, list[tuple[int, str]]]:
    """Put the tickets back as they were. One that was changed since stays, one whose category is gone, and one whose
    loan the action ended: it would lie with people who see it no more. So would one whose owner has left, or does not
    read its category any more.

    Returns how many were undone, how many were left, and of the latter number and sentence where it is for their owner.
    """
    undone, unseen = 0, []
    unseen_by = cache(_unseen_by)
    for plain in sorted(done, key=lambda item: item["ticket_id"]):
        before = Before(**plain)
        ticket = Ticket.objects.select_for_update(of=("self",), no_key=True).filter(pk=before.ticket_id).first()
        if ticket is None or ticket.changed_at != parse_datetime(before.stamp) or before.ended_loan:
            continue
        if not category_stays(before.category_id):
            continue
        place = ticket.lent_category_id or before.category_id
        if before.owner_id and (sentence := unseen_by(before.owner_id, ticket.place_tenant_id, place)):
            unseen.append((ticket.number, sentence))
            continue
        closed_at = ticket.closed_at
        save_changes(
            ticket,
            state=_state_again(before),
            owner_id=before.owner_id,
            category_id=before.category_id,
            closing_code_id=before.closing_code_id,
            assigned_at=parse_datetime(before.assigned_at) if before.assigned_at else None,
            unread=before.unread,
            closed_at=ticket.closed_at if before.state == TicketState.CLOSED else None,
            held_until=parse_datetime(before.held_until) if before.held_until else None,
            waits_for_id=before.waits_for_id,
            wait_reason=before.wait_reason,
            waits_for_customer=before.waits_for_customer,
        )
        if closed_at and ticket.is_open:
            closing_undone(ticket, closed_at)
        settle([ticket])
        record(ticket, "undone", by=by)
        undone += 1
    return undone, len(done) - undone, unseen


def _state_again(before: Before) -> str:
    """As before; but whoever was asked outside is not waited for any more, so the ticket is with people."""
    if before.state not in WAITS.values():
        return before.state
    return TicketState.ASSIGNED if before.owner_id else TicketState.QUEUED


def _unseen_by(owner_id: int, tenant_id: int, category_id: int) -> str:
    """Why a ticket does not come to this desk again; nothing when its owner still sees the category."""
    owner = User.objects.get(pk=owner_id)
    with scope(tenant_id):
        category = Category.objects.get(pk=category_id)
        if still_sees(owner, Ticket(tenant_id=tenant_id, category=category)):
            return ""
    return _("%(name)s does not see tickets of the category “%(category)s” any more.") % {
        "name": owner.name,
        "category": category.name,
    }


def _each(tickets: Iterable[Ticket], act: Callable[[Ticket], Ticket]) -> BulkResult:
    """Each ticket on its own: what is refused for one does not stop the others. Locks in the order of ids.

    A ticket that is already as it shall be is neither done nor refused.
    """
    result = BulkResult()
    for ticket in sorted(tickets, key=lambda row: row.pk):
        try:
            with transaction.atomic():
                ticket = lock_as_seen(ticket)
                after = act(ticket)
        except Refused as refusal:
            result.refused.append((ticket.number, str(refusal)))
            continue
        if _state_of(after) == _state_of(ticket):
            continue
        result.done.append(
            Before(
                ticket_id=ticket.pk,
                state=ticket.state,
                owner_id=ticket.owner_id,
                category_id=ticket.category_id,
                closing_code_id=ticket.closing_code_id,
                assigned_at=ticket.assigned_at.isoformat() if ticket.assigned_at else "",
                unread=ticket.unread,
                stamp=after.changed_at.isoformat(),
                tenant_id=ticket.tenant_id,
                ended_loan=ticket.lent_to_id is not None and after.lent_to_id is None,
                held_until=ticket.held_until.isoformat() if ticket.held_until else "",
                waits_for_id=ticket.waits_for_id,
                wait_reason=ticket.wait_reason,
                waits_for_customer=ticket.waits_for_customer,
            )
        )
    return result


def _state_of(ticket: Ticket) -> tuple[object, ...]:
    return ticket.state, ticket.owner_id, ticket.category_id, ticket.changed_at
