"""The run of tests that tries mutants, as a plugin of pytest.

Each test is run once with probes in the functions of the room, to see which statements it comes to. Then each mutant is
put in its function's place, and the tests that come to it are run until one fails which passes when the function is as
it was. All of it in one process, so that a mutant costs little more than the tests that it is tried on. What a test
hangs in was noticed.
"""

from __future__ import annotations

import builtins
import functools
import gc
import importlib
import inspect
import json
import os
import random
import sys
import time
from collections import defaultdict
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, TextIO

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from tests.mutation.mutants import PROBE, Mutant, mutated, probed
from tests.mutation.switches import KILLED, SURVIVED, UNREACHED, Nothing, limited
from tests.mutation.tenant_filters import PACKAGE

ASKED = "KONTOR_ROOM"
"""Names the file that says what to try, see ``rooms.py``."""
LONG = 12
"""Seconds; a test that takes longer is run once only."""
LONGEST = 60
"""Seconds for a test of which nothing is known."""
WITHOUT = {"houses", "asterisk", "page", "browser", "chromium"}
"""What is brought along by tests that take too long, or do not come to the room in this process."""
COMMITS = {"committed_db"}
"""What is brought along by tests that are tried where they are named: each wants a database, and may spoil more."""
SPOILED = 5
"""Tests that do not pass any more, though nothing is changed: what is found then says nothing."""
CHANGES_NOTHING = "changes nothing"
"""It cannot take the function's place."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    asked = json.loads(Path(os.environ[ASKED]).read_text(encoding="utf-8"))
    mutants = [Mutant(**row) for row in asked["mutants"]]
    without = WITHOUT if asked["named"] else WITHOUT | COMMITS
    items = [item for item in session.items if without.isdisjoint(getattr(item, "fixturenames", ()))]
    with Path(asked["results"]).open("a", encoding="utf-8") as results:
        trials = Trials(Path(asked["root"]), mutants, asked["seconds"], results)
        trials.see_what_is_reached(items)
        trials.on_all(until=asked["until"])
    return True


class Trials:
    """``enough``: seconds of tests for a mutant."""

    def __init__(self, root: Path, mutants: list[Mutant], enough: float, results: TextIO) -> None:
        self.root, self.mutants, self.enough, self.results = root, mutants, enough, results
        self.sources = {path: (root / path).read_text(encoding="utf-8") for path in {each.path for each in mutants}}
        self.functions, self.caches = self._functions()
        self.coming: defaultdict[tuple[str, int], list[pytest.Item]] = defaultdict(list)
        self.took: dict[pytest.Item, float] = {}
        self.spoiled = 0

    def _functions(self) -> tuple[dict[tuple[str, str], list[FunctionType]], list[Any]]:
        """Also those that a decorator holds; and what keeps answers of ours, which would hide a change of them."""
        for path in self.sources:
            importlib.import_module(_module(path))
        gc.unfreeze()
        files = {str(self.root / path): path for path in self.sources}
        functions, caches = defaultdict(list), []
        for found in gc.get_objects():
            if type(found) is FunctionType and found.__code__.co_filename in files:
                functions[files[found.__code__.co_filename], found.__code__.co_qualname].append(found)
            elif type(found) is functools._lru_cache_wrapper and _is_ours(inspect.unwrap(found), self.root):
                caches.append(found)
        return functions, caches

    def see_what_is_reached(self, items: list[pytest.Item]) -> None:
        here: set[tuple[str, int]] = set()
        files = {str(self.root / path): path for path in self.sources}
        setattr(builtins, PROBE, lambda file, line: here.add((files[file], line)))
        codes = {path: probed(source, str(self.root / path)) for path, source in self.sources.items()}
        before = {name: functions[0].__code__ for name, functions in self.functions.items()}
        self._put({(path, name): codes[path][name] for path, name in self.functions if name in codes[path]})
        for item in items:
            self._forget()
            here.clear()
            began = time.monotonic()
            passed = _passes(item)
            self.took[item] = time.monotonic() - began
            if not passed:
                self._tell(f"fails as it is: {item.nodeid}")
            elif self.took[item] < LONG:
                for place in here:
                    self.coming[place].append(item)
        self._put(before)
        self._tell(f"{len(items)} tests took {sum(self.took.values()):.0f} s")

    def _put(self, codes: dict[tuple[str, str], CodeType]) -> None:
        self._forget()
        for name, code in codes.items():
            for function in self.functions[name]:
                function.__code__ = code

    def _forget(self) -> None:
        for cache in self.caches:
            cache.cache_clear()

    def on_all(self, *, until: float) -> None:
        for mutant in self.mutants:
            if time.time() > until:
                return
            tests = self._tests_for(mutant)
            verdict, by = self._try(mutant, tests) if tests else (UNREACHED, "")
            if self.spoiled > SPOILED:
                self._tell("ended: tests fail as it is")
                return
            row = {"key": mutant.key, "verdict": verdict, "by": by, "tests": len(tests)}
            self.results.write(json.dumps(row) + "\n")
            self.results.flush()

    def _tests_for(self, mutant: Mutant) -> list[pytest.Item]:
        """Those of its own file first, then what names it, then the quickest, until it is enough; some of the slow
        ones as well."""
        topic = Path(mutant.path).stem
        tests = sorted(
            self.coming[mutant.path, mutant.line],
            key=lambda item: (item.path.stem != f"test_{topic}", topic not in item.nodeid, self.took[item]),
        )
        chosen, seconds = [], 0.0
        drawn = random.Random(mutant.key)
        while tests and seconds < self.enough:
            item = tests.pop(0 if len(chosen) % 4 < 3 else drawn.randrange(len(tests)))
            chosen.append(item)
            seconds += self.took[item]
        return chosen

    def _try(self, mutant: Mutant, tests: list[pytest.Item]) -> tuple[str, str]:
        name = mutant.path, mutant.function
        code = mutated(mutant, self.sources[mutant.path], str(self.root / mutant.path))
        functions = self.functions[name]
        if not functions or any(len(code.co_freevars) != len(each.__code__.co_freevars) for each in functions):
            return CHANGES_NOTHING, ""
        before = functions[0].__code__
        for item in tests:
            self._put({name: code})
            passed = _passes(item, self.took[item])
            self._put({name: before})
            if not passed and self._passes_as_it_is(item):
                return KILLED, item.nodeid
        return SURVIVED, ""

    def _passes_as_it_is(self, item: pytest.Item) -> bool:
        """Else a mutant has left something behind: in a connection, which is given up then, or for good."""
        if _passes(item, self.took[item]):
            return True
        connections.close_all()
        self._forget()
        passed = _passes(item, self.took[item])
        if not passed:
            self.spoiled += 1
            self._tell(f"does not pass any more: {item.nodeid}")
        return passed

    def _tell(self, words: str) -> None:
        sys.__stderr__.write(f"{time.strftime('%H:%M:%S')} {words}\n")  # type: ignore[union-attr]
        sys.__stderr__.flush()  # type: ignore[union-attr]


def _is_ours(function: Any, root: Path) -> bool:
    """Whoever keeps an answer may lie in another file than what it was computed by."""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_filename.startswith(str(root / PACKAGE))


def _passes(item: pytest.Item, took: float = LONGEST) -> bool:
    """What takes far longer than it did hangs."""
    nothing = Nothing.from_parent(item.session, name="nothing")
    try:
        with limited(30 + int(10 * took)):
            reports = runtestprotocol(item, log=False, nextitem=nothing)
    except TimeoutError:
        return False
    return all(report.passed or report.skipped for report in reports)


def _module(path: str) -> str:
    return ".".join(Path(path).with_suffix("").parts[1:]).removesuffix(".__init__")
