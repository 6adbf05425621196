"""Templates as what goes into the editor, and answers as the mail that leaves: in the tenant's layout and style."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass

from kontor.kernel.html import clean_layout, clean_own, plain_text_from_html
from kontor.kernel.text import normalize_whitespace, one_line
from kontor.tenants.models import Tenant
from kontor.texts.domain.filling import Filled, Filler, fill_html, fill_text, unresolved
from kontor.texts.domain.includes import Includes, Parts, in_language
from kontor.texts.domain.pictures import Picture, with_pictures
from kontor.texts.domain.placeholders import Facts
from kontor.texts.domain.style import KONTORS_OWN, clean_css, inlined, media_rules
from kontor.texts.enums import IncludePart
from kontor.texts.models import ReplyTemplate, TemplateContent

__all__ = [
    "Body",
    "Dressed",
    "Filled",
    "Picture",
    "dress",
    "fill_html",
    "fill_text",
    "render_body",
    "render_content",
    "unresolved",
]

LONGEST_SUBJECT = 400
PLAIN_LAYOUT = '${letterhead}<div class="mail__sheet">${content}</div>${footer}'
PLAIN_TEXT_LAYOUT = "${letterhead}\n\n${content}\n\n${footer}"
QUOTE_STYLE = "margin: 20px 12px;font-family: sans-serif;font-size: 14px"
QUOTE_RULE = "blockquote[type=cite] { margin: 0; padding-left: 12px; border-left: 3px solid #b9b9b9 }"
_PLACED = re.compile(r"(\$\{(?:content|letterhead|footer)\})")


@dataclass(frozen=True, slots=True)
class Body:
    """A template filled in, as it goes into the editor. ``missing`` names the placeholders without a value."""

    subject: str
    html: str
    text: str
    missing: tuple[str, ...]
    language: str
    template: ReplyTemplate
    version: int


@dataclass(frozen=True, slots=True)
class Dressed:
    """A whole mail. ``html`` is a document; ``pictures`` are the parts that it shows by ``cid:``."""

    html: str
    text: str
    pictures: tuple[Picture, ...] = ()
    missing: tuple[str, ...] = ()


def render_body(template: ReplyTemplate, language: str, facts: Facts) -> Body:
    """The template in the language, else in the tenant's, else in any that it has; the facts filled in.

    One statement for the contents unless they were fetched along, further ones only for what the text includes.
    """
    otherwise = facts.includes.otherwise if facts.includes else language
    content = in_language(template.contents.all(), language, otherwise)
    return render_content(template, content or TemplateContent(template=template, language=language), facts)


def render_content(template: ReplyTemplate, content: TemplateContent, facts: Facts) -> Body:
    """The same for a content that is at hand, saved or not."""
    filler = Filler(facts, template)
    html = clean_own(filler.html(content.html))
    subject = one_line(filler.text(content.subject))[:LONGEST_SUBJECT]
    text = normalize_whitespace(filler.text(content.text)) if content.text else plain_text_from_html(html)
    return Body(subject, html, text, filler.missing, content.language, template, template.version)


def dress(
    tenant: Tenant,
    template: ReplyTemplate | None,
    language: str,
    body_html: str,
    facts: Facts,
    *,
    quote_html: str = "",
) -> Dressed:
    """The whole mail: what was written, between letterhead and footer, in the tenant's layout and style.

    Parts are the template's own, else the tenant's, else Kontor's plain ones. What was written and what is quoted is
    not filled in again: whatever it holds stays text. The style is written into the elements, rules for dark mode and
    narrow screens stand in a sheet; nothing is fetched from anywhere. Two statements, and one for pictures.
    """
    includes = facts.includes or Includes(tenant.pk, language, tenant.language)
    if includes.tenant_id != tenant.pk:
        raise ValueError("Facts of another tenant.")
    parts = includes.parts_of(template)
    css = clean_css(KONTORS_OWN + _style(parts))
    body = clean_own(body_html)
    filler = Filler(facts, template, {"content": body})
    layout = parts.get(IncludePart.LAYOUT)
    framed = filler.html(layout.html if layout and layout.html else PLAIN_LAYOUT)
    inner = clean_layout(inlined(f'<div class="mail">{framed}</div>', css))
    quote = _quoted(quote_html)
    whole, pictures = with_pictures(inner + quote, tenant_id=tenant.pk)
    text = _plain(filler, parts, body, quote)
    return Dressed(_document(whole, language, media_rules(css)), text, pictures, filler.missing)


def _style(parts: Parts) -> str:
    style = parts.get(IncludePart.STYLE)
    return style.text if style else ""


def _quoted(html: str) -> str:
    """What is quoted, in the customer's own looks and without our classes, so that our style leaves it alone."""
    quote = clean_own(html)
    return f'<div style="{QUOTE_STYLE}">{inlined(quote, QUOTE_RULE)}</div>' if quote.strip() else ""


def _plain(filler: Filler, parts: Parts, body: str, quote: str) -> str:
    layout = parts.get(IncludePart.LAYOUT)
    frame = layout.text if layout and layout.text else _derived_frame(layout)
    written = Filler(filler.facts, filler.template, {"content": plain_text_from_html(body)}, filler._missing)
    pieces = [written.text(frame), plain_text_from_html(quote) if quote else ""]
    return normalize_whitespace("\n\n".join(filter(None, pieces)))


def _derived_frame(layout: TemplateContent | None) -> str:
    """The layout as text, with room around what is placed in it."""
    if layout is None or not layout.html:
        return PLAIN_TEXT_LAYOUT
    return _PLACED.sub(r"\n\n\1\n\n", plain_text_from_html(layout.html))


def _document(inner: str, language: str, sheet: str) -> str:
    """The document around it. It says that it is fit for light and dark, so that mail programs need not guess."""
    style = f"<style>{sheet}</style>" if sheet else ""
    return (
        f'<!DOCTYPE html><html lang="{entities.escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<meta name="color-scheme" content="light dark">{style}</head><body>{inner}</body></html>'
    )
