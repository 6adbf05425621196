"""A file that leaves piece by piece, and one that is written meanwhile and may not be written to its end."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
from asyncio import Future
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import path

from kontor.config.handler import Handler
from kontor.ui import downloads
from kontor.ui.downloads import LARGE, PIECE, FileDownload, WrittenDownload, large_download

SCOPE = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"kontor.example")], "query_string": b""}


def _pieces() -> Iterator[str]:
    yield "eins"
    raise PermissionDenied("The right went.")


def _log(request: HttpRequest) -> HttpResponseBase:
    return WrittenDownload(_pieces(), "log.csv", "text/csv")


urlpatterns = [path("", _log)]


def test_it_breaks_off_with_a_line_in_the_log_and_has_no_end(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.ROOT_URLCONF, settings.MIDDLEWARE = __name__, []
    sent: list[Mapping[str, Any]] = []

    with caplog.at_level(logging.INFO), ThreadPoolExecutor(1) as elsewhere:  # here a browser's loop may be running
        elsewhere.submit(asyncio.run, _ask(sent)).result()

    assert [(message.get("body"), message.get("more_body")) for message in sent[1:]] == [(b"eins", True)]
    assert [(line.getMessage(), line.exc_info) for line in caplog.records] == [
        ("log.csv broke off: The right went.", None)
    ]


async def _ask(sent: list[Mapping[str, Any]]) -> None:
    """As the web server does: who asks stays until the answer is there."""
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Mapping[str, Any]:
        if message := next(asked, None):
            return message
        return await Future[Mapping[str, Any]]()

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    await Handler()(SCOPE, receive, send)


def test_what_is_large_leaves_piece_by_piece_so_that_no_slow_reader_keeps_it_in_memory() -> None:
    content = os.urandom(2 * LARGE)

    response = large_download(content, "scan.pdf")

    assert isinstance(response, FileDownload)
    pieces = [bytes(piece) for piece in response]
    assert (b"".join(pieces), max(map(len, pieces))) == (content, PIECE)
    assert response["Content-Length"] == str(len(content))


def test_what_is_large_is_handed_out_without_room_for_temporary_files_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(downloads, "TemporaryFile", full)
    content = bytes(2 * LARGE)

    response = large_download(content, "scan.pdf")

    assert not isinstance(response, FileDownload)
    assert response.content == content
