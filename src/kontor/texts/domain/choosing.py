"""Which template is suggested in a category, and which are offered there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet, Subquery

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

    Its content is the one in ``language``, else in ``otherwise``, else any. One statement, two without a default.
    """
    own = _usable(category, kind).filter(
        template__assignments__category=category,
        template__assignments__kind=kind,
        template__assignments__is_default=True,
    )
    content = in_language(own.select_related("template"), language, otherwise)
    if content is None:
        general = _general(category, kind)
        first = general.order_by("template__sort_key", "template").values("template")[:1]
        rows = TemplateContent.objects.filter(template=Subquery(first)).select_related("template")
        content = in_language(rows, language, otherwise)
    return Choice(content.template, content) if content else None


def offered_templates(category: Category, kind: str) -> list[Offered]:
    """What may be chosen in the category: the default, then what is assigned to it, then what is for all. Two
    statements."""
    assigned = TemplateAssignment.objects.filter(category=category, template__kind=kind)
    defaults = dict(assigned.values_list("template_id", "is_default"))
    possible = _usable(category, kind).filter(template__in=defaults) | _general(category, kind)
    rows = possible.order_by("template__sort_key", "template", "language")
    languages: dict[tuple[int, str], list[str]] = {}
    for pk, name, language in rows.values_list("template_id", "template__name", "language"):
        languages.setdefault((pk, name), []).append(language)
    offered = [
        Offered(pk, name, tuple(spoken), defaults.get(pk, False), pk in defaults)
        for (pk, name), spoken in languages.items()
    ]
    return sorted(offered, key=lambda each: (not each.is_suggested, not each.is_assigned))


def has_template(category: Category, kind: str) -> bool:
    """Some template of the kind may be used in the category."""
    assigned = TemplateAssignment.objects.filter(category=category, template__kind=kind).values("template")
    return (_usable(category, kind).filter(template__in=assigned) | _general(category, kind)).exists()


def may_be_used(template: ReplyTemplate, category: Category) -> bool:
    """The template is the tenant's, lives, and is assigned to the category or to none."""
    if template.tenant_id != category.tenant_id or template.kind == TemplateKind.INCLUDE:
        return False
    if not template.active or template.deleted_at is not None:
        return False
    assigned = set(TemplateAssignment.objects.filter(template=template).values_list("category_id", flat=True))
    return not assigned or category.pk in assigned


def _usable(category: Category, kind: str) -> QuerySet[TemplateContent]:
    """The contents of the tenant's templates of that kind that may go out."""
    return TemplateContent.objects.filter(
        tenant=category.tenant_id,
        template__kind=kind,
        template__active=True,
        template__deleted_at=None,
    ).exclude(template__kind=TemplateKind.INCLUDE)


def _general(category: Category, kind: str) -> QuerySet[TemplateContent]:
    """Those of templates that are assigned to no category. All assignments are read once, not once a template."""
    assigned = TemplateAssignment.objects.filter(tenant=category.tenant_id).values("template")
    return _usable(category, kind).exclude(template__in=assigned)
