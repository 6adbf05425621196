"""Subjects without what mail programs put in front of them, and without the numbers of earlier tickets."""

from __future__ import annotations

import re

from kontor.kernel.text import one_line
from kontor.tickets.domain.numbers import parse_number

_MARKS = re.compile(
    r"(?:(?:re|aw|antw|antwort|wg|fwd?|tr|rv|sv|odp|ynt)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*)+", re.IGNORECASE
)
_NUMBER = re.compile(r"\s*\[#([\d\s]{10,14})\]")


def subject_for(number: int, subject: str) -> str:
    """The bare subject for an answer about this ticket. Who answers what was closed brings the numbers of earlier
    tickets along: with each round there would be one more, and the ticket's own would be the last to be looked at."""
    own = _NUMBER.sub(lambda mark: "" if parse_number(mark[1]) not in (number, None) else mark[0], one_line(subject))
    return bare_subject(own)


def bare_subject(subject: str) -> str:
    """The subject in one line without the Re:, AW:, WG: before it, however many and in whatever order."""
    line = one_line(subject)
    marks = _MARKS.match(line)
    return line[marks.end() :].strip() if marks else line
