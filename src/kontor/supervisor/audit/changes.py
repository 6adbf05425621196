"""What an entry of the audit log changed, in words: each field with its old and its new value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import formats
from django.utils.translation import gettext

from kontor.audit.models import AuditEntry
from kontor.preferences.types import REGISTRY
from kontor.routing.domain.conditions import conditions_from
from kontor.supervisor.audit.noted import structure_in_words
from kontor.supervisor.audit.words import FIELDS, TEXTS, model_of
from kontor.supervisor.preference_form import in_words
from kontor.supervisor.rules.words import in_words as condition_in_words
from kontor.supervisor.tenants.colours import COLOURS

FIELDS_OF = {"letterhead changed": "letters.stationery"}
"""Where a tenant's entry names the fields of another row."""
DATED = re.compile(r"\w+ \d{4}-\d\d-\d\d")
"""A field of what holds from a day on: ``week 2027-01-01``."""
LONGEST = 160
FIRST = 4
"""As many fields stand in the list; more than one more are folded away."""
NOTHING = "–"


@dataclass(frozen=True)
class Change:
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Changes:
    """``is_new`` when there was nothing before; then what is empty is left out."""

    changes: list[Change]
    is_new: bool
    reason: str = ""
    erased: bool = False

    @property
    def first(self) -> list[Change]:
        return self.changes if len(self.changes) <= FIRST + 1 else self.changes[:FIRST]

    @property
    def more(self) -> list[Change]:
        return self.changes[len(self.first) :]


def changes_of(entry: AuditEntry) -> Changes:
    """Each changed field with its old and its new value, in words."""
    found = list(_changes(entry))
    is_new = entry.action == "created"
    shown = [change for change in found if change.new != NOTHING] if is_new else found
    return Changes(shown, is_new, entry.reason, entry.erased_at is not None)


def _changes(entry: AuditEntry) -> Iterator[Change]:
    model = model_of(FIELDS_OF.get(entry.action, entry.kind))
    for name, pair in entry.changes.items():
        old, new = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
        field, _space, day = name.partition(" ") if DATED.fullmatch(name) else (name, "", "")
        called = _field_name(model, field)
        yield Change(f"{called} ({day})" if day else called, _value(model, field, old), _value(model, field, new))


def _field(model: type[models.Model] | None, name: str) -> models.Field[Any, Any] | None:
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _field_name(model: type[models.Model] | None, name: str) -> str:
    """The field's name; what is kept by language says in which: ``html (de)``."""
    bare, bracket, language = name.partition(" (")
    if bracket:
        return f"{TEXTS.get(bare, bare)} ({language.removesuffix(')')})"
    if name in REGISTRY:
        return str(REGISTRY[name].label)
    if name in FIELDS:
        return str(FIELDS[name])
    field = _field(model, name)
    return str(field.verbose_name) if field else name


def _value(model: type[models.Model] | None, name: str, value: Any) -> str:
    if name in REGISTRY:
        return in_words(REGISTRY[name], value) if value is not None else gettext("inherited")
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if name == "colour":
        return str(dict(COLOURS).get(value, value))
    if name == "conditions" and isinstance(value, list):
        return "; ".join(condition_in_words(each, {}) for each in conditions_from(value))
    if isinstance(value, dict):
        return structure_in_words(name, value)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    field = _field(model, name)
    if isinstance(field, models.DecimalField):
        return formats.number_format(Decimal(str(value)), field.decimal_places)
    text = str(dict(field.flatchoices).get(value, value)) if field and field.choices else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
