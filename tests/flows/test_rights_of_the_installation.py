"""Every right in all tenants is none for the installation: for whoever gets them, what belongs to it stays the same."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest

from kontor.people.models import Role
from tests.factories.org import make_grant
from tests.flows.house import House
from tests.flows.installation_rights import KEEPERS, OF_INSTALLATION, walk_of_installation
from tests.support.client import Browser


@pytest.fixture(autouse=True)
def _no_log() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("who", KEEPERS)
def test_rights_in_all_tenants_are_none_for_the_installation(
    ours: House, theirs: House, client_for: Callable[..., Browser], who: str
) -> None:
    walk = walk_of_installation(who, ours, theirs, client_for)

    assert [(step.name, step.method, met) for step in walk.most if (met := walk.too_much(step))] == []


def test_a_right_for_the_installation_is_noticed(
    ours: House, theirs: House, client_for: Callable[..., Browser]
) -> None:
    """Else the test above would prove nothing."""
    walk = walk_of_installation("stranger", ours, theirs, client_for)
    make_grant(walk.person, Role.objects.get(name="Administrator"))

    noticed = [step.name for step in walk.most if walk.too_much(step)]

    assert [each for each in OF_INSTALLATION if not any(name.startswith(each) for name in noticed)] == []
