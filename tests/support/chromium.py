"""The system's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support import client
from tests.support.processes import Web

expect.set_options(timeout=30_000)  # what is awaited comes at once, and a busy machine is no error

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The one without a window first: a page costs it less."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser. Without Chromium on the machine the test fails and says what to install.

    Playwright keeps an event loop running in this thread, and Django has other connections there (asgiref's
    ``Local``): those of an earlier browser, in its database. The test goes on with the connection that it has.
    """
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if not path:
        pytest.fail("Chromium is missing: apt-get install -y chromium")
    connection = connections["default"]
    with sync_playwright() as playwright:
        connections["default"] = connection
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def page_of(
    site: Web,
    window: Browser,
    signed_in: client.Browser,
    *,
    language: str = "en",
    width: int = 1440,
    scheme: str = "light",
) -> Page:
    """A page in which whoever signed in with that client works, without movement."""
    context = window.new_context(
        base_url=site.url,
        locale=language,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    key = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site.url}])
    return context.new_page()
