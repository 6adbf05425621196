"""In which categories a template is offered, where it is suggested, and which files go with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.texts.models import LibraryFile, ReplyTemplate, TemplateAssignment, TemplateFile


@dataclass(frozen=True, slots=True)
class Displaced:
    """Another template that is the default no more. ``category`` "" means the whole tenant; ``kept``: it stays so."""

    other: ReplyTemplate
    category: str = ""
    kept: bool = False

    def sentence(self, template: ReplyTemplate) -> str:
        names = {"new": template.name, "old": self.other.name, "category": self.category}
        if self.kept:
            return _("“%(old)s” stays the suggestion in the category “%(category)s”.") % names
        if self.category:
            return _("“%(new)s” is now suggested in the category “%(category)s” instead of “%(old)s”.") % names
        return _("“%(new)s” is now the default of the tenant instead of “%(old)s”.") % names


def take_default(template: ReplyTemplate) -> list[Displaced]:
    """Take the tenant's default from the include that has it, if this one is to have it."""
    if not template.is_default:
        return []
    rows = ReplyTemplate.objects.living().filter(tenant=template.tenant_id, part=template.part, is_default=True)
    others = list(rows.exclude(pk=template.pk).select_for_update(of=("self",)))
    for other in others:
        other.is_default = False
        other.save(update_fields=["is_default", "changed_at"])
    return [Displaced(other) for other in others]


def assign(template: ReplyTemplate, wanted: Mapping[Category, bool] | None) -> list[Displaced]:
    """Offer the template in these categories and no others; True suggests it there, and no other of its kind.

    Assignments to deleted categories stay, for when they are restored. None leaves the assignments; where the kind
    has changed and another is suggested already, that one stays.
    """
    if wanted is None:
        return _follow_kind(template)
    for category in wanted:
        if category.tenant_id != template.tenant_id:
            raise Refused(_("The category “%(name)s” belongs to another tenant.") % {"name": category.name})
    if wanted and template.part:
        raise Refused(_("An include is assigned to no category."))
    rows = TemplateAssignment.objects.filter(template=template)
    rows.filter(category__deleted_at=None).exclude(category__in=wanted).delete()
    rows.filter(category__deleted_at__isnull=False).update(kind=template.kind, is_default=False)
    return [taken for category, is_default in wanted.items() for taken in _assign_one(template, category, is_default)]


def set_files(template: ReplyTemplate, files: Sequence[LibraryFile]) -> None:
    """These files of the library go out with every mail of the template, and no others."""
    for file in files:
        if file.tenant_id != template.tenant_id or file.deleted_at is not None:
            raise Refused(_("The file “%(name)s” is not in the library of this tenant.") % {"name": file.name})
    TemplateFile.objects.filter(template=template).exclude(file__in=files).delete()
    present = set(TemplateFile.objects.filter(template=template).values_list("file_id", flat=True))
    TemplateFile.objects.bulk_create(
        TemplateFile(tenant_id=template.tenant_id, template=template, file=file)
        for file in files
        if file.pk not in present
    )


def _assign_one(template: ReplyTemplate, category: Category, is_default: bool) -> list[Displaced]:
    others = list(_suggested(category, template)) if is_default else []
    for other in others:
        other.is_default = False
        other.save(update_fields=["is_default"])
    TemplateAssignment.objects.update_or_create(
        tenant_id=template.tenant_id,
        template=template,
        category=category,
        defaults={"kind": template.kind, "is_default": is_default},
    )
    return [Displaced(other.template, category.name) for other in others if other.template.deleted_at is None]


def _follow_kind(template: ReplyTemplate) -> list[Displaced]:
    kept: list[Displaced] = []
    for row in (
        TemplateAssignment.objects.filter(template=template).exclude(kind=template.kind).select_related("category")
    ):
        others = list(_suggested(row.category, template)) if row.is_default else []
        kept += [Displaced(other.template, row.category.name, kept=True) for other in others]
        row.kind, row.is_default = template.kind, row.is_default and not others
        row.save(update_fields=["kind", "is_default"])
    return kept


def _suggested(category: Category, template: ReplyTemplate) -> list[TemplateAssignment]:
    rows = TemplateAssignment.objects.filter(category=category, kind=template.kind, is_default=True)
    return list(rows.exclude(template=template).select_related("template"))
