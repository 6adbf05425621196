"""The tag that shows a chart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import template
from django.template import loader
from django.utils.safestring import SafeString

from kontor.ui.charts import Bands, Columns, Lines

register = template.Library()


@register.simple_tag
def chart(chart: Bands | Columns | Lines, id: str) -> SafeString:
    """A chart with its legend and the table behind it; ``id`` is its own on the page."""
    shown = {"chart": chart, "id": id} | ({} if chart.is_empty else PARTS[type(chart)](chart))
    return loader.render_to_string(chart.template, shown)


def _bands(chart: Bands) -> dict[str, Any]:
    return {"drawn": chart.drawn()}


def _columns(chart: Columns) -> dict[str, Any]:
    return {"figures": chart.figures(), "words": chart.words(), "drawn": chart.drawn()}


def _lines(chart: Lines) -> dict[str, Any]:
    return {
        "figures": chart.figures(),
        "hours": chart.hours(),
        "drawn": chart.drawn(),
        "limit_place": chart.limit_place,
        "table": chart.table(),
    }


PARTS: dict[type, Callable[[Any], dict[str, Any]]] = {Bands: _bands, Columns: _columns, Lines: _lines}
