"""What is in force for a holder, setting by setting; and whom a change would reach before it is made. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from kontor.preferences.types import REGISTRY, SYSTEM, Explanation, Holder, Preference

Chain = tuple[Holder, ...]


@dataclass(frozen=True)
class InForce:
    """A setting with the value that holds and where it comes from."""

    preference: Preference[Any]
    explanation: Explanation[Any]
    settable: bool
    """The nearest holder of the chain may have a value of its own."""


@dataclass(frozen=True)
class Affected:
    """A holder for which another value would be in force."""

    holder: Holder
    before: Any
    after: Any


def settings_of(chain: Sequence[Holder]) -> list[Preference[Any]]:
    """The settings that say something about the nearest holder of the chain, in the order they were declared.

    What can be set for the whole installation alone is shown there.
    """
    levels = {holder.level for holder in chain}
    wanted = levels - {SYSTEM} or levels
    return [preference for preference in REGISTRY.values() if preference.levels & wanted]


def in_force(chain: Chain, preferences: Iterable[Preference[Any]] | None = None) -> list[InForce]:
    """Each setting as it holds for the nearest holder of the chain (given far to near)."""
    wanted = settings_of(chain) if preferences is None else preferences
    nearest = chain[-1]
    return [
        InForce(preference, preference.explain(*chain), nearest.level in preference.levels) for preference in wanted
    ]


def affected_by(preference: Preference[Any], changed: Holder, value: Any, below: Iterable[Chain]) -> list[Affected]:
    """The holders below that inherit and for which another value would hold if ``changed`` had this one.

    With None it would have none of its own any more. Each chain goes from far to a holder below; those that cannot
    have the setting are passed over.
    """
    stands_for = _Changed(changed.level, dict(changed.preferences))
    if value is None:
        preference.inherit_on(stands_for)
    else:
        preference.set_on(stands_for, value)
    found = []
    for chain in below:
        if chain[-1].level not in preference.levels:
            continue
        then = tuple(cast(Holder, stands_for) if holder is changed else holder for holder in chain)
        before, after = preference.get(*chain), preference.get(*then)
        if before != after:
            found.append(Affected(chain[-1], before, after))
    return found


def own_values(preference: Preference[Any], holders: Iterable[Holder]) -> list[Holder]:
    """Those that have a value of their own."""
    return [holder for holder in holders if preference.is_set_on(holder)]


def count_own_values(holders: Iterable[Holder]) -> dict[str, int]:
    """For each setting, how many of them have a value of their own."""
    counts: dict[str, int] = {}
    for holder in holders:
        for key in holder.preferences:
            if key in REGISTRY and REGISTRY[key].is_set_on(holder):
                counts[key] = counts.get(key, 0) + 1
    return counts


@dataclass
class _Changed:
    """Stands for a holder as it would be."""

    level: str
    preferences: dict[str, Any]
