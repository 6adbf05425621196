"""The door to categories: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.org.domain.category_queries import categories_in_scope
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.supervisor.doors import allowed, need


def get_category(request: DeskRequest, category_id: int, *, may: str) -> Category:
    """A living category with its tenant and main category."""
    category = categories_in_scope().filter(pk=category_id).first()
    if category is None:
        raise Http404
    need(request, may, tenant_id=category.tenant_id)
    return category


def get_categories(request: DeskRequest, ids: list[int], *, may: str, deleted: bool = False) -> list[Category]:
    """Those of the ids that are in the person's tenants; refused when the right is missing for one of them."""
    return allowed(request, categories_in_scope(deleted=deleted).filter(pk__in=ids).order_by("sort_key"), may)
