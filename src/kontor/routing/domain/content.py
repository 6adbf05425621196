"""All rules and keyword sets of a tenant as values: what a version holds, what is prepared and compared. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kontor.routing.domain.conditions import Condition, conditions_from


@dataclass(frozen=True)
class RuleContent:
    """A rule in its place among the others. ``id`` is that of its row in the draft, gone or not."""

    id: int
    category: int
    name: str = ""
    account: int | None = None
    conditions: tuple[Condition, ...] = ()
    threshold: int = 0
    active: bool = True

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "category": self.category,
            "account": self.account,
            "conditions": [condition.to_json() for condition in self.conditions],
            "threshold": self.threshold,
            "active": self.active,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> RuleContent:
        return cls(
            id=stored["id"],
            category=stored["category"],
            name=stored["name"],
            account=stored["account"],
            conditions=conditions_from(stored["conditions"]),
            threshold=stored["threshold"],
            active=stored["active"],
        )


@dataclass(frozen=True)
class SetContent:
    """A keyword set."""

    id: int
    name: str
    lines: tuple[str, ...] = ()
    stems: bool = False

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "lines": list(self.lines), "stems": self.stems}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> SetContent:
        return cls(stored["id"], stored["name"], tuple(stored["lines"]), stored["stems"])


@dataclass(frozen=True)
class Content:
    """The rules in their order, and the keyword sets that they use."""

    rules: tuple[RuleContent, ...] = ()
    sets: tuple[SetContent, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"rules": [rule.to_json() for rule in self.rules], "sets": [each.to_json() for each in self.sets]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Content:
        rules = tuple(map(RuleContent.from_json, stored["rules"]))
        return cls(rules, tuple(map(SetContent.from_json, stored["sets"])))

    @cached_property
    def digest(self) -> str:
        """The same for the same content, whoever wrote it and when."""
        written = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()
