"""How much of what was promised is used at a moment, for many tickets at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from kontor.sla.domain.compiling import always_open, compiled_many
from kontor.tickets.domain.clock_of import clock_of
from kontor.tickets.models import Pause, Promise


def shares_used(ticket_ids: Collection[int], at: datetime) -> dict[int, int]:
    """By ticket the share that is used of the promise that is due first, in percent, rounded down.

    Tickets to which nothing is promised, or which stand still, are missing, and those whose service level or calendar
    lies out of scope (a borrower does not see the lender's). Three statements, two more to compile calendars.
    """
    rows = Promise.objects.filter(ticket__in=ticket_ids, done_at=None).exclude(due_at=None)
    first: dict[int, Promise] = {}
    for row in rows.select_related("service_level").order_by("due_at", "id"):
        first.setdefault(row.ticket_id, row)
    if not first:
        return {}
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for pause in Pause.objects.filter(ticket__in=first).order_by("since", "id"):
        pauses[pause.ticket_id].append(pause)
    ids = {row.calendar_id for row in first.values() if row.calendar_id}
    calendars = {0: always_open(ZoneInfo("UTC"))} | (compiled_many(ids) if ids else {})
    return {
        ticket_id: int(clock_of(row, pauses[ticket_id], calendars[row.calendar_id or 0], at).share * 100)
        for ticket_id, row in first.items()
        if (row.calendar_id or 0) in calendars
    }
