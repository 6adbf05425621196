"""Every deadline explains itself: what adds up to it, at any moment. The explanation is the computation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from kontor.kernel import clock
from kontor.sla.domain.compiling import always_open, compiled_many
from kontor.sla.domain.pasts import Pasts
from kontor.sla.enums import PauseKind, PromiseKind
from kontor.sla.models import BusinessCalendar
from kontor.tickets.domain.clock_of import Clock, clock_of, counts
from kontor.tickets.models import Pause, Promise, PromiseTerms, Ticket

KINDS = list(PromiseKind)


@dataclass(frozen=True)
class Line:
    """A part of the way to the deadline: time that counts, or (``pause``) does not. ``sum`` is what counted by its end.

    ``end`` is None for a pause that goes on.
    """

    begin: datetime
    end: datetime | None
    length: timedelta
    sum: timedelta
    pause: PauseKind | None = None


@dataclass(frozen=True)
class Explained:
    """A promise at a moment. ``calendar`` is None where it runs round the clock."""

    promise: Promise
    clock: Clock
    lines: list[Line]
    calendar: BusinessCalendar | None

    @property
    def kind(self) -> PromiseKind:
        return PromiseKind(self.promise.kind)

    @property
    def is_done(self) -> bool:
        """By that moment."""
        return self.promise.done_at is not None and self.promise.done_at <= self.clock.until

    @property
    def percent(self) -> int:
        return int(self.clock.share * 100)


def explain(ticket: Ticket, at: datetime, *, ended: bool = True, now: datetime | None = None) -> list[Explained]:
    """What was promised by that moment and had not fallen away, in the order of its kinds; of each kind the latest.

    Service level, target and business hours are those that held for the promise then, or when it ended; what happened
    after the moment is left out. ``ended``: also what was kept or broken by then. Before ``now``, which is the present
    moment, what was changed since is looked up.
    """
    rows = Promise.objects.filter(ticket=ticket, started_at__lte=at).select_related("service_level")
    rows = rows.filter(Q(done_at=None) | Q(done_at__gt=at) | Q(kept__isnull=False))
    latest = {row.kind: row for row in rows.order_by("started_at", "id")}
    if not ended:
        latest = {kind: row for kind, row in latest.items() if row.done_at is None or row.done_at > at}
    if not latest:
        return []
    pauses = list(Pause.objects.filter(ticket=ticket).order_by("since", "id"))
    since = min(_moment(row, at) for row in latest.values())
    as_they_were = _as_they_were(list(latest.values()), at, since) if since < (now or clock.now()) else None
    ids = {row.calendar_id for row in latest.values() if row.calendar_id}
    calendars = BusinessCalendar.objects.in_bulk(ids) if ids else {}
    times = compiled_many(ids) if ids else {}
    found = []
    for kind in (kind for kind in KINDS if kind in latest):
        row = latest[kind]
        past = as_they_were.calendar(row.calendar_id, _moment(row, at)) if as_they_were else None
        hours = past or times.get(row.calendar_id or 0)
        its = clock_of(row, pauses, hours or always_open(ZoneInfo("UTC")), at)
        found.append(Explained(row, its, list(_lines(row, its, pauses)), calendars.get(row.calendar_id)))
    return found


def explain_now(ticket: Ticket) -> list[Explained]:
    """What is promised at this moment, and what was kept or broken."""
    now = clock.now()
    return explain(ticket, now, now=now)


def _as_they_were(rows: list[Promise], at: datetime, since: datetime) -> Pasts:
    """The rows get the terms that held for them at the moment. Returns what else was other than now."""
    earlier = PromiseTerms.objects.filter(promise__in=rows, until__gt=since).select_related("service_level")
    terms = list(earlier.order_by("until", "id"))
    for row in rows:
        held = next((each for each in terms if each.promise_id == row.pk and each.until > _moment(row, at)), None)
        if held:
            row.service_level, row.calendar_id = held.service_level, held.calendar_id
            row.target, row.warning_share = held.target, held.warning_share
    calendar_ids = {row.calendar_id for row in rows if row.calendar_id}
    found = Pasts(calendar_ids, {row.service_level_id for row in rows}, since)
    for row in rows:
        pauses = found.pauses(row.service_level_id, _moment(row, at))
        if pauses is not None:
            row.service_level.pauses = pauses
    return found


def _moment(row: Promise, at: datetime) -> datetime:
    return min(at, row.done_at) if row.done_at else at


def _lines(promise: Promise, clock: Clock, pauses: list[Pause]) -> Iterator[Line]:
    """Worked intervals and pauses in their order."""
    end = clock.due_at or clock.still_since or clock.until
    stops = [one for one in pauses if counts(one, promise.service_level) and one.since <= clock.until]
    parts: list[tuple[datetime, datetime | None, PauseKind | None]] = [
        *((one.begin, one.end, None) for one in clock.intervals),
        *((one.since, _end(one, clock.until), PauseKind(one.kind)) for one in stops if _touches(one, clock, end)),
    ]
    total = timedelta(0)
    for begin, until, pause in sorted(parts, key=lambda part: part[0]):
        length = (until or clock.until) - begin
        total += timedelta(0) if pause else length
        yield Line(begin, until, length, total, pause)


def _end(pause: Pause, until: datetime) -> datetime | None:
    return pause.over_at if pause.over_at and pause.over_at <= until else None


def _touches(pause: Pause, clock: Clock, end: datetime) -> bool:
    """It lies between the beginning and the end of the way."""
    over = pause.over_at is not None and pause.over_at <= clock.started_at
    return not over and (pause.since < end or pause.since == clock.still_since)
