"""What forms do by themselves: own values, unsaved changes, choices."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.support.routes import hear
from tests.ui.looking import ready

pytestmark = pytest.mark.browser
HEARS = """document.addEventListener("readystatechange", () => {
    const { take } = kontorEarlyKeys;
    kontorEarlyKeys.take = () => { document.documentElement.dataset.hears = ""; return take(); };
}, { once: true })"""
"""The page says when its keys wait for scripts that are still to come."""


def test_own_value_frees_the_control(page: Page) -> None:
    setting = ready(page, "/edit/7/settings/").locator(".setting", has_text="CC-Adressen")
    expect(setting.locator("select")).to_be_disabled()
    setting.get_by_role("switch").check()

    expect(setting.locator("select")).to_be_focused()
    expect(setting).to_have_attribute("data-state", "own")
    expect(setting.locator("[data-when=own]")).to_be_visible()


def test_after_saving_one_stands_where_one_stood(page: Page) -> None:
    for stands, key in (("#id_code", "Control+s"), ("#mask-save", "Enter")):
        ready(page, "/edit/1/general/").locator("#id_code").fill("KK")
        page.locator(stands).focus()
        page.keyboard.press(key)

        expect(page.get_by_text("Allgemein: saved.")).to_be_visible()
        expect(page.locator(stands)).to_be_focused()
        assert page.evaluate("sessionStorage.getItem('kontor-place')") is None, stands


def test_after_making_something_one_goes_on_in_its_page_or_with_the_next(page: Page) -> None:
    for code, lands, has_focus in (("KK", "**/5/", "#id_code"), ("", "**/companies/", "[data-hotkey=n]")):
        ready(page, "/made/companies/new/").get_by_label("Name").fill("Kaffee")
        page.locator("#id_code").fill(code)
        page.keyboard.press("Control+s")

        page.wait_for_url(lands)
        expect(page.locator(has_focus)).to_be_focused()


def test_unsaved_changes_are_marked_named_asked_about_and_saved_without_a_question(page: Page) -> None:
    ready(page, "/edit/7/general/").get_by_label("Name").fill("Anders")
    expect(page.locator("#tab-unsaved")).to_be_visible()
    expect(page.locator("#unsaved-words")).to_have_text("Not saved yet: Name")
    for channel in page.get_by_role("group", name="Kanäle").get_by_role("checkbox").all():
        channel.click()
    expect(page.locator("#unsaved-words")).to_have_text("Not saved yet: Name, Kanäle")

    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="Einstellungen").click(no_wait_after=True)

    assert asked.value.type == "beforeunload"
    expect(page.get_by_label("Name")).to_have_value("Anders")

    asked_again: list[Dialog] = []
    page.on("dialog", lambda dialog: asked_again.append(dialog))
    page.get_by_role("link", name="Discard").click()
    expect(page.get_by_label("Name")).not_to_have_value("Anders")
    assert asked_again == []

    ready(page, "/edit/7/general/").get_by_label("Name").fill("Anders")
    page.keyboard.press("Meta+S")  # with Caps Lock
    expect(page.get_by_text("Allgemein: saved.")).to_be_visible()
    assert asked_again == []


def test_what_is_typed_ticked_or_saved_before_the_scripts_came_counts(page: Page) -> None:
    def held(script: str) -> list[Route]:
        """What comes late of the page's scripts."""
        late: list[Route] = []
        hear(page, f"**/behaviours/{script}*", late.append)
        with page.expect_request(f"**/behaviours/{script}*"):
            page.goto("/edit/7/general/", wait_until="commit")
        return late

    def comes(script: str, late: list[Route]) -> None:
        for route in late:
            route.continue_()
        page.unroute(f"**/behaviours/{script}*")

    late = held("unsaved")
    page.get_by_label("Name").fill("Anders")
    page.get_by_label("Sprache").select_option("en")
    page.get_by_label("In Betrieb").click()
    comes("unsaved", late)
    expect(page.locator("#unsaved-words")).to_have_text("Not saved yet: Name, Sprache, In Betrieb")
    page.get_by_role("link", name="Discard").click()
    expect(page.get_by_label("Name")).not_to_have_value("Anders")

    for script, key in (("early-keys", "Control+s"), ("hotkeys", "Control+Shift+Enter")):
        late = held(script)
        page.locator("#mask-save").evaluate("(button, key) => { button.dataset.hotkey = key; }", key)
        page.get_by_label("Name").fill("Anders")
        page.keyboard.press(key)
        comes(script, late)
        expect(page.get_by_text("Allgemein: saved."), script).to_be_visible()

    page.add_init_script(HEARS)
    late = held("hotkeys")
    page.wait_for_selector("html[data-hears]")
    box = page.get_by_label("In Betrieb")
    before = box.is_checked()
    box.press("Space")
    comes("hotkeys", late)
    expect(box).to_be_checked(checked=not before)


def test_a_long_choice_is_narrowed_by_typing_and_the_only_one_left_is_taken_by_enter(page: Page) -> None:
    ready(page, "/long/").keyboard.press("Tab")
    field = page.get_by_role("searchbox", name="Narrow the choice")
    field.fill("lubeck")
    expect(page.get_by_role("checkbox")).to_have_count(1)
    field.press("Enter")

    expect(page.get_by_role("checkbox")).to_have_count(14)
    expect(page.get_by_role("checkbox", name="Lübeck")).to_be_checked()
    expect(field).to_have_value("")
    field.fill("zz")
    expect(page.get_by_role("checkbox")).to_have_count(1)
    expect(page.get_by_text("Nothing found.", exact=True)).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("checkbox")).to_have_count(14)
    expect(page.get_by_text("Nothing found.", exact=True)).to_be_hidden()
    field.fill("zz")
    field.press("ArrowDown")
    expect(page.get_by_role("checkbox", name="Lübeck")).to_be_focused()

    # Of one choice it is taken at once, and sent by Enter.
    field = ready(page, "/long/?one").get_by_role("searchbox", name="Narrow the choice")
    page.get_by_role("radio", name="Ort 3").evaluate("radio => { radio.defaultChecked = true; }")
    field.fill("ort 5")
    expect(page.get_by_role("radio", name="Ort 5")).to_be_checked()
    field.fill("ort 1")
    expect(page.get_by_role("radio")).to_have_count(4)
    expect(page.locator("[name=places]:checked")).to_have_count(0)
    field.fill("")
    expect(page.get_by_role("radio", name="Ort 3")).to_be_checked()
    field.fill("ort 11")
    expect(page.get_by_role("radio")).to_have_count(1)
    page.keyboard.press("Enter")

    page.wait_for_url("**/long/?places=11*")


def test_after_a_refusal_nothing_is_named_as_if_the_rest_were_saved(page: Page) -> None:
    ready(page, "/edit/7/general/").get_by_label("Name").fill("")
    page.locator("#id_code").fill("KK")
    with page.expect_response(lambda response: response.status == 422):
        page.keyboard.press("Control+s")
    ready_again = page.locator("html[data-started] #unsaved-words")
    expect(ready_again).to_have_text("Unsaved change")
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Einstellungen").click(no_wait_after=True)

    page.get_by_label("Name").fill("Anders")

    expect(ready_again).to_have_text("Unsaved change")
