"""What is looked at of a tenant, one file a topic, in the order one goes about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kontor.readiness.domain.checks.accounts import accounts
from kontor.readiness.domain.checks.calls import calls
from kontor.readiness.domain.checks.categories import categories
from kontor.readiness.domain.checks.groups import groups
from kontor.readiness.domain.checks.letters import letters
from kontor.readiness.domain.checks.lines import Facts, Line
from kontor.readiness.domain.checks.origin import origin
from kontor.readiness.domain.checks.overflow import overflow
from kontor.readiness.domain.checks.spelling import spelling
from kontor.readiness.domain.checks.texts import texts
from kontor.readiness.domain.checks.times import times
from kontor.readiness.domain.checks.trial import trial

Check = Callable[[Facts], Iterator[Line]]

CHECKS: tuple[Check, ...] = (
    groups,
    categories,
    accounts,
    texts,
    origin,
    times,
    spelling,
    letters,
    calls,
    overflow,
    trial,
)

__all__ = ["CHECKS", "Check", "Facts", "Line"]
