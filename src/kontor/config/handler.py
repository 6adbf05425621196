"""Django's handler for requests, which keeps no body that is larger than anything Kontor takes, and answers each.

Django writes a body to the disk before it asks who sends it: without a bound a stranger could fill the disk of all
tenants with a single request.
"""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from inspect import iscoroutinefunction
from typing import IO, Any, cast

from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from kontor.entrance.views.errors import too_large
from kontor.ui.csp import security_headers

LARGEST_BODY = 100 * 1024 * 1024
"""Several files of the largest size at once."""
HEARD_OUT = 10 * LARGEST_BODY
"""As far as this the rest is read and forgotten: a browser that is still sending does not look at an answer."""

Receive = Callable[[], Awaitable[Mapping[str, Any]]]


class Handler(ASGIHandler):
    async def read_body(self, receive: Receive) -> IO[bytes]:
        """The body in a file. Of one that is too large nothing is kept, and the file says so."""
        body = _Body(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE, mode="w+b")
        size, more = 0, True
        while more and size <= HEARD_OUT:
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted
            size += len(message.get("body", b""))
            if size > LARGEST_BODY and not body.is_too_large:
                body.forget()
            elif not body.is_too_large:
                body.write(message.get("body", b""))
            more = message.get("more_body", False)
        body.seek(0)
        return body

    def create_request(
        self, scope: Mapping[str, Any], body_file: IO[bytes]
    ) -> tuple[ASGIRequest, None] | tuple[None, HttpResponseBase]:
        created = super().create_request(scope, body_file)
        if created[0] is None or not getattr(body_file, "is_too_large", False):
            return created
        return None, _refused(created[0])

    def make_view_atomic(self, view: Callable[..., Any]) -> Callable[..., Any]:
        """What Django calls for a request; like any other error here, also one that no thread can hand to another."""
        made: Callable[..., Any] = super().make_view_atomic(view)
        return made if iscoroutinefunction(made) else _answered(made)


def _answered(view: Callable[..., Any]) -> Callable[..., Any]:
    """A ``StopIteration`` cannot be set on a future: the request would wait for ever, and hold its locks."""

    @wraps(view)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except StopIteration as error:
            raise RuntimeError("A view raised StopIteration.") from error

    return call


class _Body(tempfile.SpooledTemporaryFile[bytes]):
    is_too_large = False

    def forget(self) -> None:
        self.is_too_large = True
        self.seek(0)
        self.truncate()


def _refused(request: HttpRequest) -> HttpResponseBase:
    """No middleware has seen the request."""

    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override(translation.get_language_from_request(request)):
            return too_large(request)

    answered = cast(HttpResponseBase, security_headers(answer)(request))
    answered["Connection"] = "close"
    return answered
