"""What is pasted into the editor, and what a formatted text says as plain text."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.ui.looking import ready

pytestmark = pytest.mark.browser
CLEAN = "async html => (await import('/static/ui/js/editing/pasting.js')).clean(html)"
FILE = """async picture => {
  const { name, type, size } = (await import('/static/ui/js/editing/pasting.js')).fileOf(picture);
  return [name, type, size];
}"""
TEXT = "async html => (await import('/static/ui/js/editing/plain.js')).textOf(html)"
KEEP = """async texts => {
  const { extensions, prose } = await import('/static/ui/js/editing/schema.js');
  const { styleAside } = await import('/static/ui/js/editing/plain.js');
  const known = extensions({ rich: true, addressOf: (source) => `/shown/${source}` });
  const editor = new prose.Editor({ element: document.createElement("div"), injectCSS: false, extensions: known });
  const kept = texts.map((html) => { editor.commands.setContent(styleAside(html)); return editor.getHTML(); });
  const shown = [...editor.view.dom.querySelectorAll("img[src]")].map((one) => [
    one.getAttribute("src"), one.alt, one.getAttribute("width"), one.getAttribute("height"),
  ]);
  return { kept, shown };
}"""
PIXEL = "data:image/png;base64,iVBORw0KGgo="


def item(text: str, mark: str = "·", level: int = 1) -> str:
    """As Word writes it."""
    return f"<p style='mso-list:l0 level{level} lfo1'><span style='mso-list:Ignore'>{mark} </span>{text}</p>"


PASTED = {
    item("a") + item("b") + "<p>c</p>" + item("d"): "<ul><li>a</li><li>b</li></ul><p>c</p><ul><li>d</li></ul>",
    item("a") + "<hr>" + item("b"): "<ul><li>a</li></ul><hr><ul><li>b</li></ul>",
    item("a", "1.") + item("b", "o", 2) + item("c", "2."): "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>",
    item("a", "(a)", 3): "<ol><li>a</li></ol>",
    item("a", "1.") + item("b", "2.", 2) + item("c", "3.", 3) + item("d", "4.", 2) + item("e", "5.", 3): (
        "<ol><li>a<ol><li>b<ol><li>c</li></ol></li><li>d<ol><li>e</li></ol></li></ol></li></ol>"
    ),
    "<b style='font-weight:normal'><p>Aus <b>einem</b> Browser</p></b>": "<p>Aus <b>einem</b> Browser</p>",
    "<form>a<input name='b'><button>c</button></form><iframe src='/'></iframe>": "<form>a</form>",
    "<span style='font-weight:700;font-style:italic'>a</span>": "<em><strong>a</strong></em>",
    "<font style='text-decoration:underline'>a</font><o:p>b</o:p>": "<u>a</u>b",
    "<span style='text-decoration:line-through'>a</span>": "<s>a</s>",
    "<table class='x' bgcolor='red'><tbody><tr><td colspan='2' id='y'>a</td></tr></tbody></table>": (
        '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>'
    ),
    "<p data-missing='name'>a<!-- b --><script>c</script><select><option>d</select></p>": (
        '<p data-missing="name">a</p>'
    ),
    "<p data-pm-slice='1 1 []' style='color:red' class='ours'>a</p>": (
        '<p data-pm-slice="1 1 []" data-style="color:red" class="ours">a</p>'
    ),
}
PICTURES = {
    "<img src='https://elsewhere.example/a.png'><img src='https://elsewhere.example/b.png' width='1'>": (1, 0, ""),
    "<img src='https://elsewhere.example/a.png' height='0'>": (0, 0, ""),
    f"<img src='{PIXEL}' alt='Zähler'>": (0, 1, ""),
    "<img src='data:image/svg+xml;base64,iVBO'>": (1, 0, ""),
    "<img src='cid:a@kontor'>": (0, 0, '<img src="cid:a@kontor">'),
    "<img src='picture:logo'>": (0, 0, '<img src="picture:logo">'),
}
PLAIN = {
    "<p>a</p><p></p><p>b<br>c</p>": "a\n\n\nb\nc",
    "<h2>Kopf</h2><hr><p>a</p>": "Kopf\n\n----\n\na",
    "<ol><li><p>a</p></li><li><p>b</p><ul><li>c</li></ul></li></ol>": "1. a\n2. b\n   - c",
    "<blockquote><p>a</p><p>b</p></blockquote>": "> a\n> \n> b",
    "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td><p>d</p><p>e</p></td></tr></table>": "a  b\nc  d  e",
    "<p>Zur <a href='https://a.example/b'>Seite</a></p>": "Zur Seite <https://a.example/b>",
    "<p><a href='mailto:a@b.example'>a@b.example</a>, <a href='tel:+4940'>anrufen</a></p>": (
        "a@b.example, anrufen <+4940>"
    ),
    "<p>a <img src='cid:a' alt='Zähler'> b</p>": "a Zähler b",
    "<p>a<b> b</b></p>": "a b",
    "<p>a</p><p></p><p></p><p></p><p>b</p>": "a\n\n\nb",
}
KEPT = [
    '<p style="text-align: right;">a <span style="color: red;">b</span></p>',
    '<blockquote type="cite"><p>a <mark data-missing="name">b</mark></p></blockquote>',
    '<table border="1" cellpadding="2" cellspacing="0" style="width: 50%;"><tbody><tr>'
    '<td width="10" align="right" valign="top" style="text-align: right;"><p>a</p></td></tr></tbody></table>',
    '<p><img src="cid:a@kontor" alt=""><img src="picture:logo" alt="Logo" width="10" height="5"></p>',
]
"""Answers and templates, as they are kept; pictures stand in the last one."""


def test_what_is_pasted_becomes_what_the_editor_knows(page: Page) -> None:
    ready(page, "/rows/")

    assert {html: page.evaluate(CLEAN, html)["html"] for html in PASTED} == PASTED


def test_pictures_from_elsewhere_are_counted_and_those_that_came_along_are_given_back(page: Page) -> None:
    ready(page, "/rows/")

    def found(html: str) -> tuple[int, int, str]:
        left: dict[str, Any] = page.evaluate(CLEAN, html)
        return left["remote"], len(left["pictures"]), left["html"]

    assert {html: found(html) for html in PICTURES} == PICTURES
    (picture,) = page.evaluate(CLEAN, f"<img src='{PIXEL}' alt='Zähler'>")["pictures"]
    assert picture == {"source": PIXEL, "name": "Zähler"}
    named = {"Zähler": "Zähler", "C:\\a.jpg": "picture.jpg", "": "picture.jpg"}
    source = PIXEL.replace("png", "jpeg")
    assert {name: page.evaluate(FILE, {"source": source, "name": name}) for name in named} == {
        name: [own, "image/jpeg", 8] for name, own in named.items()
    }


def test_a_formatted_text_keeps_its_lines_as_plain_text(page: Page) -> None:
    ready(page, "/rows/")

    assert {html: page.evaluate(TEXT, html) for html in PLAIN} == PLAIN


def test_what_an_author_gave_stays_in_the_editor(page: Page) -> None:
    found = ready(page, "/rows/").evaluate(KEEP, KEPT)

    assert found["kept"] == KEPT
    assert found["shown"] == [["/shown/cid:a@kontor", "", None, None], ["/shown/picture:logo", "Logo", "10", "5"]]
