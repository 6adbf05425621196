"""How much one letter may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of processor time and on the clock, megabytes of memory, pages.

    Everyday letters need 0.1 s and 150 MB; a table of 2,000 rows 4 s and 240 MB.
    """

    processor_seconds: int = 20
    seconds: float = 40
    megabytes: int = 1_000
    pages: int = 200


ORDINARY = Limits()
