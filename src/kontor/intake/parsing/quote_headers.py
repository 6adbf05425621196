"""The headers of a mail that stands whole below an answer, as Outlook and others write them."""

from __future__ import annotations

import re

from kontor.intake.parsing import quote_words as words

LONGEST_MARK = 200
_RULE = re.compile(r"\s*[_=*-]{3,}\s*")
_MOST_HEADER_LINES = 20


def end_of_headers(lines: list[str], at: int) -> int | None:
    """The end of ``From: … Sent: … To: … Subject: …`` as Outlook writes it, with or without a rule above."""
    if at >= len(lines):
        return None
    first = at + 1 if _RULE.fullmatch(lines[at][:LONGEST_MARK]) else at
    first = first_with_words(lines, first) if first > at else first
    if first >= len(lines) or _label(lines[first]) in ("", "other", "to"):
        return None
    found: set[str] = set()
    end = first
    for below in range(first, min(first + _MOST_HEADER_LINES, len(lines))):
        label = _label(lines[below])
        if label:
            found.add(label)
            end = below + 1
        elif _breaks_headers(lines, below):
            break
    if "from" not in found or len(found - {"other"}) < 3:
        return None
    return end if "subject" in found or any("@" in line for line in lines[first:end]) else None


def _breaks_headers(lines: list[str], at: int) -> bool:
    """An empty line that no further label follows, or the label of a form; a folded line belongs to the headers."""
    if not lines[at].strip():
        return at + 1 >= len(lines) or not _label(lines[at + 1])
    return bool(words.LABEL_LINE.match(lines[at][:60])) and lines[at][:1] not in " \t"


def _label(line: str) -> str:
    found = words.LABEL_LINE.match(line[:60])
    return words.LABEL_OF.get(" ".join(found[1].lower().replace("\xa0", " ").split()), "") if found else ""


def first_with_words(lines: list[str], at: int) -> int:
    return next((below for below in range(at, min(at + 4, len(lines))) if lines[below].strip()), at)
