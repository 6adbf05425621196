"""The letters of a ticket that somebody may read."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import Http404

from kontor.letters.models import OutgoingLetter
from kontor.tickets.models import Ticket


def letter_of(ticket: Ticket, letter_id: int) -> OutgoingLetter:
    """One letter of the ticket; Http404 for any other."""
    rows = OutgoingLetter.objects.filter(message__ticket=ticket, pk=letter_id)
    letter = rows.select_related("tenant", "message__ticket", "message__author", "template", "pdf").first()
    if letter is None:
        raise Http404
    return letter


def rows_of(message_ids: Sequence[int]) -> QuerySet[OutgoingLetter]:
    """Those of the messages, the oldest first."""
    return OutgoingLetter.objects.filter(message__in=message_ids).select_related("batch").order_by("pk")
