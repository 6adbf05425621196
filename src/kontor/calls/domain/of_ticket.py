"""The calls of one ticket, or of one contact, as their pages show them."""

from __future__ import annotations

from kontor.calls.models import Call
from kontor.kernel.kept import Kept

MOST = 50
"""Calls of a contact that are shown, the latest first."""


def calls_of_ticket(ticket_id: int) -> list[Call]:
    """In the order in which they began; one statement."""
    return _of_ticket(ticket_id)


def calls_of_customer(customer_id: int) -> list[Call]:
    """The latest first; one statement."""
    rows = Call.objects.filter(customer_id=customer_id, is_test=False).select_related("agent", "ticket", "system")
    return list(rows.order_by("-started_at", "-id")[:MOST])


_of_ticket = Kept(
    lambda ticket_id: (
        Call.objects.filter(ticket_id=ticket_id)
        .select_related("agent", "customer", "system")
        .order_by("started_at", "id")
    )
)
