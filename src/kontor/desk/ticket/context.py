"""What stands beside a ticket: the customer, their earlier tickets, the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kontor.customers.domain.contacts import linked_customers
from kontor.org.middleware import DeskRequest
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.queries import visible_to
from kontor.tickets.models import HistoryEntry, Ticket

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
    "recategorized": "tag",
    "categorized": "tag",
    "closed": "done",
    "acknowledged": "reply",
    "marked_as_spam": "failed",
    "filed_as_spam": "failed",
    "taken_back_from_spam": "restore",
    "closed_sent": "done",
    "handed_over": "swap",
    "handed_over_to": "swap",
    "reactivated": "restore",
    "reactivated_as": "restore",
    "received_again": "mail",
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
}
EARLIER = 10


@dataclass(frozen=True)
class Step:
    """A line of the history in the reader's language."""

    entry: HistoryEntry
    text: str
    icon: str


def ticket_context(request: DeskRequest, ticket: Ticket) -> dict[str, Any]:
    """Customer with addresses and links, earlier tickets, every step of the history (the latest first)."""
    customer = ticket.customer
    history = ticket.history.select_related("actor").order_by("-at", "-id")[:200]
    context: dict[str, Any] = {
        "ticket": ticket,
        "steps": [Step(entry, sentence(entry), ICONS.get(entry.action, "person")) for entry in history],
        "links": list(ticket.links.all()),
        "may_read_rules": request.access.may("categories.read", tenant_id=ticket.tenant_id),
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
            "earlier": list(earlier.order_by("-received_at")[:EARLIER]),
        }
    return context
