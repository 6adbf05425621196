"""What a worker does with telephone systems beside its jobs: it holds the lines to those that tell what happens."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from logging import getLogger

from django.db import connections

from kontor.calls.domain import link_leases
from kontor.calls.domain.line import Line
from kontor.calls.domain.link_leases import Hold
from kontor.calls.enums import Connector
from kontor.calls.models import PhoneSystem
from kontor.calls.preferences import INTEGRATION
from kontor.kernel import clock
from kontor.kernel.outages import Attempts
from kontor.preferences.domain.system import system_values

log = getLogger("kontor.calls")

LOOK_EVERY = 2.0
PATIENCE = 3.0
"""Seconds that lines get to sign out."""


@dataclass
class Held:
    """A line that this worker holds. ``system`` is as it was when the line began."""

    system: PhoneSystem
    hold: Hold
    stop: threading.Event = field(default_factory=threading.Event)


class Links:
    """The lines of this worker. Which worker has which is decided by leases."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self._change = threading.Lock()
        self._held: dict[int, Held] = {}
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        self._threads.append(threading.Thread(target=self._run, name="lines", daemon=True))
        self._threads[-1].start()

    def stop_all(self) -> None:
        """Every line signs out and is free for the next worker."""
        with self._change:
            for held in self._held.values():
                held.stop.set()

    def join(self, seconds: float) -> None:
        end = clock.now() + timedelta(seconds=seconds)
        for thread in list(self._threads):
            thread.join(max((end - clock.now()).total_seconds(), 0))

    def look(self) -> None:
        """Begin lines that nobody has; end those whose telephone system has changed or is not used any more."""
        wanted = {system.pk: system for system in _wanted()}
        with self._change:
            present = dict(self._held)
        for key, held in present.items():
            if key not in wanted or wanted[key].version != held.system.version:
                held.stop.set()
        for system in wanted.values():
            if system.pk not in present and (hold := link_leases.take(system.pk)) is not None:
                self._begin(Held(system, hold))

    def _begin(self, held: Held) -> None:
        if self.stop.is_set():
            held.stop.set()
        with self._change:
            self._held[held.system.pk] = held
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            name = f"line {held.system.pk}"
            self._threads.append(threading.Thread(target=self._keep, args=[held], name=name, daemon=True))
            self._threads[-1].start()

    def _keep(self, held: Held) -> None:
        try:
            Line(held.system, held.hold, held.stop).run()
        except Exception:
            log.exception("The line to telephone system %s ended; it is taken up again.", held.system.pk)
        finally:
            try:
                link_leases.give_back(held.hold)
            except Exception:
                log.exception("The line to telephone system %s could not be given back.", held.system.pk)
            finally:
                connections.close_all()
                with self._change:
                    self._held.pop(held.system.pk, None)

    def _run(self) -> None:
        looks = Attempts(log, "Looking for telephone systems")
        while not self.stop.is_set():
            try:
                self.look()
                looks.succeeded()
            except Exception as error:
                looks.failed(error)
            finally:
                connections.close_all()
            self.stop.wait(LOOK_EVERY)


@contextmanager
def lines() -> Iterator[None]:
    """Inside, the lines to the telephone systems are held, while call integration is on."""
    stop = threading.Event()
    links = Links(stop)
    links.start()
    try:
        yield
    finally:
        stop.set()
        links.stop_all()
        links.join(PATIENCE)


def _wanted() -> list[PhoneSystem]:
    if not INTEGRATION.get(system_values()):
        return []
    return list(PhoneSystem.objects.active().filter(connector=Connector.ASTERISK).order_by("pk"))
