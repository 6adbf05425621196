"""Nobody who reads slowly keeps a connection: with a small pool a few of them would stop all others.

And each request remembers when it began: what its page shows is at least as new, so that its stream knows from when on
changes may have been missed."""

from __future__ import annotations

from collections.abc import Callable
from time import time

from django.http import HttpRequest, HttpResponseBase

from kontor.kernel.outages import give_back_connections


def release_connection(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Outermost middleware: give the connection back before the first byte of an answer leaves. Django does so after
    the last, and whoever reads slowly lets wait for it. What is streamed and asks the database gives back by itself."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.began = time()  # type: ignore[attr-defined]
        response = get_response(request)
        give_back_connections()
        return response

    return middleware
