"""The texts of acknowledgements: templates of this kind, of a category or of the tenant, one content a language."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate, TemplateAssignment, TemplateContent


@dataclass(frozen=True)
class TextBook:
    """The texts of some tenants, loaded once for a batch."""

    _texts: dict[tuple[int, int | None, str], TemplateContent] = field(default_factory=dict)

    @classmethod
    def load(cls, tenant_ids: Collection[int]) -> TextBook:
        """One statement."""
        texts: dict[tuple[int, int | None, str], TemplateContent] = {}
        for row in _contents(tenant_ids):
            for category_id in [*row.default_of, *([] if row.is_assigned else [None])]:
                texts.setdefault((row.tenant_id, category_id, row.language), row)
        return cls(texts)

    def __bool__(self) -> bool:
        return bool(self._texts)

    def find(self, category: Category, *, language: str, otherwise: str) -> TemplateContent | None:
        """The text in the language, the category's before the tenant's; else in the other language likewise."""
        places = [(owner, each) for each in (language, otherwise) for owner in (category.pk, None)]
        found = (self._texts.get((category.tenant_id, owner, each)) for owner, each in places)
        return next((text for text in found if text), None)

    def counts_in(self, tenant: Tenant, category: Category | None) -> bool:
        """Whether there is a text, in any language, for the category; without one: for all of the tenant's."""
        owners = {None, category.pk if category else None}
        return any(tenant_id == tenant.pk and owner in owners for tenant_id, owner, _language in self._texts)


def templates_of(tenant: Tenant, category: Category | None) -> list[ReplyTemplate]:
    """The tenant's acknowledgements for all categories, or those of one, by name."""
    rows = ReplyTemplate.objects.living().filter(tenant=tenant, kind=TemplateKind.ACKNOWLEDGEMENT)
    rows = rows.filter(assignments=None) if category is None else rows.filter(assignments__category=category)
    return list(rows.prefetch_related("contents").order_by("sort_key", "pk"))


def _contents(tenant_ids: Collection[int]) -> QuerySet[Any]:
    """``default_of`` are the categories whose default the template is."""
    assignments = TemplateAssignment.objects.filter(template=OuterRef("template"))
    rows = TemplateContent.objects.filter(
        tenant_id__in=sorted(tenant_ids),
        template__kind=TemplateKind.ACKNOWLEDGEMENT,
        template__active=True,
        template__deleted_at=None,
    )
    default_of = ArraySubquery(assignments.filter(is_default=True).values("category_id"))
    rows = rows.annotate(default_of=default_of, is_assigned=Exists(assignments))
    return rows.select_related("template__sender").order_by("template__sort_key", "template_id")
