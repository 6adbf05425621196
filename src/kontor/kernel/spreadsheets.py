"""Tables for spreadsheets: semicolons, a byte order mark at the beginning, and no cell that is reckoned with."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"
"""With it a spreadsheet opens the file with a double click."""
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_RECKONED = re.compile(rf"\A(?=[\t\r\n]|\s*[{_SIGNS}])|(?<=[,;\t\r\n])(?<!\A[\t\r\n])(?=[^\S\t\r\n]*[{_SIGNS}])")
"""What a spreadsheet would reckon with: the signs of formulas, wide ones too, at the beginning of a cell. Where its
separator is another one than ours it cuts a text at each, and the rest is a cell."""


def written(rows: Iterable[Iterable[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would reckon with."""
    return _RECKONED.sub("'", text)
