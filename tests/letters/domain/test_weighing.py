"""Sheets, weight and envelope."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kontor.letters.domain.weighing import Envelope, envelope_for, grams_of, sheets_of
from kontor.letters.enums import PageSize

STANDARD = Envelope("Standardbrief", 20, 3, Decimal("0.95"))
COMPACT = Envelope("Kompaktbrief", 50, 10, Decimal("1.10"))
LARGE = Envelope("Großbrief", 500, None, Decimal("1.80"))


@pytest.mark.parametrize(
    ("pages", "duplex", "sheets"), [(1, True, 1), (2, True, 1), (3, True, 2), (3, False, 3), (0, True, 0)]
)
def test_sheets(pages: int, duplex: bool, sheets: int) -> None:
    assert sheets_of(pages, duplex=duplex) == sheets


@pytest.mark.parametrize(
    ("sheets", "size", "paper", "envelope", "grams"),
    [
        (1, PageSize.A4, 80, 5, 10),  # 4.99 g of paper, rounded up
        (3, PageSize.A4, 80, 5, 20),
        (4, PageSize.A4, 80, 5, 25),
        (1, PageSize.A4, 160, 0, 10),
        (2, PageSize.LETTER, 80, 5, 15),
    ],
)
def test_grams(sheets: int, size: str, paper: int, envelope: int, grams: int) -> None:
    assert grams_of(sheets, page_size=size, paper_grams=paper, envelope_grams=envelope) == grams


@pytest.mark.parametrize(
    ("grams", "sheets", "fits"),
    [
        (20, 3, STANDARD),
        (21, 3, COMPACT),
        (20, 4, COMPACT),
        (50, 11, LARGE),
        (500, 90, LARGE),
        (501, 3, None),
    ],
)
def test_the_lightest_envelope_that_takes_the_letter(grams: int, sheets: int, fits: Envelope | None) -> None:
    assert envelope_for([LARGE, STANDARD, COMPACT], grams=grams, sheets=sheets) == fits


def test_where_nothing_was_typed_in_no_envelope_is_known() -> None:
    assert envelope_for([], grams=5, sheets=1) is None
