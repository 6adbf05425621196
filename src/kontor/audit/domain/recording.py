"""Writing down administrative changes: who, when, what was, what is. Secrets are masked before they get here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from kontor.audit.domain.reasons import reason_for
from kontor.audit.domain.source import LONGEST, where_from
from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.kernel.batches import BATCH
from kontor.kernel.fields import EncryptedTextField

MASK = "••••••"


def record_change(
    action: str,
    thing: models.Model,
    *,
    by: AbstractBaseUser | None,
    tenant_id: int | None,
    changes: Mapping[str, Any] | None = None,
    label: str = "",
    reason: str = "",
    source: str = "",
) -> AuditEntry:
    """One row of the audit log. ``changes`` maps a field to [old, new]; ``tenant_id`` None means the installation.

    ``source`` says from where, unless it is what ``domain.source`` knows of the request or the process; ``reason`` why,
    unless it is what ``domain.reasons`` knows. Raises ``ReasonNeeded`` where the installation asks for one.
    """
    entry = _entry(action, thing, changes or {}, by=by, tenant_id=tenant_id, label=label, reason=reason, source=source)
    entry.save(force_insert=True)
    return entry


def record_changes(
    action: str,
    changed: Iterable[tuple[models.Model, Mapping[str, Any]]],
    *,
    by: AbstractBaseUser | None,
    tenant_id: int | None,
) -> None:
    """The same for several things at once: a row for each, in this order."""
    entries = [_entry(action, thing, changes, by=by, tenant_id=tenant_id) for thing, changes in changed]
    AuditEntry.objects.bulk_create(entries, batch_size=BATCH)


def _entry(
    action: str,
    thing: models.Model,
    changes: Mapping[str, Any],
    *,
    by: AbstractBaseUser | None,
    tenant_id: int | None,
    label: str = "",
    reason: str = "",
    source: str = "",
) -> AuditEntry:
    kind = thing._meta.label_lower
    return AuditEntry(
        at=clock.now(),
        actor_id=by.pk if by else None,
        action=action,
        kind=kind,
        object_id=thing.pk,
        label=(label or str(thing))[:200],
        changes=dict(changes),
        reason=(reason or reason_for(action, kind, by))[:500],
        source=(source or where_from())[:LONGEST],
        tenant_id=tenant_id,
    )


def snapshot(thing: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """The named fields as plain values, secrets masked but comparable."""
    return {name: _plain(thing, name) for name in fields}


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The fields that differ, as [old, new], with secrets masked."""
    changed = {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
    return {name: [_mask(old), _mask(new)] for name, (old, new) in changed.items()}


class _Secret(str):
    """A secret on its way to the mask."""


def _plain(thing: models.Model, name: str) -> Any:
    field = thing._meta.get_field(name)
    value = getattr(thing, getattr(field, "attname", name))
    if isinstance(field, EncryptedTextField):
        return _Secret(value or "")
    return value if isinstance(value, (str, int, bool, list, dict, type(None))) else str(value)


def _mask(value: Any) -> Any:
    return (MASK if value else "") if isinstance(value, _Secret) else value
