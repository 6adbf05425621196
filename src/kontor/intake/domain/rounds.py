"""The cycle over all mailboxes: each in its turn, a few mails a step while others wait, so that none waits for long.

Many threads, because a thread is what a silent server costs. A mailbox whose last visit failed gets one of a few only:
however many servers hang, the others are read.
"""

from __future__ import annotations

import threading
from collections import deque
from datetime import timedelta
from logging import getLogger

from django.db import connections

from kontor.channels.fetched import BATCH
from kontor.intake.domain.fetching import Due, due_mailboxes
from kontor.intake.domain.visits import Visit
from kontor.kernel import clock
from kontor.kernel.outages import Attempts

log = getLogger("kontor.intake")

THREADS = 32
FOR_AILING = 8
LOOK_EVERY = 1.0
"""Seconds between two looks at what is due."""
LONGEST_STEP = timedelta(minutes=15)
"""A step of 16 MB, or of one larger mail, takes longer on no line that is worth waiting for."""


class Rounds:
    """``stop`` ends it: no step is begun any more, and the one under way is left to itself."""

    def __init__(self, stop: threading.Event, *, threads: int = THREADS, for_ailing: int = FOR_AILING) -> None:
        self.stop = stop
        self.threads = threads
        self.for_ailing = for_ailing
        self._change = threading.Condition()
        self._waiting: deque[Due] = deque()
        self._known: set[int] = set()
        self._visits: dict[int, Visit] = {}
        self._ailing = 0
        self._look_now = threading.Event()
        self._running: list[threading.Thread] = []

    def start(self) -> None:
        calls = [("mailboxes", self._look), *[(f"mailbox {number}", self._work) for number in range(self.threads)]]
        for name, call in calls:
            self._running.append(threading.Thread(target=call, name=name, daemon=True))
            self._running[-1].start()

    def wake(self) -> None:
        """Look at once: something has become due."""
        self._look_now.set()

    def join(self, seconds: float) -> None:
        """Wait for the threads after ``stop``, no longer than this."""
        self.wake()
        with self._change:
            self._change.notify_all()
        end = clock.now() + timedelta(seconds=seconds)
        for thread in self._running:
            thread.join(max((end - clock.now()).total_seconds(), 0))
        for visit in list(self._visits.values()):
            visit.let_go()

    def run_once(self) -> None:
        """What is due now, to its end, in this thread."""
        self.add(due_mailboxes())
        while (due := self._next()) is not None:
            self._turn(due)

    def add(self, mailboxes: list[Due]) -> None:
        """Those that do not have their turn already are put at the end."""
        with self._change:
            new = [due for due in mailboxes if due.account_id not in self._known]
            self._known |= {due.account_id for due in new}
            self._waiting += new
            self._change.notify(len(new))

    def _look(self) -> None:
        looks = Attempts(log, "Looking for mailboxes that are due")
        while not self.stop.is_set():
            try:
                self.add(due_mailboxes())
                self._break_off_what_hangs()
                looks.succeeded()
            except Exception as error:
                looks.failed(error)
            finally:
                connections.close_all()
            self._look_now.wait(LOOK_EVERY)
            self._look_now.clear()

    def _work(self) -> None:
        while not self.stop.is_set():
            with self._change:
                due = self._next()
                if due is None:
                    self._change.wait(LOOK_EVERY)
                    continue
            try:
                self._turn(due)
            finally:
                connections.close_all()
        connections.close_all()

    def _next(self) -> Due | None:
        """The first in the queue that may have its turn."""
        with self._change:
            for due in self._waiting:
                if not due.ailing or self._ailing < self.for_ailing:
                    self._waiting.remove(due)
                    self._ailing += due.ailing
                    return due
        return None

    def _turn(self, due: Due) -> None:
        more = False
        try:
            more = self._step(due)
        except Exception:
            log.exception("The mailbox of account %s could not be read.", due.account_id)
        with self._change:
            self._ailing -= due.ailing
            if more:
                self._waiting.append(due)
                self._change.notify()
            else:
                self._visits.pop(due.account_id, None)
                self._known.discard(due.account_id)

    def _step(self, due: Due) -> bool:
        visit = self._visits.get(due.account_id) or Visit.begin(due.tenant_id, due.account_id)
        if visit is None:
            return False
        with self._change:
            self._visits[due.account_id] = visit
            alone = not self._waiting
        return visit.step(BATCH if alone else max(due.weight, 1))

    def _break_off_what_hangs(self) -> None:
        with self._change:
            waiting = {due.account_id for due in self._waiting}
            steps = [visit for key, visit in self._visits.items() if key not in waiting]
        for visit in steps:
            if visit.step_began_at < clock.now() - LONGEST_STEP:
                log.warning("A step at the mailbox of account %s takes too long and is broken off.", visit.account.pk)
                visit.abort()
