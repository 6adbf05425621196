"""For tests in a browser: ``window`` is Chromium, ``site`` a web server that works in the test's own database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium

from tests.support.chromium import chromium
from tests.support.processes import Web, web


@pytest.fixture
def window(django_db_setup: None) -> Iterator[Chromium]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(window: Chromium, committed_db: str) -> Iterator[Web]:
    """The browser comes first: while it runs, Django keeps its connections elsewhere."""
    with web(committed_db) as running:
        yield running
