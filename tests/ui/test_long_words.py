"""Names without a space, as long as they may be: they break where they stand, and push nothing aside."""

from __future__ import annotations

import pytest
from django.test import override_settings
from playwright.sync_api import Page

from tests.support.settled import too_wide

pytestmark = pytest.mark.browser
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
WRITE = "(element, word) => { element.textContent = word }"


def test_in_a_list_they_leave_the_other_columns_their_place(page: Page) -> None:
    page.goto("/")
    note = page.locator("tr[data-row] > td.table__note:not(.table__wide)").first
    note.evaluate(WRITE, WORD)

    cell = note.bounding_box()
    assert cell and cell["width"] <= 16 * 16 + 1
    assert note.evaluate("element => element.scrollWidth <= element.clientWidth")


@pytest.mark.parametrize("of", [".checks .check > span", ".mask__title h1", ".card"])
def test_in_a_mask_they_break(page: Page, of: str) -> None:
    with override_settings(DEBUG=True):
        page.goto("/edit/7/general/" if of.startswith(".mask") else "/ui/")
    part = page.locator(of).first
    part.evaluate(WRITE, WORD * 2)

    assert part.evaluate("element => element.scrollWidth <= element.clientWidth")
    assert too_wide(page) == 0


def test_on_a_small_screen_messages_break_them(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    with override_settings(DEBUG=True):
        page.goto("/ui/")
    said = page.locator(".toast__text").first
    said.evaluate(WRITE, WORD)

    box = said.bounding_box()
    assert box and box["x"] + box["width"] <= 390


def test_on_a_small_screen_a_wide_column_is_read_on_three_lines(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    note = page.locator("tr[data-row] > td.table__wide").first
    note.evaluate(WRITE, "Kundenservice Alpina Touren, Kundenservice Nordlicht Versand, Buchhaltung")

    assert note.evaluate("cell => cell.scrollWidth <= cell.clientWidth && cell.scrollHeight <= cell.clientHeight")
    note.evaluate(WRITE, "Kundenservice " * 100)
    assert note.evaluate("cell => cell.clientHeight") < 80


def test_on_a_wide_screen_a_name_in_a_list_has_room(page: Page) -> None:
    page.set_viewport_size({"width": 1920, "height": 900})
    page.goto("/")
    name = page.locator("tr[data-row] .table__text").first
    name.evaluate(WRITE, "Umbuchung der Watzmann-Überschreitung im Juli")

    assert name.evaluate("name => name.scrollWidth <= name.clientWidth")
