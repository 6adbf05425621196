"""The pages of a file, one after the other: each as a picture that is fit for reading, and its text if it has one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageSequence

from kontor.letters.scanning.kinds import PDF

DPI = 250
"""Fine enough for barcodes and for reading."""
MOST_PIXELS = 24_000_000
LONGEST_SIDE = 6_000
_TIFF_MOST_PIXELS = 120_000_000
_POINTS = 72


class Unreadable(Exception):
    """``kind`` is a code of ``remarks.KINDS``."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Sheet:
    """``dpi`` is how fine the picture is."""

    picture: Image.Image
    dpi: float
    text: str = ""


def count_of(content: bytes, kind: str) -> int:
    """How many pages it has. Raises ``Unreadable``."""
    if kind == PDF:
        return len(_opened_pdf(content))
    return int(getattr(_opened_tiff(content), "n_frames", 1))


def sheets_of(content: bytes, kind: str, most: int) -> Iterator[Sheet | Unreadable]:
    """At most so many pages; in place of one that cannot be shown the reason."""
    return _pdf_sheets(content, most) if kind == PDF else _tiff_sheets(content, most)


def _opened_pdf(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("encrypted" if "assword" in str(error) else "broken") from None


def _pdf_sheets(content: bytes, most: int) -> Iterator[Sheet | Unreadable]:
    document = _opened_pdf(content)
    for at in range(min(len(document), most)):
        try:
            yield _pdf_sheet(document[at])
        except (pypdfium2.PdfiumError, ValueError, MemoryError):
            yield Unreadable("page_broken")


def _pdf_sheet(page: pypdfium2.PdfPage) -> Sheet:
    width, height = page.get_size()
    scale = _scale(width / _POINTS, height / _POINTS) * DPI / _POINTS
    picture = page.render(scale=scale).to_pil().convert("RGB")
    words = page.get_textpage().get_text_bounded()
    page.close()
    return Sheet(picture, scale * _POINTS, words)


def _scale(width: float, height: float) -> float:
    """How much smaller than usual a page of so many inches is shown, to be no larger than allowed."""
    longest, pixels = max(width, height) * DPI, width * height * DPI * DPI
    return float(min(1.0, LONGEST_SIDE / longest, (MOST_PIXELS / pixels) ** 0.5))


def _opened_tiff(content: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(content), formats=("TIFF",))
    except Exception:
        raise Unreadable("broken") from None


def _tiff_sheets(content: bytes, most: int) -> Iterator[Sheet | Unreadable]:
    frames = ImageSequence.Iterator(_opened_tiff(content))
    for _at in range(most):
        try:
            frame = next(frames)
        except StopIteration:
            return
        except Exception:
            yield Unreadable("page_broken")
            return
        yield _tiff_sheet(frame)


def _tiff_sheet(frame: Image.Image) -> Sheet | Unreadable:
    if frame.width * frame.height > _TIFF_MOST_PIXELS:
        return Unreadable("page_too_large")
    try:
        picture = frame.convert("RGB")
    except Exception:  # Pillow and its codecs raise nearly anything for broken data
        return Unreadable("page_broken")
    across, down = _resolution(frame)
    dpi = min(DPI, max(across, down)) * _scale(picture.width / across, picture.height / down)
    size = (max(1, round(picture.width * dpi / across)), max(1, round(picture.height * dpi / down)))
    return Sheet(picture if size == picture.size else picture.resize(size), dpi)


def _resolution(frame: Image.Image) -> tuple[float, float]:
    """Dots an inch. A fax has other ones across than down; nonsense counts as the usual."""
    given = frame.info.get("dpi", (200, 200))
    across, down = (float(value) if 50 <= float(value) <= 2400 else 200.0 for value in given)
    return across, down
