"""Overflow as it would have been: minute by minute, by the conditions that also lend and hand back. Values in and out.

What an agreement does at a moment is decided by ``Outlook``, as it is for ``let_flow``; only its facts come from the
past instead of the database.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import NamedTuple

from kontor.escalations.domain.looking_back import worked_since
from kontor.escalations.domain.overflow import BATCH, HOUR, Outlook, is_open_at
from kontor.escalations.domain.standing import Standing, fallen, measured
from kontor.escalations.models import Agreement
from kontor.sla.domain.worktime import Calendar
from kontor.tickets.domain.forecast import Flow

MINUTE = timedelta(minutes=1)


@dataclass(slots=True, eq=False)
class Request:
    """``left_at``: when it left the queue; None, it waits still. ``dues``: deadlines, and when they were met.

    Lent, ``left_at`` and ``closed_at`` become those at the borrower; the real ones stay in ``was``.
    """

    id: int
    received_at: datetime
    left_at: datetime | None
    closed_at: datetime | None
    rank_at: datetime
    movable: bool = True
    dues: Sequence[tuple[datetime, datetime | None]] = ()
    lent_at: datetime | None = None
    back_at: datetime | None = None
    was: tuple[datetime | None, datetime | None] | None = None
    where: Place | None = None
    ready: bool = False

    @property
    def away(self) -> bool:
        return self.lent_at is not None and self.back_at is None

    @property
    def shift(self) -> timedelta | None:
        """By how much it would have left the queue later; None where that cannot be said."""
        real = self.was[0] if self.was else None
        return self.left_at - real if real and self.left_at else None

    def place_at(self, now: datetime) -> Place | None:
        """None before the receipt and from the closing on."""
        if now < self.received_at or (self.closed_at and now >= self.closed_at):
            return None
        waiting = self.left_at is None or now < self.left_at
        moved = self.shift or timedelta()
        late = any(due <= now and (met is None or now < met + moved) for due, met in self.dues)
        return Place(self.away, waiting, late)


class Place(NamedTuple):
    away: bool
    waiting: bool
    late: bool


HOME, AWAY = False, True


@dataclass
class Overflow:
    """``pace`` says when the borrower would take a request that it is lent; None if nobody knows how fast it is.

    ``waiting`` is how many wait at the lender at each full hour, ``lent`` what was ever lent, in its order.
    """

    agreement: Agreement
    calendar: Calendar
    accepts: Calendar | None
    pace: Callable[[datetime], datetime | None]
    requests: Sequence[Request]
    begin: datetime
    end: datetime
    waiting: list[tuple[datetime, int]] = field(default_factory=list)
    lent: list[Request] = field(default_factory=list)
    _places: Counter[Place] = field(default_factory=Counter)
    _moments: list[tuple[datetime, int, Request]] = field(default_factory=list)
    _oldest: dict[bool, list[tuple[datetime, int, Request]]] = field(default_factory=lambda: {HOME: [], AWAY: []})
    _young: list[tuple[datetime, int, Request]] = field(default_factory=list)
    _ready: list[tuple[datetime, int, Request]] = field(default_factory=list)
    _eligible: int = 0
    _away: dict[int, Request] = field(default_factory=dict)
    _recent: deque[datetime] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._received = sorted(each.received_at for each in self.requests)
        self._closed = sorted(each.closed_at for each in self.requests if each.closed_at)
        for request in self.requests:
            self._expect(request, request.received_at)

    def days(self) -> Iterator[datetime]:
        """Go through the time; after each day there is a breath."""
        now = self.begin
        while now <= self.end:
            self._at(now)
            now += MINUTE
            if not (now - self.begin) % timedelta(days=1):
                yield now

    def _at(self, now: datetime) -> None:
        while self._moments and self._moments[0][0] <= now:
            self._update(heappop(self._moments)[2], now)
        self._grow_up(now)
        if self._eligible or self._away:
            self._act(now)
        if not now.minute:
            self.waiting.append((now, self._count(HOME, waiting=True)))

    def _act(self, now: datetime) -> None:
        """As ``flow`` does: again while a whole batch went."""
        while True:
            outlook = self._look(now)
            if outlook.hands_back:
                self._hand_back(now)
                return
            going = min(outlook.lends, BATCH)
            for _each in range(going):
                self._lend(self._next(), now)
            if going < BATCH:
                return

    def _look(self, now: datetime) -> Outlook:
        home, back = self._standing(now, [HOME]), self._standing(now, [HOME, AWAY])
        while self._recent and self._recent[0] <= now - HOUR:
            self._recent.popleft()
        return Outlook(
            agreement=self.agreement,
            at=now,
            problem="",
            home=home,
            back=back,
            measured=measured(self.agreement, home, self.calendar, now, flow=lambda since: self._flow(since, now)),
            fallen=fallen(self.agreement, back, self.calendar, now),
            accepts=self.accepts is None or is_open_at(self.accepts, now),
            opens_at=None,
            used=len(self._recent),
            eligible=self._eligible,
        )

    def _standing(self, now: datetime, sides: Sequence[bool]) -> Standing:
        """Of what is away only what waits, as in ``standing``."""
        oldest = [found for side in sides if (found := self._oldest_waiting(side))]
        return Standing(
            open=sum(self._count(side, waiting=True if side == AWAY else None) for side in sides),
            waiting=sum(self._count(side, waiting=True) for side in sides),
            late=sum(self._count(side, waiting=True if side == AWAY else None, late=True) for side in sides),
            oldest_at=min(oldest, default=None),
        )

    def _count(self, away: bool, *, waiting: bool | None = None, late: bool | None = None) -> int:
        return sum(
            number
            for place, number in self._places.items()
            if place.away == away and waiting in (None, place.waiting) and late in (None, place.late)
        )

    def _oldest_waiting(self, away: bool) -> datetime | None:
        heap = self._oldest[away]
        while heap and not _waits(heap[0][2], away):
            heappop(heap)
        return heap[0][0] if heap else None

    def _flow(self, since: datetime, now: datetime) -> Flow:
        """What came and what was really closed."""
        came = bisect_right(self._received, now) - bisect_left(self._received, since)
        return Flow(since, came, bisect_right(self._closed, now) - bisect_left(self._closed, since))

    def _lend(self, request: Request, now: datetime) -> None:
        """Whoever knows nothing of the borrower's speed keeps the real times, if they lie ahead."""
        request.lent_at, request.was = now, (request.left_at, request.closed_at)
        taken_at = self.pace(now) or (max(request.left_at, now) if request.left_at else None)
        self._leave(request, taken_at)
        self.lent.append(request)
        self._recent.append(now)
        self._away[request.id] = request
        self._update(request, now)

    def _hand_back(self, now: datetime) -> None:
        """What waits there comes home, and is taken when it really was, or at once if that is over."""
        for request in [each for each in self._away.values() if _waits(each, AWAY)]:
            request.back_at = now
            real = request.was[0] if request.was else None
            self._leave(request, max(real, now) if real else None)
            self._update(request, now)

    def _leave(self, request: Request, left_at: datetime | None) -> None:
        """Work on it takes as long as it did."""
        assert request.was is not None
        real, closed_at = request.was
        request.left_at = left_at
        if closed_at:
            request.closed_at = closed_at + (left_at - real) if left_at and real else closed_at

    def _update(self, request: Request, now: datetime) -> None:
        """It stands where it stands now; the next moment at which that may change is expected."""
        before, request.where = request.where, request.place_at(now)
        if before:
            self._places[before] -= 1
        if request.where:
            self._places[request.where] += 1
            self._expect(request, now)
            if request.where.waiting and (before is None or before.away != request.where.away):
                heappush(self._oldest[request.where.away], (request.received_at, request.id, request))
        if not _waits(request, AWAY):
            self._away.pop(request.id, None)
        if request.ready and not _waits(request, HOME):
            request.ready, self._eligible = False, self._eligible - 1
        if before is None and request.movable and _waits(request, HOME):
            heappush(self._young, (request.received_at, request.id, request))

    def _expect(self, request: Request, now: datetime) -> None:
        moved = request.shift or timedelta()
        met = [each + moved for _due, each in request.dues if each]
        moments = [request.left_at, request.closed_at, *(due for due, _met in request.dues), *met]
        ahead = [each for each in moments if each and each > now]
        if request.where is None:
            ahead = [now]
        if ahead:
            heappush(self._moments, (min(ahead), request.id, request))

    def _grow_up(self, now: datetime) -> None:
        """What is old enough may be lent."""
        if not self._young:
            return
        since = worked_since(now, timedelta(minutes=self.agreement.after), self.calendar)
        while since and self._young and self._young[0][0] <= since:
            request = heappop(self._young)[2]
            if _waits(request, HOME):
                request.ready, self._eligible = True, self._eligible + 1
                heappush(self._ready, (request.rank_at, request.id, request))

    def _next(self) -> Request:
        """What is due first."""
        while True:
            request = heappop(self._ready)[2]
            if request.ready:
                return request


def _waits(request: Request, away: bool) -> bool:
    return request.where is not None and request.where.waiting and request.where.away == away
