"""Subjects without what mail programs put in front of them."""

from __future__ import annotations

import re

from kontor.kernel.text import one_line

_MARKS = re.compile(
    r"(?:(?:re|aw|antw|antwort|wg|fwd?|tr|rv|sv|odp|ynt)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*)+", re.IGNORECASE
)


def bare_subject(subject: str) -> str:
    """The subject in one line without the Re:, AW:, WG: before it, however many and in whatever order."""
    line = one_line(subject)
    marks = _MARKS.match(line)
    return line[marks.end() :].strip() if marks else line
