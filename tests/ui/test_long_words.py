"""Names without a space, as long as they may be: they break where they stand, and push nothing aside."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect

from kontor.ui import context
from kontor.ui.steady import Chip
from tests.support.settled import too_wide
from tests.ui.looking import ready

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


def test_what_may_break_does_so_on_every_page(page: Page) -> None:
    page.goto("/edit/7/general/")
    page.evaluate("document.body.append(Object.assign(document.createElement('code'), { className: 'breakable' }))")

    assert page.locator("code.breakable").evaluate("code => getComputedStyle(code).overflowWrap") == "anywhere"


@pytest.mark.parametrize("of", [".checks .check > span", ".mask__title h1", ".card"])
def test_in_a_mask_they_break(page: Page, of: str) -> None:
    with override_settings(DEBUG=True):
        page.goto("/edit/7/general/" if of.startswith(".mask") else "/ui/")
    part = page.locator(of).first
    part.evaluate(WRITE, WORD * 2)

    assert part.evaluate("element => element.scrollWidth <= element.clientWidth")
    assert too_wide(page) == 0


def test_a_choice_that_is_cut_says_all_of_it_on_hover(page: Page) -> None:
    choice = ready(page, "/?filter=1").locator("select:visible").first
    choice.hover()
    expect(choice).to_have_attribute("title", "")

    choice.evaluate("(select, word) => { select.selectedOptions[0].text = word }", WORD)
    page.mouse.move(0, 0)
    choice.hover()

    expect(choice).to_have_attribute("title", WORD)


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


def test_lines_to_tick_do_not_cover_each_other(page: Page) -> None:
    with override_settings(DEBUG=True):
        page.goto("/ui/")
    checks = page.locator(".checks").first
    checks.evaluate(
        "({style}) => { style.maxBlockSize = '3rem'; style.overflow = 'auto'; style.gridTemplateColumns = '9rem' }"
    )
    checks.evaluate(
        "(all, word) => all.querySelectorAll('.check > span').forEach(said => said.textContent = word)", WORD
    )

    ends = checks.evaluate("all => [...all.children].map(e => e.getBoundingClientRect()).map(r => [r.top, r.bottom])")
    texts = checks.evaluate("all => [...all.querySelectorAll('span')].map(e => e.getBoundingClientRect().bottom)")

    assert len(ends) > 1
    assert all(text <= end for (_top, end), text in zip(ends, texts, strict=True))
    assert all(above <= below for (_top, above), (below, _bottom) in pairwise(ends))


@pytest.mark.parametrize("width", [320, 390])
def test_two_long_codes_of_tenants_are_both_read_on_a_small_screen(page: Page, width: int) -> None:
    context.provide_tenants(lambda request: [Chip("Nordlicht", "NORDMWMW", 1), Chip("Alpina", "ALPMWMWM", 2)])
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/")
    page.locator(".bar__end").evaluate("end => end.append(...[...end.children].map(each => each.cloneNode(true)))")
    codes = page.locator(".scope .tenant")

    boxes = [codes.nth(place).bounding_box() for place in range(2)]

    start = page.locator(".bar__start").bounding_box()
    assert start
    for box in boxes:
        assert box
        assert box["x"] + box["width"] <= start["x"] + start["width"]
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 48


def test_above_a_long_name_the_form_of_a_mask_is_seen_on_a_small_screen(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 640})
    page.goto("/edit/7/general/")
    page.locator(".mask__title h1").evaluate(WRITE, " ".join([WORD] * 3))
    name = page.locator("#mask-form .control").first

    name.focus()

    expect(page.get_by_role("button", name="Save", exact=True)).to_be_in_viewport(ratio=1)
    at, save = name.bounding_box(), page.locator(".mask__foot").bounding_box()
    assert at
    assert save
    assert at["y"] + at["height"] <= save["y"]
