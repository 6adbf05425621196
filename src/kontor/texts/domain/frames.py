"""Many mails of one template: dressed once with a mark for each value, then the values of each mail are put in.

What comes out is byte for byte what dressing each mail would give. Where that is not certain (a value in a link or an
attribute, a long text, a value of several lines), the mail is dressed by itself.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace

from kontor.kernel.text import normalize_whitespace, one_line, strip_controls
from kontor.tenants.models import Tenant
from kontor.texts.domain.filling import Filler
from kontor.texts.domain.placeholders import Facts
from kontor.texts.domain.rendering import LONGEST_SUBJECT, Dressed, dress, render_content
from kontor.texts.domain.syntax import TAGS
from kontor.texts.models import TemplateContent

VARYING = (
    "customer.salutation",
    "customer.name",
    "customer.first_name",
    "customer.last_name",
    "customer.email",
    "ticket.number",
    "ticket.subject",
    "ticket.received_at",
    "process.number",
    "category.name",
    "date.today",
    "date.time",
)
"""What differs from mail to mail of a tenant; another value makes another frame."""
LONGEST = 100_000
"""Characters of a frame; whatever is longer may be cut somewhere, depending on its values."""
_MARKS = {name: chr(0xE100 + at) for at, name in enumerate(VARYING)}
_NAMES = {mark: name for name, mark in _MARKS.items()}
_MARK = re.compile(f"[{''.join(_NAMES)}]")
_LINK_TEXT = re.compile(r"<a\b[^>]*>.*?</a>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Finished:
    """A template filled in and dressed. ``missing`` names the placeholders without a value, of body and design."""

    subject: str
    mail: Dressed
    missing: tuple[str, ...]


@dataclass
class Frames:
    """The frames of a batch. The first mail of a kind is dressed by itself, the second makes the frame."""

    _frames: dict[Hashable, Finished | None] = field(default_factory=dict)
    _met: set[Hashable] = field(default_factory=set)

    def finished(self, tenant: Tenant, content: TemplateContent, facts: Facts) -> Finished:
        """The mail of the content with these facts, without a quote."""
        key = _key(tenant, content, facts)
        if key not in self._met or not _is_plain(facts):
            self._met.add(key)
            return _by_itself(tenant, content, facts)
        if key not in self._frames:
            self._frames[key] = _frame(tenant, content, facts)
        frame = self._frames[key]
        return _filled(frame, content, facts) if frame else _by_itself(tenant, content, facts)


def _by_itself(tenant: Tenant, content: TemplateContent, facts: Facts) -> Finished:
    body = render_content(content.template, content, facts)
    mail = dress(tenant, content.template, content.language, body.html, facts)
    return Finished(body.subject, mail, (*body.missing, *mail.missing))


def _key(tenant: Tenant, content: TemplateContent, facts: Facts) -> Hashable:
    """Mails with the same one have the same elements: the same names have a value, and what does not vary is equal."""
    steady = tuple(sorted((name, value) for name, value in facts.values.items() if name not in _MARKS))
    valued = tuple(name for name in VARYING if facts.value(name))
    return tenant.pk, content.pk, content.language, facts.language, facts.optional, id(facts.includes), valued, steady


def _is_plain(facts: Facts) -> bool:
    """Each value that varies is one line of ordinary characters."""
    values = [facts.value(name) for name in VARYING]
    return all(value == value.strip() == strip_controls(value) and not _MARK.search(value) for value in values) and (
        not any("\n" in value or "\t" in value for value in values)
    )


def _frame(tenant: Tenant, content: TemplateContent, facts: Facts) -> Finished | None:
    """The frame; None where values stand in other places than in running text, or ours are not the only marks."""
    marked = {name: _MARKS[name] if value and name in _MARKS else value for name, value in facts.values.items()}
    frame = _by_itself(tenant, content, replace(facts, values=marked))
    html = frame.mail.html
    if len(html) > LONGEST or any(_MARK.search(link) for link in _LINK_TEXT.findall(html)):
        return None
    if any(_MARK.search(tag) or "%EE%84%" in tag for tag in TAGS.findall(html)):
        return None
    return frame if _filled(frame, content, facts) == _by_itself(tenant, content, facts) else None


def _filled(frame: Finished, content: TemplateContent, facts: Facts) -> Finished:
    subject = one_line(Filler(facts, content.template).text(content.subject))[:LONGEST_SUBJECT]
    html = _put_in(frame.mail.html, facts, _as_html)
    text = _put_in(frame.mail.text, facts, normalize_whitespace)
    return Finished(subject, replace(frame.mail, html=html, text=text), frame.missing)


def _put_in(text: str, facts: Facts, written: Callable[[str], str]) -> str:
    return _MARK.sub(lambda mark: written(facts.value(_NAMES[mark[0]])), text)


def _as_html(value: str) -> str:
    """As text stands in HTML that was cleaned (HTML, 13.3 "escaping a string")."""
    return entities.escape(value, quote=False).replace("\N{NO-BREAK SPACE}", "&nbsp;")
