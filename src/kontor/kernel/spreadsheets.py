"""Tables for spreadsheets: semicolons, a byte order mark at the beginning, and no cell that is reckoned with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"
"""With it a spreadsheet opens the file with a double click."""
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A text that begins so would be reckoned with."""


def written(rows: Iterable[Iterable[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would reckon with."""
    return f"'{text}" if text.startswith(DANGEROUS) else text
