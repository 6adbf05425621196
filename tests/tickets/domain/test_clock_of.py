"""How a promise stands at a moment, to the instant. Pure: rows that no database has seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kontor.sla.domain.compiling import always_open
from kontor.sla.domain.worktime import Calendar
from kontor.sla.enums import PauseKind
from kontor.sla.models import ServiceLevel
from kontor.tickets.domain.clock_of import UNPROMISED, Clock, clock_of, counts, place_of, rank_of
from kontor.tickets.models import Pause, Promise, Ticket

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
LEVEL = ServiceLevel(pauses=[PauseKind.INQUIRY], priority_percent=100)


def promise(hours: float = 4, *, done_at: datetime | None = None, level: ServiceLevel = LEVEL) -> Promise:
    return Promise(started_at=MONDAY, target=int(hours * 3600), warning_share=75, service_level=level, done_at=done_at)


def pause(since: timedelta, until: timedelta | None = None, kind: PauseKind = PauseKind.INQUIRY) -> Pause:
    return Pause(kind=kind, since=MONDAY + since, until=None if until is None else MONDAY + until)


def clock(at: timedelta, *pauses: Pause, of: Promise | None = None) -> Clock:
    return clock_of(of or promise(), pauses, always_open(ZoneInfo("UTC")), MONDAY + at)


def test_without_pauses_it_is_due_when_its_target_is_worked() -> None:
    its = clock(HOUR)

    assert (its.due_at, its.warn_at, its.foreseen) == (MONDAY + 4 * HOUR, MONDAY + 3 * HOUR, MONDAY + 4 * HOUR)
    assert (its.worked, its.left, its.share) == (HOUR, 3 * HOUR, 0.25)
    assert [(one.begin, one.end) for one in its.intervals] == [(MONDAY, MONDAY + 4 * HOUR)]


def test_a_pause_that_is_over_puts_it_off_by_as_much() -> None:
    its = clock(3 * HOUR, pause(HOUR, 2 * HOUR))

    assert (its.due_at, its.still_since, its.worked) == (MONDAY + 5 * HOUR, None, 2 * HOUR)


def test_while_it_stands_still_it_is_foreseen_and_not_due() -> None:
    its = clock(3 * HOUR, pause(HOUR))

    assert (its.still_since, its.due_at, its.warn_at) == (MONDAY + HOUR, None, None)
    assert (its.foreseen, its.worked) == (MONDAY + 4 * HOUR, HOUR)
    assert [(one.begin, one.end) for one in its.intervals] == [(MONDAY, MONDAY + HOUR)]


@pytest.mark.parametrize(
    ("at", "still", "past"),
    [
        (HOUR - INSTANT, None, 0),
        (HOUR, HOUR, 0),
        (2 * HOUR - INSTANT, HOUR, 0),
        (2 * HOUR, None, 1),
    ],
)
def test_a_pause_counts_from_its_first_instant_until_before_its_last(
    at: timedelta, still: timedelta | None, past: int
) -> None:
    its = clock(at, pause(HOUR, 2 * HOUR))

    assert (its.still_since, len(its.pauses)) == (None if still is None else MONDAY + still, past)


def test_it_does_not_stand_still_before_it_began() -> None:
    assert clock(HOUR, pause(-2 * HOUR)).still_since == MONDAY


def test_the_first_of_several_pauses_that_go_on_is_when_it_began_to_stand_still() -> None:
    assert clock(3 * HOUR, pause(2 * HOUR), pause(HOUR)).still_since == MONDAY + HOUR


def test_what_comes_after_its_end_is_not_known_to_it() -> None:
    done = promise(done_at=MONDAY + 2 * HOUR)

    assert clock(9 * HOUR, pause(3 * HOUR), of=done).until == MONDAY + 2 * HOUR
    assert clock(9 * HOUR, pause(3 * HOUR), of=done).still_since is None
    assert clock(HOUR, of=done).until == MONDAY + HOUR


def test_it_is_over_after_the_instant_at_which_it_was_due() -> None:
    assert [clock(4 * HOUR + later).is_over for later in (-INSTANT, timedelta(0), INSTANT)] == [False, False, True]


def test_what_was_not_over_when_it_began_to_stand_still_is_not_over() -> None:
    assert clock(9 * HOUR, pause(4 * HOUR)).is_over is False
    assert clock(9 * HOUR, pause(4 * HOUR + INSTANT)).is_over is True


def test_a_target_of_nothing_is_used_up() -> None:
    assert (clock(timedelta(0), of=promise(0)).share, clock(6 * HOUR).left) == (1.0, -2 * HOUR)


@pytest.mark.parametrize(
    ("kind", "of_level", "expected"),
    [
        (PauseKind.INQUIRY, [PauseKind.INQUIRY], True),
        (PauseKind.INQUIRY, [PauseKind.FORWARD], False),
        (PauseKind.CUSTOMER, [PauseKind.CUSTOMER], True),
        (PauseKind.CUSTOMER, [PauseKind.RESUBMISSION], True),
        (PauseKind.CUSTOMER, [PauseKind.INQUIRY], False),
        (PauseKind.RESUBMISSION, [PauseKind.CUSTOMER], False),
        (PauseKind.FORWARD, [PauseKind.RESUBMISSION], False),
    ],
)
def test_which_pauses_count(kind: PauseKind, of_level: Sequence[PauseKind], expected: bool) -> None:
    level = ServiceLevel(pauses=list(of_level))

    assert counts(pause(HOUR, kind=kind), level) is expected
    assert (clock(2 * HOUR, pause(HOUR, kind=kind), of=promise(level=level)).due_at is None) is expected


def test_where_it_never_opens_nothing_adds_up() -> None:
    its = clock_of(promise(), [], Calendar.of(ZoneInfo("UTC"), {}), MONDAY + HOUR)

    assert (its.due_at, its.warn_at, its.foreseen, its.is_over) == (None, None, None, False)
    assert (its.worked, its.intervals) == (timedelta(0), ())


# -- the place in the queue -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("priority", "percent", "after"),
    [(0, 100, 4 * HOUR), (0, 200, 2 * HOUR), (0, 50, 8 * HOUR), (1, 100, 2 * HOUR), (3, 200, HOUR / 2)],
)
def test_a_target_counts_as_if_divided_by_both_factors(priority: int, percent: int, after: timedelta) -> None:
    ticket = Ticket(priority=priority, received_at=MONDAY)

    assert rank_of(ticket, [(MONDAY, MONDAY + 4 * HOUR, percent)]) == MONDAY + after


def test_a_priority_below_nought_makes_no_ticket_younger() -> None:
    assert rank_of(Ticket(priority=-1, received_at=MONDAY), [(MONDAY, MONDAY + HOUR, 100)]) == MONDAY + HOUR


def test_the_earliest_promise_gives_the_place_and_one_that_never_comes_none() -> None:
    ticket = Ticket(priority=1, received_at=MONDAY)
    promised = [(MONDAY, MONDAY + 4 * HOUR, 100), (MONDAY, MONDAY + 2 * HOUR, 100), (MONDAY, None, 100)]

    assert rank_of(ticket, promised) == MONDAY + HOUR
    assert rank_of(ticket, [(MONDAY, None, 100)]) == rank_of(ticket, []) == MONDAY + UNPROMISED / 2


def test_a_ticket_is_due_with_the_first_of_its_promises_that_does_not_stand_still() -> None:
    ticket = Ticket(priority=0, received_at=MONDAY)
    long, short = promise(4), promise(1)
    still = clock(HOUR / 2, pause(timedelta(0)), of=short)

    both = place_of(ticket, [(long, clock(HOUR / 2)), (short, clock(HOUR / 2, of=short))])
    one = place_of(ticket, [(long, clock(HOUR / 2)), (short, still)])

    assert tuple(both) == (MONDAY + HOUR, MONDAY + 0.75 * HOUR, MONDAY + HOUR)
    assert tuple(one) == (MONDAY + 4 * HOUR, MONDAY + 3 * HOUR, MONDAY + HOUR)
    assert tuple(place_of(ticket, [])) == (None, None, MONDAY + UNPROMISED)
