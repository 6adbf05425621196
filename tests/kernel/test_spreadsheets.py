"""Cells that a spreadsheet shows and does not reckon with."""

from __future__ import annotations

import pytest

from kontor.kernel.spreadsheets import harmless


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r", "'\r"),
        ("\nx", "'\nx"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff20SUM(A1)", "'\uff20SUM(A1)"),
        ("  =1", "'  =1"),
        ("\u00a0=1", "'\u00a0=1"),
    ],
)
def test_what_begins_like_a_formula_is_text(text: str, cell: str) -> None:
    assert harmless(text) == cell


@pytest.mark.parametrize("separator", [",", ";", "\t", "\r\n", "\n"])
def test_what_begins_like_a_formula_behind_any_separator_is_text(separator: str) -> None:
    assert harmless(f"Jana{separator}=HYPERLINK(A1)") == f"Jana{separator}'=HYPERLINK(A1)"


@pytest.mark.parametrize(
    "text", ["", "Jana", "a=b", "1-1", "jana@postfach.example", "Müller, Jana", "a, b; c\td", "1,5"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
