"""One process tree: children that are started again when they die, and stopped together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from kontor.host.parent import PARENT
from kontor.host.say import say

LOOK_EVERY = 0.2
SHORTEST_WAIT, LONGEST_WAIT = 0.5, 30.0
READY_WITHIN = 10.0
"""Who does not get ready in this time is not waited for any longer."""
STEADY_AFTER = 60.0
"""A child that ran this long is not in trouble: when it dies then, the waits begin anew."""


@dataclass
class Child:
    """A part of Kontor that runs in a process of its own: ``kontor <arguments>`` unless another program is named.

    Those after it start when it is ``ready``.
    """

    name: str
    arguments: Sequence[str]
    stop_within: float = 10.0
    program: Sequence[str] = (sys.executable, "-m", "kontor.host.command")
    ready: Callable[[], bool] = lambda: True
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    wait: float = SHORTEST_WAIT
    start_at: float = field(default=0.0)

    def start(self) -> None:
        """In a session of its own, so that Ctrl+C reaches the supervisor alone and it decides the order."""
        self.process = subprocess.Popen(
            [*self.program, *self.arguments],
            stdin=subprocess.DEVNULL,
            env={**os.environ, PARENT: str(os.getpid())},
            start_new_session=True,
        )
        self.started_at = time.monotonic()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait_until_stopped(self, deadline: float) -> None:
        """Whoever does not stop in time is ended, and with it whatever it has started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            say(f"The {self.name} did not stop in time and is ended.")
        self.end_remains()
        self.process.wait()

    def end_remains(self) -> None:
        """What the child has started itself does not outlive it."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Runs the children until it is told to stop (Ctrl+C, SIGTERM); ``watch`` looks at things that are no children."""

    def __init__(self, children: Sequence[Child], *, watch: Callable[[], None] = lambda: None) -> None:
        self.children = children
        self.watch = watch
        self.stopping = False

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            for child in self.children:
                child.start()
                self._wait_until_ready(child)
            while not self.stopping:
                self._look()
                self.watch()
                time.sleep(LOOK_EVERY)
        finally:
            self._end()

    def _wait_until_ready(self, child: Child) -> None:
        """Not for one that has ended; it is started again later."""
        assert child.process is not None
        end = child.started_at + READY_WITHIN
        while not (self.stopping or child.ready() or child.process.poll() is not None or time.monotonic() > end):
            time.sleep(LOOK_EVERY / 4)

    def _look(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.start_at:
                    child.start()
            elif (code := child.process.poll()) is not None:
                self._mourn(child, code, now)

    def _mourn(self, child: Child, code: int, now: float) -> None:
        if now - child.started_at > STEADY_AFTER:
            child.wait = SHORTEST_WAIT
        say(f"The {child.name} ended unexpectedly ({_reason(code)}); it is started again in {child.wait:g} seconds.")
        child.end_remains()
        child.process, child.start_at = None, now + child.wait
        child.wait = min(child.wait * 2, LONGEST_WAIT)

    def _end(self) -> None:
        for child in self.children:
            child.ask_to_stop()
        now = time.monotonic()
        for child in self.children:
            child.wait_until_stopped(now + child.stop_within)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if not self.stopping:
            say("\nStopping." if number == signal.SIGINT else "Stopping.")
        self.stopping = True


def _reason(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
