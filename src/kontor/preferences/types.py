"""A setting: typed, declared by the package that uses it, resolved over a chain of holders from far to near."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

SYSTEM, TENANT, CATEGORY, GROUP, USER = "system", "tenant", "category", "group", "user"

Value = TypeVar("Value")


class Holder(Protocol):
    """Anything that can hold values: the system row, a tenant, a category, an agent group, a user."""

    level: str
    preferences: dict[str, Any]


@dataclass(frozen=True)
class Explanation(Generic[Value]):
    """A value, and where it comes from. ``holder`` is None for the declared default."""

    value: Value
    level: str | None
    holder: Holder | None
    without: Value
    """What would be in force if the nearest holder of the chain had no value of its own."""
    own: bool
    """The nearest holder of the chain has a value of its own."""


REGISTRY: dict[str, Preference[Any]] = {}


@dataclass(frozen=True)
class Preference(Generic[Value]):
    """Declares a setting. ``choices`` maps each allowed value to its label; ``kind`` is bool, int, str or list.

    ``check`` says what more is asked of a value than its type: it gives the value in its plain form, or refuses it.
    ``refers_to`` names a model ("sla.businesscalendar") of which the value is an id, in the holder's tenant; 0 is none,
    which ``nothing`` says in words.
    """

    key: str
    kind: type[Value]
    default: Value
    levels: frozenset[str]
    label: Any
    help: Any = ""
    choices: Mapping[Any, Any] | None = None
    minimum: int | None = None
    maximum: int | None = None
    check: Callable[[Value], Value] | None = field(default=None, repr=False)
    refers_to: str = ""
    nothing: Any = ""
    register: bool = field(default=True, repr=False)

    def __post_init__(self) -> None:
        if self.register:
            assert self.key not in REGISTRY or REGISTRY[self.key] == self, self.key
            REGISTRY[self.key] = self

    def get(self, *chain: Holder) -> Value:
        """The value in force for the nearest holder of the chain (given far to near)."""
        return self.explain(*chain).value

    def explain(self, *chain: Holder) -> Explanation[Value]:
        """The value in force, where it comes from, and what would hold without the nearest holder's own value."""
        found = [holder for holder in chain if self.is_set_on(holder)]
        nearest = chain[-1] if chain else None
        own = bool(found) and found[-1] is nearest
        source = found[-1] if found else None
        rest = found[:-1] if own else found
        without = rest[-1].preferences[self.key] if rest else self.default
        value = source.preferences[self.key] if source else self.default
        return Explanation(value, source.level if source else None, source, without, own)

    def is_set_on(self, holder: Holder) -> bool:
        """The holder may have a value and has one of the right type."""
        return (
            holder.level in self.levels
            and self.key in holder.preferences
            and isinstance(holder.preferences[self.key], self.kind)
        )

    def checked(self, value: Value) -> Value:
        """The value as it is kept. Refused where it cannot be one."""
        return self.check(value) if self.check else value

    def set_on(self, holder: Holder, value: Value) -> None:
        """Give the holder a value of its own. The caller saves the holder."""
        if holder.level not in self.levels:
            raise ValueError(f"{self.key} cannot be set on {holder.level}.")
        holder.preferences = {**holder.preferences, self.key: value}

    def inherit_on(self, holder: Holder) -> None:
        """Take the holder's own value away. The caller saves the holder."""
        holder.preferences = {key: value for key, value in holder.preferences.items() if key != self.key}


def declared(level: str) -> list[Preference[Any]]:
    """The settings that may be set on this level, in the order they were declared."""
    return [preference for preference in REGISTRY.values() if level in preference.levels]
