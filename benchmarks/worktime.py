"""Deadlines a second with a calendar that has breaks, nights and holidays: against reading the clock of its zone."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.figures import Row, milliseconds
from kontor.sla.domain.public_holidays import public_holidays
from kontor.sla.domain.worktime import Calendar, Hours, due_at, due_with_intervals, worked_between

CALLS, ROUNDS = 50_000, 5
YEARS = range(2016, 2036)
BERLIN = ZoneInfo("Europe/Berlin")
BREAKS = [Hours.of("08:00", "12:00"), Hours.of("13:00", "18:00")]
TARGET = timedelta(hours=8)
PAUSE = timedelta(hours=2)


def measure() -> list[Row]:
    """The best of some rounds over the same starts, spread over twenty years; and what a new calendar costs."""
    fresh = _seconds(lambda start: due_at(start, TARGET, _calendar()), [datetime(2026, 11, 28, tzinfo=UTC)])
    calendar, starts = _calendar(), _starts()
    yardstick = _best(lambda start: (start + TARGET).astimezone(BERLIN), starts)
    questions: dict[str, Callable[[datetime], object]] = {
        "due_at": lambda start: due_at(start, TARGET, calendar),
        "due_at with two pauses": lambda start: due_at(start, TARGET, calendar, _pauses(start)),
        "worked_between, over a year": lambda start: worked_between(start, start + timedelta(days=365), calendar),
        "due_with_intervals": lambda start: due_with_intervals(start, TARGET, calendar),
    }
    rows = [_row(what, _best(ask, starts), yardstick) for what, ask in questions.items()]
    return [
        *rows,
        Row("the first deadline of a new calendar", milliseconds(fresh), "holidays of twenty years included"),
    ]


def _row(what: str, seconds: float, yardstick: float) -> Row:
    return Row(
        what,
        f"{CALLS / seconds:,.0f} a second",
        f"{seconds / yardstick:.1f} times adding hours and reading the clock ({CALLS / yardstick:,.0f} a second)",
    )


def _calendar() -> Calendar:
    """Bavaria's holidays, a short Christmas Eve every year, and one night a week."""
    closed: dict[date, list[Hours]] = {holiday.day: [] for holiday in public_holidays("DE", "BY", YEARS)}
    week = dict.fromkeys(range(5), BREAKS) | {5: [Hours.of("22:00", "06:00")]}
    return Calendar.of(BERLIN, week, {**closed, **_christmas_eves()})


def _christmas_eves() -> dict[date, list[Hours]]:
    return {date(year, 12, 24): [Hours.of("08:00", "12:00")] for year in YEARS}


def _starts() -> list[datetime]:
    dice = random.Random(1)
    first, last = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (YEARS[0], YEARS[-1]))
    return [datetime.fromtimestamp(dice.randrange(first, last), UTC) for _ in range(CALLS)]


def _pauses(start: datetime) -> list[tuple[datetime, datetime]]:
    return [(start + PAUSE, start + 2 * PAUSE), (start + 4 * PAUSE, start + 5 * PAUSE)]


def _best(ask: Callable[[datetime], object], starts: list[datetime]) -> float:
    return min(_seconds(ask, starts) for _ in range(ROUNDS))


def _seconds(ask: Callable[[datetime], object], starts: list[datetime]) -> float:
    began = time.perf_counter()
    for start in starts:
        ask(start)
    return time.perf_counter() - began
