"""What stands beside a ticket: the customer, their earlier tickets, the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from kontor.customers.domain.contacts import linked_customers
from kontor.desk.doors import Rule, is_borrowed
from kontor.kernel import clock
from kontor.org.middleware import DeskRequest
from kontor.tickets import rules
from kontor.tickets.domain.explaining import explain_now
from kontor.tickets.domain.history import OF_THE_LENDER, sentence
from kontor.tickets.domain.queries import open_moves, tickets_of_process, visible_to
from kontor.tickets.enums import MoveKind
from kontor.tickets.models import HistoryEntry, MessageMove, Ticket

ICONS = {
    "received": "mail",
    "message": "mail",
    "filed_here": "mail",
    "reread": "refresh",
    "reread_undone": "refresh",
    "answered": "reply",
    "clearance_asked": "check",
    "clearance_released": "done",
    "clearance_returned": "inherit",
    "clearance_withdrawn": "restore",
    "intermediate": "exclamation",
    "resubmitted": "resubmit",
    "resubmitted_to": "resubmit",
    "resubmitted_queue": "resubmit",
    "resubmission_due": "resubmit",
    "resubmission_queued": "resubmit",
    "resubmission_message": "resubmit",
    "passed_on": "forward",
    "passed_on_waits": "forward",
    "passed_on_category": "forward",
    "passed_on_arrived": "forward",
    "sent": "done",
    "delivery_failed": "mail-failed",
    "note": "note",
    "phone_ticket": "phone",
    "call_attached": "phone",
    "call_missed": "phone",
    "call_back_later": "resubmit",
    "call_placed": "phone",
    "spoken": "phone",
    "wrapped_up": "done",
    "recategorized": "tag",
    "tagged": "tag",
    "untagged": "tag",
    "prioritized": "tag",
    "categorized": "tag",
    "closed": "done",
    "acknowledged": "reply",
    "automatic": "reply",
    "not_automatic": "reply",
    "marked_as_spam": "failed",
    "filed_as_spam": "failed",
    "taken_back_from_spam": "restore",
    "closed_sent": "done",
    "handed_over": "swap",
    "lent": "swap",
    "loan_closed": "done",
    "loan_handed_back": "restore",
    "loan_taken_back": "restore",
    "loan_backlog": "restore",
    "loan_ended": "restore",
    "handed_over_to": "swap",
    "reactivated": "restore",
    "reactivated_as": "restore",
    "received_again": "mail",
    "duplicated_as": "columns",
    "duplicated_from": "columns",
    "cloned_as": "columns",
    "cloned_from": "columns",
    "copy_undone": "restore",
    "undone_as_copy": "restore",
    "process_joined": "link",
    "process_split": "swap",
    "process_undone": "restore",
    "separated": "swap",
    "separated_from": "swap",
    "moved_away": "swap",
    "moved_here": "swap",
    "merged_into": "link",
    "merged_from": "link",
    "continues": "link",
    "continued_by": "link",
    "suggested": "link",
    "suggestion_dismissed": "link",
    "move_undone": "restore",
    "reopened": "restore",
    "hold_placed": "lock",
    "hold_lifted": "restore",
    "erased": "trash",
    "partly_erased": "trash",
}
EARLIER = 10


@dataclass(frozen=True)
class Step:
    """A line of the history in the reader's language."""

    entry: HistoryEntry
    text: str
    icon: str
    undo_url: str = ""
    """Where the step can be taken back."""


def ticket_context(request: DeskRequest, ticket: Ticket) -> dict[str, Any]:
    """Customer with addresses and links, earlier tickets, every step of the history (the latest first).

    To a borrower only the deadlines, the customer, and the steps that are lent along: nothing that names the lender's
    other things.
    """
    customer, borrowed = ticket.customer, is_borrowed(request, ticket)
    shown = _lent_along(ticket) if borrowed else ticket.history.all()
    history = list(shown.select_related("actor").order_by("-at", "-id")[:200])
    seen = {"ticket": ticket, "deadlines": explain_now(ticket), "steps": _steps(request, ticket, history)}
    if borrowed:
        return seen | {"customer": customer, "borrowed": True}
    context: dict[str, Any] = {
        **seen,
        "process": tickets_of_process(request.access, ticket),
        "process_number": ticket.process.number if ticket.process else ticket.number,
        "asked_at": clock.now(),
        "may_change_process": rules.may_change_process(request.access, ticket),
        "links": list(ticket.links.all()),
        "may_read_rules": request.access.may("categories.read", tenant_id=ticket.tenant_id),
        "may_say_who_wrote": rules.may_say_who_wrote(request.access, ticket),
        "may_read_contacts": request.access.may("contacts.read", tenant_id=ticket.tenant_id),
    }
    if customer:
        linked = linked_customers(customer)
        everyone = [customer.pk, *(other.pk for other in linked)]
        earlier = visible_to(request.access).filter(customer_id__in=everyone).exclude(pk=ticket.pk)
        context |= {
            "customer": customer,
            "addresses": list(customer.addresses.order_by("kind", "id")),
            "linked": linked,
            **_earlier(earlier),
        }
    return context


def _earlier(tickets: QuerySet[Ticket]) -> dict[str, Any]:
    """The latest; where there are more the page says so."""
    found = list(tickets.order_by("-received_at")[: EARLIER + 1])
    return {"earlier": found[:EARLIER], "more_earlier": len(found) > EARLIER}


def _lent_along(ticket: Ticket) -> QuerySet[HistoryEntry]:
    return ticket.history.exclude(lent_to=None).exclude(action__in=OF_THE_LENDER)


def _steps(request: DeskRequest, ticket: Ticket, history: list[HistoryEntry]) -> list[Step]:
    """With the way back where messages or tickets were moved and that was not undone yet."""
    moves = open_moves(entry.details["move"] for entry in history if "move" in entry.details)
    return [
        Step(entry, sentence(entry), ICONS.get(entry.action, "person"), _undo_url(request, ticket, moves, entry))
        for entry in history
    ]


def _undo_url(request: DeskRequest, ticket: Ticket, moves: dict[int, MessageMove], entry: HistoryEntry) -> str:
    move = moves.get(entry.details.get("move", 0))
    if move is None or not may_undo(move)(request.access, ticket):
        return ""
    return reverse("desk:ticket:undo-move", args=[move.source.number, move.pk])


def may_undo(move: MessageMove) -> Rule:
    """Who may take it back."""
    if move.kind == MoveKind.DUPLICATE:
        return rules.may_duplicate
    return rules.may_change_process if move.kind in (MoveKind.PROCESS, MoveKind.CLONE) else rules.may_rearrange
