"""The promises that run for some tickets: begun, ended, and written with the columns that follow from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db import connection

from kontor.kernel import clock
from kontor.kernel.arrays import moments, numbers
from kontor.kernel.rows import write_rows
from kontor.sla.domain.compiling import always_open, compiled
from kontor.sla.domain.terms import Terms
from kontor.sla.domain.worktime import Calendar
from kontor.sla.enums import PromiseKind
from kontor.sla.models import ServiceLevel
from kontor.tickets.domain.clock_of import Clock, Place, clock_of, place_of, rank_of
from kontor.tickets.models import Pause, Promise, PromiseTerms, Ticket

RESPONSES = (PromiseKind.FIRST_RESPONSE, PromiseKind.NEXT_RESPONSE)
AWAITED = (*RESPONSES, PromiseKind.CALL_BACK)
"""What ends when we answer or speak with the customer."""
_ANYWHERE = ZoneInfo("UTC")
"""Round the clock is the same in every zone."""
_COLUMNS = {
    "service_level_id": "bigint",
    "calendar_id": "bigint",
    "target": "integer",
    "warning_share": "smallint",
    "started_at": "timestamptz",
    "warn_at": "timestamptz",
    "due_at": "timestamptz",
    "done_at": "timestamptz",
    "kept": "boolean",
}
"""What may change of a promise, with its type in the database."""


def target_of(level: ServiceLevel, kind: PromiseKind) -> int | None:
    """In seconds; None where this is not promised."""
    minutes = {
        PromiseKind.FIRST_RESPONSE: level.first_response,
        PromiseKind.NEXT_RESPONSE: level.next_response,
        PromiseKind.RESOLUTION: level.resolution,
        PromiseKind.CALL_BACK: level.call_back,
    }[kind]
    return None if minutes is None else minutes * 60


class Promises:
    """What runs for some locked tickets. Nothing is written before ``write``."""

    def __init__(self, tickets: Collection[Ticket]) -> None:
        self.tickets = tickets
        self._calendars: dict[int | None, Calendar] = {None: always_open(_ANYWHERE)}
        self._running: dict[int, dict[PromiseKind, Promise]] = defaultdict(dict)
        self._pauses: dict[int, list[Pause]] | None = None
        self._begun: list[Promise] = []
        self._changed: dict[int, Promise] = {}
        self._earlier: list[PromiseTerms] = []

    @classmethod
    def of(cls, tickets: Collection[Ticket]) -> Promises:
        """As the database has them. One statement where nothing is promised, else two."""
        promises = cls(tickets)
        by_id = {ticket.pk: ticket for ticket in tickets}
        for row in Promise.objects.filter(ticket__in=by_id, done_at=None).select_related("service_level"):
            row.ticket = by_id[row.ticket_id]
            promises._running[row.ticket.number][PromiseKind(row.kind)] = row
        return promises

    def running(self, ticket: Ticket, *kinds: PromiseKind) -> list[Promise]:
        rows = self._running[ticket.number]
        return [rows[kind] for kind in kinds or PromiseKind if kind in rows]

    def begin(self, ticket: Ticket, kind: PromiseKind, terms: Terms, at: datetime) -> None:
        """From ``at`` on this runs for the ticket, if the terms promise it and it does not run already."""
        target = target_of(terms.level, kind) if terms.level else None
        if terms.level is None or target is None or kind in self._running[ticket.number]:
            return
        row = Promise(
            tenant_id=ticket.tenant_id,
            lent_to_id=ticket.lent_to_id,
            ticket=ticket,
            kind=kind,
            started_at=at,
            target=target,
            service_level=terms.level,
            calendar_id=terms.calendar_id,
            warning_share=terms.level.warning_share,
        )
        self._calendars[terms.calendar_id] = terms.calendar
        self._running[ticket.number][kind] = row
        self._begun.append(row)

    def adapt(self, row: Promise, terms: Terms) -> None:
        """Other terms hold for it, from its beginning. It falls away where they do not promise this."""
        target = target_of(terms.level, PromiseKind(row.kind)) if terms.level else None
        if terms.level is None or target is None:
            self.drop(row, clock.now())
            return
        before = (row.service_level_id, row.calendar_id, row.target, row.warning_share)
        row.service_level, row.calendar_id = terms.level, terms.calendar_id
        row.target, row.warning_share = target, terms.level.warning_share
        self._calendars[terms.calendar_id] = terms.calendar
        if before != (row.service_level_id, row.calendar_id, row.target, row.warning_share):
            self._note(row)
            self._keep(row, *before)

    def settle(self, row: Promise, at: datetime) -> None:
        """What was promised is done: kept until the very instant at which it is due."""
        row.done_at = at
        row.kept = not self.clock_of(row, at).is_over
        self._end(row)

    def drop(self, row: Promise, at: datetime) -> None:
        """It falls away: neither kept nor broken."""
        row.done_at, row.kept = at, None
        self._end(row)

    def clock_of(self, row: Promise, at: datetime) -> Clock:
        if row.calendar_id and row.calendar_id not in self._calendars:
            self._calendars[row.calendar_id] = compiled(row.calendar_id)
        return clock_of(row, self._pauses_of(row.ticket), self._calendars[row.calendar_id], at)

    def place(self, ticket: Ticket) -> Place:
        """Compute its promises' times and the ticket's columns, and set them."""
        now = clock.now()
        clocks = [(row, self.clock_of(row, now)) for row in self.running(ticket)]
        for row, its in clocks:
            if (row.due_at, row.warn_at) != (its.due_at, its.warn_at):
                row.due_at, row.warn_at = cast(Any, its.due_at), cast(Any, its.warn_at)
                self._note(row)
        place = place_of(ticket, clocks)
        ticket.due_at, ticket.warn_at, ticket.rank_at = place.due_at, place.warn_at, place.rank_at
        return place

    def write(self) -> None:
        """Promises and columns of the tickets, in one statement each where something changed."""
        before = {ticket.pk: (ticket.due_at, ticket.warn_at, ticket.rank_at) for ticket in self.tickets}
        places = {ticket.pk: self.place(ticket) for ticket in self.tickets}
        self.write_promises()
        write_places({pk: place for pk, place in places.items() if place != before[pk]})

    def write_promises(self) -> None:
        """Only those, for who writes the tickets."""
        if self._changed:
            _write_changed(self._changed.values())
        write_rows(self._begun)
        write_rows(self._earlier)
        self._changed, self._begun, self._earlier = {}, [], []

    def _end(self, row: Promise) -> None:
        del self._running[row.ticket.number][PromiseKind(row.kind)]
        self._note(row)

    def _keep(self, row: Promise, level_id: int, calendar_id: int | None, target: int, warning_share: int) -> None:
        """The terms that held until now, for explanations of that time."""
        if row.pk:
            self._earlier.append(
                PromiseTerms(
                    tenant_id=row.tenant_id,
                    promise=row,
                    until=clock.now(),
                    service_level_id=level_id,
                    calendar_id=calendar_id,
                    target=target,
                    warning_share=warning_share,
                )
            )

    def _note(self, row: Promise) -> None:
        if row.pk:
            self._changed[row.pk] = row

    def _pauses_of(self, ticket: Ticket) -> list[Pause]:
        if self._pauses is None:
            self._pauses = defaultdict(list)
            known = [row.pk for row in self.tickets if row.pk]
            for pause in Pause.objects.filter(ticket__in=known) if known else ():
                self._pauses[pause.ticket_id].append(pause)
        return self._pauses[ticket.pk]


def ranked_again(tickets: Collection[Ticket]) -> dict[int, Place]:
    """The places of these locked tickets in the queue, whose priorities change; set on them, for who writes them.
    When they are due stays as it is.

    When a promise that runs is foreseen to be due is its column; what stands still is computed by its clock.
    """
    promised: dict[int, list[tuple[datetime, datetime | None, int]]] = defaultdict(list)
    rows = Promise.objects.filter(ticket__in=[ticket.pk for ticket in tickets], done_at=None)
    columns = ("ticket_id", "started_at", "due_at", "service_level__priority_percent")
    for ticket_id, started_at, due_at, percent in rows.order_by().values_list(*columns):
        promised[ticket_id].append((started_at, due_at, percent))
    still = {pk for pk, each in promised.items() if any(due is None for _start, due, _percent in each)}
    by_clocks = Promises.of([ticket for ticket in tickets if ticket.pk in still]) if still else Promises([])
    places = {ticket.pk: by_clocks.place(ticket) for ticket in by_clocks.tickets}
    by_clocks.write_promises()
    for ticket in tickets:
        if ticket.pk not in places:
            ticket.rank_at = rank_of(ticket, promised[ticket.pk])
            places[ticket.pk] = Place(ticket.due_at, ticket.warn_at, ticket.rank_at)
    return places


def _write_changed(rows: Collection[Promise]) -> None:
    """All of them in one statement whose length does not depend on their number (Django's would take seconds)."""
    columns = [[row.pk for row in rows], *([getattr(row, name) for row in rows] for name in _COLUMNS)]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_PROMISES, columns)


_WRITE_PROMISES = f"""
UPDATE tickets_promise promise SET {", ".join(f"{name} = new.{name}" for name in _COLUMNS)}
FROM unnest(%s::bigint[], {", ".join(f"%s::{kind}[]" for kind in _COLUMNS.values())})
     AS new(id, {", ".join(_COLUMNS)})
WHERE promise.id = new.id
"""


def write_places(places: dict[int, Place], also: str = "", *values: int | datetime) -> None:
    """The columns of several tickets in one statement. They do not count as changed by somebody.

    ``also`` are assignments with their values that are made in the same go: each change of a row costs its indexes.
    """
    if not places:
        return
    columns = [moments(column) for column in zip(*places.values(), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE.format(also=also and f", {also}"), [*values, numbers(places), *columns])


_WRITE = """
UPDATE tickets_ticket ticket SET due_at = place.due_at, warn_at = place.warn_at, rank_at = place.rank_at{also}
FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
     AS place(id, due_at, warn_at, rank_at)
WHERE ticket.id = place.id
"""
