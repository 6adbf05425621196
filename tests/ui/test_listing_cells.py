"""The cells of a list's row, as they stand in the page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from kontor.supervisor import cells
from kontor.ui.listing import Column
from kontor.ui.listing_parts import Cell, Row

AT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 in Berlin, an hour and a half after the change to summer time
WHEN = Column("when", "When", cell=cells.figures)


def row(*cells: Cell, url: str = "") -> str:
    page = Template("{% load kontor %}{% cells row %}")
    return str(page.render(Context({"row": Row(None, list(cells), url, None)})))


def test_what_stands_in_a_label_or_a_value_is_only_text() -> None:
    name, more = Column("name", "Name"), Column("more", '{0} & {x} "}', wide=True)

    assert row(Cell(name, "<b>{1}"), Cell(more, "{}<i>")) == (
        '<td class="">&lt;b&gt;{1}</td>\n          <td class="table__note table__wide" title="{}&lt;i&gt;" '
        'data-label="{0} &amp; {x} &quot;}">{}&lt;i&gt;</td>'
    )


def test_a_row_without_cells_is_empty() -> None:
    assert row() == ""


def test_the_first_cell_of_a_time_names_it_exactly() -> None:
    with translation.override("en"):
        shown = row(Cell(WHEN, AT), url="/one/")

    assert shown == (
        '<td class=""><a class="table__name" href="/one/" title="Sunday, March 29, 2026, 03:30" data-row-link>'
        '<time class="nowrap" datetime="2026-03-29T01:30:00+00:00">03/29/2026 03:30</time></a></td>'
    )


def test_what_a_row_is_called_looks_the_same_without_a_link_and_without_a_tenant() -> None:
    with translation.override("en"):
        shown = row(Cell(WHEN, AT))

    assert shown.startswith('<td class=""><span class="table__name" title="Sunday, March 29, 2026, 03:30"><time')


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_time_in_figures_is_written_as_django_writes_it(language: str) -> None:
    with translation.override(language):
        shown = row(Cell(Column("name", "Name"), ""), Cell(WHEN, AT))

        assert f">{date_format(localtime(AT), 'SHORT_DATETIME_FORMAT')}</time>" in shown


def test_no_time_is_nothing() -> None:
    assert row(Cell(Column("name", "Name"), ""), Cell(WHEN, None)).endswith('data-label="When"></td>')
