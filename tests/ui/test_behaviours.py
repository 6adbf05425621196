"""What pages do by themselves: tables, menus, live changes, without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.routes import hear
from tests.support.settled import becomes
from tests.ui.looking import ready

pytestmark = pytest.mark.browser


def test_theme_changes_at_once_and_stays(page: Page) -> None:
    ready(page, "/rows/").get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    ready(page, "/rows/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_place_where_one_is_stands_in_sight_in_a_long_menu_and_what_can_be_opened_shows_it(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 160})
    ready(page, "/")

    expect(page.locator(".nav [aria-current=page]")).to_be_in_viewport(ratio=1)
    expect(page.locator(".bar")).to_be_in_viewport(ratio=1)

    page.locator("#content").evaluate(
        """content => content.insertAdjacentHTML("beforeend", `
            <details><summary>As a table</summary>1</details>
            <details open><summary>As a table</summary>1</details>
            <details><summary class="button">CC</summary>1</details>
            <details><summary><svg class="icon"></svg>Quote</summary>1</details>`)"""
    )

    assert page.locator("#content > details > summary").evaluate_all(
        "all => all.map(one => [getComputedStyle(one).display, getComputedStyle(one).listStyleType])"
    ) == [
        ["list-item", "disclosure-closed"],
        ["list-item", "disclosure-open"],
        ["inline-flex", "none"],
        ["list-item", "none"],
    ]


def test_sorting_replaces_only_the_table_and_going_back_shows_the_one_before(page: Page) -> None:
    ready(page, "/").evaluate("window.mark = 1")
    page.locator("#sort-groups").click()

    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Gruppen")
    expect(page.locator("#sort-groups")).to_be_focused()
    assert page.url.endswith("?sort=groups,name")
    assert page.evaluate("window.mark") == 1

    # Nothing of it is kept in the browser.
    page.evaluate("document.addEventListener('htmx:historyRestore', () => { window.restored = true; })")
    page.go_back()

    becomes(lambda: page.evaluate("window.restored"), True)
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Name")
    expect(page.locator("[data-when-selected]")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("[data-row-link]").first).to_be_focused()
    assert "Alpina" not in page.evaluate("JSON.stringify([sessionStorage, localStorage])")


def test_filter_row_narrows_while_typing_and_columns_are_chosen(page: Page) -> None:
    ready(page, "/").get_by_role("link", name="Filter").click()
    page.get_by_label("Name contains").press_sequentially("kontor")

    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.get_by_label("Name contains")).to_be_focused()
    expect(page.get_by_label("Name contains")).to_have_value("kontor")

    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name="Kürzel").check()
    page.get_by_role("button", name="Show these").click()

    expect(page.locator("th").filter(has_text="Kürzel")).to_be_visible()


def test_rows_are_chosen_with_shift_and_the_verb_asks_first_each_time_and_is_undone_by_a_post(page: Page) -> None:
    ready(page, "/")
    boxes = page.locator("[name=selected]")
    boxes.nth(1).check()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(page.locator("[data-selected-count]")).to_have_text("4")
    expect(page.locator("[data-select-all]")).to_have_js_property("indeterminate", True)
    boxes.nth(3).click(modifiers=["Shift"])
    expect(page.locator("[data-selected-count]")).to_have_text("2")
    boxes.nth(4).click()
    boxes.nth(3).click(modifiers=["Shift"])
    expect(page.locator("[data-selected-count]")).to_have_text("4")

    page.get_by_role("button", name="Löschen").click()
    dialog = page.get_by_role("alertdialog")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dialog.get_by_role("button", name="Löschen").click()

    expect(page.get_by_text("4 gelöscht.")).to_be_visible()
    with page.expect_request("**/rows/") as asked:
        page.get_by_role("button", name="Undo").click()
    assert asked.value.method == "POST"

    # Refusing the question changes nothing.
    ready(page, "/").locator("[data-select-all]").check()
    page.get_by_role("button", name="Löschen").click()
    page.keyboard.type("?gi")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("Escape")

    expect(page.locator("[data-selected-count]")).to_have_text("9")
    assert page.url.endswith("/")

    # Each time it asks anew.
    hear(page, "**/delete/", lambda route: route.fulfill(status=204))
    page.get_by_role("button", name="Löschen").click()
    dialog.get_by_role("button", name="Löschen").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Löschen").click()
    expect(dialog).to_be_visible()


def test_tabs_are_one_stop_with_arrow_keys_and_a_menu_opens_at_its_button_with_them(page: Page) -> None:
    ready(page, "/edit/7/general/").get_by_role("link", name="Allgemein").focus()
    page.keyboard.press("ArrowRight")

    expect(page.get_by_role("link", name="Einstellungen")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("link", name="Verlauf")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("link", name="Einstellungen")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("link", name="Allgemein")).to_be_focused()

    ready(page, "/rows/").get_by_role("button", name="Anna Lorenz").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Profil")).to_be_focused()
    page.keyboard.press("Home")
    expect(page.get_by_role("button", name="Abmelden")).to_be_focused()
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
    ready(page, "/")
    for status, said in (
        (500, "The server could not do that."),
        (507, "There is no room left for that on the server."),
    ):
        hear(page, "**/?sort=*", lambda route, status=status: route.fulfill(status=status))
        page.locator("#sort-groups").click()
        expect(page.get_by_text(said)).to_be_visible()
        page.unroute("**/?sort=*")


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


def test_a_lost_connection_is_said_once_taken_back_and_not_said_of_who_is_signed_out(page: Page) -> None:
    # Nor of what the page asks by itself.
    event = "new CustomEvent('htmx:sendError', {detail: {requestConfig: {headers}}})"
    lose = f"headers => document.body.dispatchEvent({event})"
    ready(page, "/rows/").evaluate(lose, {"Kontor-Background": "1"})
    expect(page.locator(".toast")).to_have_count(0)
    page.evaluate(lose, {})
    page.evaluate(lose, {})
    expect(page.locator(".toast--near")).to_have_count(1)

    hear(ready(page, "/rows/"), "**/stream/", lambda route: route.abort())
    page.evaluate(LISTEN)
    expect(page.get_by_text("Connection lost.")).to_be_visible()

    page.unroute("**/stream/")
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_text("Connection lost.")).to_have_count(0)

    page.clock.install()
    hear(ready(page, "/rows/"), "**/stream/", lambda route: route.fulfill(status=401))
    page.evaluate(LISTEN)
    expect(page.get_by_text("You are signed out.")).to_be_visible()

    page.clock.fast_forward(10_000)

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
