"""Reads of reply templates for the screens of administration."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.texts.enums import FilePurpose, IncludePart, TemplateKind
from kontor.texts.models import LibraryFile, ReplyTemplate, TemplateAssignment, TemplateContent


def templates_in_scope(*, deleted: bool = False) -> QuerySet[ReplyTemplate]:
    """Those of the scope's living tenants, with tenant, ``category_names`` and ``languages``, whoever may look."""
    rows = ReplyTemplate.objects.filter(tenant__deleted_at=None)
    rows = rows.exclude(deleted_at=None) if deleted else rows.living()
    categories = TemplateAssignment.objects.filter(template=OuterRef("pk"), category__deleted_at=None).order_by()
    names = categories.values("template").annotate(
        names=StringAgg("category__name", ", ", order_by="category__sort_key")
    )
    contents = TemplateContent.objects.filter(template=OuterRef("pk")).order_by()
    codes = contents.values("template").annotate(codes=StringAgg("language", ", ", order_by="language"))
    return rows.select_related("tenant").annotate(
        category_names=_text(names.values("names")), languages=_text(codes.values("codes"))
    )


def includes_to_choose(tenant_id: int, part: str) -> QuerySet[ReplyTemplate]:
    """The tenant's includes that can be this part of a template."""
    return ReplyTemplate.objects.parts(IncludePart(part)).filter(tenant_id=tenant_id).order_by("sort_key")


def snippets_to_insert(tenant_id: int) -> QuerySet[ReplyTemplate]:
    """The includes that texts may name."""
    rows = ReplyTemplate.objects.living().filter(tenant_id=tenant_id, kind=TemplateKind.INCLUDE)
    return rows.exclude(part__in=[IncludePart.LAYOUT, IncludePart.STYLE]).order_by("sort_key")


def default_include(tenant_id: int, part: str) -> ReplyTemplate | None:
    """The include for all templates that name none of their own."""
    return includes_to_choose(tenant_id, part).filter(is_default=True).first()


def accounts_to_send_from(tenant_id: int) -> QuerySet[MailAccount]:
    """The tenant's accounts and the general ones that can send, the tenant's first."""
    rows = MailAccount.objects.living().filter(owner_key__in=[0, tenant_id]).exclude(smtp_host="")
    return rows.order_by("-owner_key", "sort_key")


def attachments_to_choose(tenant_id: int) -> QuerySet[LibraryFile]:
    """The files of the library that can go out with a template's mails."""
    rows = LibraryFile.objects.living().filter(tenant_id=tenant_id, purpose=FilePurpose.ATTACHMENT)
    return rows.order_by("sort_key")


def assigned_file_ids(template: ReplyTemplate) -> list[int]:
    return list(template.files.filter(file__deleted_at=None).values_list("file_id", flat=True))


def assignments_of(template: ReplyTemplate) -> list[tuple[Category, TemplateAssignment | None, str]]:
    """Each living category of the tenant, how the template is assigned to it, and which one is suggested there now."""
    rows = TemplateAssignment.objects.filter(tenant_id=template.tenant_id, kind=template.kind)
    rows = rows.filter(template__deleted_at=None).select_related("template")
    own = {row.category_id: row for row in rows if row.template_id == template.pk}
    suggested = {row.category_id: row.template.name for row in rows if row.is_default}
    categories = Category.objects.living().filter(tenant_id=template.tenant_id).order_by("sort_key")
    return [(each, own.get(each.pk), suggested.get(each.pk, "")) for each in categories]


def languages_of(template: ReplyTemplate) -> list[str]:
    """The languages in which it has a content, the tenant's first."""
    codes = list(template.contents.order_by("language").values_list("language", flat=True))
    return sorted(codes, key=lambda code: code != template.tenant.language)


def content_in(template: ReplyTemplate, language: str) -> TemplateContent:
    """What is saved in this language, or a new content that is not."""
    saved = template.contents.filter(language=language).first()
    return saved or TemplateContent(tenant_id=template.tenant_id, template=template, language=language)


def _text(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows), Value(""), output_field=TextField())
