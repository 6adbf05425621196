"""The walks of the tests of rights and the jobs of another tenant, once more for each filter that is switched off: only
what comes to it.

Not collected with the tests; ``tenant_filters.py`` runs it, in the copy. A request then costs two, and some for each
filter that it misses.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest
from django.db import transaction

from tests.flows.conftest import furnished, houses, ours, theirs  # noqa: F401
from tests.flows.house import House
from tests.flows.installation_rights import KEEPERS, walk_of_installation
from tests.flows.rights import PEOPLE, Walk, walk_of
from tests.flows.test_jobs_of_another_tenant import changed_by, jobs_of_tenants, quiet  # noqa: F401
from tests.flows.test_leak_jobs import _without_servers
from tests.mutation.halves import noticed_alone
from tests.mutation.switches import ASKED, KILLED, limited, switches
from tests.support.client import Browser

Try = Callable[[], bool]


@pytest.fixture(autouse=True)
def _no_log() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("who", PEOPLE)
def test_walk(ours: House, theirs: House, client_for: Callable[..., Browser], who: str) -> None:  # noqa: F811
    _try_steps(who, walk_of(who, ours, theirs, client_for))


@pytest.mark.parametrize("who", KEEPERS)
def test_walk_of_installation(ours: House, theirs: House, client_for: Callable[..., Browser], who: str) -> None:  # noqa: F811
    _try_steps(who, walk_of_installation(who, ours, theirs, client_for))


def test_jobs(ours: House, theirs: House, quiet: None) -> None:  # noqa: F811
    _without_servers(theirs)

    _try_all({task.name: lambda task=task: bool(changed_by(task, ours.tenant, theirs)) for task in jobs_of_tenants()})


def _try_steps(who: str, walk: Walk) -> None:
    _try_all(
        {f"{who}: {step.method} {step.url}": lambda step=step: walk.too_much(step) is not None for step in walk.most}
    )


def _try_all(tries: dict[str, Try]) -> None:
    """Each says whether something is wrong; so it is when a filter is noticed."""
    asked = json.loads(Path(os.environ[ASKED]).read_text(encoding="utf-8"))
    results = Path(asked["results"])
    keys = set(asked["keys"]) - _killed(results)
    with results.open("a", encoding="utf-8") as file:
        for name, is_wrong in tries.items():
            reached = [key for key in _reached_by(name, is_wrong) if key in keys]
            for key in noticed_alone(reached, lambda off, is_wrong=is_wrong: _fails(is_wrong, off)):
                if not _fails(is_wrong):
                    keys.remove(key)
                    file.write(json.dumps({"key": key, "verdict": KILLED, "by": name, "walk": True}) + "\n")
                    file.flush()


def _reached_by(name: str, is_wrong: Try) -> list[str]:
    switches.reached.clear()
    switches.test = name
    assert not is_wrong(), name
    switches.test = ""
    return list(switches.reached)


def _killed(results: Path) -> set[str]:
    """By the walks of others, which may go on at the same time."""
    rows = map(json.loads, results.read_text(encoding="utf-8").splitlines())
    return {row["key"] for row in rows if row["verdict"] == KILLED}


def _fails(is_wrong: Try, off: Collection[str] = ()) -> bool:
    switches.off = off
    try:
        with limited(), transaction.atomic():
            return is_wrong()
    except Exception:
        return True
    finally:
        switches.off = ()
