"""Pages of a PDF as pictures, by PDFium. Runs in the child process."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2

from kontor.letters.rendering.sheet import Picture

LARGEST_SIDE = 4_000
"""Pixels; a page that would be larger is shown smaller."""
MOST_PAGES = 500


class NoPdf(Exception):
    kind = "pdf"
    values: dict[str, str] = {}  # noqa: RUF012


def pictures(pdf: bytes, *, dpi: int, pages: Sequence[int] | None) -> list[Picture]:
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        raise NoPdf from None
    count = len(document)
    wanted = range(1, min(count, MOST_PAGES) + 1) if pages is None else [page for page in pages if 1 <= page <= count]
    return [_picture(document[number - 1], dpi) for number in wanted]


def _picture(page: pypdfium2.PdfPage, dpi: int) -> Picture:
    scale = min(dpi / 72, LARGEST_SIDE / max(*page.get_size(), 1))
    image = page.render(scale=scale).to_pil()
    file = io.BytesIO()
    image.convert("RGB").save(file, "PNG", optimize=False)
    return Picture(file.getvalue(), image.width, image.height)
