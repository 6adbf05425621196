"""The signed-in person of the example pages, and what they may."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse

from tests.ui.site.rows import COMPANIES


class Person:
    """Anna, a demo person."""

    is_authenticated = True
    theme = ""

    def __str__(self) -> str:
        return "Anna Lorenz"


class SignedIn:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/sign-in"):
            request.user = Person()  # type: ignore[assignment]
            request.access = SimpleNamespace(may_anywhere=lambda key: key != "nothing")  # type: ignore[attr-defined]
        return self.get_response(request)


def chosen_tenants(request: HttpRequest) -> list[Any]:
    return [COMPANIES[5], COMPANIES[0]]
