"""The door to a mail's journey: who may read its ticket, or the ledger of its tenant."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404

from kontor.intake.models import Arrival
from kontor.org.middleware import DeskRequest
from kontor.supervisor.arrivals.access import may_see
from kontor.tickets.domain.queries import visible_to
from kontor.tickets.models import Message, Ticket


def get_message(request: DeskRequest, message_id: int) -> Message:
    """A message with its ticket; 404 unless the person may read the ticket."""
    rows = Message.objects.filter(ticket__in=visible_to(request.access)).select_related("ticket", "author")
    message = rows.filter(pk=message_id).first()
    if message is None:
        raise Http404
    return message


def readable(request: DeskRequest, ticket: Ticket | None) -> Ticket | None:
    """The ticket if the person may read it: who reads the ledger need not read every ticket."""
    return ticket if ticket and may_see(request, ticket) else None


def arrivals_of_message(message: Message) -> list[Arrival]:
    """The copies of it that reached us, the first one first."""
    rows = Arrival.objects.filter(message=message).select_related("account", "raw")
    return list(rows.order_by("id")[:10])


def filed_at(message: Message) -> datetime:
    """When it was put to its ticket."""
    arrival = Arrival.objects.filter(message=message).order_by("id").first()
    return arrival.processed_at if arrival and arrival.processed_at else message.at
