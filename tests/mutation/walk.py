"""The walks of the tests of rights, once more for each filter that is switched off: only the requests that come to it.

Not collected with the tests; ``tenant_filters.py`` runs it, in the copy. A filter then costs some requests.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction

from tests.flows.conftest import furnished, houses, ours, theirs  # noqa: F401
from tests.flows.house import House
from tests.flows.rights import PEOPLE, Step, Walk, walk_of
from tests.mutation.switches import ASKED, KILLED, MOST, limited, switches
from tests.support.client import Browser


@pytest.fixture(autouse=True)
def _no_log() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("who", PEOPLE)
def test_walk(ours: House, theirs: House, client_for: Callable[..., Browser], who: str) -> None:  # noqa: F811
    asked = json.loads(Path(os.environ[ASKED]).read_text(encoding="utf-8"))
    results = Path(asked["results"])
    walk = walk_of(who, ours, theirs, client_for)
    reached = _reached(walk)
    with results.open("a", encoding="utf-8") as file:
        for key in asked["keys"]:
            if key in _killed(results):
                continue
            noticed = next((step for step in _some(reached.get(key, [])) if _notices(walk, key, step)), None)
            if noticed:
                row = {"key": key, "verdict": KILLED, "by": f"{who}: {noticed.method} {noticed.name}", "walk": True}
                file.write(json.dumps(row) + "\n")
                file.flush()


def _reached(walk: Walk) -> dict[str, list[Step]]:
    """Which requests come to which filter."""
    steps = list(walk.most)
    switches.reached.clear()
    for number, step in enumerate(steps):
        switches.test = str(number)
        assert walk.too_much(step) is None, step
    switches.test = ""
    return {key: [steps[int(number)] for number in sorted(at, key=int)] for key, at in switches.reached.items()}


def _killed(results: Path) -> set[str]:
    """By the walks of others, which may go on at the same time."""
    rows = map(json.loads, results.read_text(encoding="utf-8").splitlines())
    return {row["key"] for row in rows if row["verdict"] == KILLED}


def _some(steps: list[Step]) -> list[Step]:
    """What nearly every request comes to is asked for here and there."""
    return steps[:: len(steps) // MOST + 1]


def _notices(walk: Walk, key: str, step: Step) -> bool:
    switches.off = key
    wrong = _is_wrong(walk, step)
    switches.off = ""
    return wrong and not _is_wrong(walk, step)


def _is_wrong(walk: Walk, step: Step) -> bool:
    """The test of rights would fail here."""
    try:
        with limited(), transaction.atomic():
            return walk.too_much(step) is not None
    except Exception:
        return True
