"""A template that is being written, as the mail that would leave: in its layout, with facts, nothing saved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import gettext

from kontor.kernel.html import clean_own, html_from_plain_text
from kontor.texts.domain.filling import fill_html
from kontor.texts.domain.includes import Includes, Parts
from kontor.texts.domain.placeholders import Facts
from kontor.texts.domain.rendering import Dressed, dress, render_content
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate, TemplateContent

_SCHEME = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", re.IGNORECASE)
_ALWAYS, _NEVER = "(min-width: 0px)", "(max-width: 0px)"


@dataclass(frozen=True, slots=True)
class Preview:
    """``text`` is what a mail program without HTML shows."""

    subject: str
    mail: Dressed
    text: str
    missing: tuple[str, ...]


@dataclass
class Drafted(Includes):
    """The tenant's includes, with one of them as it is being written."""

    part: str = ""
    name: str = ""
    content: TemplateContent | None = None

    def parts_of(self, template: ReplyTemplate | None) -> Parts:
        parts: Mapping[str, TemplateContent] = super().parts_of(template)
        return {**parts, self.part: self.content} if self.content and self.part != IncludePart.SNIPPET else parts

    def named(self, name: str) -> TemplateContent | None:
        return self.content if self.content and name == self.name else super().named(name)


def preview_of(template: ReplyTemplate, content: TemplateContent, facts: Facts) -> Preview:
    """The whole mail with this content, saved or not. An include is shown in a mail with a made-up text."""
    tenant = template.tenant
    if template.kind != TemplateKind.INCLUDE:
        body = render_content(template, content, facts)
        mail = dress(tenant, template, content.language, body.html, facts)
        text = body.text if content.text else mail.text
        return Preview(body.subject, mail, text, tuple(dict.fromkeys([*body.missing, *mail.missing])))
    includes = Drafted(
        tenant.pk, content.language, tenant.language, part=template.part, name=template.internal_name, content=content
    )
    facts = replace(facts, includes=includes)
    is_snippet = template.part == IncludePart.SNIPPET
    body_html = content.html if is_snippet else _made_up(content.language)
    filled = fill_html(clean_own(body_html), facts)
    mail = dress(tenant, None, content.language, filled.content, facts)
    return Preview("", mail, mail.text, tuple(dict.fromkeys([*filled.missing, *mail.missing])))


def as_seen(document: str, *, dark: bool, pictures: Mapping[str, str]) -> str:
    """The mail's HTML as a mail program in light or in dark mode shows it, whatever the browser prefers.

    ``pictures`` has the address of each picture by its Content-ID; one that is not there loses its source.
    """
    wanted = "dark" if dark else "light"
    seen = _SCHEME.sub(lambda found: _ALWAYS if found[1].lower() == wanted else _NEVER, document)
    seen = seen.replace('name="color-scheme" content="light dark"', f'name="color-scheme" content="{wanted}"', 1)
    return re.sub(r' src="cid:([^"]*)"', lambda found: _source(pictures.get(found[1], "")), seen)


def _source(address: str) -> str:
    return f' src="{address}"' if address else ""


def _made_up(language: str) -> str:
    """What stands in a mail that shows an include: a greeting, some words, the signature."""
    with translation.override(language):
        words = gettext("This is how a text of yours stands between letterhead and footer.")
        more = gettext("It has several paragraphs, so that the distances can be judged, and a list:")
        items = [gettext("a first line"), gettext("a second line")]
    listed = "".join(f"<li>{html_from_plain_text(item)}</li>" for item in items)
    return (
        f"<p>${{customer.salutation}}</p><p>{html_from_plain_text(words)}</p><p>{html_from_plain_text(more)}</p>"
        f"<ul>{listed}</ul><p>${{signature}}</p>"
    )
