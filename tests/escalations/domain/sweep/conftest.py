"""Tickets as escalation rules find them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.tickets.domain.history import sentence
from kontor.tickets.models import HistoryEntry, Ticket
from tests.factories.escalations import (
    waits,
)
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere

WAITS = waits(30)


def ago(minutes: int) -> Any:
    return clock.now() - timedelta(minutes=minutes)


def old(category: Category, minutes: int = 31, **values: Any) -> Ticket:
    return make_ticket(category, received_at=ago(minutes), **values)


def as_it_is(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.select_related("owner").get(pk=ticket.pk)


def steps_of(ticket: Ticket, action: str = "escalated") -> list[str]:
    with everywhere():
        return [sentence(each) for each in HistoryEntry.objects.filter(ticket=ticket, action=action)]
