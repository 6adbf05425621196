"""The includes of a tenant: its layout, letterhead, footer, style and signature, and snippets by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate, TemplateContent

PARTS = (IncludePart.LAYOUT, IncludePart.LETTERHEAD, IncludePart.FOOTER, IncludePart.STYLE, IncludePart.SIGNATURE)
Parts = Mapping[str, TemplateContent]


def in_language(contents: Iterable[TemplateContent], language: str, otherwise: str) -> TemplateContent | None:
    """The content in the language, else in its main language, else in ``otherwise``, else any: the first by code."""
    by_language = {content.language: content for content in sorted(contents, key=lambda each: each.language)}
    for each in (language, language.partition("-")[0], otherwise):
        if each in by_language:
            return by_language[each]
    return next(iter(by_language.values()), None)


@dataclass
class Includes:
    """What a tenant's texts include, in one language, loaded when it is asked for and then kept.

    Keep it for a request: a template's parts are one statement, each level of nested snippets one more.
    """

    tenant_id: int
    language: str
    otherwise: str
    _named: dict[str, TemplateContent | None] = field(default_factory=dict)
    _parts: dict[tuple[int, ...], Parts] = field(default_factory=dict)

    def parts_of(self, template: ReplyTemplate | None) -> Parts:
        """The template's own parts, else the tenant's defaults. Where there is neither, the part is missing."""
        own = tuple(getattr(template, f"{part}_id") or 0 for part in PARTS) if template else ()
        if own not in self._parts:
            self._parts[own] = self._load_parts(dict(zip(PARTS, own, strict=False)))
        return self._parts[own]

    def named(self, name: str) -> TemplateContent | None:
        """The include of this internal name."""
        if name not in self._named:
            self.load([name])
        return self._named[name]

    def load(self, names: Iterable[str]) -> None:
        """Have these at hand: one statement for those that are not there yet."""
        wanted = [name for name in names if name not in self._named]
        if not wanted:
            return
        rows = self._contents().filter(template__internal_name__in=wanted)
        grouped: dict[str, list[TemplateContent]] = {name: [] for name in wanted}
        for row in rows:
            grouped[row.template.internal_name].append(row)
        for name, contents in grouped.items():
            self._named[name] = in_language(contents, self.language, self.otherwise)

    def _load_parts(self, own: Mapping[IncludePart, int]) -> Parts:
        chosen = [pk for pk in own.values() if pk]
        rows = self._contents().filter(Q(template__is_default=True) | Q(template__in=chosen))
        grouped: dict[str, list[TemplateContent]] = {}
        for row in rows:
            part = IncludePart(row.template.part)
            if own.get(part, 0) in (0, row.template_id):
                grouped.setdefault(part, []).append(row)
        found = {part: in_language(contents, self.language, self.otherwise) for part, contents in grouped.items()}
        return {part: content for part, content in found.items() if content}

    def _contents(self) -> QuerySet[TemplateContent]:
        rows = TemplateContent.objects.filter(
            tenant=self.tenant_id, template__kind=TemplateKind.INCLUDE, template__deleted_at=None
        )
        return rows.select_related("template")
