"""Where the pages of tenants are."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from tests.support.client import Browser

Clients = Callable[..., Browser]


def url(name: str, *args: object) -> str:
    return reverse(f"supervisor:tenants:{name}", args=args)
