"""The behaviours in a real browser: keys, lists, palette, settings, unsaved changes; and pages without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.settled import becomes

pytestmark = pytest.mark.browser


def ready(page: Page, url: str) -> Page:
    """The page with all its behaviours connected."""
    page.goto(url)
    page.wait_for_selector("html[data-started]")
    return page


def test_theme_changes_at_once_and_stays(page: Page) -> None:
    ready(page, "/rows/").get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    ready(page, "/rows/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


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
    page.keyboard.press("/")
    page.keyboard.type("zzz")

    expect(page.get_by_text("Nothing found.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


@pytest.mark.parametrize("entered", ["2647109358", "2647 109 358", "#2647 109 358"])
def test_palette_jumps_to_a_number(page: Page, entered: str) -> None:
    ready(page, "/rows/").keyboard.press("Control+k")
    page.keyboard.type(entered)
    expect(page.get_by_role("option", name="Go to ticket 2647 109 358")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")

    page.wait_for_url("**/ticket/2647109358/")


@pytest.mark.parametrize("entered", ["040 5550-1873", "call 040 5550-1873", "040 5550-1873 anruf"])
def test_palette_hands_a_number_to_a_command_that_takes_one(page: Page, entered: str) -> None:
    ready(page, "/rows/").keyboard.press("Control+k")
    page.keyboard.type(entered)
    expect(page.get_by_role("option", name="Anrufen 040 5550-1873")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")

    page.wait_for_url("**/rows/?number=040%205550-1873")


def test_palette_looks_for_what_it_does_not_know_in_the_lists(page: Page) -> None:
    ready(page, "/rows/").keyboard.press("Control+k")
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


def test_sequences_go_places(page: Page) -> None:
    ready(page, "/rows/").keyboard.type("gm")

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


def test_the_button_lists_the_same_keys(page: Page) -> None:
    ready(page, "/rows/").get_by_role("button", name="Keys").click()

    expect(page.locator("#keys")).to_contain_text("Antworten")
    expect(page.locator("#keys")).to_contain_text("Mandanten")


def test_j_and_k_move_through_rows_and_enter_opens(page: Page) -> None:
    ready(page, "/rows/").keyboard.type("jjjk")

    expect(page.locator("[data-row]").nth(1)).to_be_focused()
    expect(page.locator("[data-row][aria-current=true]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/2/general/")


def test_sorting_replaces_only_the_table_and_keeps_the_focus(page: Page) -> None:
    ready(page, "/").evaluate("window.mark = 1")
    page.locator("#sort-groups").click()

    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Gruppen")
    expect(page.locator("#sort-groups")).to_be_focused()
    assert page.url.endswith("?sort=groups,name")
    assert page.evaluate("window.mark") == 1


def test_going_back_shows_the_page_before_and_keeps_nothing_in_the_browser(page: Page) -> None:
    ready(page, "/").locator("#sort-groups").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Gruppen")
    page.evaluate("document.addEventListener('htmx:historyRestore', () => { window.restored = true; })")
    page.go_back()

    becomes(lambda: page.evaluate("window.restored"), True)
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Name")
    expect(page.locator("[data-when-selected]")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("[data-row-link]").first).to_be_focused()
    assert "Alpina" not in page.evaluate("JSON.stringify([sessionStorage, localStorage])")


def test_filter_row_narrows_while_typing(page: Page) -> None:
    ready(page, "/").get_by_role("link", name="Filter").click()
    page.get_by_label("Name contains").press_sequentially("kontor")

    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.get_by_label("Name contains")).to_be_focused()
    expect(page.get_by_label("Name contains")).to_have_value("kontor")


def test_columns_are_chosen(page: Page) -> None:
    ready(page, "/").get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name="Kürzel").check()
    page.get_by_role("button", name="Show these").click()

    expect(page.locator("th").filter(has_text="Kürzel")).to_be_visible()


def test_rows_are_chosen_with_shift_and_the_verb_asks_first(page: Page) -> None:
    ready(page, "/")
    boxes = page.locator("[name=selected]")
    boxes.nth(1).check()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(page.locator("[data-selected-count]")).to_have_text("4")

    page.get_by_role("button", name="Löschen").click()
    dialog = page.get_by_role("alertdialog")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dialog.get_by_role("button", name="Löschen").click()

    expect(page.get_by_text("4 gelöscht.")).to_be_visible()


def test_undo_posts(page: Page) -> None:
    ready(page, "/").locator("[name=selected]").first.check()
    page.get_by_role("button", name="Löschen").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Löschen").click()
    with page.expect_request("**/rows/") as asked:
        page.get_by_role("button", name="Undo").click()

    assert asked.value.method == "POST"


def test_refusing_the_question_changes_nothing(page: Page) -> None:
    ready(page, "/").locator("[data-select-all]").check()
    page.get_by_role("button", name="Löschen").click()
    page.keyboard.press("Escape")

    expect(page.locator("[data-selected-count]")).to_have_text("9")
    assert page.url.endswith("/")


def test_own_value_frees_the_control(page: Page) -> None:
    setting = ready(page, "/edit/7/settings/").locator(".setting", has_text="CC-Adressen")
    expect(setting.locator("select")).to_be_disabled()
    setting.get_by_role("switch").check()

    expect(setting.locator("select")).to_be_enabled()
    expect(setting).to_have_attribute("data-state", "own")
    expect(setting.locator("[data-when=own]")).to_be_visible()


@pytest.mark.parametrize("stands", ["#id_code", "#mask-save"])
def test_after_saving_one_stands_where_one_stood(page: Page, stands: str) -> None:
    ready(page, "/edit/1/general/").locator("#id_code").fill("KK")
    page.locator(stands).focus()
    page.keyboard.press("Control+s" if stands == "#id_code" else "Enter")

    expect(page.get_by_text("Allgemein: saved.")).to_be_visible()
    expect(page.locator(stands)).to_be_focused()
    assert page.evaluate("sessionStorage.getItem('kontor-place')") is None


def test_unsaved_changes_are_marked_named_and_asked_about(page: Page) -> None:
    ready(page, "/edit/7/general/").get_by_label("Name").fill("Anders")
    expect(page.locator("#tab-unsaved")).to_be_visible()
    expect(page.locator("#unsaved-words")).to_have_text("Not saved yet: Name")

    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="Einstellungen").click(no_wait_after=True)

    assert asked.value.type == "beforeunload"
    expect(page.get_by_label("Name")).to_have_value("Anders")


def test_what_was_typed_before_the_scripts_came_is_not_saved_either(page: Page) -> None:
    late: list[Route] = []

    def holding(route: Route) -> None:
        late.append(route)

    page.route("**/behaviours/unsaved*", holding)
    with page.expect_request("**/behaviours/unsaved*"):
        page.goto("/edit/7/general/", wait_until="commit")
    page.get_by_label("Name").fill("Anders")
    for route in late:
        route.continue_()

    expect(page.locator("#unsaved-words")).to_have_text("Not saved yet: Name")


def test_saving_asks_nothing_and_says_so(page: Page) -> None:
    ready(page, "/edit/7/general/").get_by_label("Name").fill("Anders")
    page.keyboard.press("Control+s")

    expect(page.get_by_text("Allgemein: saved.")).to_be_visible()


def test_tabs_are_one_stop_with_arrow_keys(page: Page) -> None:
    ready(page, "/edit/7/general/").get_by_role("link", name="Allgemein").focus()
    page.keyboard.press("ArrowRight")

    expect(page.get_by_role("link", name="Einstellungen")).to_be_focused()


def test_menu_opens_at_its_button_with_arrow_keys(page: Page) -> None:
    ready(page, "/rows/").get_by_role("button", name="Anna Lorenz").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Profil")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#account-menu")).to_be_hidden()
    expect(page.get_by_role("button", name="Anna Lorenz")).to_be_focused()


def test_a_behaviour_connects_once(page: Page) -> None:
    ready(page, "/rows/").evaluate(
        "for (let i = 0; i < 3; i += 1) document.body.append(document.querySelector('#copy'))"
    )
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#copy").click()

    expect(page.get_by_text("Copied.")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == "2647109358"


def test_a_failed_answer_is_said_plainly(page: Page) -> None:
    ready(page, "/").route("**/?sort=*", lambda route: route.fulfill(status=500))
    page.locator("#sort-groups").click()

    expect(page.get_by_text("The server could not do that.")).to_be_visible()


LISTEN = """() => {
  const hear = (event) => { document.body.dataset.heard = `${document.body.dataset.heard ?? ""}${event.type} `; };
  for (const name of ["live:ticket", "live:ticket:7", "live:reload"]) document.body.addEventListener(name, hear);
  const line = document.createElement("div");
  line.dataset.behaviour = "live";
  line.dataset.stream = "/stream/";
  document.body.append(line);
}"""


def test_changes_reach_the_page_and_a_break_loads_again(page: Page) -> None:
    ready(page, "/rows/").evaluate(LISTEN)

    heard = re.compile("^live:ticket live:ticket:7 live:reload live:reload ")
    expect(page.locator("body")).to_have_attribute("data-heard", heard)


def test_a_lost_connection_is_said_and_taken_back(page: Page) -> None:
    ready(page, "/rows/").route("**/stream/", lambda route: route.abort())
    page.evaluate(LISTEN)
    expect(page.get_by_text("Connection lost.")).to_be_visible()

    page.unroute("**/stream/")
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_text("Connection lost.")).to_have_count(0)


def test_pages_work_without_scripts(browser: Browser, address: str) -> None:
    page = browser.new_context(base_url=address, java_script_enabled=False, locale="en").new_page()
    page.goto("/")
    page.locator("#sort-groups").click()
    page.get_by_role("link", name="Filter").click()
    page.get_by_label("Gruppen at least").fill("4")
    page.get_by_label("Gruppen at least").press("Enter")
    expect(page.locator("[data-row]")).to_have_count(2)

    page.locator("[name=selected]").first.check()
    page.get_by_role("button", name="Löschen").click()
    expect(page.get_by_text("1 gelöscht.")).to_have_count(1)

    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", re.compile("light|dark"))
    page.context.close()


def test_a_long_choice_is_narrowed_by_typing_and_taken_by_enter(page: Page) -> None:
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
    field.press("ArrowDown")
    expect(page.get_by_role("checkbox", name="Lübeck")).to_be_focused()


def test_of_one_choice_the_only_one_left_is_taken_and_sent_by_enter(page: Page) -> None:
    ready(page, "/long/?one")
    page.get_by_role("searchbox", name="Narrow the choice").fill("ort 11")
    expect(page.get_by_role("radio")).to_have_count(1)
    page.keyboard.press("Enter")

    page.wait_for_url("**/long/?places=11*")
