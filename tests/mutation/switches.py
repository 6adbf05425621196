"""What the switched sources ask while they run, and the run of tests that switches one filter off after the other.

A plugin of pytest: a test is run as it is, to see which filters it reaches, and again with all of them switched off
together; where it fails then, they are tried by halves (``halves.py``). All of it in one process, so that a test costs
little more than twice itself, however many filters it reaches.
"""

from __future__ import annotations

import builtins
import json
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import pytest
from _pytest.runner import runtestprotocol
from django.core.exceptions import PermissionDenied
from django.db.backends.signals import connection_created

from tests.mutation.filters import SWITCHES
from tests.mutation.halves import noticed_alone

ASKED = "KONTOR_MUTATION"
"""Names the file that says what to try, see ``tenant_filters.py``."""
MOST, FEW = 15, 8
"""Tests for a filter: of its own folder, and of others that come there as well."""
LONG = 30
"""Seconds of the processor; a test that takes longer is run once only."""
LONGEST = 240
"""Seconds for a test; whatever hangs was noticed. The first one makes the databases."""
MARK = re.compile(r"([\w.]*tenant_id = (?:ANY \([^)]*\)[^)]*\)|%(?:\(\w+\))?s)) /\*filter (\w+)\*/")
KILLED, SURVIVED, UNREACHED = "killed", "survived", "unreached"


class Switches:
    """``off`` are the filters that are switched off now."""

    def __init__(self) -> None:
        self.off: Collection[str] = ()
        self.test = ""
        self.reached: dict[str, set[str]] = {}

    def keeping(self, key: str, **condition: Any) -> dict[str, Any]:
        return {"pk__isnull": False} if self._is_off(key) else condition

    def asking(self, key: str, here: Callable[[], Any], without: Callable[[], Any]) -> Any:
        return without() if self._is_off(key) else here()

    def entering(self, key: str, scope: Callable[..., Any]) -> Callable[..., Any]:
        return (lambda *_tenants: scope(0, *self.every_tenant())) if self._is_off(key) else scope

    def may_anywhere(self, access: Any, permission: str) -> bool:
        return bool(access.may_anywhere(permission))

    def need_anywhere(self, access: Any, permission: str) -> None:
        if not access.may_anywhere(permission):
            raise PermissionDenied

    def every_tenant(self) -> tuple[int, ...]:
        from kontor.tenants.scope import every_tenant

        return every_tenant()

    def rewrite(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Around every statement: conditions that were marked are let out."""
        if isinstance(sql, str) and "/*filter " in sql:
            sql = MARK.sub(lambda found: f"({found[1]} OR true)" if self._is_off(found[2]) else found[1], sql)
        return execute(sql, params, many, context)

    def _is_off(self, key: str) -> bool:
        if self.test:
            self.reached.setdefault(key, set()).add(self.test)
        return key in self.off


switches = Switches()
setattr(builtins, SWITCHES, switches)


def pytest_configure() -> None:
    connection_created.connect(_watch, weak=False)


def _watch(connection: Any, **_signal: Any) -> None:
    if switches.rewrite not in connection.execute_wrappers:
        connection.execute_wrappers.append(switches.rewrite)


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    asked = json.loads(Path(os.environ[ASKED]).read_text(encoding="utf-8"))
    if not asked["topics"]:
        return None  # the walk switches by itself
    items = {item.nodeid: item for item in session.items}
    with Path(asked["results"]).open("a", encoding="utf-8") as results:
        trying = Trying(asked["keys"], results)
        for folder in asked["folders"]:
            inside = [test for test in items if _is_in(test, folder)]
            for test in sorted(inside, key=lambda test: _topics(test).isdisjoint(asked["topics"])):
                if time.time() > asked["until"]:
                    return True
                if not trying.is_done(folder):
                    trying.on(items.pop(test))
            trying.conclude(folder)
    return True


def _topics(test: str) -> set[str]:
    """Tests are called like the file they are about, or lie in a folder that is: those of the filters' files come
    first."""
    path = Path(test.partition("::")[0])
    return {path.stem.removeprefix("test_"), path.parent.name}


class Trying:
    """``keys`` says to which folder of tests a filter belongs."""

    def __init__(self, keys: dict[str, str], results: TextIO) -> None:
        self.keys, self.results = keys, results
        self.folders = set(keys.values())
        self.tests: Counter[str] = Counter()

    def on(self, item: pytest.Item) -> None:
        keys = self._reached_by(item)
        self.tests.update(keys)
        for key in noticed_alone(keys, lambda off: not _passes(item, off)):
            if _passes(item):
                self._write(key, KILLED, item.nodeid)

    def is_done(self, folder: str) -> bool:
        """Each filter of the folder was noticed or tried often enough."""
        own = [key for key, of in self.keys.items() if of == folder]
        return folder in self.folders and all(self.tests[key] >= MOST for key in own)

    def conclude(self, folder: str) -> None:
        """What was not noticed by any test of its folder."""
        for key in [key for key, own in self.keys.items() if own == folder]:
            self._write(key, SURVIVED if self.tests[key] else UNREACHED, "")

    def _reached_by(self, item: pytest.Item) -> list[str]:
        """Where it was not tried often enough yet; nothing when the test fails without reason to."""
        began, switches.test = time.process_time(), item.nodeid
        switches.reached.clear()
        passed = _passes(item)
        switches.test = ""
        if not passed or time.process_time() - began > LONG:
            return []
        reached = [key for key in switches.reached if key in self.keys]
        return [key for key in reached if self.tests[key] < (MOST if _is_in(item.nodeid, self.keys[key]) else FEW)]

    def _write(self, key: str, verdict: str, by: str) -> None:
        del self.keys[key]
        row = {"key": key, "verdict": verdict, "by": by, "tests": self.tests[key]}
        self.results.write(json.dumps(row) + "\n")
        self.results.flush()


def _is_in(test: str, folder: str) -> bool:
    """Of the folder, or of the file."""
    return test.startswith((f"{folder}/", f"{folder}::"))


class Nothing(pytest.Item):
    """Said to be run next: whatever does not belong to the whole run is torn down."""

    def runtest(self) -> None:
        raise NotImplementedError


def _passes(item: pytest.Item, off: Collection[str] = ()) -> bool:
    switches.off = off
    item._initrequest()  # type: ignore[attr-defined]
    nothing = Nothing.from_parent(item.session, name="nothing")
    try:
        with limited():
            reports = runtestprotocol(item, log=False, nextitem=nothing)
    except TimeoutError:
        return False
    finally:
        switches.off = ()
    return all(report.passed or report.skipped for report in reports)


@contextmanager
def limited(seconds: int = LONGEST) -> Iterator[None]:
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def _too_long(*_signal: object) -> None:
    raise TimeoutError
