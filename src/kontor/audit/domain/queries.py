"""Reading the audit log. Row security decides what is there: a tenant's rows, the installation's with scope id 0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet

from kontor.audit.models import AuditEntry

TOGETHER = "preferences"


class LastChange(NamedTuple):
    """``who`` is None where Kontor itself changed it."""

    who: AbstractBaseUser | None
    when: datetime


def entries(*, tenant_ids: Iterable[int], installation: bool = False) -> QuerySet[AuditEntry]:
    """The rows of these tenants, and with ``installation`` those that belong to no tenant, newest first."""
    wanted = Q(tenant__in=tuple(tenant_ids))
    if installation:
        wanted |= Q(tenant=None)
    return AuditEntry.objects.filter(wanted).select_related("actor", "tenant").order_by("-at", "-id")


def known_kinds() -> list[str]:
    """The kinds of things that were ever changed in the scope."""
    return list(AuditEntry.objects.order_by("kind").values_list("kind", flat=True).distinct())


def known_actions() -> list[str]:
    """What was ever done in the scope."""
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())


def last_changes(kind: str, object_id: int) -> dict[str, LastChange]:
    """For each field or setting of the thing that was ever changed: who changed it last, and when.

    Settings that are written down together, as those of a user are, count one by one.
    """
    found: dict[str, LastChange] = {}
    rows = AuditEntry.objects.filter(kind=kind, object_id=object_id, erased_at=None).select_related("actor")
    for entry in rows.order_by("at", "id"):
        found |= dict.fromkeys(_changed(entry.changes), LastChange(entry.actor, entry.at))
    return found


def _changed(changes: Mapping[str, Any]) -> Iterator[str]:
    for name, pair in changes.items():
        yield name
        if name == TOGETHER and isinstance(pair, list) and len(pair) == 2:
            old, new = pair[0] or {}, pair[1] or {}
            yield from (key for key in {*old, *new} if old.get(key) != new.get(key))


def last_change(kind: str, object_id: int, key: str) -> LastChange | None:
    """Who changed this field or setting of the thing last, and when; None when nobody ever did."""
    rows = AuditEntry.objects.filter(kind=kind, object_id=object_id, changes__has_key=key).select_related("actor")
    entry = rows.order_by("-at", "-id").first()
    return LastChange(entry.actor, entry.at) if entry else None
