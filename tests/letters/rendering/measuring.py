"""Where things lie on a page, read from the finished PDF by PDFium, in millimetres from the upper left corner."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw

MM = 25.4 / 72


@dataclass(frozen=True)
class Place:
    left: float
    top: float
    right: float
    bottom: float

    def lies_in(self, other: Place) -> bool:
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


def pages_of(pdf: bytes) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(pdf))


def size_of(page: pypdfium2.PdfPage) -> tuple[float, float]:
    width, height = page.get_size()
    return round(width * MM, 1), round(height * MM, 1)


def text_of(page: pypdfium2.PdfPage) -> str:
    """The words on the page, with single blanks."""
    return " ".join(page.get_textpage().get_text_bounded().split())


def place_of(page: pypdfium2.PdfPage, words: str) -> Place:
    """Where the words stand; the first time that they do."""
    text = page.get_textpage()
    found = text.search(words, match_case=True).get_next()
    assert found, f"not on the page: {words}"
    index, count = found
    boxes = [text.get_charbox(each) for each in range(index, index + count) if text.get_text_range(each, 1).strip()]
    height = page.get_height()
    return Place(
        min(box[0] for box in boxes) * MM,
        (height - max(box[3] for box in boxes)) * MM,
        max(box[2] for box in boxes) * MM,
        (height - min(box[1] for box in boxes)) * MM,
    )


def rules_of(page: pypdfium2.PdfPage) -> list[Place]:
    """The lines and other drawn shapes of the page."""
    height = page.get_height()
    found = []
    for drawn in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH], max_depth=5):
        left, bottom, right, top = drawn.get_bounds()
        found.append(Place(left * MM, (height - top) * MM, right * MM, (height - bottom) * MM))
    return found
