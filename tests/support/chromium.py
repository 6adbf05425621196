"""The system's Chromium, driven by Playwright."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

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
    "--js-flags=--no-opt --no-maglev --max-lazy",
]
"""Each page has its scripts anew, and lives for a second: to compile what it does often costs more than to do it."""
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The one without a window first: a page costs it less."""


_kept: list[tuple[Playwright, Browser]] = []
"""What this process has started: at most one, which all files take in turns."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser with nothing open. Without Chromium on the machine the test fails and says what to install.

    To start one costs more than to open a page, so it is kept until the tests end; contexts, and with them all that
    pages know, are closed. While it is lent, Playwright's event loop counts as running in this thread, and Django has
    other connections there (asgiref's ``Local``): those of an earlier test, in its database. The test goes on with
    the connection that it has. Afterwards nobody sees the loop.
    """
    connection = connections["default"]
    browser = _shown() or _started()
    connections["default"] = connection
    try:
        yield browser
    finally:
        _put_away(browser)


def stop() -> None:
    """End what is kept: the driver, and the browser with it."""
    while _kept:
        playwright, browser = _kept.pop()
        asyncio._set_running_loop(_loop_of(playwright))
        if browser.is_connected():
            browser.close()
        playwright.stop()


def _put_away(browser: Browser) -> None:
    try:
        for context in browser.contexts:
            context.close()
    finally:
        asyncio._set_running_loop(None)


def _shown() -> Browser | None:
    """The kept browser, its loop in force; none where there is none yet, or where it has died."""
    if _kept and _kept[0][1].is_connected():
        asyncio._set_running_loop(_loop_of(_kept[0][0]))
        return _kept[0][1]
    stop()
    return None


def installed() -> str:
    """Its path; "" where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), "")


def _started() -> Browser:
    path = installed()
    if not path:
        pytest.fail("Chromium is missing: apt-get install -y chromium")
    playwright = sync_playwright().start()
    try:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    except BaseException:
        playwright.stop()
        raise
    _kept.append((playwright, browser))
    return browser


def _loop_of(playwright: Playwright) -> asyncio.AbstractEventLoop:
    return playwright._loop


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
