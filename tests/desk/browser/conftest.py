"""The desk in Chromium, served by a real ``kontor web`` from the test's own database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from re import Pattern

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route

from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.chromium import chromium
from tests.support.processes import Web, web
from tests.support.routes import hear

NETWORK = (
    "Failed to load resource",
    "Response Status Error Code 404",
    "htmx:afterRequest",
    "htmx:sendAbort",
    "htmx:sendError",
)
"""What Chromium and htmx say of an answer that is an error, such as of a ticket that has left the person, of one that
is lost, and of a request whose place a later one has taken."""


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(committed_db: str) -> Iterator[Web]:
    with web(committed_db) as running:
        yield running


@pytest.fixture
def window(browser: Browser, site: Web, client_for: Callable[..., object]) -> Iterator[Callable[..., Page]]:
    """``window(anna, nordlicht, width=390)``: a window in which Anna has signed in. A failing script fails the test."""
    troubles: list[str] = []
    with ExitStack() as stack:

        def open_window(user: User, *tenants: Tenant, width: int = 1440) -> Page:
            context = browser.new_context(base_url=site.url, locale="en", viewport={"width": width, "height": 900})
            stack.callback(context.close)
            cookie = client_for(user, *tenants).cookies[settings.SESSION_COOKIE_NAME].value  # type: ignore[attr-defined]
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site.url}])
            page = context.new_page()
            page.set_default_timeout(30_000)
            page.on("pageerror", lambda error: troubles.append(str(error)))
            page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
            return page

        yield open_window
    assert [trouble for trouble in troubles if not trouble.startswith(NETWORK)] == []


class Late:
    """The answers of this address come when ``arrive`` is called, those after it at once."""

    def __init__(self, page: Page, url: str | Pattern[str]) -> None:
        self._page, self._url, self._routes = page, url, list[Route]()
        hear(page, url, self._routes.append)

    def arrive(self) -> None:
        for route in self._routes:
            route.continue_()
        self._page.unroute(self._url)
