"""The cells of a list's row, written without a template of their own: of a page's parts they are the most by far.

Columns that show more than a value have a template; it is rendered once for each of their cells.
"""

from __future__ import annotations

from typing import Any

from django.template import Context, Template
from django.template.base import render_value_in_context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kontor.ui.listing_view import Cell, Row

NOTHING = SafeString("")


def written_cells(context: Context, row: Row) -> SafeString:
    """The ``<td>`` of each column, the first one with the row's link."""
    cells = (
        (_first(context, row, cell) if not place else _further(context, row, cell),)
        for place, cell in enumerate(row.cells)
    )
    return format_html_join("\n          ", "{}", cells)


def _first(context: Context, row: Row, cell: Cell) -> SafeString:
    column = cell.column
    title, shown = _title(context, cell), _shown(context, row, cell)
    css = "is-figure" if column.figure else "table__note table__wide" if column.wide else ""
    if row.url:
        inside = shown if column.template else format_html('<span class="table__text">{}</span>', shown)
        shown = format_html('<a class="table__name" href="{}"{} data-row-link>{}</a>', row.url, title, inside)
    elif row.colour and column.template:
        shown = format_html('<span class="table__name"{}>{}</span>', title, shown)
    return format_html('<td class="{}"{}>{}</td>', css, title if column.wide else NOTHING, shown)


def _further(context: Context, row: Row, cell: Cell) -> SafeString:
    column = cell.column
    css = "is-figure" if column.figure else "table__note"
    if not column.figure:
        css += " table__wide" if column.wide else " is-labelled" if column.labelled else ""
    title = _title(context, cell) if column.wide else NOTHING
    shown = _shown(context, row, cell)
    return format_html('<td class="{}"{} data-label="{}">{}</td>', css, title, column.label, shown)


def _title(context: Context, cell: Cell) -> SafeString:
    return format_html(' title="{}"', _written(context, cell))


def _shown(context: Context, row: Row, cell: Cell) -> str:
    """The template of the column with the row's item and the value, as ``include`` renders it; else the value.

    Nothing but space is nothing: on small screens such a cell takes no place.
    """
    if not cell.column.template:
        return _written(context, cell)
    with context.push(row=row.item, value=cell.value, labelled=cell.column.labelled):
        shown = _template(context, cell.column.template).render(context)
    return shown if shown.strip() else NOTHING


def _written(context: Context, cell: Cell) -> str:
    return str(render_value_in_context("" if cell.value is None else cell.value, context))


def _template(context: Context, name: str) -> Template:
    """Looked up once for a page, not once for a cell."""
    page: Any = context.render_context
    known: dict[str, Template] = page.setdefault(written_cells, {})
    if name not in known:
        known[name] = page.template.engine.get_template(name)
    return known[name]
