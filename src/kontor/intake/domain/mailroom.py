"""What a worker does with mailboxes beside its jobs: it reads them in rounds, and watches those that can call."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kontor.intake.domain.rounds import Rounds
from kontor.intake.domain.watching import Watches

PATIENCE = 3.0
"""Seconds that steps under way get to end. What they do not finish is done again by the next worker."""


@contextmanager
def mailroom() -> Iterator[None]:
    """Inside, the mailboxes of the installation are read and watched."""
    stop = threading.Event()
    rounds = Rounds(stop)
    watches = Watches(stop, rounds)
    rounds.start()
    watches.start()
    try:
        yield
    finally:
        stop.set()
        watches.stop_all()
        rounds.join(PATIENCE)
        watches.join(PATIENCE)
