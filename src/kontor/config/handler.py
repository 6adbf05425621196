"""Django's handler for requests, which keeps no body that is larger than anything Kontor takes, and answers each.

Django writes a body to the disk before it asks who sends it: without a bound a stranger could fill the disk of all
tenants with a single request.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import wraps
from inspect import iscoroutinefunction
from typing import IO, Any, cast

from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from kontor.entrance.views.errors import no_room, too_large
from kontor.kernel.outages import has_no_room
from kontor.ui.csp import security_headers

LARGEST_BODY = 100 * 1024 * 1024
"""Several files of the largest size at once."""
HEARD_OUT = 10 * LARGEST_BODY
"""As far as this the rest is read and forgotten: a browser that is still sending does not look at an answer."""

log = logging.getLogger("kontor.config")

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Refusal = Callable[[HttpRequest], HttpResponse]


class Handler(ASGIHandler):
    async def read_body(self, receive: Receive) -> IO[bytes]:
        """The body in a file. Of one that is too large, or finds no room, nothing is kept, and the file says so."""
        body = _Body(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE, mode="w+b")
        size, more = 0, True
        while more and size <= HEARD_OUT:
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted
            piece = message.get("body", b"")
            size += len(piece)
            if body.refusal is None:
                body = _with(body, piece) if size <= LARGEST_BODY else _instead_of(body, too_large)
            more = message.get("more_body", False)
        return _from_its_beginning(body)

    async def send_response(self, response: HttpResponseBase, send: Send) -> None:
        """What has left, or has nobody to go to, is forgotten. Of a reader who went Django keeps an error in a circle
        that holds the answer, and Python looks for those seldom."""
        try:
            await super().send_response(response, send)
        finally:
            if isinstance(response, HttpResponse):
                response.content = b""

    def create_request(
        self, scope: Mapping[str, Any], body_file: IO[bytes]
    ) -> tuple[ASGIRequest, None] | tuple[None, HttpResponseBase]:
        created = super().create_request(scope, body_file)
        refusal: Refusal | None = getattr(body_file, "refusal", None)
        if created[0] is None or refusal is None:
            return created
        return None, _refused(created[0], refusal)

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
    refusal: Refusal | None = None


def _with(body: _Body, piece: bytes) -> _Body:
    try:
        body.write(piece)
    except OSError as error:
        return _without_room(body, error)
    return body


def _from_its_beginning(body: _Body) -> _Body:
    try:
        body.seek(0)
    except OSError as error:  # what is written last is written here
        return _without_room(body, error)
    return body


def _without_room(body: _Body, error: OSError) -> _Body:
    if not has_no_room(error):
        raise error
    log.warning("There is no room in %s for what is sent.", tempfile.gettempdir())
    return _instead_of(body, no_room)


def _instead_of(body: _Body, refusal: Refusal) -> _Body:
    """An empty one that says why."""
    with suppress(OSError):  # there may be no room for the rest of it
        body.close()
    empty = _Body()
    empty.refusal = refusal
    return empty


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponseBase:
    """No middleware has seen the request."""

    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override(translation.get_language_from_request(request)):
            return refusal(request)

    answered = cast(HttpResponseBase, security_headers(answer)(request))
    answered["Connection"] = "close"
    return answered
