"""The dictionaries of the spell check."""

from __future__ import annotations

from collections.abc import Iterator

from kontor.host.doctor.finding import Finding, good, warning
from kontor.spelling import engine


def check_dictionaries() -> Iterator[Finding]:
    """Missing ones leave the spell check off in their language, and nothing else."""
    missing = engine.missing()
    if missing:
        yield warning(f"The spelling is not checked in: {', '.join(missing)}.", engine.INSTALL)
    else:
        yield good(f"The spelling can be checked in: {', '.join(sorted(engine.languages()))}.")
