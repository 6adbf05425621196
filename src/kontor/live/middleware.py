"""A stream must not keep the connection its request had: with a small pool a few open pages would stop all others.

And each request remembers when it began: what its page shows is at least as new, so that its stream knows from when on
changes may have been missed."""

from __future__ import annotations

from collections.abc import Callable
from time import time

from django.db import connections
from django.http import HttpRequest, HttpResponseBase


def release_connection_for_streams(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Outermost middleware: give the connection back before a stream's first byte. What is streamed must not query."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.began = time()  # type: ignore[attr-defined]
        response = get_response(request)
        if response.streaming:
            for connection in connections.all(initialized_only=True):
                if not connection.in_atomic_block:
                    connection.close()
        return response

    return middleware
