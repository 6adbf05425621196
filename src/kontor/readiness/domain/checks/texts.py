"""Reply templates: one for every category, in every language that is used, with layout, letterhead and footer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kontor.answers.domain.reply_language import language_name
from kontor.readiness.domain.checks.lines import Facts, Line, Named, line, listed
from kontor.readiness.enums import LineState, Topic
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate, TemplateAssignment, TemplateContent

PARTS = (IncludePart.LAYOUT, IncludePart.LETTERHEAD, IncludePart.FOOTER)


@dataclass(frozen=True)
class _Template:
    id: int
    name: str
    languages: frozenset[str]
    parts: dict[str, int | None]


@dataclass(frozen=True)
class _Texts:
    """What the answers of a tenant are made of. ``by_category``: the template that is suggested there."""

    replies: dict[int, _Template]
    includes: dict[int, _Template]
    defaults: dict[str, int]
    by_category: dict[int, int]
    general: _Template | None
    parts: frozenset[str]
    """The parts of which there is one to choose."""

    def of(self, category_id: int) -> _Template | None:
        return self.replies.get(self.by_category.get(category_id, 0)) or self.general


def texts(facts: Facts) -> Iterator[Line]:
    answered = [category for category in facts.categories if category.answer_allowed]
    if not answered:
        return
    found = _read(facts)
    suggested = {category.pk: found.of(category.pk) for category in answered}
    yield _templates(found, [Named(each.pk, each.name) for each in answered if suggested[each.pk] is None])
    used = {template.id: template for template in suggested.values() if template}
    if used:
        languages = sorted({facts.tenant.language, *(code for each in used.values() for code in each.languages)})
        yield from (_language(list(used.values()), language) for language in languages)
        yield from (_part(found, list(used.values()), part, languages) for part in PARTS)


def _templates(found: _Texts, without: list[Named]) -> Line:
    """A template that is there can be suggested in the category; else one is to be written."""
    if not without:
        return line("templates", Topic.TEXTS, LineState.GREEN, _("Every category has a reply template."))
    sentence = _("No reply template is suggested in %(categories)s.")
    words = {"categories": listed([each.name for each in without])}
    there = [Named(each.id, each.name) for each in found.replies.values()][:1]
    place = "assignment" if there else "new_template"
    return line(
        "templates", Topic.TEXTS, LineState.OPEN, sentence % words, place=place, rows=there, word=str(without[0].id)
    )


def _language(used: list[_Template], language: str) -> Line:
    without = [Named(each.id, each.name) for each in used if language not in each.languages]
    key, words = f"language_{language}", {"language": language_name(language)}
    if not without:
        sentence = _("Every suggested reply template is written in %(language)s.") % words
        return line(key, Topic.TEXTS, LineState.GREEN, sentence)
    sentence = _("Not written in %(language)s: %(templates)s.")
    words |= {"templates": listed([each.name for each in without])}
    place = "template_contents"
    return line(key, Topic.TEXTS, LineState.OPEN, sentence % words, place=place, rows=without, word=language)


def _part(found: _Texts, used: list[_Template], part: IncludePart, languages: list[str]) -> Line:
    """The template's own part, else the tenant's default, and whether it is written in every language."""
    chosen = {each.id: found.includes.get(each.parts[part] or found.defaults.get(part, 0)) for each in used}
    without = [Named(each.id, each.name) for each in used if chosen[each.id] is None]
    if without:
        sentence = _("%(part)s is missing in %(templates)s.")
        words = {"part": part.label, "templates": listed([each.name for each in without])}
        place = "template_part" if part in found.parts else "new_include"
        return _part_line(part, sentence % words, place, without, word=part.value)
    includes = {each.id: each for each in chosen.values() if each}
    lacking = [Named(each.id, each.name) for each in includes.values() if not set(languages) <= each.languages]
    if lacking:
        sentence = _("%(part)s is not written in every language that is used: %(includes)s.")
        words = {"part": part.label, "includes": listed([each.name for each in lacking])}
        language = next(each for each in languages if each not in includes[lacking[0].id].languages)
        return _part_line(part, sentence % words, "template_contents", lacking, word=language)
    sentence = _("%(part)s is there for every suggested template.") % {"part": part.label}
    return line(part.value, Topic.TEXTS, LineState.GREEN, sentence)


def _part_line(part: IncludePart, sentence: str, place: str, rows: list[Named], *, word: str) -> Line:
    return line(part.value, Topic.TEXTS, LineState.OPEN, sentence, place=place, rows=rows, word=word)


def _read(facts: Facts) -> _Texts:
    """Three statements, however many templates there are; no text of them is read."""
    written: defaultdict[int, set[str]] = defaultdict(set)
    contents = TemplateContent.objects.filter(tenant=facts.tenant, template__deleted_at=None)
    for template_id, language in contents.values_list("template_id", "language"):
        written[template_id].add(language)
    rows = ReplyTemplate.objects.living().filter(
        tenant=facts.tenant, active=True, kind__in=[TemplateKind.REPLY, TemplateKind.INCLUDE]
    )
    fields = ("id", "name", "kind", "part", "is_default", *(f"{part.value}_id" for part in PARTS))
    found = list(rows.order_by("sort_key", "id").values(*fields))
    replies = {row["id"]: _template(row, written) for row in found if row["kind"] == TemplateKind.REPLY}
    replies = {pk: template for pk, template in replies.items() if template.languages}
    assigned = TemplateAssignment.objects.filter(tenant=facts.tenant, kind=TemplateKind.REPLY)
    places = list(assigned.values_list("template_id", "category_id", "is_default"))
    bound = {template_id for template_id, _category, _is_default in places}
    return _Texts(
        replies=replies,
        includes={row["id"]: _template(row, written) for row in found if row["kind"] == TemplateKind.INCLUDE},
        defaults={row["part"]: row["id"] for row in found if row["is_default"]},
        by_category={category_id: template_id for template_id, category_id, is_default in places if is_default},
        general=next((template for pk, template in replies.items() if pk not in bound), None),
        parts=frozenset(row["part"] for row in found if row["kind"] == TemplateKind.INCLUDE),
    )


def _template(row: dict[str, Any], written: dict[int, set[str]]) -> _Template:
    parts = {part.value: row[f"{part.value}_id"] for part in PARTS}
    return _Template(row["id"], row["name"], frozenset(written.get(row["id"], ())), parts)
