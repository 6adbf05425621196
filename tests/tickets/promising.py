"""Reading what is promised about a ticket, and what it must be."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kontor.kernel import clock
from kontor.sla.domain.compiling import always_open, compiled
from kontor.tickets.domain.clock_of import clock_of, place_of
from kontor.tickets.models import Promise, Ticket

Told = tuple[str, timedelta, bool | None]
"""Kind, target, and whether it was kept; None for one that runs or fell away."""


def running(ticket: Ticket) -> dict[str, datetime | None]:
    """Of each kind that runs, when it is due."""
    return dict(Promise.objects.filter(ticket=ticket, done_at=None).values_list("kind", "due_at"))


def ended(ticket: Ticket) -> list[tuple[str, bool | None]]:
    """What is over, in its order, and whether it was kept."""
    rows = Promise.objects.filter(ticket=ticket, done_at__isnull=False).order_by("done_at", "id")
    return list(rows.values_list("kind", "kept"))


def assert_columns_agree(ticket: Ticket) -> None:
    """What is stored at the ticket and its promises is what its clocks say."""
    ticket = Ticket.objects.get(pk=ticket.pk)
    pauses = list(ticket.pauses.all())
    clocks = []
    for promise in Promise.objects.filter(ticket=ticket, done_at=None).select_related("service_level"):
        calendar = compiled(promise.calendar_id) if promise.calendar_id else always_open(ZoneInfo("UTC"))
        its = clock_of(promise, pauses, calendar, clock.now())
        assert (promise.due_at, promise.warn_at) == (its.due_at, its.warn_at)
        clocks.append((promise, its))
    assert (ticket.due_at, ticket.warn_at, ticket.rank_at) == place_of(ticket, clocks)
