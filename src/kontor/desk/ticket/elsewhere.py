"""Other tickets at which the messages of this one perhaps belong, or lie by now."""

from __future__ import annotations

from typing import Any

from kontor.desk.ticket.conversation import MessageView
from kontor.intake.enums import Filing
from kontor.org.middleware import DeskRequest
from kontor.tickets.domain.queries import visible_to
from kontor.tickets.enums import LinkKind, MoveKind
from kontor.tickets.models import Ticket


def elsewhere(request: DeskRequest, ticket: Ticket, items: list[Any]) -> dict[str, Any]:
    """The suggested tickets that the person may read, and into which one this was merged. Without either, no look."""
    context: dict[str, Any] = {}
    if any(isinstance(item, MessageView) and item.message.evidence.get("filing") == Filing.SUGGESTED for item in items):
        numbers = ticket.links.filter(kind=LinkKind.SUGGESTED).values("other_number")
        rows = visible_to(request.access).filter(tenant_id=ticket.tenant_id, number__in=numbers)
        context["suggested"] = list(rows.order_by("-received_at"))
    if ticket.merged_into_id:
        context["merged_into"] = ticket.merged_into
        moves = ticket.moves_away.filter(kind=MoveKind.MERGE, target=ticket.merged_into_id, undone_at=None)
        context["merged_move"] = moves.last()
        copied = ticket.links.filter(kind=LinkKind.DUPLICATED_FROM, other_number=ticket.merged_into.number)
        context["was_copy"] = context["merged_move"] is None and copied.exists()
    return context
