"""The palette and the keys of pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.ui.looking import ready

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("words", ["tenants", "mandanten", "MÄNDANTEN sys"])
def test_palette_finds_places_in_both_languages(page: Page, words: str) -> None:
    ready(page, "/rows/").keyboard.press("Control+k")
    page.keyboard.type(words.replace("Ä", "A"))
    page.keyboard.press("Enter")

    page.wait_for_url("**/")
    expect(page.get_by_role("heading", name="Mandanten", exact=True)).to_be_visible()


def test_palette_says_when_nothing_is_found(page: Page) -> None:
    ready(page, "/rows/")
    page.locator("[data-seeks]").evaluate("option => option.remove()")  # somebody who may search no list
    page.keyboard.press("Control+Shift+K")  # which is the browser's
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("zzz")

    expect(page.get_by_text("Nothing found.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_palette_jumps_to_a_number(page: Page) -> None:
    ready(page, "/rows/").keyboard.press("Control+k")
    option = page.get_by_role("option", name="Go to ticket 2647 109 358")
    for entered in ("2647 109 358", "#2647 109 358", "2647109358"):
        page.get_by_role("combobox").fill("")
        expect(option).to_be_hidden()
        page.keyboard.type(entered)
        expect(option).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("combobox")).to_have_attribute("aria-activedescendant", "palette-ticket")
    page.keyboard.press("Enter")

    page.wait_for_url("**/ticket/2647109358/")


def test_palette_hands_a_number_to_a_command_that_takes_one(page: Page) -> None:
    for entered in ("040 5550-1873", "call 040 5550-1873", "040 5550-1873 anruf"):
        ready(page, "/rows/").keyboard.press("Control+k")
        page.keyboard.type(entered)
        expect(page.get_by_role("option", name="Anrufen 040 5550-1873")).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")

        page.wait_for_url("**/rows/?number=040%205550-1873")


def test_a_number_of_no_telephone_is_looked_for_before_it_is_called(page: Page) -> None:
    ready(page, "/rows/").keyboard.press("Control+k")
    options = page.get_by_role("option").locator("visible=true")

    for entered in ("83-46842", "4711"):
        page.get_by_role("combobox").fill(entered)
        expect(options).to_contain_text([f"Benutzer: {entered}", f"Anrufen {entered}"])
        expect(options.first).to_have_attribute("aria-selected", "true")

        page.get_by_role("combobox").fill("040 5550-1873")
        expect(options).to_contain_text(["Anrufen 040 5550-1873", "Benutzer: 040 5550-1873"])
        expect(options.first).to_have_attribute("aria-selected", "true")


def test_palette_looks_for_what_it_does_not_know_in_the_lists(page: Page) -> None:
    ready(page, "/rows/").keyboard.press("Meta+K")  # with Caps Lock
    expect(page.get_by_role("option", name="Benutzer:")).to_be_hidden()
    page.keyboard.type("Erna & Söhne")
    expect(page.get_by_role("option", name="Benutzer: Erna & Söhne")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")

    page.wait_for_url("**/?name=Erna%20%26%20S%C3%B6hne")


def test_what_the_palette_knows_comes_before_what_can_be_looked_for(page: Page) -> None:
    ready(page, "/rows/").keyboard.press("Control+k")
    page.keyboard.type("tenants")

    expect(page.get_by_role("option", name="Mandanten", exact=False).first).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("option", name="Benutzer: tenants")).to_be_visible()


def test_a_whole_name_is_chosen_before_what_has_the_word_too(page: Page) -> None:
    ready(page, "/rows/").keyboard.press("Control+k")
    page.keyboard.type("mandanten")

    expect(page.get_by_role("option").locator("visible=true").first).to_contain_text("Benutzer")
    expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("Mandanten")


def test_the_palette_filters_the_list_that_is_shown(page: Page) -> None:
    ready(page, "/").keyboard.press("Control+k")
    page.keyboard.type("eingrenzen")
    page.keyboard.press("Enter")

    expect(page.locator("#filter-name")).to_be_focused()


OFFERS = """main => main.insertAdjacentHTML("afterbegin", `
    <button data-hotkey-label="Antworten">Antworten</button>
    <button data-hotkey-label="Weiterleiten" disabled>Weiterleiten</button>
    <dialog open><button data-hotkey-label="Merken">Merken</button></dialog>
    <button data-hotkey="Control+Enter" data-hotkey-label="Senden">Senden</button>
    <a href="/" data-hotkey="g m" data-hotkey-label="Alle Mandanten">Alle Mandanten</a>`)"""
"""What is offered with a key, too, what cannot be done now or here, and what the palette knows by itself."""


def test_the_palette_offers_once_what_can_be_done_on_the_page(page: Page) -> None:
    ready(page, "/rows/").locator("main").evaluate(OFFERS)
    palette, options = page.locator("#palette"), page.locator("#palette-list [role=option]:visible")

    for _again in range(2):
        page.get_by_role("button", name="Search or enter a command").click()
        expect(page.get_by_role("combobox")).to_have_value("")
        expect(palette.locator("[data-here] [role=option]")).to_have_text(["SendenCtrlEnter", "Antwortenr"])
        expect(palette.locator(".palette__keys:visible").nth(0).locator("kbd")).to_have_text(["Ctrl", "Enter"])
        page.keyboard.type("040 5550")
        page.mouse.click(5, 5)
        expect(palette).to_be_hidden()

    page.keyboard.press("Control+k")
    expect(page.get_by_role("option", name="Mandanten", exact=False).last).to_be_visible()
    expect(palette.locator("a[data-hotkey='g m'] kbd")).to_have_text(["g", "m"])
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(options.last).to_be_in_viewport()
    expect(page.get_by_role("option", name="Anrufen", exact=True)).to_have_js_property("search", "")
    page.keyboard.type("antworten")
    expect(palette.locator(".palette__title:visible")).to_have_text(["On this page", "Look for it"])


def test_sequences_go_places(page: Page) -> None:
    page.clock.install()
    ready(page, "/rows/").keyboard.press("g")
    page.clock.run_for(1_300)
    page.clock.resume()
    page.keyboard.press("m")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert page.url.endswith("/rows/")
    page.keyboard.press("Escape")

    page.keyboard.type("gm")

    expect(page.get_by_role("heading", name="Mandanten", exact=True)).to_be_visible()


def test_keys_never_fire_while_typing(page: Page) -> None:
    ready(page, "/rows/").locator("#note").fill("")
    page.locator("#note").press_sequentially("gm/jr?")

    expect(page.locator("#note")).to_have_value("gm/jr?")
    assert page.url.endswith("/rows/")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_question_mark_lists_the_keys_of_this_page(page: Page) -> None:
    ready(page, "/rows/").keyboard.press("?")

    expect(page.locator("#keys")).to_contain_text("Antworten")
    expect(page.locator("#keys")).to_contain_text("Mandanten")
    page.keyboard.press("Escape")
    page.locator("#reply").evaluate("reply => reply.after(reply.cloneNode(true))")
    page.keyboard.press("?")
    keys = page.locator("#keys dt").all_inner_texts()
    assert len(keys) == len(set(keys))
    page.keyboard.press("Escape")
    page.locator("#words").evaluate(
        "({ dataset }) => { for (const key of ['keyShift', 'keySpace']) dataset[key] = dataset[key].toUpperCase(); }"
    )
    page.locator("#reply").first.evaluate("reply => { reply.dataset.hotkey = 'Control+Shift+Space'; }")
    page.keyboard.press("?")
    expect(page.locator("#keys dt").filter(has_text="SPACE")).to_have_text("Ctrl SHIFT SPACE")


def test_the_button_lists_the_same_keys(page: Page) -> None:
    ready(page, "/rows/").get_by_role("button", name="Keys").click()

    expect(page.locator("#keys")).to_contain_text("Antworten")
    expect(page.locator("#keys")).to_contain_text("Mandanten")


def test_j_and_k_move_through_rows_and_enter_opens(page: Page) -> None:
    ready(page, "/rows/").keyboard.type("kj")
    expect(page.locator("[data-row]").last).to_be_focused()
    page.keyboard.type("kkkkkkkkkkkk")
    expect(page.locator("[data-row]").first).to_be_focused()
    page.keyboard.type("jjk")

    expect(page.locator("[data-row]").nth(1)).to_be_focused()
    expect(page.locator("[data-row][aria-current=true]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/2/general/")


def test_the_key_of_a_choice_brings_it_into_view(page: Page) -> None:
    ready(page, "/rows/").locator("main").evaluate(
        """main => {
          main.insertAdjacentHTML("beforeend", `<p></p>
            <label><input type="radio" name="score" value="5" data-hotkey="5">5</label>`);
          main.lastElementChild.previousElementSibling.style.blockSize = "3000px";
        }"""
    )

    page.keyboard.press("5")

    score = page.locator("[name=score]")
    expect(score).to_be_checked()
    expect(score).to_be_focused()
    expect(score).to_be_in_viewport()
