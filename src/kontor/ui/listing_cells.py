"""The cells of a list's row, written without a template of their own: of a page's parts they are the most by far.

A column that shows more than a value says with what: a function that writes the cell, or, where it has markup of its
own, a template, which is rendered once for each of its cells.
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
from kontor.ui.listing_parts import Cell, Row, Shown

if TYPE_CHECKING:
    from kontor.ui.listing import Column

NOTHING = SafeString("")


@dataclass(frozen=True, slots=True)
class Frames:
    """What all rows of a list have in common, looked up and escaped once for a page, not once for a cell."""

    shape: str
    """The ``<td>`` of each column, with a place for its title and one for what it shows."""
    templates: list[Template | None]


def written_cells(context: Context, row: Row) -> SafeString:
    """The ``<td>`` of each column, the first one with the row's link. A row is put together at once."""
    if not row.cells:
        return NOTHING
    frames = _frames(context, row)
    first, *others = zip(row.cells, frames.templates, strict=True)
    parts = [*_first(context, row, *first), *chain.from_iterable(_further(context, row, *other) for other in others)]
    return format_html(frames.shape, *parts)


def _first(context: Context, row: Row, cell: Cell, template: Template | None) -> tuple[str, str]:
    column = cell.column
    title, shown = _title(context, cell), _shown(context, row, cell, template)
    if row.url:
        inside = format_html('<span class="table__text">{}</span>', shown) if column.is_plain else shown
        shown = format_html('<a class="table__name" href="{}"{} data-row-link>{}</a>', row.url, title, inside)
    elif not column.is_plain:
        shown = format_html('<span class="table__name"{}>{}</span>', title, shown)
    return title if column.wide else NOTHING, shown


def _further(context: Context, row: Row, cell: Cell, template: Template | None) -> tuple[str, str]:
    return _title(context, cell) if cell.column.wide else NOTHING, _shown(context, row, cell, template)


def _frames(context: Context, row: Row) -> Frames:
    """By the objects: their list is there as long as the page is written, and two lists may name a column alike."""
    page: Any = context.render_context
    known: dict[tuple[int, ...], Frames] = page.setdefault(written_cells, {})
    columns = [cell.column for cell in row.cells]
    key = tuple(map(id, columns))
    if key not in known:
        engine = page.template.engine
        known[key] = Frames(
            shape="\n          ".join([_first_cell(columns[0]), *map(_further_cell, columns[1:])]),
            templates=[engine.get_template(column.template) if column.template else None for column in columns],
        )
    return known[key]


def _first_cell(column: Column) -> str:
    css = "is-figure" if column.figure else "table__note table__wide" if column.wide else ""
    return format_html('<td class="{}"{{}}>{{}}</td>', css)


def _further_cell(column: Column) -> str:
    css = "is-figure" if column.figure else "table__note"
    if not column.figure:
        css += " table__wide" if column.wide else " is-labelled" if column.labelled else ""
    label = str(column.label).replace("{", "{{").replace("}", "}}")  # it is part of a shape
    return format_html('<td class="{}"{{}} data-label="{}">{{}}</td>', css, label)


def _title(context: Context, cell: Cell) -> SafeString:
    value = cell.value
    return format_html(' title="{}"', exact_time(value) if isinstance(value, datetime) else _written(context, cell))


def _shown(context: Context, row: Row, cell: Cell, template: Template | None) -> str:
    """What the column's function writes, or its template with the row's item and the value; else the value.

    Nothing but space is nothing: on small screens such a cell takes no place.
    """
    column = cell.column
    if column.cell is not None:
        return column.cell(Shown(row.item, cell.value, column.labelled, context))
    if template is None:
        return _written(context, cell)
    with context.push(row=row.item, value=cell.value, labelled=column.labelled):
        shown = template.render(context)
    return shown if shown.strip() else NOTHING


def _written(context: Context, cell: Cell) -> str:
    return str(render_value_in_context("" if cell.value is None else cell.value, context))
