"""What can be put into a text at the cursor: placeholders by their groups, includes, pictures of the library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _

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
    groups = [*_frame(template), *_placeholders(template, language), *_includes(template), *_pictures(template)]
    return [group for group in groups if group.entries]


def _frame(template: ReplyTemplate) -> Iterator[InsertionGroup]:
    entries = [Insertion("signature", _("The tenant's signature"))]
    if template.part == IncludePart.LAYOUT:
        entries = [
            Insertion("content", _("The text of the mail")),
            Insertion("letterhead", _("The letterhead")),
            Insertion("footer", _("The footer")),
            *entries,
        ]
    if template.part not in (IncludePart.SIGNATURE, IncludePart.SNIPPET):
        yield InsertionGroup(_("Parts of the mail"), entries)


def _placeholders(template: ReplyTemplate, language: str) -> Iterator[InsertionGroup]:
    examples = example_facts(template.tenant, language).values
    groups: dict[str, list[Insertion]] = {}
    for each in PLACEHOLDERS.values():
        example = examples.get(each.name, str(each.example))
        groups.setdefault(str(each.group), []).append(Insertion(each.name, str(each.label), example))
    return (InsertionGroup(label, entries) for label, entries in groups.items())


def _includes(template: ReplyTemplate) -> Iterator[InsertionGroup]:
    rows = snippets_to_insert(template.tenant_id).exclude(pk=template.pk)
    entries = [Insertion(f"{INCLUDE}{row.internal_name}", row.name, str(row.get_part_display())) for row in rows]
    yield InsertionGroup(_("Includes"), entries)


def _pictures(template: ReplyTemplate) -> Iterator[InsertionGroup]:
    entries = []
    for file in pictures_of(template.tenant_id):
        html = format_html('<img src="picture:{}" alt="{}">', file.pk, file.name)
        entries.append(Insertion(f"picture:{file.pk}", file.name, file.filename, html))
    yield InsertionGroup(_("Pictures of the library"), entries)
