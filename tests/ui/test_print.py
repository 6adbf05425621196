"""On paper stands what a page says, all of it, without the frame."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_list_is_printed_to_its_last_row_and_without_the_frame(page: Page) -> None:
    page.set_viewport_size({"width": 1000, "height": 300})
    page.goto("/")
    last = page.locator("tr[data-row]").last
    heights = [page.evaluate("document.documentElement.scrollHeight")]

    page.emulate_media(media="print")

    heights.append(page.evaluate("document.documentElement.scrollHeight"))
    end = last.evaluate("row => row.getBoundingClientRect().bottom + scrollY")
    assert heights[0] == 300 < end <= heights[1]
    for frame in (".bar", ".rail", ".nav", ".tools"):
        expect(page.locator(frame).first).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("theme", ["", "dark"])
def test_what_is_dark_on_the_screen_is_printed_dark_on_white(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto("/")
    page.evaluate("theme => { if (theme) document.documentElement.dataset.theme = theme }", theme)
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) != "oklch(1 0 0)"

    page.emulate_media(media="print")

    assert page.evaluate(ground) == "oklch(1 0 0)"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
