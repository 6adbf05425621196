"""Phone numbers that stand in a text, for whoever wants to call them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatcher

LONGEST_TEXT = 20_000
"""Signs that are looked through; nobody calls a number from the middle of a log file."""
MOST = 20
TRIES = 60
"""So many rows of digits are looked at that turn out to be none."""

_PERHAPS = re.compile(r"\d(?:[ ()/.\-]{0,3}\d){5}")
_WORD_BEFORE = re.compile(r"\S*$")
_AHEAD = re.compile(r"(?i:tel|fon|phone|mobil|mobile|fax|handy)?[.:]?[(\[\"'„“:;,]*")
_BEHIND = re.compile(r"[.,;:!?)\]\"'“”…]*(?:\s|$)")
"""Nothing else may stand beside a number without a blank: it would be a part of an address, or of something longer."""


def numbers_in(text: str, country: str) -> Iterator[tuple[int, int]]:
    """Where phone numbers begin and end, as people of the country write them: on one line, valid there, and no part of
    a web or mail address. Texts without six digits in a row cost next to nothing."""
    if not _PERHAPS.search(text, 0, LONGEST_TEXT):
        return
    looked_through = text[:LONGEST_TEXT]
    found = PhoneNumberMatcher(looked_through, country, leniency=Leniency.VALID, max_tries=TRIES)
    count = 0
    for match in found:
        before = _WORD_BEFORE.search(looked_through, max(0, match.start - 80), match.start)
        stands_alone = before and _AHEAD.fullmatch(before[0]) and _BEHIND.match(looked_through, match.end)
        if stands_alone and "\n" not in match.raw_string:
            opens = match.raw_string.startswith("(") and ")" not in match.raw_string
            yield match.start + opens, match.end
            count += 1
        if count == MOST:
            return
