"""From HTML and CSS to PDF by WeasyPrint. Runs in the child process."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

import tinycss2
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from kontor.letters.rendering import geometry as din
from kontor.letters.rendering.barcode import qr_code
from kontor.letters.rendering.drawings import SVG, sized
from kontor.letters.rendering.inspecting import MM, boxes_of, useless
from kontor.letters.rendering.layout import CODE, OPAQUE, document_html, form_css, letter_html
from kontor.letters.rendering.sheet import CssProblem, Document, Remark, Rendered, Sheet

BOX = "\u25a1"
"""Stands where no font has the character: PDF/A forbids writing what has no glyph."""
_NO_GLYPH = re.compile(r"\.notdef glyph rendered for .*\(U\+([0-9A-F]+)\)", re.DOTALL)
_CARRIED = re.compile(r"data:(image/(?:png|jpeg|gif|webp));base64,", re.IGNORECASE)
_AT = re.compile(r" at (\d+):(\d+)")
MOST_MESSAGES = 10_000
NOWHERE = "nowhere:/"
"""What a relative address is relative to."""


class TooManyPages(Exception):
    kind = "pages"

    def __init__(self, most: int) -> None:
        super().__init__()
        self.values = {"most": str(most)}


class Denied(Exception):
    """Nothing outside the letter's own files is ever read."""


class Fetcher(URLFetcher):  # type: ignore[misc]
    """Knows the files of one letter, and no protocol at all."""

    def __init__(self, known: Mapping[str, tuple[str, bytes]]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.known = known
        self.denied: dict[str, None] = {}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        found = self.known.get(url) or _carried(url)
        if found is None:
            self.denied.setdefault(url[:120])
            raise Denied
        content_type, content = found
        return URLFetcherResponse(url, content, {"Content-Type": content_type})


def _carried(url: str) -> tuple[str, bytes] | None:
    """A picture whose bytes stand in the address itself."""
    found = _CARRIED.match(url)
    return (found[1], base64.b64decode(unquote(url[found.end() :]))) if found else None


def typeset(thing: Sheet | Document, *, most_pages: int) -> Rendered:
    """The PDF, its pages, and what was noticed."""
    fetcher = Fetcher(_known(thing))
    if isinstance(thing, Sheet):
        html, sheets = letter_html(thing), [_fitted(thing), OPAQUE]
    else:
        html, sheets = document_html(thing), [_paper(thing), OPAQUE]
    with _heard() as messages:
        document = _laid_out(thing, html, sheets, fetcher)
        if len(document.pages) > most_pages:
            raise TooManyPages(most_pages)
        pdf = _written(document, thing)
    missing = _without_glyph(messages)
    if missing:
        html = html.translate(dict.fromkeys(map(ord, missing), BOX))
        document = _laid_out(thing, html, sheets, fetcher)
        pdf = _written(document, thing)
    remarks = [Remark("glyphs", {"characters": " ".join(missing)})] if missing else []
    remarks += [Remark("picture", {"name": name}) for name in fetcher.denied]
    if isinstance(thing, Sheet):
        remarks += [Remark(kind, {}) for kind in useless(document, thing)]
    return Rendered(pdf, len(document.pages), tuple(remarks))


def _known(thing: Sheet | Document) -> dict[str, tuple[str, bytes]]:
    known = {}
    for asset in thing.assets:
        content = sized(asset.content) if asset.content_type == SVG else asset.content
        for scheme in ("asset:", "cid:"):
            known[f"{scheme}{asset.name}"] = (asset.content_type, content)
    if isinstance(thing, Sheet) and thing.code:
        known[f"asset:{CODE}"] = ("image/svg+xml", qr_code(thing.code))
    return known


def _laid_out(thing: Sheet | Document, html: str, sheets: Sequence[str], fetcher: Fetcher) -> weasyprint.Document:
    fonts = FontConfiguration()
    whole = html.replace("</head>", f"<style>{_contained(thing.css)}</style></head>", 1)
    parsed = weasyprint.HTML(string=whole, base_url=NOWHERE, url_fetcher=fetcher)
    return parsed.render(
        font_config=fonts,
        stylesheets=[_kept(css) for css in (_layout_css(thing), *sheets)],
        presentational_hints=True,
        optimize_images=True,
        dpi=200,
        pdf_variant=thing.pdf_kind,
        pdf_tags=True,
    )


def _parsed(css: str, fetcher: Fetcher, fonts: FontConfiguration) -> weasyprint.CSS:
    return weasyprint.CSS(string=css, base_url=NOWHERE, url_fetcher=fetcher, font_config=fonts)


@lru_cache(maxsize=32)
def _kept(css: str) -> weasyprint.CSS:
    """Kontor's own rules, parsed once. They stand below every stylesheet, except where they say ``!important``."""
    return _parsed(css, Fetcher({}), FontConfiguration())


def _written(document: weasyprint.Document, thing: Sheet | Document) -> bytes:
    """The file's identifier is made of what it holds: the same sheet gives the same bytes."""
    seed = repr((thing.title, thing.made_at, replace(thing, assets=()), len(thing.assets)))
    pdf: bytes = document.write_pdf(
        pdf_variant=thing.pdf_kind,
        pdf_tags=True,
        pdf_identifier=hashlib.md5(seed.encode(), usedforsecurity=False).hexdigest().encode(),
        optimize_images=True,
        dpi=200,
    )
    return pdf


def _contained(css: str) -> str:
    """CSS cannot end its own element."""
    return css.replace("<", "\\3c ")


@cache
def _style(name: str) -> str:
    return files("kontor.letters.rendering").joinpath("styles", name).read_text()


def _layout_css(thing: Sheet | Document) -> str:
    page, of = (word.replace("\\", "").replace('"', "") for word in thing.page_words)
    own = _style("letter.css" if isinstance(thing, Sheet) else "document.css")
    numbers = f'@page {{ @bottom-right {{ content: "{page} " counter(page) " {of} " counter(pages) }} }}'
    return _style("text.css") + own + numbers.replace("\n", " ")


def _paper(document: Document) -> str:
    return f"@page {{ size: {din.PAPERS[document.page_size].css} !important }}"


def _fitted(sheet: Sheet) -> str:
    """The rules of the form with the largest writing in which every line of the address fits into the window."""
    size, return_size = din.ADDRESS_SIZE, 7.0
    if max(map(len, (*sheet.address, "")), default=0) < 32 and len(sheet.return_line) < 60:
        return form_css(sheet)
    bare = replace(sheet, body_html="", enclosures=(), assets=(), logo="", code="")
    fetcher = Fetcher({})
    for _attempt in range(4):
        css = form_css(sheet, size=size, return_size=return_size)
        document = _laid_out(bare, letter_html(bare), [css], fetcher)
        wide, back = _widest(document, "address"), _widest(document, "return")
        room = din.WINDOW_WIDTH - din.WINDOW_INSET
        if wide <= room and back <= room:
            return css
        size = max(size * min(room / max(wide, 1) * 0.995, 1), din.SMALLEST_ADDRESS_SIZE / 2)
        return_size = max(return_size * min(room / max(back, 1) * 0.995, 1), 3.0)
    return form_css(sheet, size=size, return_size=return_size)


def _widest(document: weasyprint.Document, name: str) -> float:
    """Millimetres from the left edge of the box to the end of its longest line."""
    widths = [
        (box.position_x + box.width - found.position_x) / MM
        for found in boxes_of(document.pages[0]._page_box, name)
        for box in found.descendants()
        if hasattr(box, "text")
    ]
    return max(widths, default=0.0)


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What WeasyPrint says meanwhile."""
    messages: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if len(messages) < MOST_MESSAGES:
                messages.append(record.getMessage())

    ear, logger = Ear(), logging.getLogger("weasyprint")
    logger.addHandler(ear)
    try:
        yield messages
    finally:
        logger.removeHandler(ear)


def _without_glyph(messages: Sequence[str]) -> list[str]:
    found = (_NO_GLYPH.search(message) for message in messages)
    return list(dict.fromkeys(chr(int(match[1], 16)) for match in found if match))


def css_problems(css: str) -> list[CssProblem]:
    """What WeasyPrint leaves out of the stylesheet, and addresses that no letter may name."""
    with _heard() as messages:
        _parsed(css, Fetcher({}), FontConfiguration())
    found = [problem for message in messages if (problem := _problem(message, css))]
    found += _addresses(tinycss2.parse_stylesheet(css, skip_comments=True))
    return sorted(dict.fromkeys(found), key=lambda each: (each.line, each.kind, each.text))


def _problem(message: str, css: str) -> CssProblem | None:
    if "Failed to load" in message or "Missing src descriptor" in message:
        return None
    quoted = re.search(r"[`']([^`']{1,200})[`']", message)
    text = quoted[1].strip() if quoted else ""
    at = _AT.search(message)
    line = int(at[1]) if at else css[: max(css.find(text), 0)].count("\n") + 1
    lines = css.splitlines()
    text = text or (lines[line - 1].strip()[:120] if line <= len(lines) else "")
    if "unknown property" in message:
        return CssProblem(line, "property", text)
    if "elector" in message:
        return CssProblem(line, "selector", text)
    if message.startswith("Ignored") and "value" in message:
        return CssProblem(line, "value", text)
    return CssProblem(line, "syntax", text)


def _addresses(nodes: Sequence[Any]) -> Iterator[CssProblem]:
    """Every url() that is none of the tenant's files, at any depth; @import always is."""
    for node in nodes:
        if node.type == "at-rule" and node.lower_at_keyword == "import":
            yield CssProblem(node.source_line, "address", "@import")
        if node.type == "url" and not _is_ours(node.value):
            yield CssProblem(node.source_line, "address", node.value[:120])
        if node.type == "function" and node.lower_name in ("url", "image-set", "src"):
            for inner in node.arguments:
                if inner.type == "string" and not _is_ours(inner.value):
                    yield CssProblem(inner.source_line, "address", inner.value[:120])
        for part in ("prelude", "content", "arguments"):
            yield from _addresses(getattr(node, part, None) or [])


def _is_ours(address: str) -> bool:
    return address.startswith(("asset:", "#"))
