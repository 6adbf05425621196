"""Headers that keep foreign content harmless. No inline script, no inline style, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # What a tenant's people see is kept nowhere: not by the browser for whoever sits down after them, nor on the way.
    "Cache-Control": "no-store, private",
}

GetResponse = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def security_headers(get_response: GetResponse) -> GetResponse:
    """Adds what a view has not set itself: a page that shows a mail sets a policy of its own."""

    async def answer_later(request: HttpRequest) -> HttpResponseBase:
        return _with_headers(await cast(Awaitable[HttpResponseBase], get_response(request)))

    def answer(request: HttpRequest) -> HttpResponseBase:
        return _with_headers(cast(HttpResponseBase, get_response(request)))

    return answer_later if iscoroutinefunction(get_response) else answer


def _with_headers(response: HttpResponseBase) -> HttpResponseBase:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
