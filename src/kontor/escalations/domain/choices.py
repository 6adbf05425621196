"""What a rule of a tenant can name, and how what it names is called."""

from __future__ import annotations

from collections.abc import Collection

from kontor.escalations.domain.people import people_to_tell
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User

Pairs = list[tuple[str, str]]
"""Ids, as rules hold them, and names."""


def categories(tenant_ids: Collection[int], *, deleted: bool = False) -> Pairs:
    rows = Category.objects.all() if deleted else Category.objects.living()
    return _pairs(rows.filter(tenant_id__in=tenant_ids).order_by("sort_key").values_list("pk", "name"))


def groups(tenant_ids: Collection[int], *, deleted: bool = False) -> Pairs:
    rows = AgentGroup.objects.all() if deleted else AgentGroup.objects.living()
    return _pairs(rows.filter(tenant_id__in=tenant_ids).order_by("sort_key").values_list("pk", "name"))


def people(tenant_id: int) -> Pairs:
    return _pairs(people_to_tell(tenant_id).values_list("pk", "name"))


def people_named(ids: Collection[int]) -> Pairs:
    """Also those who have left."""
    return _pairs(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else []


def _pairs(rows: Collection[tuple[int, str]]) -> Pairs:
    return [(str(pk), name) for pk, name in rows]
