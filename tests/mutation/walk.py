"""The walks of the tests of rights and the jobs of another tenant, once more for each filter that is switched off: only
what comes to it.

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
from tests.flows.rights import PEOPLE, walk_of
from tests.flows.test_jobs_of_another_tenant import changed_by, jobs_of_tenants, quiet  # noqa: F401
from tests.flows.test_leak_jobs import _without_servers
from tests.mutation.switches import ASKED, KILLED, MOST, limited, switches
from tests.support.client import Browser

Try = Callable[[], bool]


@pytest.fixture(autouse=True)
def _no_log() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("who", PEOPLE)
def test_walk(ours: House, theirs: House, client_for: Callable[..., Browser], who: str) -> None:  # noqa: F811
    walk = walk_of(who, ours, theirs, client_for)

    _try_all(
        {f"{who}: {step.method} {step.url}": lambda step=step: walk.too_much(step) is not None for step in walk.most}
    )


def test_jobs(ours: House, theirs: House, quiet: None) -> None:  # noqa: F811
    _without_servers(theirs)

    _try_all({task.name: lambda task=task: bool(changed_by(task, ours.tenant, theirs)) for task in jobs_of_tenants()})


def _try_all(tries: dict[str, Try]) -> None:
    """Each says whether something is wrong; so it is when a filter is noticed."""
    asked = json.loads(Path(os.environ[ASKED]).read_text(encoding="utf-8"))
    results = Path(asked["results"])
    reached = _reached(tries)
    with results.open("a", encoding="utf-8") as file:
        for key in asked["keys"]:
            if key in _killed(results):
                continue
            noticed = next((name for name in _some(reached.get(key, [])) if _notices(key, tries[name])), None)
            if noticed:
                file.write(json.dumps({"key": key, "verdict": KILLED, "by": noticed, "walk": True}) + "\n")
                file.flush()


def _reached(tries: dict[str, Try]) -> dict[str, list[str]]:
    """What comes to which filter."""
    switches.reached.clear()
    for name, is_wrong in tries.items():
        switches.test = name
        assert not is_wrong(), name
    switches.test = ""
    return {key: [name for name in tries if name in at] for key, at in switches.reached.items()}


def _killed(results: Path) -> set[str]:
    """By the walks of others, which may go on at the same time."""
    rows = map(json.loads, results.read_text(encoding="utf-8").splitlines())
    return {row["key"] for row in rows if row["verdict"] == KILLED}


def _some(names: list[str]) -> list[str]:
    """What nearly everything comes to is tried here and there."""
    return names[:: len(names) // MOST + 1]


def _notices(key: str, is_wrong: Try) -> bool:
    switches.off = key
    wrong = _fails(is_wrong)
    switches.off = ""
    return wrong and not _fails(is_wrong)


def _fails(is_wrong: Try) -> bool:
    try:
        with limited(), transaction.atomic():
            return is_wrong()
    except Exception:
        return True
