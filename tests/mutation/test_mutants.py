"""The run that changes the functions of a room finds what can be changed, and makes code of it that runs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mutation.judged_rooms import EQUIVALENT
from tests.mutation.mutants import PROBE, Mutant, mutants_of, mutated, probed
from tests.mutation.rooms import PACKAGE, ROOMS, ROOT

SOURCE = """
def edge(number):
    if number > 3:
        return "much"
    return "little"

class Row:
    def most(self, rows):
        return sum(row for row in rows if row < 9)
"""


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("x = a == b", ["a == b → a != b"]),
        ("x = a < b", ["a < b → a <= b"]),
        ("x = a and b", ["a and b → a or b", "a and b → a", "a and b → b"]),
        ("x = a + b", ["a + b → a - b"]),
        ("x = 3", ["3 → 4", "3 → 2"]),
        ("x = True", ["True → False"]),
        ("x = not a", ["not a → a"]),
        ("x = a if b else c", ["a if b else c → a if not b else c"]),
        ("return a", ["return a → return None"]),
        ("return None", []),
        ("raise a", ["raise a → pass"]),
        ("send(a)", ["send(a) → pass"]),
        ("a.b = c", ["a.b = c → pass"]),
        ("x = 'a'", []),
        ("x = a.filter(b=c)", ["a.filter(b=c) → a", "a.filter(b=c) → a.filter()"]),
        ("x = {a for a in b if c}", ["for a in b if c → for a in b"]),
        ("'What is said is not code.'", []),
    ],
)
def test_what_is_changed(statement: str, words: list[str]) -> None:
    assert [mutant.words.strip().replace("→  ", "→ ") for mutant in _of(statement)] == words


def test_a_mutant_knows_the_line_of_its_statement() -> None:
    source = "def f():\n    g(\n        a,\n        1,\n    )\n"

    assert {mutant.line for mutant in mutants_of("some.py", source)} == {2}


def test_mutants_of_one_source_differ_and_those_of_another_are_others() -> None:
    ones = [mutant.key for mutant in mutants_of("some.py", SOURCE)]
    others = [mutant.key for mutant in mutants_of("some.py", SOURCE + "\n")]

    assert len({*ones, *others}) == len(ones) + len(others)


def test_a_mutant_is_code_that_does_something_else() -> None:
    [mutant] = [mutant for mutant in mutants_of("some.py", SOURCE) if mutant.words == "number > 3 → number >= 3"]
    names = _run(SOURCE)
    assert names["edge"](3) == "little"

    names["edge"].__code__ = mutated(mutant, SOURCE, "some.py")

    assert names["edge"](3) == "much"


def test_a_method_is_changed_inside_what_it_goes_through() -> None:
    [mutant] = [mutant for mutant in mutants_of("some.py", SOURCE) if mutant.words == "row < 9 → row <= 9"]
    names = _run(SOURCE)
    assert names["Row"]().most([1, 9]) == 1

    names["Row"].most.__code__ = mutated(mutant, SOURCE, "some.py")

    assert names["Row"]().most([1, 9]) == 10


def test_a_probed_function_says_where_it_is_and_does_what_it_did() -> None:
    reached: list[int] = []
    names = _run(SOURCE) | {PROBE: lambda _file, line: reached.append(line), "__file__": "some.py"}

    codes = probed(SOURCE, "some.py")

    names["edge"].__globals__.update(names)
    names["edge"].__code__ = codes["edge"]
    assert names["edge"](4) == "much"
    assert reached == [3, 4]


def test_what_is_judged_is_there() -> None:
    """Else a sentence would stay when the code that it is about has gone."""
    there = {
        (path, mutant.function, mutant.words)
        for path in {path for path, _function, _words in EQUIVALENT}
        for mutant in mutants_of(path, (ROOT / PACKAGE / path).read_text(encoding="utf-8"))
    }

    assert EQUIVALENT.keys() - there == set()


@pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)
def test_a_room_has_files_and_tests_for_each_name(room: Any) -> None:
    assert [pattern for pattern in room.files if not any((ROOT / PACKAGE).glob(pattern))] == []
    assert [folder for folder in room.tests if not (ROOT / folder).exists()] == []


def _of(statement: str) -> list[Mutant]:
    return list(mutants_of("some.py", f"def f():\n    {statement}\n"))


def _run(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(source, "some.py", "exec"), names)
    return names
