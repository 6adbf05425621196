"""Which doors of the entrance are open, and to whom: what the request's scope asks of a view."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])


def public(view: View) -> View:
    """Open without sign-in."""
    view.public = True  # type: ignore[attr-defined]
    view.before_new_password = True  # type: ignore[attr-defined]
    return view


def without_tenant(view: View) -> View:
    """Open to everybody who is signed in, whether they have a tenant or not."""
    view.needs_tenant = False  # type: ignore[attr-defined]
    return view


def before_new_password(view: View) -> View:
    """Open also to somebody who must choose a new password first."""
    view.before_new_password = True  # type: ignore[attr-defined]
    return view


def client_address(request: HttpRequest) -> str:
    """The network address one comes from. Proxies are believed only when the settings name them."""
    address: str = request.META.get("REMOTE_ADDR", "")
    trusted = getattr(settings, "TRUSTED_PROXIES", [])
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while address in trusted and forwarded:
        address = forwarded.pop()
    return address
