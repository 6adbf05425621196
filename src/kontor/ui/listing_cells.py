"""The cells of a list's row, written without a template of their own: of a page's parts they are the most by far.

Columns that show more than a value have a template; it is rendered once for each of their cells.
"""

from __future__ import annotations

from typing import Any

from django.template import Context, Template
from django.template.base import render_value_in_context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from kontor.ui.listing_view import Cell, Row


def written_cells(context: Context, row: Row) -> SafeString:
    """The ``<td>`` of each column, the first one with the row's link."""
    return mark_safe("".join(_cell(context, row, cell, place) for place, cell in enumerate(row.cells)))


def _cell(context: Context, row: Row, cell: Cell, place: int) -> str:
    column = cell.column
    value = "" if cell.value is None else cell.value
    shown = _part(context, column.template, row, cell) if column.template else _written(context, value)
    title = f' title="{_written(context, value)}"'
    if place:
        css = "is-figure" if column.figure else "table__note"
        if column.wide and not column.figure:
            css += " table__wide"
        elif column.labelled and not column.figure:
            css += " is-labelled"
        label = f' data-label="{conditional_escape(column.label)}"'
        return f'<td class="{css}"{title if column.wide else ""}{label}>{shown}</td>\n          '
    css = "is-figure" if column.figure else "table__note table__wide" if column.wide else ""
    if row.url:
        inside = shown if column.template else f'<span class="table__text">{shown}</span>'
        href = conditional_escape(row.url)
        shown = f'<a class="table__name" href="{href}"{title} data-row-link>{inside}</a>'
    elif row.colour and column.template:
        shown = f'<span class="table__name"{title}>{shown}</span>'
    return f'<td class="{css}"{title if column.wide else ""}>{shown}</td>\n          '


def _written(context: Context, value: object) -> str:
    return str(render_value_in_context(value, context))


def _part(context: Context, name: str, row: Row, cell: Cell) -> str:
    """The template of the column with the row's item and the cell's value, as ``include`` renders it."""
    template = _template(context, name)
    with context.push(row=row.item, value=cell.value, labelled=cell.column.labelled):
        return str(template.render(context))


def _template(context: Context, name: str) -> Template:
    """Looked up once for a page, not once for a cell."""
    page: Any = context.render_context
    known: dict[str, Template] = page.setdefault(written_cells, {})
    if name not in known:
        known[name] = page.template.engine.get_template(name)
    return known[name]
