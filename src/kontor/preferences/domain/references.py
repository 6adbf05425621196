"""Settings whose value is the id of something in the same tenant: what can be chosen, and who has chosen it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.preferences.types import REGISTRY, Preference

NONE = 0


@dataclass(frozen=True, slots=True)
class Choosing:
    """A living holder that has chosen something as the value of a setting."""

    preference: Preference[Any]
    level: str
    holder_id: int
    name: str


def choices_in(preference: Preference[Any], tenant_id: int) -> list[tuple[int, str]]:
    """What a holder of this tenant can choose, none first."""
    rows = _model(preference).filter(tenant_id=tenant_id, deleted_at=None).order_by("sort_key")
    return [(NONE, str(preference.nothing)), *((row.pk, str(row)) for row in rows)]


def name_of(preference: Preference[Any], value: int) -> str:
    """What has this id, in words; it may have been deleted since."""
    row = _model(preference).filter(pk=value).first() if value else None
    return str(row or preference.nothing)


def names_of(chosen: Iterable[tuple[Preference[Any], int]]) -> dict[tuple[str, int], str]:
    """What several settings refer to, by model and id: one statement for each model."""
    wanted: dict[str, tuple[Preference[Any], set[int]]] = {}
    for preference, value in chosen:
        if preference.refers_to and value:
            wanted.setdefault(preference.refers_to, (preference, set()))[1].add(value)
    return {
        (model, row.pk): str(row)
        for model, (preference, ids) in wanted.items()
        for row in _model(preference).filter(pk__in=ids)
    }


def hold_references(values: Mapping[str, Any], tenant_id: int) -> None:
    """What is being chosen stays until the end of the transaction.

    Refused when it is not there, not of this tenant, or deleted. Whoever deletes it waits; whoever writes a row that
    names it (a promise, while deadlines are computed anew) does not, and is not waited for.
    """
    for key, value in values.items():
        preference = REGISTRY[key]
        if not preference.refers_to or not value:
            continue
        rows = _model(preference).filter(pk=value, tenant_id=tenant_id, deleted_at=None)
        if not rows.select_for_update(of=("self",), no_key=True).exists():
            raise Refused(
                _("%(setting)s: what was chosen is not there any more. Choose something else.")
                % {"setting": preference.label}
            )


def chosen_by(thing: models.Model) -> list[Choosing]:
    """The living holders that have chosen it, in the order of their levels and names."""
    found = []
    for preference in REGISTRY.values():
        if preference.refers_to == thing._meta.label_lower:
            for model in _holders(preference):
                rows = model._default_manager.filter(
                    **{f"preferences__{preference.key}": thing.pk, "deleted_at": None}
                ).order_by("sort_key")
                found += [Choosing(preference, model.level, row.pk, str(row)) for row in rows]
    return found


def _holders(preference: Preference[Any]) -> Iterable[Any]:
    """The models whose rows may hold the setting, from far to near."""
    models_with_level: list[Any] = [model for model in apps.get_models() if hasattr(model, "level")]
    return [model for model in models_with_level if model.level in preference.levels]


def _model(preference: Preference[Any]) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = apps.get_model(preference.refers_to)._default_manager.all()
    return rows
