"""What can be put into a text at the cursor: placeholders by their groups, includes, pictures of the library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _

from kontor.tenants.models import Tenant
from kontor.texts.domain.library_use import pictures_of
from kontor.texts.domain.placeholders import PLACEHOLDERS, example_facts
from kontor.texts.domain.syntax import INCLUDE, place
from kontor.texts.domain.template_queries import snippets_to_insert
from kontor.texts.enums import IncludePart
from kontor.texts.models import ReplyTemplate


@dataclass(frozen=True)
class Insertion:
    """``name`` is the placeholder's; ``html`` is what goes in where it is no placeholder."""

    name: str
    label: str
    example: str = ""
    html: str = ""

    @property
    def text(self) -> str:
        return self.html or place(self.name)


@dataclass(frozen=True)
class InsertionGroup:
    label: str
    entries: list[Insertion]


def insertions(template: ReplyTemplate, language: str) -> list[InsertionGroup]:
    """The groups that have something in them. A style has none."""
    if template.part == IncludePart.STYLE:
        return []
    includes = snippets_to_insert(template.tenant_id).exclude(pk=template.pk)
    return _filled(
        [*_frame(template), *_placeholders(template.tenant, language), *_common(template.tenant_id, includes)]
    )


def insertions_of_modules(tenant: Tenant, language: str, *, fixed: bool = True) -> list[InsertionGroup]:
    """What text modules of the tenant may hold; while it is not ``fixed``, only what every tenant has."""
    common = _common(tenant.pk, snippets_to_insert(tenant.pk)) if fixed else []
    return _filled([_signature(), *_placeholders(tenant, language or tenant.language), *common])


def _filled(groups: list[InsertionGroup]) -> list[InsertionGroup]:
    return [group for group in groups if group.entries]


def _common(tenant_id: int, includes: QuerySet[ReplyTemplate]) -> list[InsertionGroup]:
    return [_includes(includes), _pictures(tenant_id)]


def _signature() -> InsertionGroup:
    return InsertionGroup(_("Parts of the mail"), [Insertion("signature", _("The tenant's signature"))])


def _frame(template: ReplyTemplate) -> Iterator[InsertionGroup]:
    group = _signature()
    if template.part == IncludePart.LAYOUT:
        group.entries[:0] = [
            Insertion("content", _("The text of the mail")),
            Insertion("letterhead", _("The letterhead")),
            Insertion("footer", _("The footer")),
        ]
    if template.part not in (IncludePart.SIGNATURE, IncludePart.SNIPPET):
        yield group


def _placeholders(tenant: Tenant, language: str) -> Iterator[InsertionGroup]:
    examples = example_facts(tenant, language).values
    groups: dict[str, list[Insertion]] = {}
    for each in PLACEHOLDERS.values():
        example = examples.get(each.name, str(each.example))
        groups.setdefault(str(each.group), []).append(Insertion(each.name, str(each.label), example))
    return (InsertionGroup(label, entries) for label, entries in groups.items())


def _includes(rows: QuerySet[ReplyTemplate]) -> InsertionGroup:
    entries = [Insertion(f"{INCLUDE}{row.internal_name}", row.name, str(row.get_part_display())) for row in rows]
    return InsertionGroup(_("Includes"), entries)


def _pictures(tenant_id: int) -> InsertionGroup:
    entries = []
    for file in pictures_of(tenant_id):
        html = format_html('<img src="picture:{}" alt="{}">', file.pk, file.name)
        entries.append(Insertion(f"picture:{file.pk}", file.name, file.filename, html))
    return InsertionGroup(_("Pictures of the library"), entries)
