"""Which number a ticket is called back at."""

from __future__ import annotations

from typing import Any

from kontor.customers.enums import AddressKind
from kontor.desk.phone.switch import is_on_for
from kontor.org.middleware import DeskRequest
from kontor.tickets.models import Ticket


def number_for(request: DeskRequest, ticket: Ticket, items: list[Any]) -> str:
    """That of the latest call of the ticket, else the customer's first; empty where there is none, or the person may
    not telephone for the tenant."""
    if not is_on_for(request, ticket.place_tenant_id):
        return ""
    numbers = [item.call.remote_normal or item.call.remote for item in items if item.kind == "call"]
    return next((number for number in reversed(numbers) if number), "") or _of_customer(ticket)


def _of_customer(ticket: Ticket) -> str:
    if ticket.customer is None:
        return ""
    address = ticket.customer.addresses.filter(kind=AddressKind.PHONE).order_by("id").first()
    return address.value if address else ""
