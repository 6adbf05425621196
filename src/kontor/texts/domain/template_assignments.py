"""In which categories a template is offered, where it is suggested, and which files go with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from kontor.kernel.batches import BATCH
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.texts.models import LibraryFile, ReplyTemplate, TemplateAssignment, TemplateFile

Wanted = Mapping[ReplyTemplate, Mapping[Category, bool]]
"""In which categories each template is offered, and whether it is suggested there."""


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


def assign(wanted: Wanted) -> dict[ReplyTemplate, list[Displaced]]:
    """Offer each template in these categories and no others; True suggests it there, and no other of its kind.

    Assignments to deleted categories stay, for when they are restored.
    """
    for template, categories in wanted.items():
        _require_assignable(template, categories)
    _require_no_rivals(wanted)
    _take_out(wanted)
    displaced = _displace(wanted)
    TemplateAssignment.objects.bulk_create(
        (
            TemplateAssignment(
                tenant_id=template.tenant_id,
                template=template,
                category=category,
                kind=template.kind,
                is_default=is_default,
            )
            for template, categories in wanted.items()
            for category, is_default in categories.items()
        ),
        update_conflicts=True,
        unique_fields=["template", "category"],
        update_fields=["kind", "is_default"],
        batch_size=BATCH,
    )
    return displaced


def set_files(wanted: Mapping[ReplyTemplate, Sequence[LibraryFile]]) -> None:
    """These files of the library go out with every mail of each template, and no others."""
    for template, files in wanted.items():
        for file in files:
            if file.tenant_id != template.tenant_id or file.deleted_at is not None:
                raise Refused(_("The file “%(name)s” is not in the library of this tenant.") % {"name": file.name})
    rows = TemplateFile.objects.filter(template__in=wanted)
    present = {(template, file): row for row, template, file in rows.values_list("pk", "template_id", "file_id")}
    new = {(template.pk, file.pk): (template, file) for template, files in wanted.items() for file in files}
    rows.filter(pk__in=[row for key, row in present.items() if key not in new]).delete()
    missing = [
        TemplateFile(tenant_id=template.tenant_id, template=template, file=file)
        for key, (template, file) in new.items()
        if key not in present
    ]
    TemplateFile.objects.bulk_create(missing, batch_size=BATCH)


def follow_kind(templates: Sequence[ReplyTemplate]) -> dict[ReplyTemplate, list[Displaced]]:
    """The assignments stay as they are; where the kind has changed and another is suggested already, that one stays."""
    kept: dict[ReplyTemplate, list[Displaced]] = defaultdict(list)
    by_id = {template.pk: template for template in templates}
    rows = TemplateAssignment.objects.filter(template__in=by_id).exclude(kind=models.F("template__kind"))
    for row in rows.select_related("category"):
        template = by_id[row.template_id]
        others = list(_suggested(row.category, template)) if row.is_default else []
        kept[template] += [Displaced(other.template, row.category.name, kept=True) for other in others]
        row.kind, row.is_default = template.kind, row.is_default and not others
        row.save(update_fields=["kind", "is_default"])
    return kept


def _require_assignable(template: ReplyTemplate, categories: Collection[Category]) -> None:
    for category in categories:
        if category.tenant_id != template.tenant_id:
            raise Refused(_("The category “%(name)s” belongs to another tenant.") % {"name": category.name})
    if categories and template.part:
        raise Refused(_("An include is assigned to no category."))


def _require_no_rivals(wanted: Wanted) -> None:
    first: dict[tuple[int, str], ReplyTemplate] = {}
    for template, category in _suggestions(wanted):
        other = first.setdefault((category.pk, template.kind), template)
        if other is not template:
            names = {"one": other.name, "other": template.name, "category": category.name}
            sentence = _("“%(one)s” and “%(other)s” cannot both be suggested in the category “%(category)s”.")
            raise Refused(sentence % names)


def _take_out(wanted: Wanted) -> None:
    rows = TemplateAssignment.objects.filter(template__in=wanted)
    stay = {(template.pk, category.pk) for template, categories in wanted.items() for category in categories}
    living = rows.filter(category__deleted_at=None).values_list("pk", "template_id", "category_id")
    rows.filter(pk__in=[pk for pk, *key in living if tuple(key) not in stay]).delete()
    for kind in {template.kind for template in wanted}:
        of_kind = rows.filter(template__kind=kind, category__deleted_at__isnull=False)
        of_kind.update(kind=kind, is_default=False)


def _displace(wanted: Wanted) -> dict[ReplyTemplate, list[Displaced]]:
    """Whoever is suggested where one of these is to be is suggested there no more. One of these says so itself."""
    displaced: dict[ReplyTemplate, list[Displaced]] = {template: [] for template in wanted}
    categories = {category for _template, category in _suggestions(wanted)}
    rows = TemplateAssignment.objects.filter(category__in=categories, is_default=True).select_related("template")
    others = {(row.category_id, row.kind): row for row in rows}
    for template, category in _suggestions(wanted):
        other = others.get((category.pk, template.kind))
        if other and other.template_id != template.pk:
            other.is_default = False
            other.save(update_fields=["is_default"])
            if other.template.deleted_at is None and other.template not in wanted:
                displaced[template].append(Displaced(other.template, category.name))
    return displaced


def _suggestions(wanted: Wanted) -> Iterator[tuple[ReplyTemplate, Category]]:
    for template, categories in wanted.items():
        yield from ((template, category) for category, is_default in categories.items() if is_default)


def _suggested(category: Category, template: ReplyTemplate) -> list[TemplateAssignment]:
    rows = TemplateAssignment.objects.filter(category=category, kind=template.kind, is_default=True)
    return list(rows.exclude(template=template).select_related("template"))
