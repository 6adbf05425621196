"""The renderer as the rest of Kontor sees it: functions that answer with values or raise ``RenderFailed``.

Each process has one child, started when it is first needed and again after trouble; callers take turns, tenants
alike (``turns.py``). A child that dies, hangs or grows costs the letter at hand and nothing else.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import kontor
from kontor.letters.rendering import frames
from kontor.letters.rendering.failures import RenderFailed
from kontor.letters.rendering.limits import ORDINARY, Limits
from kontor.letters.rendering.sheet import CssProblem, Document, Picture, Remark, Rendered, Sheet, to_wire
from kontor.letters.rendering.turns import Turns

START = "import sys; sys.path.insert(0, sys.argv[1]); from kontor.letters.rendering.child import main; main()"
ROOT = str(Path(kontor.__file__).parents[1])
KEPT_ENVIRONMENT = ("HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "XDG_CACHE_HOME")
GROWN = 450
"""Megabytes after which a child is replaced by a fresh one."""
BEGIN = 180.0
"""Seconds in which a child loads what it works with, on a machine that has much else to do."""


def render(sheet: Sheet | Document, *, limits: Limits = ORDINARY) -> Rendered:
    """The letter as PDF. Raises ``RenderFailed``, whatever the content is."""
    thing, files = to_wire(sheet)
    job = {"job": "render", "thing": json.dumps(thing), "most_pages": limits.pages}
    answer, made = _ask(job, files, limits, whose=sheet.whose if isinstance(sheet, Sheet) else 0)
    remarks = tuple(Remark(kind, values) for kind, values in answer["remarks"])
    return Rendered(made[0], answer["pages"], remarks)


def pictures(
    pdf: bytes, *, dpi: int = 96, pages: Sequence[int] | None = None, limits: Limits = ORDINARY
) -> list[Picture]:
    """The pages (all, or those of these numbers from 1) as PNG."""
    job = {"job": "pictures", "dpi": dpi, "pages": None if pages is None else list(pages)}
    answer, made = _ask(job, [pdf], limits)
    return [Picture(content, *size) for content, size in zip(made, answer["sizes"], strict=True)]


def check_css(css: str, *, limits: Limits = ORDINARY) -> list[CssProblem]:
    """What of the stylesheet would have no effect, in the order of its lines."""
    answer, _made = _ask({"job": "css", "css": css}, [], limits)
    return [CssProblem(*problem) for problem in answer["problems"]]


def _ask(
    job: dict[str, Any], files: Sequence[bytes], limits: Limits, *, whose: int = 0
) -> tuple[dict[str, Any], list[bytes]]:
    answer, made = _workers.ask({**job, "processor_seconds": limits.processor_seconds}, files, limits, whose)
    if "failed" in answer:
        raise RenderFailed(answer["failed"], answer["values"])
    return answer, made


class Worker:
    """A child and the pipes to it."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes
        self.owner = os.getpid()
        self.ready = False
        environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        self.child = subprocess.Popen(
            [sys.executable, "-I", "-c", START, ROOT, str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
            cwd="/",
            bufsize=0,
            start_new_session=True,
        )

    def begin(self, limits: Limits) -> None:
        """It loads what it works with: that is not the time of the letter for which it was started. What it cannot load
        the letter says."""
        if not self.ready:
            self.ask(frames.pack({"job": "begin", "processor_seconds": limits.processor_seconds}), BEGIN)
            self.ready = True

    def ask(self, message: bytes, seconds: float) -> tuple[dict[str, Any], list[bytes]]:
        """The child's answer. Raises ``TimeoutError``, or ``BrokenFrame`` when it died."""
        until = time.monotonic() + seconds
        self._write(message, until)
        return frames.unpack(lambda length: self._read(length, until))

    def end(self) -> int:
        """The child is gone afterwards; how it ended."""
        assert self.child.stdin and self.child.stdout
        self.child.kill()
        self.child.stdin.close()
        self.child.stdout.close()
        return self.child.wait()

    def _write(self, message: bytes, until: float) -> None:
        assert self.child.stdin
        descriptor, left = self.child.stdin.fileno(), memoryview(message)
        os.set_blocking(descriptor, False)
        while left:
            self._wait([], [descriptor], until)
            try:
                left = left[os.write(descriptor, left) :]
            except BlockingIOError:
                continue
            except OSError:
                raise frames.BrokenFrame from None

    def _read(self, length: int, until: float) -> bytes:
        assert self.child.stdout
        descriptor, parts = self.child.stdout.fileno(), []
        while length:
            self._wait([descriptor], [], until)
            part = os.read(descriptor, min(length, 1 << 20))
            if not part:
                break
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def _wait(self, reading: list[int], writing: list[int], until: float) -> None:
        ready = select.select(reading, writing, [], max(until - time.monotonic(), 0))
        if not any(ready):
            raise TimeoutError


class Workers:
    """The one child of this process. A forked process starts its own."""

    def __init__(self) -> None:
        self._turns = Turns()
        self._worker: Worker | None = None

    def ask(
        self, job: dict[str, Any], files: Sequence[bytes], limits: Limits, whose: int
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Whoever waits longer for their turn than a letter may take is told so."""
        with self._turns.turn(whose, seconds=limits.seconds) as mine:
            if not mine:
                raise RenderFailed("busy")
            return self._ask(job, files, limits)

    def _ask(self, job: dict[str, Any], files: Sequence[bytes], limits: Limits) -> tuple[dict[str, Any], list[bytes]]:
        worker = self._at_hand(limits)
        try:
            worker.begin(limits)
            answer, made = worker.ask(frames.pack(job, files), limits.seconds)
        except TimeoutError:
            self._replace()
            raise RenderFailed("time") from None
        except (frames.BrokenFrame, ValueError, KeyError):
            raise _ended(self._replace()) from None
        if answer.get("megabytes", 0) > GROWN or "failed" in answer:
            self._replace()
        return answer, made

    def stop(self) -> None:
        with self._turns.turn():
            if self._worker and self._worker.owner == os.getpid():
                self._replace()

    def _at_hand(self, limits: Limits) -> Worker:
        worker = self._worker
        mine = worker is not None and worker.owner == os.getpid()
        if worker is None or not mine or worker.megabytes != limits.megabytes or worker.child.poll() is not None:
            if worker and mine:
                worker.end()
            worker = self._worker = Worker(limits.megabytes)
        return worker

    def _replace(self) -> int:
        worker, self._worker = self._worker, None
        return worker.end() if worker else 0


def _ended(status: int) -> RenderFailed:
    """What it means that the child ended so. GLib ends the process where the system gives it no memory."""
    if status == -signal.SIGXCPU:
        return RenderFailed("time")
    if status in (-signal.SIGTRAP, -signal.SIGABRT):
        return RenderFailed("memory")
    if status == -signal.SIGKILL:
        return RenderFailed("died")
    return RenderFailed("markup", {"reason": f"signal {-status}" if status < 0 else f"status {status}"})


def _forget() -> None:
    """In a forked process: the child belongs to the parent, and so does whoever has a turn."""
    global _workers
    _workers = Workers()


_workers = Workers()
atexit.register(_workers.stop)
os.register_at_fork(after_in_child=_forget)
