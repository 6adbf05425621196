"""In which order the tests of a run go, and that it is the same in each of its processes."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TypeVar

import pytest

Test = TypeVar("Test")

LONGEST = (
    "tests/flows/test_guide.py::test_the_guide_sentence",
    "tests/flows/test_leak.py::test_no_address_shows",
    "tests/flows/test_leak.py::test_row_security_alone",
    "tests/flows/test_kill_everything.py",
    "tests/desk/browser/test_desk.py::test_pages_break_no_rule",
    "tests/flows/test_leak.py::test_who_works_for_both_sees",
    "tests/flows/test_rights_of_one_tenant.py::test_a_right_in_one_tenant",
    "tests/flows/test_leak.py::test_supervisors_find",
    "tests/flows/test_main_job.py",
    "tests/flows/test_accessibility.py::test_every_page_breaks_no_rule",
    "tests/desk/browser/test_ten_jobs.py",
    "tests/architecture/test_permissions.py",
    "tests/host/test_serve.py",
    "tests/flows/test_leak",
    "tests/flows/test_rights_of_one_tenant.py",
    "tests/supervisor/accounts/test_in_browser.py",
    "tests/supervisor/tenants/test_in_browser.py",
    "tests/desk/browser/",
)
"""What takes half a minute and more, the longest first."""


def processes() -> int:
    """How many processes share the tests of this run."""
    return int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


def longest_first(tests: Sequence[Test], *, named: Callable[[Test], str], processes: int) -> list[Test]:
    """What takes long comes first in the share that each process begins with; the rest follows file by file.

    ``--dist worksteal`` gives each process a run of neighbors, as many to each, and lets whoever has nothing left
    take from the end of another's: what is left at the end is short then, wherever it is.
    """
    by_file = sorted(tests, key=lambda test: _file(named(test)))
    rest = [test for test in by_file if _length(named(test)) is None]
    dealt = _dealt([test for test in by_file if _length(named(test)) is not None], named, processes)
    ordered: list[Test] = []
    for process, own in enumerate(dealt):
        room = (len(tests) - len(ordered)) // (processes - process) - len(own)
        ordered += [*own, *rest[: max(room, 0)]]
        del rest[: max(room, 0)]
    return ordered + rest


def shuffled(
    tests: Sequence[Test], seed: int, *, named: Callable[[Test], str], stay: Callable[[Test], bool]
) -> list[Test]:
    """In an order that is drawn anew for each seed. A file with a test that must ``stay`` stays together."""
    drawn = random.Random(seed)
    units: list[list[Test]] = []
    for _name, found in groupby(sorted(tests, key=named), key=lambda test: _file(named(test))):
        file = list(found)
        units += [file] if any(map(stay, file)) else [[test] for test in file]
    drawn.shuffle(units)
    for unit in units:
        drawn.shuffle(unit)
    return [test for unit in units for test in unit]


def shares_with_its_file(test: pytest.Function) -> bool:
    """Whether it uses something that is made once for its file, such as a browser."""
    fixtures = test._fixtureinfo.name2fixturedefs.values()
    return any(found[-1].scope in {"module", "package"} for found in fixtures)


def _dealt(long: Sequence[Test], named: Callable[[Test], str], processes: int) -> list[list[Test]]:
    """In turns, the longest first: single tests where they are named, else whole files."""
    units: dict[tuple[int, str], list[Test]] = {}
    for test in long:
        place = _length(named(test)) or 0
        units.setdefault((place, named(test) if "::" in LONGEST[place] else _file(named(test))), []).append(test)
    in_turn = [unit for _key, unit in sorted(units.items(), key=lambda unit: unit[0])]
    return [[test for unit in in_turn[process::processes] for test in unit] for process in range(processes)]


def _length(name: str) -> int | None:
    """Its place among the longest; none for a short one."""
    return next((place for place, beginning in enumerate(LONGEST) if name.startswith(beginning)), None)


def _file(name: str) -> str:
    return name.partition("::")[0]
