"""Columns that stand, each divided into parts: how much of what in each hour or on each day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from kontor.ui.charts.lines import HEIGHT, TOP, Mark
from kontor.ui.charts.parts import Part
from kontor.ui.charts.scale import across, length, round_figures

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_WORDS = 13
GAP = 0.15
"""Of a column's place, on each side."""


@dataclass(frozen=True, slots=True)
class Column:
    """``values`` in the order of the parts. ``label`` stands below, ``name`` (exact) in the table."""

    label: StrOrPromise
    values: Sequence[int]
    name: StrOrPromise = ""
    url: str = ""

    @property
    def total(self) -> int:
        return sum(self.values)


class Box(NamedTuple):
    part: Part
    value: int
    y: str
    height: str


class DrawnColumn(NamedTuple):
    column: Column
    x: str
    width: str
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class Columns:
    """Equally wide columns on one scale from zero."""

    title: StrOrPromise
    parts: Sequence[Part]
    columns: Sequence[Column]
    unit: StrOrPromise
    first_column: StrOrPromise

    template: ClassVar[str] = "ui/chart/columns.html"
    whole_height: ClassVar[int] = HEIGHT + TOP + 28

    @property
    def is_empty(self) -> bool:
        return not any(column.total for column in self.columns)

    def figures(self) -> list[Mark]:
        return [Mark(self._y(value), str(value), False) for value in self._figures]

    def words(self) -> list[Mark]:
        """The names below, so many of them that they can be read."""
        every = -(-len(self.columns) // MOST_WORDS)
        shown = list(enumerate(self.columns))[::every] if every else []
        return [
            Mark(across(index + 0.5, 0, len(self.columns)), str(column.label), bool(number % 2))
            for number, (index, column) in enumerate(shown)
        ]

    def drawn(self) -> Iterator[DrawnColumn]:
        count = len(self.columns)
        for index, column in enumerate(self.columns):
            boxes = list(self._boxes(column))
            yield DrawnColumn(column, across(index + GAP, 0, count), across(1 - 2 * GAP, 0, count), boxes)

    def _boxes(self, column: Column) -> Iterator[Box]:
        below = 0
        for part, value in zip(self.parts, column.values, strict=True):
            below += value
            if value:
                yield Box(part, value, self._y(below), length(value / self._figures[-1] * HEIGHT))

    @property
    def _figures(self) -> list[int]:
        return round_figures(max((column.total for column in self.columns), default=0))

    def _y(self, value: float) -> str:
        return length(TOP + HEIGHT - value / self._figures[-1] * HEIGHT)
