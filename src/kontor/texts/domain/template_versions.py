"""The versions of a template: kept at every saving, compared, and taken back."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.audit.domain.recording import difference, record_changes
from kontor.kernel import clock
from kontor.kernel.batches import BATCH
from kontor.kernel.errors import Refused
from kontor.kernel.html import plain_text_from_html
from kontor.kernel.text import shorten
from kontor.people.models import User
from kontor.texts.domain.documents import documents_of
from kontor.texts.domain.exchange_parts import all_parts_of, parts
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate, TemplateVersion

MOST_LINES = 2_000
LABELS: Mapping[str, str | Promise] = {
    "name": gettext_lazy("display name"),
    "kind": gettext_lazy("kind"),
    "part": gettext_lazy("part"),
    "is_default": gettext_lazy("for all templates that name none of their own"),
    "description": gettext_lazy("description"),
    "sender": gettext_lazy("sender"),
    "reply_account": gettext_lazy("reply address"),
    "from_no_reply": gettext_lazy("from the do-not-reply address"),
    "active": gettext_lazy("active"),
    "layout": gettext_lazy("layout"),
    "letterhead": gettext_lazy("letterhead"),
    "footer": gettext_lazy("footer"),
    "style": gettext_lazy("style"),
    "signature": gettext_lazy("signature"),
    "assignments": gettext_lazy("categories"),
    "files": gettext_lazy("files"),
}
_TEXTS: Mapping[str, str | Promise] = {
    "subject": gettext_lazy("subject"),
    "html": gettext_lazy("text"),
    "text": gettext_lazy("plain text"),
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of the record that differs, in words."""

    field: str
    label: str | Promise
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comparison: ``sign`` is "-" for what went, "+" for what came, " " for what stayed."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text of one language that differs. ``is_source``: it reads the same, so the HTML itself is compared."""

    language: str
    field: str
    label: str | Promise
    lines: tuple[Line, ...]
    is_source: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    fields: tuple[FieldChange, ...] = ()
    texts: tuple[TextChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fields or self.texts)


def keep_versions(
    saved: Sequence[tuple[ReplyTemplate, Mapping[str, Any]]], action: str, *, tenant_id: int, by: User | None
) -> None:
    """Write down the templates as they are now, and in the audit log what is different from their documents before."""
    templates = [template for template, _before in saved]
    documents = documents_of(templates)
    _keep(tenant_id, templates, documents, by)
    changed = [
        (template, difference(_for_audit(before), _for_audit(documents[template.pk]))) for template, before in saved
    ]
    record_changes(action, [each for each in changed if each[1]], by=by, tenant_id=tenant_id)


def keep_version_of_parts(template: ReplyTemplate, *, by: User | None) -> None:
    """What a package above knows of the template has changed, and that package has told the audit log: a version of its
    own. The template's row is locked."""
    template.version += 1
    template.save(update_fields=["version", "changed_at"])
    _keep(template.tenant_id, [template], documents_of([template]), by)


def _keep(
    tenant_id: int, templates: Sequence[ReplyTemplate], documents: Mapping[int, Mapping[str, Any]], by: User | None
) -> None:
    parts_by_id = all_parts_of(templates)
    versions = [
        TemplateVersion(
            tenant_id=tenant_id,
            template=template,
            number=template.version,
            at=clock.now(),
            by=by,
            content={**documents[template.pk], **parts_by_id[template.pk]},
        )
        for template in templates
    ]
    TemplateVersion.objects.bulk_create(versions, batch_size=BATCH)


def versions_of(template: ReplyTemplate) -> list[TemplateVersion]:
    """All of them, newest first, with who saved."""
    return list(template.versions.select_related("by").order_by("-number"))


def version_numbered(template: ReplyTemplate, number: int) -> TemplateVersion:
    """Refused when there is no such version."""
    found = template.versions.filter(number=number).first()
    if found is None:
        raise Refused(_("There is no version %(number)s of this template.") % {"number": number})
    return found


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Comparison:
    """What is different between two documents: fields of the record, then texts line by line, by language."""
    fields = [
        FieldChange(field, label, _words(field, old.get(field)), _words(field, new.get(field)))
        for field, label in LABELS.items()
        if old.get(field) != new.get(field)
    ]
    fields += [
        FieldChange(part.key, part.label, part.words(old.get(part.key, {})), part.words(new.get(part.key, {})))
        for part in parts()
        if old.get(part.key, {}) != new.get(part.key, {})
    ]
    before, after = old.get("contents", {}), new.get("contents", {})
    texts = [
        change
        for language in sorted(before.keys() | after.keys())
        for field in _TEXTS
        if (change := _text_change(language, field, before.get(language, {}), after.get(language, {})))
    ]
    return Comparison(tuple(fields), tuple(texts))


def _text_change(language: str, field: str, old: Mapping[str, str], new: Mapping[str, str]) -> TextChange | None:
    before, after = old.get(field, ""), new.get(field, "")
    if before == after:
        return None
    is_source = False
    if field == "html":
        plain = plain_text_from_html(before), plain_text_from_html(after)
        is_source = plain[0] == plain[1]
        before, after = (before.replace("><", ">\n<"), after.replace("><", ">\n<")) if is_source else plain
    lines = tuple(lines_between(before.split("\n"), after.split("\n")))
    return TextChange(language, field, _TEXTS[field], lines, is_source)


def lines_between(old: Sequence[str], new: Sequence[str]) -> Iterable[Line]:
    """What went and what came, line by line; of very long texts their beginning."""
    old, new = old[:MOST_LINES], new[:MOST_LINES]
    for tag, begin, end, new_begin, new_end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Line(" ", text) for text in old[begin:end])
        else:
            yield from (Line("-", text) for text in old[begin:end] if text or end - begin > 1)
            yield from (Line("+", text) for text in new[new_begin:new_end] if text or new_end - new_begin > 1)


def _words(field: str, value: Any) -> str:
    """The value as people read it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field == "assignments":
        return ", ".join(
            _("%(category)s (suggested)") % {"category": name} if is_default else name
            for name, is_default in (value or {}).items()
        )
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if field in ("kind", "part") and value:
        return str((TemplateKind if field == "kind" else IncludePart)(value).label)
    return str(value or "")


def _for_audit(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document flat, its texts shortened: what was said in full stands in the versions."""
    elsewhere = {"contents", "assignments", *(part.key for part in parts())}
    flat = {key: value for key, value in document.items() if key not in elsewhere}
    for language, content in document.get("contents", {}).items():
        for key, value in content.items():
            flat[f"{key} ({language})"] = shorten(plain_text_from_html(value) if key == "html" else value, 200)
    if document:
        flat["categories"] = [f"{name} *" if chosen else name for name, chosen in document["assignments"].items()]
    return flat
