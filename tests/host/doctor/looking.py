"""What a check of the doctor finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kontor.host.doctor.finding import Finding, Level

Check = Callable[[], Iterator[Finding]]


def unsound(check: Check) -> list[tuple[Level, str]]:
    """What is not good; each such line comes with an advice."""
    found = [finding for finding in check() if finding.level != Level.GOOD]
    assert all(finding.advice for finding in found)
    return [(finding.level, finding.sentence) for finding in found]
