"""Which template is suggested in a category, and which are offered there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from kontor.org.models import Category
from kontor.texts.domain.includes import in_language
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate, TemplateAssignment, TemplateContent


@dataclass(frozen=True, slots=True)
class Choice:
    """A template, and its content in the best language there is."""

    template: ReplyTemplate
    content: TemplateContent


@dataclass(frozen=True, slots=True)
class Offered:
    """A template that may be taken in the category. ``is_suggested``: it is the default there."""

    id: int
    name: str
    languages: tuple[str, ...]
    is_suggested: bool
    is_assigned: bool


def choose_template(category: Category, kind: str, *, language: str, otherwise: str) -> Choice | None:
    """The category's default of that kind, else the first of the tenant's that are assigned to no category.

    Its content is the one in ``language``, else in ``otherwise``, else any. One statement.
    """
    first = _possible(category, kind).filter(Q(suggested=True) | Q(assigned_anywhere=False))
    first = first.filter(Exists(TemplateContent.objects.filter(template=OuterRef("pk"))))
    chosen = first.order_by("-suggested", "sort_key", "pk").values("pk")[:1]
    rows = TemplateContent.objects.filter(template=Subquery(chosen)).select_related("template")
    content = in_language(rows, language, otherwise)
    return Choice(content.template, content) if content else None


def offered_templates(category: Category, kind: str) -> list[Offered]:
    """What may be chosen in the category: the default, then what is assigned to it, then what is for all. One
    statement."""
    rows = _possible(category, kind).filter(Q(assigned=True) | Q(assigned_anywhere=False))
    rows = rows.annotate(languages=ArrayAgg("contents__language", distinct=True, filter=~Q(contents=None), default=[]))
    values = rows.order_by("-suggested", "-assigned", "sort_key", "pk").values_list(
        "pk", "name", "languages", "suggested", "assigned"
    )
    return [Offered(pk, name, tuple(languages), *marks) for pk, name, languages, *marks in values if languages]


def may_be_used(template: ReplyTemplate, category: Category) -> bool:
    """The template is the tenant's, lives, and is assigned to the category or to none."""
    if template.tenant_id != category.tenant_id:
        return False
    rows = _possible(category, template.kind).filter(pk=template.pk)
    return rows.filter(Q(assigned=True) | Q(assigned_anywhere=False)).exists()


def _possible(category: Category, kind: str) -> QuerySet[Any]:
    assignments = TemplateAssignment.objects.filter(template=OuterRef("pk"))
    here = assignments.filter(category=category)
    rows = ReplyTemplate.objects.living().filter(tenant=category.tenant_id, kind=kind, active=True)
    if kind == TemplateKind.INCLUDE:
        rows = rows.none()
    return rows.annotate(
        assigned_anywhere=Exists(assignments),
        assigned=Exists(here),
        suggested=Coalesce(Subquery(here.values("is_default")[:1]), Value(False), output_field=BooleanField()),
    )
