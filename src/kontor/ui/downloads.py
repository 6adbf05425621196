"""Files handed out so that they can do no harm."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import IO
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse

SHOWN_IN_PLACE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser may show as a part of a page. Everything else is downloaded; SVG can carry scripts."""

PIECE = 64 * 1024


def download(content: bytes, filename: str, content_type: str = "application/octet-stream") -> HttpResponse:
    """Saved, never opened in the page (RFC 6266); the browser may not guess another type."""
    response = HttpResponse(content, content_type=content_type)
    _save_as(response, filename)
    return response


class FileDownload(StreamingHttpResponse):
    """As ``download``, for a file that may be large: read piece by piece, and closed at the end. Asks no database."""

    def __init__(self, file: IO[bytes], filename: str, content_type: str) -> None:
        self._file = file
        super().__init__(self._pieces(), content_type=content_type)
        _save_as(self, filename)

    def _pieces(self) -> Iterator[bytes]:
        with self._file:
            while piece := self._file.read(PIECE):
                yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The web server asks this way; Django would gather all pieces first."""
        for piece in self._pieces():
            yield piece


def _save_as(response: HttpResponse | StreamingHttpResponse, filename: str) -> None:
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%;' else "_" for c in filename) or "file"
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"


def picture(content: bytes, content_type: str) -> HttpResponse:
    """A part of a page. ``content_type`` is one of ``SHOWN_IN_PLACE``."""
    assert content_type in SHOWN_IN_PLACE
    response = HttpResponse(content, content_type=content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
