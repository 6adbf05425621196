"""An interval of a day, in time as the clock on the wall shows it."""

from __future__ import annotations

import re
from typing import NamedTuple

DAY = 86_400
_CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)


class Hours(NamedTuple):
    """From begin to before end, in seconds after the midnight that begins its date; over 86,400 is the next day.

    Made by `of` or `between`, which see to it that it begins on its date and takes a day at most.
    """

    begin: int
    end: int

    @classmethod
    def of(cls, begin: str, end: str) -> Hours:
        """From two times such as "08:00", "17:30:15" or, as an end, "24:00". ValueError with a sentence otherwise."""
        return cls.between(clock_seconds(begin), clock_seconds(end))

    @classmethod
    def between(cls, begin: int, end: int) -> Hours:
        """From two times of the clock in seconds. An end that is not after the begin is one of the next day."""
        if not 0 <= begin < DAY:
            raise ValueError("An interval begins between 00:00 and before 24:00.")
        if not 0 <= end <= DAY:
            raise ValueError("An interval ends between 00:00 and 24:00.")
        return cls(begin, end if end > begin else end + DAY)


def clock_seconds(text: str) -> int:
    """Seconds after midnight of "HH:MM" or "HH:MM:SS", up to "24:00". ValueError with a sentence otherwise."""
    found = _CLOCK.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (DAY, 0, 0)
    time = hours * 3600 + minutes * 60 + seconds
    if time > DAY:
        raise ValueError(f"“{text}” is no time of the form HH:MM or HH:MM:SS, from 00:00 to 24:00.")
    return time
