"""For which tenants one works: chosen once for all tabs of a browser, and an open page notices."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kontor.ui import context
from tests.ui.looking import ready
from tests.ui.site.rows import COMPANIES

pytestmark = pytest.mark.browser


def test_a_choice_of_tenants_in_another_tab_is_said_and_shown(page: Page) -> None:
    ready(page, "/rows/")
    context.provide_tenants(lambda request: [COMPANIES[1]])
    other = page.context.new_page()
    ready(other, "/rows/")

    expect(page.locator(".scope .chip__name")).to_have_text([COMPANIES[1].name])
    expect(page.locator("#messages .toast--near")).to_contain_text(f"In another tab you chose: {COMPANIES[1].name}.")
    expect(other.locator("#messages .toast")).to_have_count(0)


def test_tabs_of_the_same_choice_say_nothing(page: Page) -> None:
    ready(page, "/rows/")
    ready(page.context.new_page(), "/")
    page.reload()

    ready(page, "/rows/")
    expect(page.locator("#messages .toast")).to_have_count(0)
