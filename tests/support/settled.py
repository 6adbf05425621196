"""Waiting for what a page shows. A figure that is read at once is the one of a page that still moves."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Page

T = TypeVar("T")
PATIENCE = 30.0
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def becomes(read: Callable[[], T], wanted: T, *, seconds: float = PATIENCE) -> None:
    """Until it is read so; fails with what was read last. For what ``expect`` has no word for."""
    end = time.monotonic() + seconds
    while (found := read()) != wanted:
        assert time.monotonic() < end, f"{found!r} instead of {wanted!r}"
        time.sleep(0.05)


def settled(read: Callable[[], T], *, seconds: float = PATIENCE) -> T:
    """What is read once it is the same for half a second."""
    end = time.monotonic() + seconds
    found, since = read(), time.monotonic()
    while time.monotonic() - since < 0.5:
        assert time.monotonic() < end, f"does not settle: {found!r}"
        time.sleep(0.05)
        if (now := read()) != found:
            found, since = now, time.monotonic()
    return found


def too_wide(page: Page, *, seconds: float = 5) -> int:
    """By how many pixels the page is wider than its window and stays so."""
    end = time.monotonic() + seconds
    while (pixels := max(0, page.evaluate(SIDEWAYS))) and time.monotonic() < end:
        time.sleep(0.05)
    return int(pixels)
