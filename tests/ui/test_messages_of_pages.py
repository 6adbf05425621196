"""Messages: how long they stay, and where they stand beside a dialog."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.ui.looking import ready

pytestmark = pytest.mark.browser


def test_a_message_goes_by_itself_unless_it_is_read_or_a_warning(page: Page) -> None:
    page.clock.install()
    say = "message => document.body.dispatchEvent(new CustomEvent('ui:messages', {detail: {messages: [message]}}))"
    ready(page, "/rows/").evaluate(say, {"text": "Nah.", "level": "warning"})
    page.evaluate(say, {"text": "Gemacht.", "level": "success"})
    page.evaluate(say, {"text": "Lange.", "level": "success", "undo": "/rows/?stays=20"})
    texts = page.locator(".toast__text")
    expect(texts).to_have_text(["Nah.", "Gemacht.", "Lange."])

    texts.nth(1).hover()
    page.clock.fast_forward(10_000)
    expect(texts).to_have_count(3)
    page.mouse.move(5, 5)
    page.clock.fast_forward(8_500)
    expect(texts).to_have_text(["Nah.", "Lange."])
    page.get_by_role("button", name="Undo").focus()
    page.clock.fast_forward(21_000)
    expect(texts).to_have_text(["Nah.", "Lange."])
    page.evaluate("document.activeElement.blur()")
    page.clock.fast_forward(21_000)

    expect(texts).to_have_text(["Nah."])


def test_a_message_is_closed_and_heard_while_a_dialog_is_open_and_stays_when_the_dialog_leaves(page: Page) -> None:
    lose = "() => document.body.dispatchEvent(new CustomEvent('htmx:sendError', {detail: {}}))"
    ready(page, "/rows/").evaluate(lose)
    page.keyboard.press("?")
    dialog = page.locator("#keys")
    expect(dialog.get_by_role("status")).to_contain_text("The server does not answer.")

    page.locator(".toast").get_by_role("button", name="Close").click()

    expect(page.locator(".toast")).to_have_count(0)
    expect(dialog).to_be_visible()
    page.evaluate(lose)
    dialog.evaluate("one => one.remove()")
    expect(page.locator("body > #messages .toast--near")).to_be_visible()


def test_of_many_warnings_the_latest_are_shown_and_the_others_as_these_are_closed(page: Page) -> None:
    say = "message => document.body.dispatchEvent(new CustomEvent('ui:messages', {detail: {messages: [message]}}))"
    ready(page, "/rows/")
    for number in range(40):
        page.evaluate(say, {"text": f"Nummer {number}.", "level": "warning"})
    shown = page.locator(".toast__text").locator("visible=true")

    expect(shown).to_have_text([f"Nummer {number}." for number in range(35, 40)])
    page.get_by_role("button", name="Close").last.click()
    expect(shown).to_have_text([f"Nummer {number}." for number in range(34, 39)])
