"""Kontor's own processes for tests that need them: web server and worker, as they run in production."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from kontor.host.postgres.cluster import free_port
from tests.support.server import ROOT
from tests.support.warm import WarmProcess, maker

COME_UP = 60
Process = subprocess.Popen[bytes] | WarmProcess


@dataclass
class Web:
    """A running web server."""

    url: str
    port: int
    process: Process
    log: Path

    def stop(self) -> float:
        """Ask it to stop, as a service manager does; returns the seconds it took."""
        asked = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return time.monotonic() - asked


@contextmanager
def web(address: str, **environment: str) -> Iterator[Web]:
    """``kontor web`` on a port of its own, working in this database."""
    port = free_port()
    with _a_folder("web") as (folder, log):
        _serve_what_is_collected(folder)
        words = ["web", "--port", str(port), "--exact-port"]
        process = maker().make(words, folder=folder, environment=environment_for(address, folder, environment), log=log)
        running = Web(f"http://127.0.0.1:{port}", port, process, log)
        try:
            _wait_for(running)
            yield running
        finally:
            process.kill()
            process.wait(COME_UP)


def _serve_what_is_collected(folder: Path) -> None:
    """Style sheets and scripts are the same for all servers of this process of the run: the first one collects them."""
    (folder / "var").mkdir()
    (folder / "var" / "static").symlink_to(_collected(), target_is_directory=True)


@cache
def _collected() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="kontor-static-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@dataclass
class Worker:
    """A running worker."""

    process: Process
    log: Path

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(60)


@contextmanager
def worker(address: str, *, jobs: int = 4, **environment: str) -> Iterator[Worker]:
    """``kontor worker``, working in this database."""
    with _a_folder("worker") as (folder, log):
        words = ["worker", "--jobs", str(jobs)]
        process = maker().make(words, folder=folder, environment=environment_for(address, folder, environment), log=log)
        yield from _while_it_runs(process, log)


@contextmanager
def running_code(address: str, code: str) -> Iterator[Worker]:
    """Python of the test's own, in a process that works in this database."""
    with _a_folder("code") as (folder, log), log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=folder,
            env=environment_for(address, folder, {}),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        yield from _while_it_runs(process, log)


def _while_it_runs(process: Process, log: Path) -> Iterator[Worker]:
    try:
        yield Worker(process, log)
    finally:
        process.kill()
        process.wait(COME_UP)


@contextmanager
def _a_folder(name: str) -> Iterator[tuple[Path, Path]]:
    with tempfile.TemporaryDirectory(prefix=f"kontor-{name}-") as folder:
        log = Path(folder) / "log"
        log.touch()
        yield Path(folder), log


def until(condition: Callable[[], bool], what: str, *, seconds: float = 60, worker: Worker | None = None) -> None:
    """Wait for something that other processes do; fail with the worker's log when it does not come."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end or (worker and worker.process.poll() is not None):
            log = worker.log.read_text(errors="replace")[-5000:] if worker else ""
            raise AssertionError(f"It did not happen in time: {what}.\n{log}")
        time.sleep(0.05)


def environment_for(address: str, folder: Path, more: dict[str, str] | None = None) -> dict[str, str]:
    """What a command of Kontor's needs around it to work in this database."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]),
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "KONTOR_VAR": str(folder / "var"),
        "KONTOR_DATABASE_URL": address,
        "KONTOR_SECRET_KEY": settings.SECRET_KEY,
        "KONTOR_SECRETS_KEYS": " ".join(settings.SECRETS_KEYS),
        **(more or {}),
    }


def _wait_for(running: Web) -> None:
    end = time.monotonic() + COME_UP
    while time.monotonic() < end and running.process.poll() is None:
        try:
            urllib.request.urlopen(f"{running.url}/live/", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"The web server does not answer:\n{running.log.read_text(errors='replace')[-3000:]}")
