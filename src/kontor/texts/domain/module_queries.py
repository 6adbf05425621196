"""Reads of text modules for the screens of administration."""

from __future__ import annotations

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from kontor.texts.models import ModuleCategory, ModuleGroup, TextModule


def modules_in_scope(*, deleted: bool = False) -> QuerySet[TextModule]:
    """Those of the scope's living tenants, with tenant, group and ``category_names``, whoever may look at them."""
    rows = TextModule.objects.filter(tenant__deleted_at=None)
    rows = rows.exclude(deleted_at=None) if deleted else rows.living()
    categories = ModuleCategory.objects.filter(module=OuterRef("pk"), category__deleted_at=None).order_by()
    names = categories.values("module").annotate(names=StringAgg("category__name", ", ", order_by="category__sort_key"))
    named = Coalesce(Subquery(names.values("names")), Value(""), output_field=TextField())
    return rows.select_related("tenant", "group").annotate(category_names=named)


def groups_in_scope() -> QuerySet[ModuleGroup]:
    """The groups of the scope's living tenants, with tenant and how many living text modules lie in each."""
    living = Count("modules", filter=Q(modules__deleted_at=None))
    return ModuleGroup.objects.filter(tenant__deleted_at=None).select_related("tenant").annotate(module_count=living)


def group_names(tenant_id: int) -> list[str]:
    """The tenant's groups, to choose from while typing."""
    return list(ModuleGroup.objects.filter(tenant_id=tenant_id).order_by("sort_key").values_list("name", flat=True))


def assigned_category_ids(module: TextModule) -> list[int]:
    """The living categories in which it is offered; none: in all of the tenant's."""
    rows = ModuleCategory.objects.filter(module=module, category__deleted_at=None)
    return list(rows.values_list("category_id", flat=True))
