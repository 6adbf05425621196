"""Reads of learned models for the screens. Never their content, which is for workers."""

from __future__ import annotations

from collections.abc import Iterable

from kontor.org.models import Category
from kontor.routing.models import LearnedModel, Learning


def kept_models(tenant_id: int) -> list[LearnedModel]:
    """The tenant's, the newest first."""
    return list(LearnedModel.objects.filter(tenant_id=tenant_id).defer("content"))


def models_in_use(tenant_ids: Iterable[int]) -> dict[int, LearnedModel]:
    """By tenant."""
    rows = LearnedModel.objects.filter(tenant_id__in=list(tenant_ids), active=True).defer("content")
    return {model.tenant_id: model for model in rows}


def learning_of(tenant_id: int) -> Learning | None:
    return Learning.objects.filter(tenant_id=tenant_id).first()


def category_names(tenant_id: int) -> dict[int, str]:
    """Of all the tenant's categories, deleted ones too: what was measured was measured with them."""
    return dict(Category.objects.filter(tenant_id=tenant_id).values_list("pk", "name"))
