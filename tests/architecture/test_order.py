"""The order of a run, as the processes of a run get it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from xdist.scheduler import WorkStealingScheduling

from tests.support.order import LONGEST, longest_first, shuffled

SHORT = [f"tests/{folder}/test_{file}.py::test_{number}" for folder in "ab" for file in "xyz" for number in range(9)]
LONG = [
    *(f"{LONGEST[0]}-{share}]" for share in range(3)),
    f"{LONGEST[1]}",
    "tests/desk/browser/test_desk.py::test_of_a_browser",
    "tests/desk/browser/test_desk.py::test_of_the_same_browser",
]
SINGLE = [name for name in LONG if "browser" not in name]


class Process:
    """A process of a run, which is given tests by xdist."""

    shutting_down = False

    def __init__(self, number: int) -> None:
        self.gateway = SimpleNamespace(id=f"process{number}")
        self.given: list[int] = []

    def send_runtest_some(self, given: list[int]) -> None:
        self.given += given


@pytest.mark.parametrize("processes", [1, 2, 3, 7])
def test_each_process_begins_with_what_takes_long(pytestconfig: pytest.Config, processes: int) -> None:
    begun = _begun(pytestconfig, longest_first([*SHORT, *LONG], named=str, processes=processes), processes)

    assert sorted(name for names in begun for name in names) == sorted([*SHORT, *LONG])
    for names in begun:
        long = [name in LONG for name in names]
        assert long == sorted(long, reverse=True)
    assert {sum(name in SINGLE for name in names) for names in begun} <= {len(SINGLE) // processes, 4 // processes + 1}


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_tests_of_a_browser_are_given_to_the_same_process(pytestconfig: pytest.Config, processes: int) -> None:
    begun = _begun(pytestconfig, longest_first([*LONG[::-1], *SHORT], named=str, processes=processes), processes)

    assert sorted(sum("browser" in name for name in names) for names in begun) == [*[0] * (processes - 1), 2]


def test_what_takes_long_is_there() -> None:
    """A file that was split, or a test with another name, would come last."""
    root = Path(__file__).parents[2]
    named = {str(path.relative_to(root)): path.read_text() for path in (root / "tests").rglob("test_*.py")}

    gone = []
    for beginning in LONGEST:
        file, _colons, test = beginning.partition("::")
        found = [text for name, text in named.items() if name == file or (not test and name.startswith(file))]
        if not any(f"def {test}" in text for text in found):
            gone.append(beginning)

    assert gone == []


def test_a_seed_is_an_order() -> None:
    first = shuffled(SHORT, 7, named=str, stay=lambda name: False)

    assert sorted(first) == sorted(SHORT)
    assert first == shuffled(SHORT[::-1], 7, named=str, stay=lambda name: False)
    assert first not in (SHORT, shuffled(SHORT, 8, named=str, stay=lambda name: False))


def test_what_shares_something_with_its_file_stays_with_it() -> None:
    order = shuffled(SHORT, 7, named=str, stay=lambda name: name == "tests/b/test_y.py::test_3")

    places = [place for place, name in enumerate(order) if name.startswith("tests/b/test_y.py")]
    assert places == list(range(places[0], places[0] + 9))
    assert [order[place] for place in places] != SHORT[36:45]


def _begun(config: pytest.Config, order: list[str], processes: int) -> list[list[str]]:
    """What xdist gives each process to begin with."""
    given: list[Any] = [Process(number) for number in range(processes)]
    scheduler = WorkStealingScheduling(_Config(config, processes))  # type: ignore[arg-type]
    for process in given:
        scheduler.add_node(process)
    for process in given:
        scheduler.add_node_collection(process, order)
    scheduler.schedule()
    return [[order[place] for place in process.given] for process in given]


class _Config:
    """The run's, with that many processes."""

    def __init__(self, config: pytest.Config, processes: int) -> None:
        self._config, self._processes = config, processes

    def getvalue(self, name: str) -> Any:
        return [f"{self._processes}*popen"] if name == "tx" else self._config.getvalue(name)
