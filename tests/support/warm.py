"""A process that has all of Kontor loaded makes Kontor's processes of itself: each is spared two seconds of imports.

``python -m tests.support.warm`` reads an order a line and answers each with a line; what it has made ends with it. A
process made here differs from a real one only in having been imported before its environment was known, which is read
again. How a process starts by itself is what ``tests/host`` shows.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import django
from django.conf import settings
from django.db import connections
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver
from django.utils import translation

LOADED = ("kontor.config.urls", "kontor.host.web", "kontor.host.worker", "granian.server")


class WarmProcess:
    """A process made so, used like one of ``subprocess``."""

    def __init__(self, maker: Maker, pid: int) -> None:
        self._maker, self.pid = maker, pid
        self.returncode: int | None = None
        self._descriptor = os.pidfd_open(pid)  # can be read once the process has ended
        self._end = select.poll()
        self._end.register(self._descriptor, select.POLLIN)

    def poll(self) -> int | None:
        return self._code_within(0)

    def wait(self, timeout: float) -> int:
        """Its exit code; negative for the signal that ended it, as ``subprocess`` has it."""
        code = self._code_within(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
        return code

    def _code_within(self, seconds: float) -> int | None:
        if self.returncode is None and self._end.poll(seconds * 1000):
            self.returncode = self._maker.ask({"ended": self.pid})
            os.close(self._descriptor)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Maker:
    """The loaded process, seen from the tests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.warm"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        atexit.register(self._process.kill)

    def make(self, arguments: list[str], *, folder: Path, environment: dict[str, str], log: Path) -> WarmProcess:
        """``kontor`` with these arguments, in this folder."""
        order = {"arguments": arguments, "folder": str(folder), "environment": environment, "log": str(log)}
        return WarmProcess(self, self.ask(order))

    def ask(self, order: dict[str, Any]) -> Any:
        assert self._process.stdin and self._process.stdout
        with self._lock:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        assert answer, "The process that makes Kontor's processes has ended."
        return json.loads(answer)


@cache
def maker() -> Maker:
    """One for each process of the test run."""
    return Maker()


def serve() -> None:
    """Carry out orders until there are no more."""
    first = _load()
    ended: dict[int, int | None] = {}
    for line in sys.stdin.buffer:
        order = json.loads(line)
        if "ended" in order:
            answer = _code_of(order["ended"], ended)
        else:
            answer = os.fork()
            if answer == 0:
                _become(order, first)
            ended[answer] = None
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()
    for pid, code in ended.items():
        if code is None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _load() -> ModuleType:
    """Returns the settings as they were read, before packages work on them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.config.settings")
    first = _settings_as_read()
    django.setup()
    for name in LOADED:
        import_module(name)
    _compile()
    gc.collect()
    gc.freeze()
    return first


def _compile() -> None:
    """What a process does at its first page: templates become what renders them, catalogs and addresses are read."""
    for folder in map(Path, get_app_template_dirs("templates")):
        for path in folder.rglob("*.html"):
            get_template(path.relative_to(folder).as_posix())
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("")
            get_resolver().reverse_dict  # noqa: B018 it is read on being asked for


def _settings_as_read() -> ModuleType:
    name = os.environ["DJANGO_SETTINGS_MODULE"]
    read = import_module(name)
    del sys.modules[name]
    return read


def _code_of(pid: int, ended: dict[int, int | None]) -> int | None:
    """Of a process that has ended."""
    if ended[pid] is None:
        _pid, status = os.waitpid(pid, 0)
        ended[pid] = os.waitstatus_to_exitcode(status)
    return ended[pid]


def _become(order: dict[str, Any], first: ModuleType) -> NoReturn:
    code = 1
    try:
        _redirect(order["log"])
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        _read_settings_again(first)
        code = import_module("kontor.host.command").main(order["arguments"])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _redirect(log: str) -> None:
    nothing, output = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)


def _read_settings_again(first: ModuleType) -> None:
    """Sets what this environment says otherwise."""
    del sys.modules[os.environ["DJANGO_SETTINGS_MODULE"]]
    now = _settings_as_read()
    for name in filter(str.isupper, dir(now)):
        if getattr(now, name) != getattr(first, name):
            setattr(settings, name, getattr(now, name))
    connections._settings = None
    connections.__dict__.pop("settings", None)
    with suppress(AttributeError):
        del connections["default"]


if __name__ == "__main__":
    serve()
