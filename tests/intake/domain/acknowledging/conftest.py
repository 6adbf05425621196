"""What was acknowledged, and why not."""

from __future__ import annotations

from kontor.tickets.enums import MessageKind
from kontor.tickets.models import HistoryEntry, Message
from tests.support.scoping import everywhere


def acknowledgements() -> list[Message]:
    with everywhere():
        rows = Message.objects.filter(kind=MessageKind.ACKNOWLEDGEMENT).select_related("ticket")
        return list(rows.order_by("id"))


def reasons() -> list[str]:
    """Why not, of each ticket's mails in their order."""
    with everywhere():
        rows = HistoryEntry.objects.filter(action="not_acknowledged").order_by("id")
        return [entry.details["why"] for entry in rows]
