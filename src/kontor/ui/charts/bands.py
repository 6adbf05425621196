"""Bars that lie, each divided into parts: how much of what, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from kontor.ui.charts.parts import Part
from kontor.ui.charts.scale import across

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Slice:
    """So much of one part; ``url`` opens what is counted."""

    value: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A bar with its name and sum; those of a ``depth`` are parts of the one above. ``tenant`` gives its code."""

    label: StrOrPromise
    slices: Sequence[Slice]
    url: str = ""
    tenant: Any = None
    depth: int = 0

    @property
    def total(self) -> int:
        return sum(each.value for each in self.slices)


@dataclass(frozen=True, slots=True)
class DrawnSlice:
    part: Part
    value: int
    url: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Bands:
    """All bars on one scale, whose end is the longest of them. ``unit`` says what is counted."""

    title: StrOrPromise
    parts: Sequence[Part]
    rows: Sequence[Row]
    unit: StrOrPromise
    first_column: StrOrPromise

    template: ClassVar[str] = "ui/chart/bands.html"

    @property
    def is_empty(self) -> bool:
        return not any(row.total for row in self.rows)

    def drawn(self) -> Iterator[tuple[Row, list[DrawnSlice]]]:
        longest = max((row.total for row in self.rows), default=0)
        for row in self.rows:
            yield row, list(_drawn(row, self.parts, longest))


def _drawn(row: Row, parts: Sequence[Part], longest: int) -> Iterator[DrawnSlice]:
    begin = 0
    for part, piece in zip(parts, row.slices, strict=True):
        if piece.value:
            width = across(piece.value, 0, longest)
            yield DrawnSlice(part, piece.value, piece.url, across(begin, 0, longest), width)
        begin += piece.value
