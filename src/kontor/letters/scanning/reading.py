"""A scan is read page by page. Nothing in it makes that fail: what cannot be done is a remark."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

import zxingcpp
from PIL import Image

from kontor.letters.enums import TextSource
from kontor.letters.scanning import ocr
from kontor.letters.scanning.kinds import kind_of
from kontor.letters.scanning.pictures import shown
from kontor.letters.scanning.sheets import Sheet, Unreadable, count_of, sheets_of
from kontor.letters.scanning.values import Limits, Page, Remark, ScanReading

FEWEST_WORDS = 3
"""A text layer with fewer is none: scanners stamp a page with its number."""
MOST_TEXT = 1_000_000
MOST_CODES = 20
LONGEST_CODE = 200
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_MANY_BREAKS = re.compile(r"\n{3,}")


def read(content: bytes, text_beside: str, languages: Sequence[str], limits: Limits) -> ScanReading:
    """Everything that can be seen of it. ``languages`` are two letters each, the likeliest first."""
    kind = kind_of(content)
    beside = clean(text_beside)
    if not kind:
        return _without_pages("not_what_it_says", beside)
    try:
        count = count_of(content, kind)
    except Unreadable as why:
        return _without_pages(why.kind, beside)
    if not count:
        return _without_pages("broken", beside)
    reader = _Reader(beside, languages, limits)
    for sheet in sheets_of(content, kind, limits.pages):
        reader.take(sheet)
    if count > limits.pages:
        reader.remarks.append(Remark("too_many_pages", {"pages": count, "shown": limits.pages}))
    return reader.reading()


def clean(text: str) -> str:
    """Text that PostgreSQL takes, without what only steers a printer."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return _MANY_BREAKS.sub("\n\n", _CONTROLS.sub("", plain)).strip()[:MOST_TEXT]


class _Reader:
    """Gathers what the pages say."""

    def __init__(self, beside: str, languages: Sequence[str], limits: Limits) -> None:
        self.beside = beside
        self.languages = languages
        self.ends_at = time.monotonic() + limits.reading_seconds
        self.pages: list[Page] = []
        self.codes: dict[str, None] = {}
        self.remarks: list[Remark] = []
        self.sources: set[TextSource] = set()
        self.taken = 0
        self.unread = 0
        self.failed = 0

    def take(self, sheet: Sheet | Unreadable) -> None:
        self.taken += 1
        if isinstance(sheet, Unreadable):
            self.remarks.append(Remark(sheet.kind, {"page": self.taken}))
            return
        self._find_codes(sheet.picture)
        self.pages.append(shown(sheet.picture, sheet.dpi, self._text_of(sheet)))

    def reading(self) -> ScanReading:
        source = next((each for each in (TextSource.OCR, TextSource.LAYER) if each in self.sources), TextSource.NONE)
        text = "\n\n".join(page.text for page in self.pages if page.text)
        if self.beside:
            source, text = TextSource.BESIDE, self.beside
        return ScanReading(
            tuple(self.pages), text[:MOST_TEXT], source, tuple(self.codes), (*self.remarks, *self._about_reading())
        )

    def _find_codes(self, picture: Image.Image) -> None:
        for code in zxingcpp.read_barcodes(picture.convert("L")):
            if len(self.codes) < MOST_CODES and code.text:
                self.codes[clean(code.text)[:LONGEST_CODE]] = None

    def _text_of(self, sheet: Sheet) -> str:
        layer = clean(sheet.text)
        if len(layer.split()) >= FEWEST_WORDS:
            self.sources.add(TextSource.LAYER)
            return layer
        if self.beside:
            return layer
        if not ocr.is_there() or time.monotonic() > self.ends_at:
            self.unread += 1
            return layer
        words = ocr.read_words(sheet.picture, sheet.dpi, self.languages)
        if words is None:
            self.failed += 1
            return layer
        found = clean(words)
        if found:
            self.sources.add(TextSource.OCR)
        return found

    def _about_reading(self) -> list[Remark]:
        if self.beside:
            return []
        found: list[Remark] = []
        if self.unread:
            found.append(Remark("no_time" if ocr.is_there() else "no_ocr", {"pages": self.unread}))
        if self.failed:
            found.append(Remark("ocr_failed", {"pages": self.failed}))
        missing = ocr.missing_languages(self.languages) if TextSource.OCR in self.sources else []
        if missing:
            found.append(Remark("no_language", {"languages": ", ".join(missing)}))
        return found


def _without_pages(kind: str, beside: str) -> ScanReading:
    source = TextSource.BESIDE if beside else TextSource.NONE
    return ScanReading((), beside, source, (), (Remark(kind),))
