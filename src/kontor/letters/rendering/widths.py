"""How wide a line of an address is, told without rendering it: for what has to be known before a letter is sent."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from kontor.letters.rendering import geometry as din

POINT = 0.3528
"""Millimetres."""
LEAST_SIZE = din.SMALLEST_ADDRESS_SIZE / 2
"""Points; the renderer does not make an address smaller, so that its longest line leaves the window."""
_EMS = (
    ("ijl'|", 0.222),
    (" .,:;!/ftI[]", 0.278),
    ("r-()", 0.333),
    ("ckJsvxyz", 0.5),
    ("FTLZ", 0.611),
    ("ABEKPSVXY&", 0.667),
    ("CDHNRUw", 0.722),
    ("GOQ", 0.778),
    ("mM", 0.833),
    ("W", 0.944),
)
"""Advance widths of Liberation Sans, which are those of Arial."""
_WIDTHS = {letter: width for letters, width in _EMS for letter in letters}
USUAL, CAPITAL, FULL = 0.556, 0.7, 1.0


def size_of_address(lines: Iterable[str]) -> float:
    """Points of the writing in which the longest line is as wide as the window, at most the usual ones."""
    widest = max(map(ems, lines), default=0.0)
    room = din.WINDOW_WIDTH - din.WINDOW_INSET
    return min(din.ADDRESS_SIZE, room / (widest * POINT)) if widest else din.ADDRESS_SIZE


def ems(text: str) -> float:
    """The width of the text in the size of its writing; a few per cent off, as every font has its own."""
    return sum(map(_width, unicodedata.normalize("NFC", text)))


def _width(character: str) -> float:
    plain = unicodedata.normalize("NFD", character)[0]
    if plain in _WIDTHS:
        return _WIDTHS[plain]
    if unicodedata.east_asian_width(character) in "WF":
        return FULL
    return CAPITAL if character.isupper() else USUAL
