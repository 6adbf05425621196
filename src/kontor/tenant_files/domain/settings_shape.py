"""The settings of a level as fields of the file: what they refer to stands there by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps

import kontor.answers.preferences
import kontor.calls.preferences
import kontor.intake.preferences
import kontor.org.preferences
import kontor.outbox.preferences
import kontor.people.preferences
import kontor.routing.preferences
import kontor.sla.preferences
import kontor.spelling.preferences
import kontor.texts.preferences
import kontor.tickets.preferences  # noqa: F401 - all settings have to be declared before they are asked for
from kontor.preferences.types import REGISTRY, Preference, declared
from kontor.tenant_files.domain.records import Field, Many, Record
from kontor.tenant_files.domain.section import Work
from kontor.tenant_files.domain.shapes import Name, Number, Shape, Text, YesNo
from kontor.tenants.models import Tenant

REFERRED = {
    "sla.businesscalendar": ("business_hours", "name"),
    "sla.servicelevel": ("service_levels", "name"),
    "org.category": ("categories", "internal_name"),
}
"""The section that holds the rows of a model, and the field they are named by there."""


LONGEST, LONGEST_LIST = 20_000, 1000


class Names:
    """What the ids in a tenant's rows are called in the file. Each table is read once."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self._read: dict[str, dict[int, str]] = {}

    def of(self, label: str, pk: int | None) -> str | None:
        """The name; None for what is not there, is another tenant's or is deleted."""
        if label not in self._read:
            rows = apps.get_model(label)._default_manager.filter(tenant=self.tenant, deleted_at=None)
            self._read[label] = dict(rows.values_list("pk", REFERRED[label][1]))
        return self._read[label].get(pk or 0)


def settings_of(level: str) -> Record:
    """All settings of the level; the file says those that have a value of their own."""
    by_key = sorted(declared(level), key=lambda one: one.key)
    return Record({one.key: Field(_shape(one), about=_Words(one)) for one in by_key}, sparse=True)


class _Words:
    """What the setting is, in the language of whoever asks."""

    def __init__(self, one: Preference[Any]) -> None:
        self.one = one

    def __str__(self) -> str:
        words = [str(self.one.label).rstrip("."), str(self.one.help)]
        return ". ".join(each for each in words if each)


def named(values: Mapping[str, Any], level: str, names: Names) -> dict[str, Any]:
    """The holder's own values as the file says them. What is not declared any more is left out."""
    found: dict[str, Any] = {}
    for key, value in sorted(values.items()):
        one = REGISTRY.get(key)
        if one and level in one.levels and isinstance(value, one.kind):
            found[key] = (names.of(one.refers_to, value) if value else "") if one.refers_to else value
    return {key: value for key, value in found.items() if value is not None}


def stored(old: Mapping[str, Any], new: Mapping[str, Any], work: Work) -> dict[str, Any]:
    """What has to be set to come from one to the other; None lets a setting inherit again."""
    changed = {key: _stored(REGISTRY[key], value, work) for key, value in new.items() if old.get(key) != value}
    return changed | {key: None for key in old if key not in new}


def _stored(one: Preference[Any], value: Any, work: Work) -> Any:
    if not one.refers_to:
        return value
    rows = apps.get_model(one.refers_to)._default_manager.filter(tenant=work.tenant, deleted_at=None)
    return work.known(rows, **{REFERRED[one.refers_to][1]: value}).pk if value else 0


def _shape(one: Preference[Any]) -> Shape:
    if one.refers_to:
        return Name(REFERRED[one.refers_to][0])
    if one.kind is bool:
        return YesNo()
    if one.kind is int:
        return Number(least=one.minimum, most=one.maximum)
    item = Text(
        longest=LONGEST,
        lines=one.kind is str and not one.choices,
        allowed=tuple(str(each) for each in one.choices or ()),
        clean=one.check,
    )
    return Many(item, most=LONGEST_LIST) if one.kind is list else item
