"""Sheets, weight and envelope of a letter: values in, values out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kontor.letters.enums import PageSize

SQUARE_METRES = {
    PageSize.A4: Decimal("0.210") * Decimal("0.297"),
    PageSize.LETTER: Decimal("0.2159") * Decimal("0.2794"),
}


@dataclass(frozen=True)
class Envelope:
    """What the tenant typed in: for letters of up to so many grams, the envelope's included, and sheets."""

    name: str
    most_grams: int
    most_sheets: int | None = None
    price: Decimal | None = None


def sheets_of(pages: int, *, duplex: bool) -> int:
    return math.ceil(pages / 2) if duplex else pages


def grams_of(sheets: int, *, page_size: str, paper_grams: int, envelope_grams: int) -> int:
    """The whole letter, rounded up: the post does not round down."""
    return math.ceil(sheets * SQUARE_METRES[PageSize(page_size)] * paper_grams) + envelope_grams


def envelope_for(envelopes: Iterable[Envelope], *, grams: int, sheets: int) -> Envelope | None:
    """The lightest one that takes the letter; None where none does, or none was typed in."""
    fitting = [
        each
        for each in envelopes
        if grams <= each.most_grams and (each.most_sheets is None or sheets <= each.most_sheets)
    ]
    return min(fitting, key=lambda each: each.most_grams, default=None)
