"""The fields in which conditions and actions are written: rows that grow, each with what its kind needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from kontor.escalations.domain.content import Action, Condition
from kontor.escalations.domain.entries import MOST_ENTRIES, NUMBERS, WRITTEN, clean_action, clean_condition
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.kernel.errors import Refused

Kind = ConditionKind | ActionKind
Kinds = type[ConditionKind] | type[ActionKind]
ONE = frozenset({ActionKind.RECATEGORIZE, ActionKind.ASSIGN})
_COMMAS = re.compile(r"[,;\r\n]+")


@dataclass(frozen=True)
class Row:
    """A condition or action as it stands in the form, right or wrong. ``key`` is part of its inputs' names."""

    key: str
    kind: Kind
    number: str = ""
    text: str = ""
    chosen: tuple[str, ...] = ()
    error: str = field(default="", compare=False)

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def looks(self) -> str:
        """Which input the row has."""
        if self.kind in NUMBERS:
            return "number"
        if self.kind in WRITTEN:
            return "text"
        return "one" if self.kind in ONE else "several"

    @property
    def one_tag(self) -> bool:
        """The kinds compare by their values, and a condition's is called the same."""
        return self.kind is ActionKind.TAG

    def entry(self) -> Condition | Action:
        """Refused when it cannot be understood."""
        number = int(self.number) if re.fullmatch(r"[0-9]{1,7}", self.number) else None
        values = tuple(_COMMAS.split(self.text)) if self.looks == "text" else self.chosen
        if isinstance(self.kind, ConditionKind):
            return clean_condition(Condition(self.kind, number, values))
        return clean_action(Action(self.kind, number, values))

    @classmethod
    def of(cls, key: str, entry: Condition | Action) -> Row:
        written = ", ".join(entry.values) if entry.kind in WRITTEN else ""
        number = "" if entry.number is None else str(entry.number)
        return cls(key, entry.kind, number=number, text=written, chosen=entry.values)


class Rows(tuple[Row, ...]):
    """The rows, which say what they hold: for whoever compares two versions of the form."""

    def __str__(self) -> str:
        return "; ".join(f"{row.label}: {row.number or row.text or ', '.join(row.chosen)}" for row in self)


class EntriesInput(forms.Widget):
    """Reads rows from what was posted; how they look is said by the template of the editor."""

    def __init__(self, kinds: Kinds) -> None:
        super().__init__()
        self.kinds = kinds

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Rows:
        keys = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, [])
        fitting = [key for key in keys[: MOST_ENTRIES + 1] if re.fullmatch(r"[0-9]{1,3}", key)]
        rows = [_read(self.kinds, data, f"{name}-{key}", key) for key in fitting]
        return Rows(row for row in rows if row)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str | None) -> str:
        return ""


class EntriesField(forms.Field):
    """Conditions or actions, as values."""

    def __init__(self, kinds: Kinds, **options: Any) -> None:
        super().__init__(widget=EntriesInput(kinds), required=False, **options)
        self.kinds = kinds

    def prepare_value(self, value: Any) -> Rows:
        return value if isinstance(value, Rows) else rows_of(value or ())

    def clean(self, value: Any) -> tuple[Condition | Action, ...]:
        errors = [row.error for row in map(checked, value) if row.error]
        if errors:
            raise ValidationError(list(dict.fromkeys(errors)))
        return tuple(row.entry() for row in value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(map(_plain, self.prepare_value(initial))) != list(map(_plain, self.prepare_value(data)))


def rows_of(entries: Iterable[Condition | Action]) -> Rows:
    return Rows(Row.of(str(number), entry) for number, entry in enumerate(entries))


def grown(name: str, kinds: Kinds, rows: Sequence[Row], data: Mapping[str, Any]) -> Rows:
    """The rows after "add" or "remove" was pressed."""
    removed = str(data.get("remove", ""))
    kept = [row for row in rows if f"{name}-{row.key}" != removed]
    wanted = str(data.get(f"{name}-new", ""))
    if data.get("add") == name and wanted in set(kinds) and len(kept) < MOST_ENTRIES:
        free = max([-1, *(int(row.key) for row in rows)]) + 1
        kept.append(Row(str(free), kinds(wanted)))
    return Rows(kept)


def checked(row: Row) -> Row:
    """The row with the sentence that says what is wrong with it."""
    try:
        row.entry()
    except Refused as refusal:
        return replace(row, error=_("%(kind)s: %(sentence)s") % {"kind": row.label, "sentence": refusal})
    return row


def _read(kinds: Kinds, data: Any, prefix: str, key: str) -> Row | None:
    kind = data.get(f"{prefix}-kind", "")
    if kind not in set(kinds):
        return None
    many = data.getlist if isinstance(data, MultiValueDict) else lambda name: data.get(name, [])
    return Row(
        key,
        kinds(kind),
        number=str(data.get(f"{prefix}-number", "")).strip(),
        text=str(data.get(f"{prefix}-text", "")),
        chosen=tuple(filter(None, many(f"{prefix}-chosen"))),
    )


def _plain(row: Row) -> Row:
    """As it would be saved, so that a blank more is no change."""
    try:
        return Row.of("", row.entry())
    except Refused:
        return replace(row, key="")
