"""A dialog that is closed before it was sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.support.routes import hear
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
NOTE = "#ticket-dialog textarea"


@pytest.fixture
def tickets(billing: Category, anna: User) -> list[Ticket]:
    return [make_ticket(billing, owner=anna) for _each in range(2)]


@pytest.fixture
def page(window: Callable[..., Page], anna: User, nordlicht: Tenant, tickets: list[Ticket]) -> Page:
    """Anna looks at the first ticket."""
    page = window(anna, nordlicht)
    look_at(page, tickets[0])
    return page


def look_at(page: Page, ticket: Ticket) -> None:
    page.goto(f"/desk/ticket/{ticket.number}/")
    page.wait_for_selector("html[data-started]")


def open_note(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator(NOTE)).to_be_focused()


def begin_note(page: Page, text: str) -> None:
    open_note(page)
    page.keyboard.type(text)


def test_what_was_written_is_there_again_only_after_escape_and_the_focus_comes_back(
    page: Page, tickets: list[Ticket]
) -> None:
    comes_back_to_its_row(page, tickets[0])

    begin_note(page, "Ruft morgen wieder an.")
    page.keyboard.press("Escape")
    expect(page.locator(NOTE)).to_have_count(0)

    begin_note(page, " Um neun.")
    expect(page.locator(NOTE)).to_have_value("Ruft morgen wieder an. Um neun.")
    page.mouse.click(5, 5)
    expect(page.locator(NOTE)).to_have_count(0)
    open_note(page)
    expect(page.locator(NOTE)).to_have_value("Ruft morgen wieder an. Um neun.")

    # It was sent.
    page.keyboard.press("Control+Enter")
    expect(page.locator(NOTE)).to_have_count(0)
    open_note(page)
    expect(page.locator(NOTE)).to_have_value("")

    # It was given up by the button.
    page.keyboard.type("Ruft morgen wieder an.")
    page.locator("#ticket-dialog [data-close]").click()
    expect(page.locator(NOTE)).to_have_count(0)
    open_note(page)
    expect(page.locator(NOTE)).to_have_value("")

    # It was written about another ticket.
    page.keyboard.type("Ruft morgen wieder an.")
    page.keyboard.press("Escape")
    expect(page.locator(NOTE)).to_have_count(0)
    page.locator(f"#row-{tickets[1].number}").click()
    page.wait_for_url(f"**/{tickets[1].number}/**")
    expect(page.locator("#ticket-head")).to_contain_text(str(tickets[1].number)[-3:])
    open_note(page)
    expect(page.locator(NOTE)).to_have_value("")

    # It was on its way already when the dialog was closed.
    held: list[Route] = []
    hear(page, "**/note/", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    page.keyboard.type("Ruft morgen wieder an.")
    page.keyboard.press("Control+Enter")
    becomes(lambda: page.locator("body").count() and len(held), 1)
    page.keyboard.press("Escape")
    expect(page.locator(NOTE)).to_have_count(0)
    with page.expect_response("**/note/"):
        held[0].continue_()
    open_note(page)
    expect(page.locator(NOTE)).to_have_value("")

    look_at(page, tickets[1])
    comes_back_to_its_row(page, tickets[1])


def comes_back_to_its_row(page: Page, ticket: Ticket) -> None:
    """From a dialog that was opened where nothing had the focus."""
    expect(page.locator(f"#row-{ticket.number}")).to_have_attribute("aria-current", "true")
    page.evaluate("document.activeElement.blur()")

    open_note(page)
    page.keyboard.press("Escape")

    expect(page.locator(f"#row-{ticket.number}")).to_be_focused()
