"""The hours of a day as people write them: "8-12, 13:00-17:30". Values only."""

from __future__ import annotations

import re
from itertools import pairwise

from django.utils.translation import gettext as _

from kontor.sla.domain.worktime.hours import Hours, clock_seconds

Times = list[list[str]]
"""Intervals ["08:00", "12:00"], in order; an end that is not after its begin is one of the next day."""

_INTERVAL = re.compile(r"(?P<begin>[\d:.]+)(?:uhr)?(?:-|–|—|bis|to)(?P<end>[\d:.]+)(?:uhr)?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)


class BadTimes(ValueError):
    """Carries a whole sentence for whoever wrote it."""


def read_times(text: str) -> Times:
    """The intervals of a day, none for an empty text or "-"; BadTimes for something else and when two overlap."""
    parts = [part for part in re.split(r"[,;\n]|\bund\b|\band\b", text) if part.strip()]
    if text.strip() in {"-", "–", "—"}:
        return []
    times = sorted(_interval(part) for part in parts)
    spans = [Hours.of(begin, end) for begin, end in times]
    for first, second in pairwise(spans):
        if second.begin < first.end:
            raise BadTimes(_("“%(text)s”: two of the intervals overlap.") % {"text": text.strip()})
    return times


def write_times(times: Times) -> str:
    """As `read_times` reads them."""
    return ", ".join(f"{begin}–{end}" for begin, end in times)


def hours_of(times: Times) -> list[Hours]:
    return [Hours.of(begin, end) for begin, end in times]


def _interval(part: str) -> list[str]:
    found = _INTERVAL.fullmatch(re.sub(r"\s", "", part))
    if found is None:
        raise BadTimes(
            _("“%(text)s” is not an interval. Write it like 8:00–12:30; several are separated by commas.")
            % {"text": part.strip()}
        )
    begin, end = _clock(found["begin"]), _clock(found["end"])
    try:
        Hours.of(begin, end)
    except ValueError:
        raise BadTimes(
            _("“%(text)s”: an interval begins between 00:00 and 23:59 and ends at 24:00 at the latest.")
            % {"text": part.strip()}
        ) from None
    return [begin, end]


def _clock(text: str) -> str:
    """HH:MM of "8", "8:30", "8.30" or "24"."""
    found = _CLOCK.fullmatch(text)
    written = f"{int(found[1]):02}:{found[2] or '00'}" if found else text
    try:
        clock_seconds(written)
    except ValueError:
        raise BadTimes(_("“%(text)s” is not a time of day. Write it like 8:00 or 17:30.") % {"text": text}) from None
    return written
