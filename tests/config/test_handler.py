"""How large a body may be, and where there is no room for it, before anybody is asked who they are."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kontor.config.handler import HEARD_OUT, LARGEST_BODY, Handler
from kontor.ui.csp import HEADERS
from tests.support.processes import web

PIECE = 1024 * 1024


class Sender:
    """A client that sends so many bytes in pieces; ``sent`` is what the server took of them."""

    def __init__(self, size: int) -> None:
        self.sent = 0
        self.size = size
        self.pieces = self._pieces()

    def _pieces(self) -> Iterator[dict[str, Any]]:
        while self.sent < self.size:
            piece = b"a" * min(PIECE, self.size - self.sent)
            self.sent += len(piece)
            yield {"type": "http.request", "body": piece, "more_body": self.sent < self.size}
        while True:
            yield {"type": "http.disconnect"}

    async def __call__(self) -> dict[str, Any]:
        return next(self.pieces)


def _answer(sender: Sender, language: str) -> tuple[int, dict[str, str], str]:
    said: list[dict[str, Any]] = []
    headers = [(b"host", b"localhost"), (b"accept-language", language.encode()), (b"content-type", b"text/plain")]
    scope = {"type": "http", "method": "POST", "path": "/sign-in/", "query_string": b"", "headers": headers}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    asyncio.run(Handler()(scope, sender, send))
    begun = said[0]
    body = b"".join(each.get("body", b"") for each in said[1:]).decode()
    return begun["status"], {name.decode(): value.decode() for name, value in begun["headers"]}, body


@pytest.mark.parametrize(("language", "title"), [("en", "This is too large"), ("de", "Das ist zu groß")])
def test_a_stranger_cannot_make_the_server_keep_a_body_without_end(language: str, title: str) -> None:
    sender = Sender(1 << 50)

    status, headers, page = _answer(sender, language)

    assert (status, sender.sent) == (413, HEARD_OUT + PIECE)
    assert title in page
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_of_a_body_that_is_too_large_nothing_is_kept() -> None:
    body = asyncio.run(Handler().read_body(Sender(LARGEST_BODY + 1)))

    with body:
        assert body.read() == b""


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary files find no room."""
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_options: open("/dev/full", "w+b"))  # noqa: SIM115


@pytest.mark.parametrize("more", [1, 100_000])
@pytest.mark.parametrize(("language", "title"), [("en", "There is no room left"), ("de", "Es ist kein Platz mehr da")])
def test_what_finds_no_room_on_the_disk_is_refused_and_heard_out(
    full: None, caplog: pytest.LogCaptureFixture, language: str, title: str, more: int
) -> None:
    sender = Sender(settings.FILE_UPLOAD_MAX_MEMORY_SIZE + more)

    status, headers, page = _answer(sender, language)

    assert (status, sender.sent) == (507, sender.size)
    assert title in page
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert [record.getMessage() for record in caplog.records] == [
        f"There is no room in {tempfile.gettempdir()} for what is sent."
    ]


def test_what_stays_in_memory_needs_no_room(full: None) -> None:
    body = asyncio.run(Handler().read_body(Sender(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)))

    with body:
        assert body.seek(0, 2) == settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def test_the_largest_body_arrives_whole() -> None:
    body = asyncio.run(Handler().read_body(Sender(LARGEST_BODY)))

    with body:
        assert body.seek(0, 2) == LARGEST_BODY


def test_the_web_server_asks_nobody_first(committed_db: str) -> None:
    with web(committed_db) as site:
        connection = HTTPConnection("127.0.0.1", site.port, timeout=60)
        connection.request("POST", "/sign-in/", b"a" * (LARGEST_BODY + 1), {"Content-Type": "text/plain"})

        assert connection.getresponse().status == 413


def test_an_error_that_no_thread_can_hand_to_another_is_answered() -> None:
    """The request would wait for ever, with its transaction open and its locks held."""

    def stops(request: HttpRequest) -> HttpResponse:
        return next(iter(()))

    async def call() -> None:
        view = Handler().make_view_atomic(stops)
        await asyncio.wait_for(sync_to_async(view)(HttpRequest()), timeout=5)

    with pytest.raises(RuntimeError, match="StopIteration"):
        asyncio.run(call())
