"""HTML as the text a person would read. nh3 parses; what it leaves is read once from left to right."""

from __future__ import annotations

import html as entities
import re

import nh3

from kontor.kernel.html.tangled import LONGEST_HTML_AS_TEXT, is_tangled, limited, without_tags
from kontor.kernel.text import normalize_whitespace

_BLOCKS = set(
    "p div blockquote pre h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption tr hr center section article address "
    "header footer main aside nav figure figcaption fieldset legend form details summary option".split()
)
_PARAGRAPHS = {"p", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"}
_PLAIN_TAGS = _BLOCKS | {"br", "td", "th", "a", "img"}
_PLAIN_ATTRIBUTES = {"a": {"href"}, "img": {"alt"}, "blockquote": {"style"}}
# The output of nh3 escapes <, > and " in texts and attribute values, so a tag ends at the first >.
_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
# Gmail's indentation is a blockquote without a line beside it; what it holds is no quote.
_INDENTED = re.compile(r'style="[^"]*\bborder(?:-left)?:\s*(?:none|0)\b', re.IGNORECASE)
_VALUE = re.compile(r'(?:href|alt)="([^"]*)"')


def plain_text_from_html(html: str) -> str:
    """The text of the HTML as a person would read it: paragraphs, lists, quotes with ``>``, links after words."""
    html, _ = limited(html, LONGEST_HTML_AS_TEXT)
    if is_tangled(html):
        return without_tags(html)
    known = nh3.clean(
        html,
        tags=_PLAIN_TAGS,
        clean_content_tags={"script", "style", "title", "template", "svg", "math", "object", "iframe"},
        attributes=_PLAIN_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return _Reader().read(known)


class _Reader:
    """Reads the few tags that nh3 left, once from left to right."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = 0
        self.marked: list[bool] = []
        self.verbatim = 0
        self.links: list[tuple[str, int]] = []
        self.numbers: list[int | None] = []
        self.mark = ""

    def read(self, html: str) -> str:
        at = 0
        for tag in _TAG.finditer(html):
            self._text(html[at : tag.start()])
            self._tag(tag[2], bool(tag[1]), tag[3])
            at = tag.end()
        self._text(html[at:])
        self._end_line()
        return normalize_whitespace("\n".join(self.lines))

    def _text(self, escaped: str) -> None:
        if not escaped:
            return
        text = entities.unescape(escaped)
        if self.verbatim:
            first, *rest = text.split("\n")
            self.line.append(first)
            for line in rest:
                self._end_line()
                self.line.append(line)
        else:
            self.line.append(re.sub(r"[ \t\r\n\f]+", " ", text))

    def _tag(self, name: str, closing: bool, attributes: str) -> None:
        if name == "br":
            self._end_line(force=True)
        elif name in {"td", "th"}:
            self.line.append(" ")
        elif name == "a":
            self._link(closing, attributes)
        elif name == "img":
            self.line.append(_value(attributes))
        else:
            self._block(name, closing, attributes)

    def _block(self, name: str, closing: bool, attributes: str) -> None:
        if name in {"p", "div"} and self._awaits_words():
            return
        self._end_line()
        step = -1 if closing else 1
        if name == "blockquote" and closing and self.marked:
            self._drop_empty_quoted_lines()
            self.quotes -= self.marked.pop()
        if name in _PARAGRAPHS and not (name == "p" and self.numbers):
            self._empty_line()
        if name == "blockquote" and not closing:
            self.marked.append(not _INDENTED.search(attributes))
            self.quotes += self.marked[-1]
        elif name == "pre":
            self.verbatim = max(self.verbatim + step, 0)
        elif name in {"ol", "ul"}:
            self._list(name, closing)
        elif name == "li" and not closing:
            self.mark = self._list_mark()
            self.line.append(self.mark)
        elif name == "hr":
            self.line.append("----")
            self._end_line()

    def _awaits_words(self) -> bool:
        """Whether nothing but an item's mark stands in the line: an editor puts a paragraph into each item."""
        return bool(self.mark) and "".join(self.line).strip() == self.mark.strip()

    def _list(self, name: str, closing: bool) -> None:
        if not closing:
            self.numbers.append(0 if name == "ol" else None)
        elif self.numbers:
            self.numbers.pop()

    def _list_mark(self) -> str:
        number = self.numbers[-1] if self.numbers else None
        if number is None:
            return "- "
        self.numbers[-1] = number + 1
        return f"{number + 1}. "

    def _link(self, closing: bool, attributes: str) -> None:
        if not closing:
            self.links.append((_value(attributes), len(self.line)))
            return
        target, start = self.links.pop() if self.links else ("", 0)
        words = "".join(self.line[start:]).strip()
        bare = target.removeprefix("mailto:").removeprefix("tel:")
        if bare and words and bare.rstrip("/") not in words and words not in bare:
            self.line.append(f" <{bare}>")

    def _end_line(self, *, force: bool = False) -> None:
        line = "".join(self.line).rstrip() if self.verbatim else "".join(self.line).strip()
        self.line, self.mark = [], ""
        self.links = [(target, 0) for target, _ in self.links[-5:]]
        if line or force:
            self.lines.append(self._quote_mark() + line)

    def _empty_line(self) -> None:
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(self._quote_mark().rstrip())

    def _drop_empty_quoted_lines(self) -> None:
        while self.lines and self.lines[-1] and not self.lines[-1].strip("> "):
            self.lines.pop()

    def _quote_mark(self) -> str:
        return ">" * min(self.quotes, 20) + " " if self.quotes else ""


def _value(attributes: str) -> str:
    found = _VALUE.search(attributes)
    return entities.unescape(found[1]) if found else ""
