"""What a rule says, as values: conditions, actions, and whether it acts again. Pure.

Each condition and action is an entry: its kind, a number where the kind has one, and what is chosen or written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.kernel.text import whole_number

LOAD_KINDS = frozenset({ConditionKind.OPEN, ConditionKind.LATE_SHARE})
"""Look at the backlog, not at the ticket."""

OWNER, SUPERVISORS = "owner", "supervisors"
"""Who is told, beside people by their ids."""

TELLING = (ActionKind.NOTIFY, ActionKind.MAIL)
MARKING = frozenset({*TELLING, ActionKind.TAG})
"""Leave the ticket where it is, and its promises alone."""


@dataclass(frozen=True)
class Condition:
    """``number`` is in percent, minutes or requests, as the kind says; one of ``values`` is enough."""

    kind: ConditionKind
    number: int | None = None
    values: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return _to_json(self)


@dataclass(frozen=True)
class Action:
    """``values``: who is told (``OWNER``, ``SUPERVISORS``, ids of people), or the one category, group or tag."""

    kind: ActionKind
    number: int | None = None
    values: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return _to_json(self)

    @property
    def target(self) -> int:
        """The id of the category or agent group."""
        return int(self.values[0])


@dataclass(frozen=True)
class Content:
    """``again`` is after how many minutes the rule acts on the same ticket again; None: once a version."""

    conditions: tuple[Condition, ...] = ()
    actions: tuple[Action, ...] = ()
    again: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "conditions": [each.to_json() for each in self.conditions],
            "actions": [each.to_json() for each in self.actions],
            "again": self.again,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Content:
        return cls(
            tuple(Condition(ConditionKind(each["kind"]), *_rest(each)) for each in stored.get("conditions", ())),
            tuple(Action(ActionKind(each["kind"]), *_rest(each)) for each in stored.get("actions", ())),
            stored.get("again"),
        )

    @property
    def marks_only(self) -> bool:
        """Nothing of it looks at promises or moves a ticket."""
        by_promise = any(each.kind == ConditionKind.SHARE for each in self.conditions)
        return not by_promise and all(each.kind in MARKING for each in self.actions)

    def ids(self, kind: ConditionKind | ActionKind) -> tuple[int, ...]:
        """The categories, groups or people that entries of this kind name."""
        entries: Iterable[Condition | Action] = (*self.conditions, *self.actions)
        named = [whole_number(value) for each in entries if each.kind == kind for value in each.values]
        return tuple(number for number in named if number is not None)


def _to_json(entry: Condition | Action) -> dict[str, Any]:
    return {"kind": entry.kind.value, "number": entry.number, "values": list(entry.values)}


def _rest(stored: Mapping[str, Any]) -> tuple[int | None, tuple[str, ...]]:
    return stored.get("number"), tuple(stored.get("values", ()))
