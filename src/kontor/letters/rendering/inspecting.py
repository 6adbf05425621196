"""What of a letter can be seen, as WeasyPrint laid it out: a stylesheet may hide what a letter is for."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import weasyprint

from kontor.letters.rendering import geometry as din
from kontor.letters.rendering.layout import CODE
from kontor.letters.rendering.sheet import Sheet

MM = 96 / 25.4
SMALLEST = 5 * 96 / 72
"""Pixels of the smallest writing that counts as read."""
LEAST_CONTRAST = 1.5
"""Between writing and what is behind it (WCAG 2.2, 1.4.3): below it nobody sees that something stands there."""
MOST_HIDDEN = 0.1
"""So much of the text a stylesheet may leave out, as marks of a list and the like."""
SMALLEST_CODE = 11.0
"""Millimetres at which scanners still read the barcode."""
WHITE = (1.0, 1.0, 1.0)

Colour = tuple[float, float, float]


def useless(document: weasyprint.Document, sheet: Sheet) -> list[str]:
    """The kinds of remark for what such a letter cannot be used for: it does not arrive, is not read, is not known."""
    checks = {"window": address_lies_in_window, "text": text_is_legible, "code": code_is_there}
    return [kind for kind, holds in checks.items() if not holds(document, sheet)]


def address_lies_in_window(document: weasyprint.Document, sheet: Sheet) -> bool:
    """Whether every line lies inside the window, as it was laid out; a stylesheet may have hidden or turned it."""
    form = din.FORMS[sheet.window]
    lines = [
        box
        for found in boxes_of(document.pages[0]._page_box, "address")
        for box in found.descendants()
        if hasattr(box, "text") and box.text.strip()
    ]
    if len(lines) < len([line for line in sheet.address if line.strip()]):
        return False
    return all(
        box.position_x / MM >= din.WINDOW_LEFT
        and (box.position_x + box.width) / MM <= din.WINDOW_LEFT + din.WINDOW_WIDTH + 0.1
        and form.window <= box.position_y / MM
        and (box.position_y + box.height) / MM <= form.window + din.WINDOW_HEIGHT + 0.1
        and box.style["visibility"] == "visible"
        for box in lines
    )


def text_is_legible(document: weasyprint.Document, sheet: Sheet) -> bool:
    """Whether nearly all of the text lies on the pages, large enough and in a colour that shows."""
    wanted = _length(_words_of(sheet.body_html))
    seen = sum(_length(text) for page in document.pages for text in _legible(page._page_box, page._page_box))
    return seen >= wanted * (1 - MOST_HIDDEN)


def code_is_there(document: weasyprint.Document, sheet: Sheet) -> bool:
    """Whether the barcode is on the first page in full, as large as a scanner needs it."""
    if not sheet.code:
        return True
    page = document.pages[0]._page_box
    return any(
        min(box.width, box.height) / MM >= SMALLEST_CODE
        and box.style["visibility"] == "visible"
        and _on_page(box, page)
        for box in page.descendants()
        if box.element_tag == "img" and box.element.get("src") == f"asset:{CODE}"
    )


def boxes_of(page: Any, name: str) -> Iterator[Any]:
    """The first box of this class."""
    for box in page.descendants():
        element = getattr(box, "element", None)
        if element is not None and element.get("class") == name and box.element_tag == "div":
            yield box
            return


def _legible(box: Any, page: Any, *, inside: bool = False, behind: Colour | None = WHITE) -> Iterator[str]:
    """The writing of the text, without what a stylesheet adds. ``behind`` is the colour under it, None a picture."""
    element = getattr(box, "element", None)
    inside = inside or (element is not None and element.get("class") == "text")
    behind = _background(box, behind)
    text = getattr(box, "text", "")
    if text and inside and "::before" not in box.element_tag and "::after" not in box.element_tag:
        large = box.style["font_size"] >= SMALLEST
        if large and box.style["visibility"] == "visible" and _on_page(box, page) and _shows(box, behind):
            yield text
    for child in getattr(box, "children", ()):
        yield from _legible(child, page, inside=inside, behind=behind)


def _background(box: Any, behind: Colour | None) -> Colour | None:
    if any(kind != "none" for kind, _value in box.style["background_image"]):
        return None
    colour = box.style["background_color"]
    return behind if colour == "currentcolor" or not colour.alpha else _rgb(colour)


def _shows(box: Any, behind: Colour | None) -> bool:
    if behind is None:
        return True
    colour = box.style["color"]
    lighter, darker = sorted((_luminance(_rgb(colour)), _luminance(behind)), reverse=True)
    return bool(colour.alpha) and (lighter + 0.05) / (darker + 0.05) >= LEAST_CONTRAST


def _rgb(colour: Any) -> Colour:
    red, green, blue = colour.to("srgb").coordinates
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _on_page(box: Any, page: Any) -> bool:
    across = box.position_x >= -1 and box.position_x + box.width <= page.margin_width() + 1
    return bool(across and box.position_y >= -1 and box.position_y + box.height <= page.margin_height() + 1)


def _length(text: str) -> int:
    return len("".join(text.split()))


def _words_of(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    parser.close()
    return "".join(parser.words)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)
