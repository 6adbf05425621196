"""Messages reach the person with every kind of answer, not only with whole pages."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse

from kontor.ui.htmx import wants_fragment

GOES_ELSEWHERE = ("HX-Location", "HX-Redirect", "HX-Refresh")
BACKGROUND = "Kontor-Background"
"""What a page fetches by itself takes no messages away: it may be leaving, and the next page says them."""


class Messages:
    """Puts waiting messages into an htmx answer; the page shows them as toasts. Stands inside Django's and htmx's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        leaves = any(name in response.headers for name in GOES_ELSEWHERE) or 300 <= response.status_code < 400
        if wants_fragment(request) and not leaves and BACKGROUND not in request.headers:
            _attach(request, response)
        return response


def _attach(request: HttpRequest, response: HttpResponse) -> None:
    waiting = [
        {"level": item.level_tag, "text": str(item.message), "undo": item.extra_tags or ""}
        for item in get_messages(request)
    ]
    if waiting:
        response.headers["HX-Trigger"] = json.dumps({**_events(response), "ui:messages": {"messages": waiting}})


def _events(response: HttpResponse) -> dict[str, object]:
    """What the view triggers already: a JSON object, or names with commas between."""
    known = response.headers.get("HX-Trigger", "")
    if known.startswith("{"):
        return dict(json.loads(known))
    return {name.strip(): None for name in known.split(",") if name.strip()}
