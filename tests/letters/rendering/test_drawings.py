"""Drawings without a size of their own: as large as the stylesheet lets them be, in their own shape."""

from __future__ import annotations

import pypdfium2
import pytest

from kontor.letters.rendering.drawings import sized
from kontor.letters.rendering.process import render
from kontor.letters.rendering.sheet import Asset
from tests.factories.letters import make_sheet
from tests.letters.rendering.measuring import Place, pages_of, rules_of

SPACE = 'xmlns="http://www.w3.org/2000/svg"'
INK = '<rect width="{}" height="{}" fill="#0a5c8a"/>'


def logo_of(page: pypdfium2.PdfPage) -> Place:
    """The drawn shape in the upper right."""
    shapes = [shape for shape in rules_of(page) if shape.left > 100 and shape.bottom < 40]
    assert len(shapes) == 1
    return shapes[0]


@pytest.mark.parametrize(
    ("width", "height", "across", "down"), [(240, 64, 67.5, 18), (24, 24, 18, 18), (700, 70, 70, 7)]
)
def test_a_logo_that_only_has_a_view_box_fills_its_place(width: int, height: int, across: float, down: float):
    drawing = f'<svg {SPACE} viewBox="0 0 {width} {height}">{INK.format(width, height)}</svg>'

    page = pages_of(render(make_sheet(logo="logo", assets=(Asset("logo", "image/svg+xml", drawing.encode()),))).pdf)[0]

    logo = logo_of(page)
    assert logo.right - logo.left == pytest.approx(across, abs=0.5)
    assert logo.bottom - logo.top == pytest.approx(down, abs=0.5)


@pytest.mark.parametrize(
    "drawing",
    [
        f'<svg {SPACE} width="80" viewBox="0 0 24 24"/>',
        f'<svg {SPACE} height="8mm" viewBox="0 0 24 24"/>',
        f"<svg {SPACE}/>",
        f'<svg {SPACE} viewBox="0 0 0 24"/>',
        f'<svg {SPACE} viewBox="none"/>',
        f'<svg {SPACE} viewBox="0 0 1.2.3 4"/>',
        "no drawing at all",
    ],
)
def test_what_has_a_size_or_no_shape_stays_as_it_is(drawing: str):
    assert sized(drawing.encode()) == drawing.encode()


def test_the_size_stands_in_the_root_alone():
    drawing = f'<?xml version="1.0"?><svg {SPACE} viewBox="0,0,50,100"{{}}><svg viewBox="0 0 1 1"/></svg>'

    assert sized(drawing.format("").encode()) == drawing.format(' width="400" height="800.00"').encode()
