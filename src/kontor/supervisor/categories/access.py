"""The door to categories: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.org.domain.category_queries import administered_categories
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.supervisor.doors import need


def get_category(request: DeskRequest, category_id: int, *, may: str) -> Category:
    """A living category with its tenant and main category."""
    category = administered_categories(request.access).filter(pk=category_id).first()
    if category is None:
        raise Http404
    need(request, may, tenant_id=category.tenant_id)
    return category


def get_categories(request: DeskRequest, ids: list[int], *, may: str, deleted: bool = False) -> list[Category]:
    """Those of the ids that are in the person's tenants; 403 when the right is missing for one of them."""
    rows = administered_categories(request.access, deleted=deleted).filter(pk__in=ids).order_by("sort_key")
    categories = list(rows)
    for category in categories:
        need(request, may, tenant_id=category.tenant_id)
    return categories
