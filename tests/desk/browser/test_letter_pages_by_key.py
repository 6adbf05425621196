"""The pages of a letter are turned by arrow keys."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from kontor.customers.models import Customer
from kontor.letters.enums import TextSource
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.browser.conftest import Late
from tests.factories.scans import make_letter
from tests.factories.tickets import make_ticket
from tests.support.routes import hear
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
SECOND = re.compile(r"/scan/\d+/2/$")


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer) -> Ticket:
    return make_ticket(billing, owner=anna, customer=customer, subject="Zähler getauscht")


def opened(page: Page, ticket: Ticket) -> Page:
    """The ticket, once its letter hears keys."""
    page.goto(f"/desk/ticket/{ticket.number}/")
    page.wait_for_selector("html[data-started]")
    expect(page.locator(".scan[data-alive]").first).to_be_visible()
    return page


def test_the_arrow_goes_on_by_as_many_pages_as_it_was_pressed_and_from_the_one_that_is_shown(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    make_letter(mine, "Eins", "Zwei", "Drei")
    page = opened(window(anna, nordlicht), mine)
    count = page.locator(".scan__count")
    late = Late(page, SECOND)
    with page.expect_request(SECOND):
        page.keyboard.press("ArrowRight")

    page.keyboard.press("ArrowRight")
    expect(count).to_have_text("Page 3 of 3")
    late.arrive()
    page.keyboard.press("ArrowLeft")
    expect(count).to_have_text("Page 2 of 3")

    # The page that was asked for did not come.
    answers: tuple[Callable[[Route], None], ...] = (lambda route: route.fulfill(status=404), Route.abort)
    for answer in answers:
        page.keyboard.press("ArrowLeft")
        expect(count).to_have_text("Page 1 of 3")
        hear(page, SECOND, answer)
        page.keyboard.press("ArrowRight")
        trouble = page.locator(".toast--near")
        expect(trouble).to_be_visible()
        page.unroute(SECOND)

        page.keyboard.press("ArrowRight")

        expect(count).to_have_text("Page 2 of 3")
        trouble.evaluate_all("all => all.forEach((each) => each.remove())")


PLACE = """scan => {
    const [view, picture] = [".scan__view", ".scan__picture"].map((one) => scan.querySelector(one));
    const [around, inside] = [view, picture].map((one) => one.getBoundingClientRect());
    return {
        begins: [inside.left - around.left, inside.top - around.top].map((gap) => Math.abs(gap - 1) < 1),
        wide: Math.abs(inside.width - view.clientWidth) < 1,
        lies: inside.width > inside.height,
        room: [view.scrollWidth - inside.width, view.scrollHeight - inside.height].every((more) => Math.abs(more) < 2),
    };
}"""


def test_a_letter_is_turned_and_rotated_by_key_and_stays_as_one_left_it(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    make_letter(mine)
    page = window(anna, nordlicht)
    page.goto(f"/desk/ticket/{mine.number}/?folder=mine")
    page.wait_for_selector("html[data-started]")
    scan, count = page.locator(".scan"), page.locator(".scan__count")
    expect(page.locator(".scan[data-alive]")).to_be_visible()

    # An arrow counts from the moment at which a page can be seen.
    page.evaluate(
        """() => new MutationObserver((_, watch) => {
            if (document.querySelector(".scan__count").textContent !== "Page 2 of 2") return;
            watch.disconnect();
            window.turned = document.querySelector(".scan[data-alive]") ? "late" : "at once";
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
        }).observe(document, { childList: true, subtree: true })"""
    )
    page.keyboard.press("ArrowRight")
    becomes(lambda: page.evaluate("window.turned"), "at once")
    expect(count).to_have_text("Page 1 of 2")

    # A page that is rotated fills the place as it did before, no part of it out of reach.
    page.set_viewport_size({"width": 1440, "height": 3000})
    found = []
    for _quarter in range(4):
        found.append((scan.get_attribute("data-quarters"), scan.evaluate(PLACE)))
        page.keyboard.press(".")
    filled = {"begins": [True, True], "wide": True, "room": True}
    assert found == [(str(quarter), {**filled, "lies": quarter % 2 == 1}) for quarter in range(4)]
    page.set_viewport_size({"width": 1440, "height": 900})

    # It stays so, and the other pages stay as they are.
    page.get_by_role("button", name="Rotate").click()
    page.keyboard.press("ArrowRight")
    expect(count).to_have_text("Page 2 of 2")
    expect(scan).to_have_attribute("data-quarters", "0")
    page.keyboard.press("ArrowLeft")
    expect(count).to_have_text("Page 1 of 2")
    expect(scan).to_have_attribute("data-quarters", "1")

    # Where an answer is written the arrows are the answer's.
    page.keyboard.press("ArrowRight")
    expect(count).to_have_text("Page 2 of 2")
    page.keyboard.press("r")
    expect(page.locator("#editor .tiptap")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(count).to_have_text("Page 2 of 2")
    page.keyboard.press("ArrowLeft")
    expect(count).to_have_text("Page 1 of 2")

    # Its ticket is opened again.
    page.keyboard.press("ArrowRight")
    expect(count).to_have_text("Page 2 of 2")
    page.get_by_text("Text of the page").click()
    page.get_by_role("button", name="Larger").click()
    with page.expect_response(SECOND):
        page.locator(f"#row-{mine.number}").click()
    expect(page.locator(".scan[data-alive] .scan__count")).to_have_text("Page 2 of 2")
    expect(page.locator(".scan__words")).to_be_visible()
    expect(scan).to_have_attribute("data-zoom", "3")


def test_keys_mean_the_letter_only_where_it_is_what_one_looks_at_and_its_text_is_named_on_a_telephone(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    """Of several the one with the focus, else the first that can be seen; in no menu and no window over them."""
    make_letter(mine)
    make_letter(mine, text_source=TextSource.BESIDE)
    page = opened(window(anna, nordlicht), mine)
    letters = page.locator(".scan[data-alive]")
    expect(letters).to_have_count(2)

    page.keyboard.press("Control+Shift++")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("+")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More commands").click()
    page.keyboard.press("+")
    page.keyboard.press("Escape")
    assert zooms(page) == ["2", "2"]
    page.keyboard.press("+")
    assert zooms(page) == ["3", "2"]
    letters.nth(1).locator(".scan__view").focus()
    for _more in range(4):
        page.keyboard.press("+")
    assert zooms(page) == ["3", "5"]
    expect(letters.nth(1).get_by_role("button", name="Larger")).to_be_disabled()
    expect(letters.nth(1).get_by_role("button", name="Smaller")).to_be_enabled()

    page.set_viewport_size({"width": 390, "height": 900})
    summary = page.locator(".quote > summary", has_text="Text that")
    expect(summary).to_contain_text("Text of the letter")
    assert summary.evaluate("one => one.scrollHeight - one.clientHeight") == 0


def zooms(page: Page) -> list[str | None]:
    return [letter.get_attribute("data-zoom") for letter in page.locator(".scan").all()]
