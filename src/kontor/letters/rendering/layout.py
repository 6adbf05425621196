"""A sheet as HTML, and the rules that no stylesheet can change: where DIN 5008 wants things."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from html import escape

from kontor.letters.rendering import geometry as din
from kontor.letters.rendering.sheet import Document, Sheet

OPAQUE = "* { opacity: 1 !important }"
"""What is half transparent would be drawn where readers for the blind do not look."""
CODE = "kontor.code"
"""The barcode's name among the assets; no asset of a tenant can be called so."""
_WITHOUT_WORDS = re.compile(r"<img\b(?![^>]*\balt=\"[^\"])(?:([^>]*?) alt=\"\")?", re.IGNORECASE)
_HEADING = re.compile(r"(</?)h([1-6])\b", re.IGNORECASE)


def letter_html(sheet: Sheet) -> str:
    """The whole document. Everything but the body is escaped here."""
    return _document(
        sheet,
        title=sheet.title or sheet.subject,
        kind=f"letter letter--{sheet.window}",
        inner="".join(
            [
                _marks(sheet),
                _running_code(sheet),
                _foot(sheet),
                _letterhead(sheet),
                _address(sheet),
                _information(sheet),
                _text(sheet),
            ]
        ),
    )


def document_html(document: Document) -> str:
    head = f'<div class="running-head">{escape(document.running_head)}</div>' if document.running_head else ""
    inner = f'{head}<main class="text">{worded(document.body_html, document.picture_word)}</main>'
    return _document(document, title=document.title, kind="document", inner=inner)


def _document(thing: Sheet | Document, *, title: str, kind: str, inner: str) -> str:
    at = thing.made_at.isoformat(timespec="seconds")
    return (
        f'<!DOCTYPE html><html lang="{escape(thing.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        f'<meta name="author" content="{escape(thing.author)}"><meta name="generator" content="Kontor">'
        f'<meta name="dcterms.created" content="{at}"><meta name="dcterms.modified" content="{at}">'
        f'</head><body class="{kind}">{inner}</body></html>'
    )


def _marks(sheet: Sheet) -> str:
    if not sheet.fold_marks:
        return ""
    marks = ("fold-1", "fold-2", "hole")
    return "".join(f'<div class="mark mark--{mark}"></div>' for mark in marks)


def _running_code(sheet: Sheet) -> str:
    return f'<div class="code"><img src="asset:{CODE}" alt=""></div>' if sheet.code else ""


def _foot(sheet: Sheet) -> str:
    columns = "".join(
        f'<div class="foot__column">{_lines(column.splitlines())}</div>' for column in foot_columns(sheet)
    )
    return f'<div class="foot"><div class="foot__columns">{columns}</div></div>' if columns else ""


def foot_columns(sheet: Sheet) -> list[str]:
    return [column.strip() for column in (*sheet.footer, sheet.bank, sheet.legal) if column.strip()]


def _letterhead(sheet: Sheet) -> str:
    lines = sheet.sender.strip().splitlines()
    name = f'<div class="sender__name">{escape(lines[0])}</div>' if lines else ""
    rest = f'<div class="sender__rest">{_lines(lines[1:])}</div>' if lines[1:] else ""
    logo = f'<img class="logo" src="asset:{escape(sheet.logo)}" alt="{escape(lines[0] if lines else sheet.logo)}">'
    return (
        f'<div class="letterhead">{logo if sheet.logo else ""}'
        f'<div class="sender">{name}{rest}</div></div>'
        f'<div class="running-sender">{escape(lines[0] if lines else "")}</div>'
        f'<div class="running-date">{escape(sheet.date)}</div>'
    )


def _address(sheet: Sheet) -> str:
    back = f'<div class="return"><span>{escape(sheet.return_line)}</span></div>' if sheet.return_line else ""
    return f'{back}<div class="address">{_address_lines(sheet.address)}</div>'


def _address_lines(lines: Iterable[str]) -> str:
    return "".join(f'<div class="address__line"><span>{escape(line)}</span></div>' for line in lines)


def _information(sheet: Sheet) -> str:
    facts = "".join(
        f'<div class="fact"><span class="fact__label">{escape(label)}</span> {escape(value)}</div>'
        for label, value in sheet.information
    )
    reached = _lines(sheet.contact.strip().splitlines())
    contact = f'<div class="contact">{reached}</div>' if reached else ""
    date = f'<div class="date">{escape(sheet.date)}</div>' if sheet.date else ""
    return f'<div class="information">{contact}{facts}{date}</div>'


def _text(sheet: Sheet) -> str:
    rows = "".join(f"<li>{escape(each)}</li>" for each in sheet.enclosures)
    word = escape(sheet.enclosures_word)
    enclosures = f'<div class="enclosures"><p class="enclosures__word">{word}</p><ul>{rows}</ul></div>' if rows else ""
    subject = f'<h1 class="subject">{escape(sheet.subject)}</h1>' if sheet.subject else ""
    return f'<main>{subject}<div class="text">{readable(sheet.body_html, sheet.picture_word)}</div>{enclosures}</main>'


def readable(html: str, picture_word: str) -> str:
    """What readers for the blind need (ISO 14289-1): headings in steps, a word for each picture."""
    return worded(lowered(html), picture_word)


def worded(html: str, picture_word: str) -> str:
    """Pictures without words get one."""
    return _WITHOUT_WORDS.sub(lambda tag: f'<img{tag[1] or ""} alt="{escape(picture_word)}"', html)


def lowered(html: str, *, depth: int = 1) -> str:
    """Headings of the text stand below the one of this depth, each level at most one deeper than the one before:
    readers for the blind go by them (ISO 14289-1, 7.4.2)."""
    path, opened = list[int](), list[int]()

    def level(tag: re.Match[str]) -> str:
        written = int(tag[2])
        if tag[1] == "</":
            return f"</h{opened.pop() if opened else written}"
        while path and path[-1] >= written:
            path.pop()
        path.append(written)
        opened.append(min(depth + len(path), 6))
        return f"<h{opened[-1]}"

    return _HEADING.sub(level, html)


def _lines(lines: Iterable[str]) -> str:
    return "<br>".join(escape(line.strip()) for line in lines)


def form_css(sheet: Sheet, *, size: float = din.ADDRESS_SIZE, return_size: float = 7.0) -> str:
    """The rules of the form. Given to WeasyPrint as the reader's own, so that their ``!important`` outweighs all else.

    Boxes out of the text are placed from the corner of the text on the first page, whose margins are fixed here.
    """
    form, paper = din.FORMS[sheet.window], din.PAPERS[sheet.page_size]
    place = din.place_address(form, len(sheet.address), size=size)
    folds = paper.folds or form.folds
    boxes = [
        _box(form, ".letterhead", din.LEFT, 0, paper.width - din.LEFT - din.RIGHT, form.window),
        _box(form, ".return", din.LEFT, form.window, din.WINDOW_WIDTH - din.WINDOW_INSET, din.RETURN_HEIGHT),
        _box(form, ".address", din.LEFT, place.top, din.WINDOW_WIDTH - din.WINDOW_INSET, None),
        _box(form, ".information", din.INFORMATION_LEFT, form.information, din.INFORMATION_WIDTH, None),
        _box(form, ".mark--fold-1", 5, folds[0], 3.5, 0),
        _box(form, ".mark--fold-2", 5, folds[1], 3.5, 0),
        _box(form, ".mark--hole", 5, paper.hole, 5, 0),
    ]
    return f"""
@page {{ size: {paper.css} !important; margin-left: {din.LEFT}mm !important; margin-right: {din.RIGHT}mm !important;
  margin-top: {din.NEXT_TOP}mm; margin-bottom: {bottom_margin(sheet)}mm }}
@page :first {{ margin-top: {form.text}mm !important;
  @left-bottom {{ content: element(code) !important; vertical-align: bottom !important; text-align: left !important;
    width: {din.CODE}mm !important; margin: 0 auto 4mm {din.CODE_LEFT}mm !important; padding: 0 !important }} }}
.code {{ position: running(code) !important; width: {din.CODE}mm !important; height: {din.CODE}mm !important }}
.code img {{ width: {din.CODE}mm !important; height: {din.CODE}mm !important; object-fit: fill !important }}
.code, .code img {{ display: block !important; visibility: visible !important; transform: none !important;
  max-width: none !important; max-height: none !important; padding: 0 !important; border: 0 !important }}
main, main *:not(img) {{ overflow: visible !important; clip: auto !important; transform: none !important }}
{"".join(boxes)}
.address__line {{ white-space: pre !important; height: {place.line:.3f}mm !important; margin: 0 !important;
  line-height: {place.line:.3f}mm !important; font-size: {place.size:.2f}pt !important; display: block !important }}
.address__line * {{ font-size: inherit !important; display: inline !important }}
.address, .address * {{ color: #1a1a1a !important; visibility: visible !important; background: none !important }}
.address {{ display: block !important; z-index: 2147483647 !important; overflow: visible !important }}
.return {{ font-size: {return_size}pt !important; white-space: pre !important }}
.mark {{ border-top: 0.2mm solid #777 !important; display: block !important }}
.foot {{ position: running(foot) !important }}
body, html {{ margin: 0 !important; padding: 0 !important; position: static !important }}
"""


def _box(form: din.Form, selector: str, left: float, top: float, width: float, height: float | None) -> str:
    tall = "" if height is None else f"height: {height}mm !important; "
    return (
        f"{selector} {{ position: absolute !important; left: {left - din.LEFT:.2f}mm !important; "
        f"top: {top - form.text:.2f}mm !important; width: {width:.2f}mm !important; {tall}"
        "margin: 0 !important; padding: 0 !important; transform: none !important }\n"
    )


def bottom_margin(sheet: Sheet) -> float:
    """Room for the foot, by the lines of its longest column, and the page number above it."""
    columns = foot_columns(sheet)
    if not columns:
        return 20.0
    across = 165 / len(columns) / 1.35  # characters of the foot's size in a column
    lines = max(sum(max(math.ceil(len(line) / across), 1) for line in column.splitlines()) for column in columns)
    return round(din.FOOT + lines * 3.2 + 12, 2)
