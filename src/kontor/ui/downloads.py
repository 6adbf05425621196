"""Files handed out so that they can do no harm."""

from __future__ import annotations

import logging
from asyncio import CancelledError
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse

from kontor.kernel.html import PICTURE_TYPES
from kontor.kernel.outages import give_back_connections, has_no_room

SHOWN_IN_PLACE = PICTURE_TYPES
"""What a browser may show as a part of a page. Everything else is downloaded; SVG can carry scripts."""

PIECE = 64 * 1024
LARGE = 1024 * 1024
"""Bytes above which a reader who is slow does not keep them in memory: the web server holds what it was given whole."""

logger = logging.getLogger(__name__)


def download(content: bytes, filename: str, content_type: str = "application/octet-stream") -> HttpResponse:
    """Saved, never opened in the page (RFC 6266); the browser may not guess another type."""
    response = HttpResponse(content, content_type=content_type)
    _save_as(response, filename)
    return response


def large_download(
    content: bytes, filename: str, content_type: str = "application/octet-stream"
) -> HttpResponse | FileDownload:
    """As ``download``, for what may be large: it waits for its reader in a temporary file, if there is room for one."""
    if len(content) > LARGE:
        try:
            return FileDownload(_in_a_file(content), filename, content_type, size=len(content))
        except OSError as error:
            if not has_no_room(error):
                raise
    return download(content, filename, content_type)


def _in_a_file(content: bytes) -> IO[bytes]:
    with ExitStack() as open_files:
        file = open_files.enter_context(TemporaryFile())
        file.write(content)
        file.seek(0)
        open_files.pop_all()
        return file


class FileDownload(StreamingHttpResponse):
    """As ``download``, for a file that may be large: read piece by piece, and closed at the end. Asks no database."""

    def __init__(self, file: IO[bytes], filename: str, content_type: str, *, size: int | None = None) -> None:
        self._file = file
        super().__init__(self._pieces(), content_type=content_type)
        _save_as(self, filename)
        if size is not None:
            self["Content-Length"] = str(size)

    def _pieces(self) -> Iterator[bytes]:
        with self._file:
            while piece := self._file.read(PIECE):
                yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The web server asks this way; Django would gather all pieces first."""
        for piece in self._pieces():
            yield piece


class WrittenDownload(StreamingHttpResponse):
    """As ``download``, for a text that is written while it leaves: as many pieces as there are, one in memory.

    Whoever writes the pieces enters a scope for each: the request's is closed by then. Where one may not be written any
    more the file breaks off. Between two of them no connection is held: who reads may be slow.
    """

    def __init__(self, pieces: Iterator[str], filename: str, content_type: str) -> None:
        self._texts, self._filename = pieces, filename
        super().__init__((piece.encode() for piece in pieces), content_type=content_type)
        _save_as(self, filename)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The web server asks this way: each piece is written in the request's thread, where its connection is."""
        try:
            while (piece := await sync_to_async(self._next)()) is not None:
                yield piece.encode()
        except PermissionDenied as denied:
            logger.warning("%s broke off: %s", self._filename, denied)
            raise CancelledError from denied  # then the server ends the connection, and no browser takes it for whole

    def _next(self) -> str | None:
        try:
            return next(self._texts, None)
        finally:
            give_back_connections()


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
