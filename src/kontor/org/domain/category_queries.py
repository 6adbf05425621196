"""Reads of categories and closing codes for the screens of administration."""

from __future__ import annotations

from typing import Protocol

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from kontor.org.models import AgentGroup, Category, CategoryClosingCode, ClosingCode, GroupCategory, MainCategory
from kontor.tenants.models import Tenant


class Reader(Protocol):
    """What the reads need to know of a person (``Access``)."""

    def tenants_with(self, permission: str) -> tuple[int, ...]: ...


def tenants_for(access: Reader, permission: str) -> QuerySet[Tenant]:
    """The living tenants in which the person has the right."""
    return Tenant.objects.living().filter(pk__in=access.tenants_with(permission)).order_by("sort_key")


def tenant_choices() -> list[tuple[int, str]]:
    """The living tenants of the scope, for filters."""
    return list(Tenant.objects.living().order_by("sort_key").values_list("pk", "name"))


def tenant_choices_with(access: Reader, permission: str) -> list[tuple[int, str]]:
    """The living tenants in which the person has the right, for filters."""
    return list(tenants_for(access, permission).values_list("pk", "name"))


def administered_categories(access: Reader, *, deleted: bool = False) -> QuerySet[Category]:
    """The categories a person may look at in the administration."""
    return categories_in_scope(deleted=deleted).filter(tenant__in=tenants_for(access, "categories.read"))


def categories_in_scope(*, deleted: bool = False) -> QuerySet[Category]:
    """Those of the scope's living tenants, with tenant, main category and ``group_names``, whoever may look at them."""
    rows = Category.objects.filter(tenant__deleted_at=None)
    rows = rows.exclude(deleted_at=None) if deleted else rows.living()
    groups = GroupCategory.objects.filter(category=OuterRef("pk"), agent_group__deleted_at=None).order_by()
    names = groups.values("category").annotate(
        names=StringAgg("agent_group__name", ", ", order_by="agent_group__sort_key")
    )
    named = Coalesce(Subquery(names.values("names")), Value(""), output_field=TextField())
    return rows.select_related("tenant", "main_category").annotate(group_names=named)


def administered_closing_codes(access: Reader, *, deleted: bool = False) -> QuerySet[ClosingCode]:
    """The closing codes a person may look at in the administration."""
    return closing_codes_in_scope(deleted=deleted).filter(tenant__in=tenants_for(access, "closing_codes.read"))


def closing_codes_in_scope(*, deleted: bool = False) -> QuerySet[ClosingCode]:
    """Those of the scope's living tenants, with tenant and ``category_names``, whoever may look at them."""
    rows = ClosingCode.objects.filter(tenant__deleted_at=None)
    rows = rows.exclude(deleted_at=None) if deleted else rows.living()
    categories = CategoryClosingCode.objects.filter(closing_code=OuterRef("pk"), category__deleted_at=None).order_by()
    names = categories.values("closing_code").annotate(
        names=StringAgg("category__name", ", ", order_by="category__sort_key")
    )
    named = Coalesce(Subquery(names.values("names")), Value(""), output_field=TextField())
    return rows.select_related("tenant").annotate(category_names=named)


def main_category_names(tenant_id: int) -> list[str]:
    """The tenant's main categories, to choose from while typing."""
    return list(MainCategory.objects.filter(tenant_id=tenant_id).order_by("sort_key").values_list("name", flat=True))


def groups_to_assign(tenant_id: int) -> QuerySet[AgentGroup]:
    """The agent groups that may work a category of the tenant, under the headings of their supervisor groups."""
    rows = AgentGroup.objects.living().filter(tenant_id=tenant_id).select_related("supervisor_group")
    return rows.order_by("supervisor_group__sort_key", "sort_key")


def closing_codes_to_assign(tenant_id: int) -> QuerySet[ClosingCode]:
    return ClosingCode.objects.living().filter(tenant_id=tenant_id).order_by("sort_key")


def assigned_group_ids(category: Category) -> list[int]:
    """The living agent groups that work the category."""
    rows = GroupCategory.objects.filter(category=category, agent_group__deleted_at=None)
    return list(rows.values_list("agent_group_id", flat=True))


def assigned_closing_code_ids(category: Category) -> list[int]:
    """The living closing codes that can be chosen in the category."""
    rows = CategoryClosingCode.objects.filter(category=category, closing_code__deleted_at=None)
    return list(rows.values_list("closing_code_id", flat=True))


def categories_to_choose(tenant_ids: tuple[int, ...]) -> QuerySet[Category]:
    """The living categories of these tenants, with tenant, for a choice."""
    rows = Category.objects.living().filter(tenant_id__in=tenant_ids, tenant__deleted_at=None)
    return rows.select_related("tenant").order_by("tenant__sort_key", "sort_key")
