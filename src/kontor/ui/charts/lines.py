"""Lines over time: how much there was, when; with what it was before, and a limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from django.utils import timezone
from django.utils.translation import pgettext

from kontor.ui.charts.scale import length, round_figures, round_times
from kontor.ui.dates import compiled, times

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HEIGHT = 200
TOP = 12
WIDTH = 1000
STROKES = 4
"""Kinds of strokes, so that lines differ without their colours."""


@dataclass(frozen=True, slots=True)
class Line:
    """``colour`` is a tenant's (0: none). ``before``: what it was at another time, faint and dotted."""

    label: StrOrPromise
    points: Sequence[tuple[datetime, float]]
    colour: int = 0
    before: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    value: float
    label: StrOrPromise


class Mark(NamedTuple):
    """A place on an axis with its word; every ``second`` gives way where there is little room."""

    place: str
    word: str
    second: bool


class DrawnLine(NamedTuple):
    line: Line
    path: str
    stroke: int
    last: tuple[str, str, float] | None


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines with points in the order of time, between ``begin`` and ``end``."""

    title: StrOrPromise
    begin: datetime
    end: datetime
    lines: Sequence[Line]
    unit: StrOrPromise
    limit: Limit | None = None

    template: ClassVar[str] = "ui/chart/lines.html"
    height: ClassVar[int] = HEIGHT
    whole_height: ClassVar[int] = HEIGHT + TOP + 28
    top: ClassVar[int] = TOP
    width: ClassVar[int] = WIDTH

    @property
    def is_empty(self) -> bool:
        return not any(line.points for line in self.lines)

    def figures(self) -> list[Mark]:
        """The marks of the upright axis, their places in pixels."""
        return [Mark(self._y(value), str(value), False) for value in self._figures]

    def hours(self) -> list[Mark]:
        zone = timezone.get_current_timezone()
        found = list(round_times(self.begin, self.end, zone))
        days = len(found) > 1 and (found[1] - found[0]).total_seconds() >= 24 * 3600
        shape = pgettext("day and month, Django format", "N j") if days else pgettext("hour of day, Django format", "H")
        write = compiled(shape)
        return [Mark(self._x(at), write(at), bool(index % 2)) for index, at in enumerate(found)]

    def drawn(self) -> list[DrawnLine]:
        return [self._drawn(line, index % STROKES) for index, line in enumerate(self.lines) if line.points]

    @property
    def limit_place(self) -> str:
        return self._y(self.limit.value) if self.limit else ""

    def table(self) -> tuple[list[str], Iterator[tuple[str, list[float | None]]]]:
        """The names of the lines; and by moment, exactly written, what each has there."""
        moments = sorted({at for line in self.lines for at, _value in line.points})
        values = [dict(line.points) for line in self.lines]
        zone, write = timezone.get_current_timezone(), times().exact
        rows = ((write(at, zone), [of_line.get(at) for of_line in values]) for at in moments)
        return [str(line.label) for line in self.lines], rows

    def _drawn(self, line: Line, stroke: int) -> DrawnLine:
        places = [(self._x(at, WIDTH), self._y(value, 0)) for at, value in line.points]
        path = "M" + " L".join(f"{x} {y}" for x, y in places)
        at, value = line.points[-1]
        last = None if line.before else (self._x(at), self._y(value), value)
        return DrawnLine(line, path, stroke, last)

    @property
    def _figures(self) -> list[int]:
        values = [value for line in self.lines for _at, value in line.points]
        return round_figures(max([*values, self.limit.value if self.limit else 0]))

    def _x(self, at: datetime, width: float = 100) -> str:
        begin = self.begin.astimezone(UTC)  # two moments of one zone would be as far apart as their clocks say
        return length((at.astimezone(UTC) - begin) / (self.end.astimezone(UTC) - begin) * width)

    def _y(self, value: float, top: float = TOP) -> str:
        return length(top + HEIGHT - value / self._figures[-1] * HEIGHT)
