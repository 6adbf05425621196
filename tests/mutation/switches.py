"""What the switched sources ask while they run, and the run of tests that switches one filter off after the other.

A plugin of pytest: all tests are run once as they are, to see which of them reach which filter; then each filter is
switched off, and the quickest of those tests are run until one fails. All of it in one process, so that a filter costs
as much as its tests and no more.
"""

from __future__ import annotations

import builtins
import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.core.exceptions import PermissionDenied
from django.db.backends.signals import connection_created

from tests.mutation.filters import SWITCHES

ASKED = "KONTOR_MUTATION"
"""Names the file that says what to try, see ``tenant_filters.py``."""
MOST = 40
"""Tests for a filter."""
LONGEST = 240
"""Seconds for a test; whatever hangs was noticed. The first one makes the databases."""
MARK = re.compile(r"([\w.]*tenant_id = (?:ANY \([^)]*\)[^)]*\)|%(?:\(\w+\))?s)) /\*filter (\w+)\*/")
KILLED, SURVIVED, UNREACHED = "killed", "survived", "unreached"


class Switches:
    """``off`` is the filter that is switched off now."""

    def __init__(self) -> None:
        self.off = ""
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
        return key == self.off


switches = Switches()
setattr(builtins, SWITCHES, switches)


def pytest_configure() -> None:
    connection_created.connect(_watch, weak=False)


def _watch(connection: Any, **_signal: Any) -> None:
    if switches.rewrite not in connection.execute_wrappers:
        connection.execute_wrappers.append(switches.rewrite)


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    asked = json.loads(Path(os.environ[ASKED]).read_text(encoding="utf-8"))
    if asked["walk"]:
        return None  # the walk switches by itself
    seconds = _as_they_are(session.items)
    by_id = {item.nodeid: item for item in session.items}
    with Path(asked["results"]).open("a", encoding="utf-8") as results:
        for key in asked["keys"]:
            if time.time() > asked["until"]:
                break
            tests = sorted(switches.reached.get(key, set()) & seconds.keys(), key=lambda test: seconds[test])
            verdict, by = _try(key, [by_id[test] for test in tests[:MOST]])
            results.write(json.dumps({"key": key, "verdict": verdict, "by": by, "tests": len(tests)}) + "\n")
            results.flush()
    return True


def _as_they_are(items: list[pytest.Item]) -> dict[str, float]:
    """How long each test took; what fails without reason to is of no use."""
    seconds = {}
    for item in items:
        began, switches.test = time.monotonic(), item.nodeid
        if _passes(item):
            seconds[item.nodeid] = time.monotonic() - began
    switches.test = ""
    return seconds


def _try(key: str, tests: list[pytest.Item]) -> tuple[str, str]:
    """The verdict, and the test that noticed. That test must pass again with the filter in its place."""
    for test in tests:
        switches.off = key
        passed = _passes(test)
        switches.off = ""
        if not passed and _passes(test):
            return KILLED, test.nodeid
    return (SURVIVED if tests else UNREACHED), ""


class Nothing(pytest.Item):
    """Said to be run next: whatever does not belong to the whole run is torn down."""

    def runtest(self) -> None:
        raise NotImplementedError


def _passes(item: pytest.Item) -> bool:
    item._initrequest()  # type: ignore[attr-defined]
    nothing = Nothing.from_parent(item.session, name="nothing")
    try:
        with limited():
            reports = runtestprotocol(item, log=False, nextitem=nothing)
    except TimeoutError:
        return False
    return all(report.passed or report.skipped for report in reports)


@contextmanager
def limited() -> Iterator[None]:
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)


def _too_long(*_signal: object) -> None:
    raise TimeoutError
