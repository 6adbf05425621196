"""The field in which a rule's conditions are written: rows that grow, each with what its part of a mail needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.routing.domain.conditions import ADDRESS_PARTS, NUMBER_PARTS, TEXT_PARTS, YES_PARTS, Condition
from kontor.routing.domain.explaining import limit_in_words
from kontor.routing.domain.rule_entries import METHODS, clean_condition
from kontor.routing.enums import MailKind, Part
from kontor.supervisor.rules.words import PARTS, in_words

MOST_ROWS = 40
MODES = ("must", "must_not", "counts", "counts_not")
_LINES = re.compile(r"[\r\n]+")
_LINES_AND_COMMAS = re.compile(r"[\r\n,;]+")
_RESULTS = ("pass", "fail", "softfail", "none")


@dataclass(frozen=True)
class Row:
    """A condition as it stands in the form, right or wrong. ``key`` is part of its inputs' names."""

    key: str
    part: Part
    text: str = ""
    chosen: tuple[str, ...] = ()
    sets: tuple[int, ...] = ()
    stems: bool = False
    name: str = ""
    least: str = ""
    most: str = ""
    mode: str = "must"
    points: str = ""
    error: str = field(default="", compare=False)

    @property
    def label(self) -> str:
        return str(PARTS[self.part])

    @property
    def kind(self) -> str:
        """Which inputs the row has."""
        for kind, parts in _KINDS.items():
            if self.part in parts:
                return kind
        return "lines"

    def condition(self) -> Condition:
        """Refused when it cannot be understood."""
        between = _LINES_AND_COMMAS if self.part in ADDRESS_PARTS | {Part.ATTACHMENT_TYPE} else _LINES
        written = tuple(entry.strip() for entry in between.split(self.text) if entry.strip())
        return clean_condition(
            Condition(
                self.part,
                values=self.chosen if self.kind == "choices" else written,
                sets=self.sets,
                stems=self.stems,
                name=self.name,
                least=_number(self.least),
                most=_number(self.most),
                negated=self.mode in ("must_not", "counts_not"),
                points=_points(self.points) if self.mode in ("counts", "counts_not") else None,
            )
        )

    @classmethod
    def of(cls, key: str, condition: Condition) -> Row:
        counts = condition.points is not None
        mode = ("counts_not" if counts else "must_not") if condition.negated else ("counts" if counts else "must")
        return cls(
            key,
            condition.part,
            text="\n".join(condition.values),
            chosen=condition.values,
            sets=condition.sets,
            stems=condition.stems,
            name=condition.name,
            least="" if condition.least is None else limit_in_words(condition.least),
            most="" if condition.most is None else limit_in_words(condition.most),
            mode=mode,
            points="" if condition.points is None else str(condition.points),
        )


class Rows(tuple[Row, ...]):
    """The rows, which say in words what they hold: for whoever compares two versions of the form."""

    def __str__(self) -> str:
        return "; ".join(map(_row_in_words, self))


class ConditionsInput(forms.Widget):
    """Reads rows from what was posted; how they look is said by the template of the editor."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Rows:
        keys = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, [])
        rows = [_read(data, f"{name}-{key}", key) for key in keys[:MOST_ROWS] if re.fullmatch(r"[0-9]{1,3}", key)]
        return Rows(row for row in rows if row)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str | None) -> str:
        return ""


class ConditionsField(forms.Field):
    """The conditions of a rule, as ``Condition`` values."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=ConditionsInput(), required=False, **options)

    def prepare_value(self, value: Any) -> Rows:
        return value if isinstance(value, Rows) else rows_of(value or ())

    def clean(self, value: Any) -> list[Condition]:
        errors = [row.error for row in map(checked, value) if row.error]
        if errors:
            raise ValidationError(list(dict.fromkeys(errors)))
        return [row.condition() for row in value]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(map(_plain, self.prepare_value(initial))) != list(map(_plain, self.prepare_value(data)))


def rows_of(conditions: Iterable[Condition]) -> Rows:
    return Rows(Row.of(str(number), condition) for number, condition in enumerate(conditions))


def grown(rows: Sequence[Row], data: Mapping[str, Any]) -> Rows:
    """The rows after "add" or "remove" was pressed."""
    removed = str(data.get("remove", ""))
    kept = [row for row in rows if row.key != removed]
    wanted = str(data.get("add-part", ""))
    if "add" in data and wanted in set(Part) and len(kept) < MOST_ROWS:
        free = max([-1, *(int(row.key) for row in rows)]) + 1
        kept.append(Row(str(free), Part(wanted)))
    return Rows(kept)


def checked(row: Row) -> Row:
    """The row with the sentence that says what is wrong with it."""
    try:
        row.condition()
    except Refused as refusal:
        return replace(row, error=f"{row.label}: {refusal}")
    return row


def authentication_choices() -> list[tuple[str, str]]:
    return [(f"{method}={result}", f"{method.upper()} {result}") for method in METHODS for result in _RESULTS]


def kind_choices() -> list[tuple[str, str]]:
    return [(MailKind.AUTOMATIC, _("automatic mail")), (MailKind.LIST, _("mail of a mailing list"))]


_KINDS = {
    "words": TEXT_PARTS,
    "numbers": NUMBER_PARTS,
    "yes": YES_PARTS,
    "choices": frozenset({Part.LANGUAGE, Part.KIND, Part.AUTHENTICATION}),
}


def _read(data: Any, prefix: str, key: str) -> Row | None:
    part = data.get(f"{prefix}-part", "")
    if part not in set(Part):
        return None
    mode = data.get(f"{prefix}-mode", "must")
    many = data.getlist if isinstance(data, MultiValueDict) else lambda name: data.get(name, [])
    return Row(
        key,
        Part(part),
        text=data.get(f"{prefix}-text", ""),
        chosen=tuple(many(f"{prefix}-chosen")),
        sets=tuple(int(each) for each in many(f"{prefix}-sets") if each.isdecimal() and len(each) < 19),
        stems=bool(data.get(f"{prefix}-stems")),
        name=data.get(f"{prefix}-name", ""),
        least=data.get(f"{prefix}-least", ""),
        most=data.get(f"{prefix}-most", ""),
        mode=mode if mode in MODES else "must",
        points=data.get(f"{prefix}-points", ""),
    )


def _plain(row: Row) -> Row:
    """As it would be saved, so that a blank more is no change."""
    try:
        return Row.of("", row.condition())
    except Refused:
        return replace(row, key="")


def _row_in_words(row: Row) -> str:
    try:
        return in_words(row.condition(), {})
    except Refused:
        return f"{row.label}: {row.text}"


def _number(written: str) -> float | None:
    written = written.strip().replace(",", ".")
    if not written:
        return None
    if not re.fullmatch(r"-?[0-9]{1,7}(\.[0-9]{1,3})?", written):
        raise Refused(_("“%(entry)s” is not a number.") % {"entry": written[:20]})
    number = float(written)
    return int(number) if number == int(number) else number


def _points(written: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,3}", written.strip()):
        raise Refused(_("Say how many points the condition counts."))
    return int(written)
