"""Whose letter is next: callers of one renderer take turns, and tenants share them alike."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count


class Turns:
    """One caller at a time. Of those who wait the next is whose owner had a turn longest ago, or never; of the same
    owner whoever came first. So a tenant whose letters take long delays each letter of another by one of its own."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._taken = False
        self._waiting: list[tuple[int, object]] = []
        self._had: dict[int, int] = {}
        self._number = count(1)

    @contextmanager
    def turn(self, owner: int = 0, *, seconds: float | None = None) -> Iterator[bool]:
        """Inside, nobody else has a turn, if it is True that is given: not where it took longer than this to come."""
        mine = self._take(owner, seconds)
        try:
            yield mine
        finally:
            if mine:
                self._give_back()

    def _take(self, owner: int, seconds: float | None) -> bool:
        me = (owner, object())
        with self._changed:
            self._waiting.append(me)
            mine = self._changed.wait_for(lambda: not self._taken and self._next() is me, seconds)
            self._waiting.remove(me)
            if mine:
                self._taken, self._had[owner] = True, next(self._number)
            else:
                self._changed.notify_all()
            return mine

    def _next(self) -> tuple[int, object]:
        return min(self._waiting, key=lambda waiting: self._had.get(waiting[0], 0))

    def _give_back(self) -> None:
        with self._changed:
            self._taken = False
            self._changed.notify_all()
