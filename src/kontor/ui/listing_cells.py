"""The cells of a list's row, written without a template of their own: of a page's parts they are the most by far.

Columns that show more than a value have a template; it is rendered once for each of their cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.template import Context, Template
from django.template.base import render_value_in_context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kontor.ui.dates import exact_time
from kontor.ui.listing_view import Cell, Row

if TYPE_CHECKING:
    from kontor.ui.listing import Column

NOTHING = SafeString("")


@dataclass(frozen=True, slots=True)
class Frame:
    """What all cells of a column have in common, looked up and escaped once for a page, not once for a cell."""

    first: str
    further: str
    """The ``<td>`` with a place for its title and one for what it shows, where the column comes first or later."""
    template: Template | None


def written_cells(context: Context, row: Row) -> SafeString:
    """The ``<td>`` of each column, the first one with the row's link. A row is put together at once."""
    if not row.cells:
        return NOTHING
    frames = [_frame(context, cell.column) for cell in row.cells]
    first, *others = zip(row.cells, frames, strict=True)
    parts = [*_first(context, row, *first), *chain.from_iterable(_further(context, row, *other) for other in others)]
    return format_html("\n          ".join([frames[0].first, *(frame.further for frame in frames[1:])]), *parts)


def _first(context: Context, row: Row, cell: Cell, frame: Frame) -> tuple[SafeString, str]:
    column = cell.column
    title, shown = _title(context, cell), _shown(context, row, cell, frame)
    if row.url:
        inside = shown if column.template else format_html('<span class="table__text">{}</span>', shown)
        shown = format_html('<a class="table__name" href="{}"{} data-row-link>{}</a>', row.url, title, inside)
    elif row.colour and column.template:
        shown = format_html('<span class="table__name"{}>{}</span>', title, shown)
    return title if column.wide else NOTHING, shown


def _further(context: Context, row: Row, cell: Cell, frame: Frame) -> tuple[SafeString, str]:
    return _title(context, cell) if cell.column.wide else NOTHING, _shown(context, row, cell, frame)


def _frame(context: Context, column: Column) -> Frame:
    """By the object: its list is there as long as the page is written, and two lists may name a column alike."""
    page: Any = context.render_context
    known: dict[int, Frame] = page.setdefault(written_cells, {})
    found = known.get(id(column))
    if found is None:
        engine = page.template.engine
        label = str(column.label).replace("{", "{{").replace("}", "}}")  # it is part of a shape
        found = known[id(column)] = Frame(
            first=format_html('<td class="{}"{{}}>{{}}</td>', _first_classes(column)),
            further=format_html('<td class="{}"{{}} data-label="{}">{{}}</td>', _further_classes(column), label),
            template=engine.get_template(column.template) if column.template else None,
        )
    return found


def _first_classes(column: Column) -> str:
    return "is-figure" if column.figure else "table__note table__wide" if column.wide else ""


def _further_classes(column: Column) -> str:
    if column.figure:
        return "is-figure"
    return "table__note" + (" table__wide" if column.wide else " is-labelled" if column.labelled else "")


def _title(context: Context, cell: Cell) -> SafeString:
    value = cell.value
    return format_html(' title="{}"', exact_time(value) if isinstance(value, datetime) else _written(context, cell))


def _shown(context: Context, row: Row, cell: Cell, frame: Frame) -> str:
    """The template of the column with the row's item and the value, as ``include`` renders it; else the value.

    Nothing but space is nothing: on small screens such a cell takes no place.
    """
    if frame.template is None:
        return _written(context, cell)
    with context.push(row=row.item, value=cell.value, labelled=cell.column.labelled):
        shown = frame.template.render(context)
    return shown if shown.strip() else NOTHING


def _written(context: Context, cell: Cell) -> str:
    return str(render_value_in_context("" if cell.value is None else cell.value, context))
