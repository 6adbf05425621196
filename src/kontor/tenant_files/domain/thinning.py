"""Some of a configuration is taken away: what named it names nothing, or goes too where it has to name something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kontor.tenant_files.domain.records import Many, Record, Table
from kontor.tenant_files.domain.section import AnySection, Entry, Rows
from kontor.tenant_files.domain.sections import BY_KEY
from kontor.tenant_files.domain.shapes import Name, Shape
from kontor.tenant_files.domain.state import State


@dataclass(frozen=True)
class Loss:
    """An entry that went (``whole``), or that lost the names of what is not there."""

    section: str
    entry: str
    names: tuple[str, ...]
    whole: bool


Renamed = Mapping[str, Mapping[str, str]]
"""Of sections, what their entries were called and are called now."""


def thinned(state: State, renamed: Renamed) -> tuple[State, list[Loss]]:
    """The configuration that holds together, with what it lost on the way. What is ``renamed`` is named anew."""
    losses: list[Loss] = []
    while True:
        pass_over = _Pass(state, renamed, losses)
        left = {key: pass_over.section(BY_KEY[key], values) for key, values in state.items()}
        if left == state:
            return state, losses
        state, renamed = left, {}


@dataclass
class _Pass:
    """Once over everything. ``_lost`` are the names that the entry at hand cannot keep."""

    state: State
    renamed: Renamed
    losses: list[Loss]
    _lost: list[str] = field(default_factory=list)

    def section(self, section: AnySection, values: Any) -> Any:
        if not isinstance(section, Rows):
            return self._entry(section, str(section.title), values)
        entries = [self._entry(section, str(entry[section.identity]), entry) for entry in values]
        entries = [entry for entry in entries if entry is not None]
        section.label(entries)
        section.settle(entries)
        return entries

    def _entry(self, section: AnySection, name: str, entry: Entry) -> Any:
        self._lost = []
        left = self._value(section.shape, entry)
        if self._lost:
            left = section.left_of(left) if left is not None and isinstance(section, Rows) else left
            self.losses.append(Loss(section.key, name, tuple(dict.fromkeys(self._lost)), left is None))
        return left

    def _value(self, shape: Shape, value: Any) -> Any:
        """The value without names of what is not there; None where it cannot be without."""
        if isinstance(shape, Name):
            return self._name(shape, value)
        if isinstance(shape, Many):
            found = [self._value(shape.of, each) for each in value]
            return [each for each in found if each is not None]
        if isinstance(shape, Table):
            pairs = {self._value(shape.keys, key): each for key, each in value.items()}
            return {key: self._value(shape.of, each) for key, each in pairs.items() if key is not None}
        return self._record(shape, value) if isinstance(shape, Record) else value

    def _name(self, shape: Name, value: Any) -> Any:
        name = self.renamed.get(shape.section, {}).get(value, value)
        if not name or name in self._known(shape.section):
            return name
        self._lost.append(str(name))
        return "" if shape.empty else None

    def _record(self, shape: Record, value: Entry) -> Entry | None:
        known = {key: each for key, each in value.items() if key in shape.fields}
        found = {key: self._value(shape.fields[key].shape, each) for key, each in known.items()}
        gone = [key for key, each in found.items() if each is None and value[key] is not None]
        if shape.sparse:
            return {key: each for key, each in found.items() if key not in gone}
        return None if gone else value | found

    def _known(self, key: str) -> set[str]:
        section = BY_KEY[key]
        assert isinstance(section, Rows)
        return {*section.also_known(None), *(str(entry[section.identity]) for entry in self.state.get(key, []))}
