"""Rows of the ledger as its pages show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from tests.support.client import Browser

Clients = Callable[..., Browser]


def url(name: str, *args: object) -> str:
    return reverse(f"supervisor:arrivals:{name}", args=args)


def ids(response: Any) -> list[int]:
    return [row.item.pk for row in response.context["listing"].rows]
