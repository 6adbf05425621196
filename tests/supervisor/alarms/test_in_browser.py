"""The mask of an alarm as it is seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser as Chromium

from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.chromium import page_of
from tests.support.client import Browser
from tests.support.processes import Web

pytestmark = pytest.mark.browser
GAPS = """lines => lines.slice(1).map((line, place) =>
    line.getBoundingClientRect().top - lines[place].getBoundingClientRect().bottom)"""


def test_the_sentences_beside_it_are_told_apart(
    site: Web, window: Chromium, client_for: Callable[..., Browser], sven: User, nordlicht: Tenant
) -> None:
    page = page_of(site, window, client_for(sven, nordlicht))
    page.goto("/supervisor/alarms/new/")

    assert page.locator(".mask__aside .lines > li").evaluate_all(GAPS) == [8, 8]
    assert page.locator(".mask__aside .lines").evaluate("lines => getComputedStyle(lines).listStyleType") == "disc"
