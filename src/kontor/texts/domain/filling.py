"""Placeholders filled in, once: what goes in is text, or an include of the tenant, and is not looked at again."""

from __future__ import annotations

import html as entities
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from kontor.kernel.html import clean_layout, html_from_plain_text, plain_text_from_html
from kontor.texts.domain.includes import Includes, Parts
from kontor.texts.domain.placeholders import Facts
from kontor.texts.domain.syntax import ANY_PLACE, INCLUDE, PLACE, TAGS, filled_once, names_in, place
from kontor.texts.enums import IncludePart
from kontor.texts.models import ReplyTemplate, TemplateContent

DEEPEST = 8
LONGEST = 400_000
"""Characters of a text with all that it includes; beyond them nothing more is included."""
COST_OF_INCLUDING = 100
_PLACED_PARTS = {"letterhead": IncludePart.LETTERHEAD, "footer": IncludePart.FOOTER, "signature": IncludePart.SIGNATURE}
_FILLED_ATTRIBUTES = {"href", "alt", "title"}
_BLOCKS = ("<p", "<div", "<table", "<ul", "<ol", "<h", "<blockquote", "<center", "<section", "<header", "<footer")


@dataclass(frozen=True, slots=True)
class Filled:
    """``missing`` names the placeholders that have no value; they still stand in ``content``."""

    content: str
    missing: tuple[str, ...] = ()


def fill_html(html: str, facts: Facts) -> Filled:
    """The HTML with the facts filled in, cleaned.

    A value is escaped: it can be no markup. In a link it is encoded, so that it can change no part of the address but
    the one it stands in; in place of the host, or of the whole address, it takes the link away. What is missing stays
    as ``${customer.name}`` in ``<mark data-missing="customer.name">``.
    """
    filler = Filler(facts)
    content = filler.html(html)
    return Filled(content, filler.missing)


def fill_text(text: str, facts: Facts) -> Filled:
    """The plain text with the facts filled in. What is missing stays as ``${customer.name}``."""
    filler = Filler(facts)
    content = filler.text(text)
    return Filled(content, filler.missing)


def unresolved(text: str) -> list[str]:
    """The placeholders that are left over in a text or in HTML, those that are written wrong too."""
    return names_in(text)


@dataclass
class Filler:
    """Fills the texts of one mail. ``raw`` holds HTML (or, for texts, plain text) that goes in as it is."""

    facts: Facts
    template: ReplyTemplate | None = None
    raw: Mapping[str, str] = field(default_factory=dict)
    _missing: dict[str, None] = field(default_factory=dict)
    _way: tuple[str, ...] = ()
    _length: int = 0

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(self._missing)

    def html(self, html: str) -> str:
        pieces = TAGS.split(clean_layout(html, first=self._attribute))
        for at in range(0, len(pieces), 2):
            pieces[at] = self._piece(pieces, at)
        return "".join(pieces)

    def text(self, text: str) -> str:
        return filled_once(text, self._as_text)

    def _piece(self, pieces: list[str], at: int) -> str:
        """The text at this place; an include that stands alone in its paragraph replaces the paragraph."""
        text = pieces[at]
        if "${" not in text:
            return text
        filled = filled_once(text, self._as_html)
        alone = PLACE.fullmatch(text.strip()) and filled.lstrip().startswith(_BLOCKS)
        around = (pieces[at - 1], pieces[at + 1]) if 0 < at < len(pieces) - 1 else ("", "")
        if alone and around[0].startswith(("<p>", "<p ")) and around[1] == "</p>":
            pieces[at - 1] = pieces[at + 1] = ""
        return filled

    def _as_html(self, name: str, fallback: str | None) -> str:
        if name in self.raw:
            return self.raw[name]
        included = self._included(name)
        if included is not None:
            return self._nested(name, included, rich=True)
        value = self.facts.value(name)
        if value:
            return html_from_plain_text(value)
        if fallback is not None:
            return fallback
        if self._may_be_empty(name):
            return ""
        self._missing[name] = None
        return f'<mark data-missing="{entities.escape(name)}">{place(name)}</mark>'

    def _as_text(self, name: str, fallback: str | None) -> str:
        if name in self.raw:
            return self.raw[name]
        included = self._included(name)
        if included is not None:
            return self._nested(name, included, rich=False)
        value = self.facts.value(name)
        if value or fallback is not None or self._may_be_empty(name):
            return value or fallback or ""
        self._missing[name] = None
        return place(name)

    def _may_be_empty(self, name: str) -> bool:
        return name in _PLACED_PARTS or name in self.facts.optional

    def _included(self, name: str) -> TemplateContent | None:
        includes = self.facts.includes
        if includes is None or name in self._way or len(self._way) >= DEEPEST:
            return None
        if name.startswith(INCLUDE):
            return includes.named(name.removeprefix(INCLUDE))
        part = _PLACED_PARTS.get(name)
        return self._parts(includes).get(part) if part else None

    def _parts(self, includes: Includes) -> Parts:
        return includes.parts_of(self.template)

    def _nested(self, name: str, content: TemplateContent, *, rich: bool) -> str:
        if self._length > LONGEST:
            self._missing[name] = None
            return place(name)
        inner = Filler(self.facts, self.template, self.raw, self._missing, (*self._way, name), self._length)
        filled = inner.html(content.html) if rich else inner.text(text_of(content))
        self._length = inner._length + len(filled) + COST_OF_INCLUDING
        return filled

    def _attribute(self, tag: str, attribute: str, value: str) -> str | None:
        if "${" not in value:
            return value
        if attribute not in _FILLED_ATTRIBUTES or (attribute == "href" and not _is_fixed_link(value)):
            return None
        return filled_once(value, lambda name, fallback: self._in_attribute(attribute, name, fallback))

    def _in_attribute(self, attribute: str, name: str, fallback: str | None) -> str:
        value = self.facts.value(name) or fallback
        if value is None:
            self._missing[name] = None
            return place(name)
        return quote(value, safe="@" if "email" in name else "") if attribute == "href" else value


def text_of(content: TemplateContent) -> str:
    """The plain text of a content with its placeholders: its own, or made from the HTML."""
    return content.text or plain_text_from_html(content.html)


def _is_fixed_link(address: str) -> bool:
    """The author has set where the link leads: scheme and host hold no placeholder."""
    before = ANY_PLACE.split(address, maxsplit=1)[0].lower()
    scheme, colon, rest = before.partition(":")
    if not colon or scheme not in ("http", "https", "mailto", "tel"):
        return False
    return scheme in ("mailto", "tel") or any(mark in rest.removeprefix("//") for mark in "/?#")
