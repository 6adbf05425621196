"""Clumsy and hostile stylesheets and texts: a letter comes out, or a plain failure; and the next letter comes out."""

from __future__ import annotations

import pytest

from kontor.letters.rendering.failures import RenderFailed
from kontor.letters.rendering.limits import Limits
from kontor.letters.rendering.process import render
from tests.factories.letters import make_sheet
from tests.letters.rendering.measuring import pages_of, text_of

QUICK = Limits(processor_seconds=2, seconds=6, pages=50)
STYLES = {
    "columns": "li { column-count: 100000 }",
    "giant page": "@page { size: 1e6mm 1e6mm }",
    "giant letters": "html { font-size: 1e30pt }",
    "no letters": "html { font-size: 0 }",
    "margins": "@page { margin: 200mm !important }",
    "brackets": "p { width: calc(" + "(" * 500 + "1mm" + ")" * 500 + ") }",
    "unended": "p { color: red; /* " + "{" * 1_000,
    "ends its element": "</style><script>alert(1)</script><p>Ausgebrochen</p>",
    "endless words": ".text td::after { content: '" + "wort " * 20_000 + "' }",
    "grid": "* { display: grid }",
    "floats": "* { float: left; width: 1px }",
    "everything hidden": "* { display: none !important }",
    "counter": "p { counter-increment: a 999999999999 } p::before { content: counter(a, upper-roman) }",
}
OUTSIDE = (
    '<img src="file:///etc/passwd" alt="a">',
    '<img src="http://127.0.0.1:9/x.png" alt="a">',
    '<img src="asset:../../etc/passwd" alt="a">',
    '<img src="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22><text>GELESEN</text></svg>" alt="a">',
    '<link rel="stylesheet" href="file:///etc/passwd">',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<object data="file:///etc/passwd">a</object><embed src="file:///etc/passwd">',
    '<style>@import "file:///etc/passwd"; p { background: url(http://127.0.0.1:9/) }</style>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
    '<iframe src="file:///etc/passwd"></iframe>',
    '<base href="file:///etc/"><img src="passwd" alt="a">',
)
CELLS = "<table><tr>" + "<td>x</td>" * 60 + "</tr></table>"


@pytest.mark.parametrize("name", STYLES)
def test_a_stylesheet_ends_as_a_letter_or_a_plain_failure(name: str):
    ended = _ending(STYLES[name])

    assert ended in ("time", "memory", "markup", "pages", "letter")
    assert render(make_sheet()).pages == 1


def _ending(css: str) -> str:
    try:
        rendered = render(make_sheet(css=css, body_html=f"<ul><li>Ein Wort</li></ul>{CELLS}"), limits=QUICK)
    except RenderFailed as failed:
        return failed.kind if failed.sentence else "without a sentence"
    escaped = any("Ausgebrochen" in text_of(page) for page in pages_of(rendered.pdf)[:3])
    return "escaped" if escaped else "letter"


@pytest.mark.parametrize("html", OUTSIDE)
def test_nothing_from_outside_gets_into_a_letter(html: str):
    rendered = render(make_sheet(body_html=f"<p>Ein Wort</p>{html}"))

    read = " ".join(text_of(page) for page in pages_of(rendered.pdf))
    assert "Ein Wort" in read and "root:" not in read and "GELESEN" not in read
    assert b"/EmbeddedFile" not in rendered.pdf and b"root:" not in rendered.pdf


def test_what_was_left_out_is_named():
    rendered = render(make_sheet(body_html='<p><img src="http://x.example/a.png" alt="Bild"></p>'))

    assert [(remark.kind, remark.values) for remark in rendered.remarks] == [
        ("picture", {"name": "http://x.example/a.png"})
    ]
