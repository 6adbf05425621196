"""The steps of a plan as the page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from kontor.preferences.types import REGISTRY
from kontor.tenant_files.domain.planning import Kind, Step
from kontor.tenant_files.domain.sections import BY_KEY
from kontor.tenant_files.domain.telling import shown_apart


@dataclass(frozen=True)
class Line:
    """``fields`` are (label, name, old, new) of an entry that changes; the label is a setting's, as in the masks.

    ``name`` is empty where all of the section does.
    """

    kind: str
    name: str
    fields: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True)
class Change:
    """A section with what happens in it."""

    title: Any
    lines: tuple[Line, ...]


def changes_of(steps: Sequence[Step]) -> list[Change]:
    """By section, in the order in which it happens."""
    together = groupby(steps, lambda step: step.section)
    return [Change(BY_KEY[key].title, tuple(_line(step) for step in group)) for key, group in together]


def _line(step: Step) -> Line:
    fields = step.fields if step.kind == Kind.CHANGED else ()
    told = tuple((_label(name), name, *shown_apart(old, new)) for name, old, new in fields)
    return Line(step.kind.value, step.name, told)


def _label(name: str) -> str:
    preference = REGISTRY.get(name.removeprefix("settings."))
    return str(preference.label) if preference else ""
