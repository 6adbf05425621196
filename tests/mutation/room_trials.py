"""The run of tests that tries mutants, as a plugin of pytest.

Each test is run once with probes in the functions of the room, to see which statements it comes to. Then each mutant is
put in its function's place in a child of the process, where the tests that come to it are run until one fails: so it
leaves nothing behind, and costs no start. Whatever a child hangs in was noticed.
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
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, TextIO

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from tests.mutation.mutants import PROBE, Mutant, mutated, probed
from tests.mutation.switches import KILLED, SURVIVED, UNREACHED, Nothing

ASKED = "KONTOR_ROOM"
"""Names the file that says what to try, see ``rooms.py``."""
LONG = 12
"""Seconds; a test that takes longer is run once only."""
LONGEST = 120
"""Seconds for the tests of a mutant; the machine may be busy."""
WITHOUT = {"houses", "asterisk", "page", "browser", "chromium"}
"""What is brought along by tests that take too long, or do not come to the room in this process."""
CHANGES_NOTHING = "changes nothing"
"""It cannot take the function's place."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    asked = json.loads(Path(os.environ[ASKED]).read_text(encoding="utf-8"))
    mutants = [Mutant(**row) for row in asked["mutants"]]
    items = [item for item in session.items if WITHOUT.isdisjoint(getattr(item, "fixturenames", ()))]
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
        self.passes_in_a_child: dict[pytest.Item, bool] = {}

    def _functions(self) -> tuple[dict[tuple[str, str], list[FunctionType]], list[Any]]:
        """Also those that a decorator holds; and what keeps their answers, which would hide a change of them."""
        for path in self.sources:
            importlib.import_module(_module(path))
        gc.unfreeze()
        files = {str(self.root / path): path for path in self.sources}
        functions, caches = defaultdict(list), []
        for found in gc.get_objects():
            if type(found) is FunctionType and found.__code__.co_filename in files:
                functions[files[found.__code__.co_filename], found.__code__.co_qualname].append(found)
            elif type(found) is functools._lru_cache_wrapper and inspect.unwrap(found).__code__.co_filename in files:
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
        for name, code in codes.items():
            for function in self.functions[name]:
                function.__code__ = code

    def _forget(self) -> None:
        for cache in self.caches:
            cache.cache_clear()

    def on_all(self, *, until: float) -> None:
        connections.close_all()
        gc.collect()
        gc.freeze()
        for mutant in self.mutants:
            if time.time() > until:
                return
            tests = self._tests_for(mutant)
            verdict, by = self._try(mutant, tests) if tests else (UNREACHED, "")
            row = {"key": mutant.key, "verdict": verdict, "by": by, "tests": len(tests)}
            self.results.write(json.dumps(row) + "\n")
            self.results.flush()

    def _tests_for(self, mutant: Mutant) -> list[pytest.Item]:
        """Those of the file first, then the quickest, until it is enough; some of the slow ones as well."""
        topic = Path(mutant.path).stem
        tests = sorted(
            self.coming[mutant.path, mutant.line], key=lambda item: (topic not in item.nodeid, self.took[item])
        )
        chosen, seconds = [], 0.0
        drawn = random.Random(mutant.key)
        while tests and seconds < self.enough:
            item = tests.pop(0 if len(chosen) % 4 < 3 else drawn.randrange(len(tests)))
            chosen.append(item)
            seconds += self.took[item]
        return chosen

    def _try(self, mutant: Mutant, tests: list[pytest.Item]) -> tuple[str, str]:
        functions = self.functions[mutant.path, mutant.function]
        code = mutated(mutant, self.sources[mutant.path], str(self.root / mutant.path))
        if not functions or any(len(code.co_freevars) != len(each.__code__.co_freevars) for each in functions):
            return CHANGES_NOTHING, ""

        def first_that_fails() -> str:
            self._forget()
            for function in functions:
                function.__code__ = code
            return next((item.nodeid for item in left if not _passes(item)), "")

        left = list(tests)
        while True:
            failed = _in_a_child(first_that_fails)
            if failed is None:
                return KILLED, "hangs"
            if not failed:
                return SURVIVED, ""
            item = next(item for item in left if item.nodeid == failed)
            if item not in self.passes_in_a_child:
                self.passes_in_a_child[item] = (
                    _in_a_child(lambda item=item: "passes" if _passes(item) else "") == "passes"
                )
            if self.passes_in_a_child[item]:
                return KILLED, failed
            self._tell(f"does not pass in a child: {failed}")
            left = left[left.index(item) + 1 :]

    def _tell(self, words: str) -> None:
        sys.__stderr__.write(f"{time.strftime('%H:%M:%S')} {words}\n")  # type: ignore[union-attr]
        sys.__stderr__.flush()  # type: ignore[union-attr]


def _in_a_child(work: Callable[[], str]) -> str | None:
    """What it says, or None when it does not come to an end."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(LONGEST)
            os.write(write, b"+" + work().encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as said:
        words = said.read()
    os.waitpid(child, 0)
    return words[1:] if words else None


def _passes(item: pytest.Item) -> bool:
    nothing = Nothing.from_parent(item.session, name="nothing")
    reports = runtestprotocol(item, log=False, nextitem=nothing)
    return all(report.passed or report.skipped for report in reports)


def _module(path: str) -> str:
    return ".".join(Path(path).with_suffix("").parts[1:]).removesuffix(".__init__")
