"""Who reads slowly holds no connection: a few of them would keep everybody else out. Nor memory, once they are gone."""

from __future__ import annotations

import gc
from asyncio import Event, Future
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path

from kontor.config import settings as ours
from kontor.config.handler import Handler
from kontor.people.models import User
from kontor.ui.downloads import WrittenDownload


def _file(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse("x" * User.objects.count())


def _log(request: HttpRequest) -> HttpResponseBase:
    return WrittenDownload(_pieces(User.objects.count()), "log.csv", "text/csv")


def _pieces(number: int) -> Iterator[str]:
    for _each in range(number + 2):
        yield str(User.objects.count())


def _large(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse(b"x" * LARGE)


LARGE = 10_000_000
urlpatterns = [path("file/", _file), path("log/", _log), path("large/", _large)]


@pytest.mark.parametrize(("name", "pieces"), [("file", 1), ("log", 3)])
def test_no_piece_of_an_answer_leaves_while_a_connection_is_held(
    committed_db: str, settings: Any, name: str, pieces: int
) -> None:
    settings.ROOT_URLCONF, settings.MIDDLEWARE = __name__, ours.MIDDLEWARE[:1]
    User.objects.create(username="anna", username_key="anna", name="Anna", sort_key="anna")

    assert async_to_sync(_held)(f"/{name}/")[: 1 + pieces] == [False] * (1 + pieces)


def test_of_an_answer_whose_reader_went_nothing_is_kept(settings: Any) -> None:
    """Not until Python looks for circles either: a few large files would fill the memory."""
    settings.ROOT_URLCONF, settings.MIDDLEWARE = __name__, []
    gc.disable()
    try:
        async_to_sync(_leave)("/large/")
        kept = [len(each.content) for each in gc.get_objects() if type(each) is HttpResponse]
    finally:
        gc.enable()

    assert LARGE not in kept


async def _leave(address: str) -> None:
    """The reader goes while the answer is being sent."""
    is_sent = Event()
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Mapping[str, Any]:
        if message := next(asked, None):
            return message
        await is_sent.wait()
        return {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.body":
            is_sent.set()
            await Future[None]()

    await Handler()(_scope(address), receive, send)


async def _held(address: str) -> list[bool]:
    """Whether a connection was held when the head and each piece of the answer left."""
    held: list[bool] = []
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Mapping[str, Any]:
        if message := next(asked, None):
            return message
        return await Future[Mapping[str, Any]]()

    async def send(message: Mapping[str, Any]) -> None:
        held.append(await sync_to_async(lambda: connection.connection is not None)())

    await Handler()(_scope(address), receive, send)
    return held


def _scope(address: str) -> dict[str, Any]:
    headers = [(b"host", b"localhost")]
    return {"type": "http", "method": "GET", "path": address, "headers": headers, "query_string": b""}
