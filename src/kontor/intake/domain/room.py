"""Room for the content of mails that are being fetched: however many mailboxes are read at once, memory is bounded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

IN_ALL = 128 * 1024 * 1024
SMALL = 2 * 1024 * 1024
"""Batches up to this size need not ask: a mailbox with everyday mail never waits for one with films in it."""


class Room:
    """Whoever wants to fetch much waits until others have written theirs down. One that wants more than there is gets
    all of it, alone."""

    def __init__(self, in_all: int = IN_ALL) -> None:
        self.in_all = in_all
        self._taken = 0
        self._change = threading.Condition()

    @contextmanager
    def take(self, size: int) -> Iterator[None]:
        """Inside, so many bytes may be held."""
        if size <= SMALL:
            yield
            return
        size = min(size, self.in_all)
        with self._change:
            self._change.wait_for(lambda: self._taken + size <= self.in_all)
            self._taken += size
        try:
            yield
        finally:
            with self._change:
                self._taken -= size
                self._change.notify_all()


ROOM = Room()
