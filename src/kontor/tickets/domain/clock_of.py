"""How a promise stands at a moment: the one computation behind columns, badge, clock, explanation, order and report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from kontor.sla.domain.worktime import (
    Calendar,
    Due,
    Interval,
    due_at,
    worked_between,
    worked_intervals,
)
from kontor.sla.enums import PauseKind
from kontor.sla.models import ServiceLevel
from kontor.tickets.models import Pause, Promise, Ticket

UNPROMISED = timedelta(hours=24)
"""A ticket to which nothing is promised stands in the queue as if it were due so long after its receipt."""


@dataclass(frozen=True)
class Clock:
    """A promise as it stands at a moment (``until``; for one that is over, its end).

    ``pauses`` are those that count and are over by then; ``still_since`` is set while it stands still.
    """

    started_at: datetime
    target: timedelta
    warning_share: int
    calendar: Calendar
    pauses: tuple[tuple[datetime, datetime], ...]
    still_since: datetime | None
    until: datetime

    @property
    def due_at(self) -> datetime | None:
        """When the target is worked. None while it stands still, and if it never is."""
        return None if self.still_since else self.foreseen

    @cached_property
    def warn_at(self) -> datetime | None:
        """When the warning share of the target is worked; None as ``due_at``."""
        return None if self.still_since else self._when(self.target * self.warning_share / 100)

    @cached_property
    def foreseen(self) -> datetime | None:
        """When it is due if it does not stand still any longer; None if the calendar is never open long enough."""
        return self._when(self.target)

    @cached_property
    def worked(self) -> timedelta:
        """How much time has counted by the moment."""
        return worked_between(self.started_at, self.still_since or self.until, self.calendar, self.pauses)

    @property
    def left(self) -> timedelta:
        """What is left of the target, in working time; negative when it is over."""
        return self.target - self.worked

    @property
    def share(self) -> float:
        """The part of the target that is used, 1 is all of it."""
        return self.worked / self.target if self.target else 1.0

    @property
    def is_over(self) -> bool:
        """It was due before the moment, or before it began to stand still."""
        return self.foreseen is not None and self.foreseen < (self.still_since or self.until)

    @cached_property
    def intervals(self) -> tuple[Interval, ...]:
        """What adds up to the deadline; while there is none, to what has counted so far."""
        end = self.due_at or self.still_since or self.until
        return worked_intervals(self.started_at, end, self.calendar, self.pauses)

    def _when(self, target: timedelta) -> datetime | None:
        due = due_at(self.started_at, target, self.calendar, self.pauses)
        return due.at if isinstance(due, Due) else None


def clock_of(promise: Promise, pauses: Iterable[Pause], calendar: Calendar, at: datetime) -> Clock:
    """The promise at that moment, with those of its ticket's pauses that its service level lets count.

    ``promise.service_level`` should be loaded. What happened after the moment is not known at it.
    """
    until = min(at, promise.done_at) if promise.done_at else at
    counting = [pause for pause in pauses if pause.since <= until and counts(pause, promise.service_level)]
    running = [pause.since for pause in counting if pause.over_at is None or pause.over_at > until]
    return Clock(
        started_at=promise.started_at,
        target=timedelta(seconds=promise.target),
        warning_share=promise.warning_share,
        calendar=calendar,
        pauses=tuple((pause.since, over) for pause in counting if (over := pause.over_at) and over <= until),
        still_since=max(min(running), promise.started_at) if running else None,
        until=until,
    )


def counts(pause: Pause, level: ServiceLevel) -> bool:
    """The service level lets the clock stand still. Who waits for the customer has put the ticket on resubmission."""
    waits = pause.kind == PauseKind.CUSTOMER and PauseKind.RESUBMISSION in level.pauses
    return waits or pause.kind in level.pauses


class Place(NamedTuple):
    """The columns of a ticket: the earliest of its open promises, and its place in every queue."""

    due_at: datetime | None
    warn_at: datetime | None
    rank_at: datetime


def place_of(ticket: Ticket, clocks: Iterable[tuple[Promise, Clock]]) -> Place:
    """Where the ticket stands by the clocks of the promises that run for it."""
    clocks = list(clocks)
    return Place(
        due_at=min((clock.due_at for _promise, clock in clocks if clock.due_at), default=None),
        warn_at=min((clock.warn_at for _promise, clock in clocks if clock.warn_at), default=None),
        rank_at=rank_of(
            ticket,
            ((each.started_at, clock.foreseen, each.service_level.priority_percent) for each, clock in clocks),
        ),
    )


def rank_of(ticket: Ticket, promised: Iterable[tuple[datetime, datetime | None, int]]) -> datetime:
    """When the first of its promises is due, as if each target were divided by the priority factor of its service
    level and by that of the ticket. One that stands still keeps the place it had.

    ``promised``: when each has begun, when it is foreseen to be due, and the factor in percent.
    """
    ranks = (
        started_at + (foreseen - started_at) * 100 / percent / _weight(ticket)
        for started_at, foreseen, percent in promised
        if foreseen is not None
    )
    return min(ranks, default=ticket.received_at + UNPROMISED / _weight(ticket))


def _weight(ticket: Ticket) -> int:
    return 1 + max(ticket.priority, 0)
