"""What a worker does with mailboxes beside its jobs: it reads them in rounds, and watches those that can call."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kontor.intake.domain.rounds import Rounds

PATIENCE = 3.0
"""Seconds that steps under way get to end. What they do not finish is done again by the next worker."""


@contextmanager
def mailroom() -> Iterator[Rounds]:
    """Inside, the mailboxes of the installation are read."""
    stop = threading.Event()
    rounds = Rounds(stop)
    rounds.start()
    try:
        yield rounds
    finally:
        stop.set()
        rounds.join(PATIENCE)
