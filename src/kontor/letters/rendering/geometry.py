"""The forms of DIN 5008:2020 in millimetres from the upper left corner of the page."""

from __future__ import annotations

from dataclasses import dataclass

LEFT = 25.0
RIGHT = 20.0
"""Margins of the text."""
WINDOW_LEFT = 20.0
WINDOW_WIDTH = 85.0
WINDOW_HEIGHT = 45.0
WINDOW_INSET = 5.0
"""Between the edge of the window and the writing."""
RETURN_HEIGHT = 5.0
NOTES_HEIGHT = 12.7
RECIPIENT_HEIGHT = 27.3
INFORMATION_LEFT = 125.0
INFORMATION_WIDTH = 75.0
LINE = 27.3 / 6
"""A line of the address: six of them fill the zone of the recipient."""
ADDRESS_SIZE = 10.0
"""Points."""
SMALLEST_ADDRESS_SIZE = 6.0
CODE = 13.0
CODE_LEFT = 7.0
"""The barcode stands in the left margin above the foot, where no window shows it."""
NEXT_TOP = 27.0
"""Top margin of the second page and those after it."""
FOOT = 9.0
"""Between the lowest writing of the foot and the edge of the page."""


@dataclass(frozen=True, slots=True)
class Form:
    """``window``: top of the address field; ``text``: where the subject begins; folds and hole for A4."""

    window: float
    information: float
    text: float
    folds: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Paper:
    """``folds``: where the paper is folded whatever the form says, None where the form says it."""

    css: str
    width: float
    height: float
    folds: tuple[float, float] | None = None

    @property
    def hole(self) -> float:
        return self.height / 2


FORMS = {
    "a": Form(window=27.0, information=32.0, text=80.46, folds=(87.0, 192.0)),
    "b": Form(window=45.0, information=50.0, text=98.46, folds=(105.0, 210.0)),
}
PAPERS = {
    "a4": Paper("210mm 297mm", 210.0, 297.0),
    "letter": Paper("8.5in 11in", 215.9, 279.4, folds=(93.13, 186.27)),
}


@dataclass(frozen=True, slots=True)
class AddressPlace:
    """Where the lines of an address stand: top in mm, height of a line in mm, size in points."""

    top: float
    line: float
    size: float


def place_address(form: Form, lines: int, *, size: float = ADDRESS_SIZE) -> AddressPlace:
    """Up to six lines begin where the recipient's zone begins. More grow upwards into the zone of notes, up to nine;
    beyond that they become smaller. They never leave the window."""
    bottom = form.window + RETURN_HEIGHT + NOTES_HEIGHT + RECIPIENT_HEIGHT
    line = min(LINE, (NOTES_HEIGHT + RECIPIENT_HEIGHT) / max(lines, 1))
    top = min(form.window + RETURN_HEIGHT + NOTES_HEIGHT, bottom - lines * line)
    return AddressPlace(top, line, min(size, line / 0.3528 * 0.84))
