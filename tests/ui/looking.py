"""When a page is ready to be used."""

from __future__ import annotations

from playwright.sync_api import Page


def ready(page: Page, url: str) -> Page:
    """The page with all its behaviours connected."""
    page.goto(url)
    page.wait_for_selector("html[data-started]")
    return page
