"""What a list is made of on a page: heads, filters, rows and their cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.template import Context

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from kontor.ui.listing import Column


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head. ``direction`` is "ascending", "descending" or empty; ``second`` marks the second level."""

    column: Column
    direction: str
    second: bool
    url: str


@dataclass(frozen=True, slots=True)
class FilterCell:
    """One cell of the filter row; ``kind`` is empty where there is nothing to filter."""

    column: Column
    kind: str
    entered: str
    options: list[tuple[str, StrOrPromise]]


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    value: object


class Shown(NamedTuple):
    """What the function of a column writes a cell of."""

    row: Any
    value: Any
    labelled: bool
    context: Context


@dataclass(frozen=True, slots=True)
class Row:
    item: Any
    cells: list[Cell]
    url: str
    colour: int | None
    called: object = ""
    """Where it can be chosen."""
