"""For tests in a browser: ``window`` is Chromium with nothing open, ``site`` a web server in the same database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium

from tests.support.chromium import chromium
from tests.support.processes import Web, web


@pytest.fixture(scope="module")
def started(django_db_setup: None) -> Iterator[Chromium]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def window(started: Chromium) -> Iterator[Chromium]:
    yield started
    for context in started.contexts:
        context.close()


@pytest.fixture
def site(window: Chromium, committed_db: str) -> Iterator[Web]:
    """The browser comes first: while it runs, Django keeps its connections elsewhere."""
    with web(committed_db) as running:
        yield running
