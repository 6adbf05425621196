"""What a page asks for, held back or answered by the test."""

from __future__ import annotations

from collections.abc import Callable
from re import Pattern

from playwright.sync_api import Page, Route

TRIED = "**/is-it-heard/"
TRY = "fetch('/is-it-heard/').then(answer => answer.status)"
HEARD = 204


def hear(page: Page, url: str | Pattern[str], answer: Callable[[Route], object]) -> None:
    """``page.route``, in force when this returns.

    Chromium tells an open page of it by the way, and what the page asks for until then goes past unheard; so it is
    asked for something until that is heard.
    """
    page.route(url, lambda route: answer(route))
    if page.url.startswith("http"):
        page.route(TRIED, lambda route: route.fulfill(status=HEARD))
        while page.evaluate(TRY) != HEARD:
            pass
