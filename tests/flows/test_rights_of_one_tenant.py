"""A right in one tenant shows nothing of another and changes nothing there, to people who work for both.

Row security shows them the rows of both: what narrows is ours alone. Whoever is given every right in one tenant tries
every address with the rows of the other, before and after; and whoever has every right in both meets things of the one
only where they are looked at.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest

from tests.flows.house import House
from tests.flows.rights import PEOPLE, Met, Step, Walk, give_every_right, walk_of
from tests.support.client import Browser


@pytest.fixture(autouse=True)
def _no_log() -> Iterator[None]:
    """Some hundred refusals are what these tests are about."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("who", PEOPLE)
def test_a_right_in_one_tenant_is_none_in_another(
    ours: House, theirs: House, client_for: Callable[..., Browser], who: str
) -> None:
    walk = walk_of(who, ours, theirs, client_for)

    assert [found for step in walk.most if (found := _too_much(walk, step))] == []
    assert len(walk.most) > 150


def test_a_right_there_is_noticed(ours: House, theirs: House, client_for: Callable[..., Browser]) -> None:
    """Else the test above would prove nothing."""
    walk = walk_of("reader", ours, theirs, client_for, area="supervisor:c")
    give_every_right(walk.person, theirs)

    steps = [step for step in walk.most if step.names_a_row and step.method == "get"]

    assert [step.name for step in steps if not _too_much(walk, step)] == []


def _too_much(walk: Walk, step: Step) -> tuple[str, str, Met] | None:
    met = walk.too_much(step)
    return (step.name, step.method, met) if met else None
