"""For which tenants one works: chosen once for all tabs of a browser, and an open page notices."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from kontor.ui import context
from tests.ui.looking import ready
from tests.ui.site.rows import COMPANIES

pytestmark = pytest.mark.browser
HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_choice_of_tenants_in_another_tab_is_said_and_shown(page: Page) -> None:
    names, warnings = page.locator(".scope .chip__name"), page.locator("#messages .toast--near .toast__text")
    before = ready(page, "/rows/").locator(".scope .chip__name").all_text_contents()
    page.evaluate(HIDE, True)
    context.provide_tenants(lambda request: [COMPANIES[1]])
    other = page.context.new_page()
    ready(other, "/rows/")

    expect(names).to_have_text(before)
    page.evaluate(HIDE, False)
    expect(names).to_have_text([COMPANIES[1].name])
    expect(warnings).to_have_text([re.compile(f"In another tab you chose: {COMPANIES[1].name}.")])
    expect(other.locator("#messages .toast")).to_have_count(0)

    context.provide_tenants(lambda request: [COMPANIES[2]])
    other.reload()
    expect(names).to_have_text([COMPANIES[2].name])
    expect(warnings).to_have_text([re.compile(f"In another tab you chose: {COMPANIES[2].name}.")])


def test_tabs_of_the_same_choice_say_nothing(page: Page) -> None:
    ready(page, "/rows/")
    ready(page.context.new_page(), "/")
    page.reload()

    ready(page, "/rows/")
    expect(page.locator("#messages .toast")).to_have_count(0)
