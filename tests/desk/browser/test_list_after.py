"""What a new page used to put right when a ticket leaves the desk, and the list that comes back does as well."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.browser.test_desk import Window, started
from tests.desk.browser.test_list_again import tickets  # noqa: F401

pytestmark = pytest.mark.browser


def close(page: Page) -> None:
    page.keyboard.press("e")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".ticket--none")).to_be_visible()


def test_the_key_takes_back_what_was_done_last(
    anna: User,
    tickets: list[Ticket],  # noqa: F811
    nordlicht: Tenant,
    window: Window,
) -> None:
    page = started(window(anna, nordlicht), f"/desk/ticket/{tickets[0].number}/")
    close(page)
    page.locator(f"#row-{tickets[1].number}").click()
    expect(page.locator("#subject")).to_have_text(tickets[1].subject)
    close(page)
    expect(page.locator(".toast")).to_have_count(2)
    assert [key.is_visible() for key in page.locator(".toast kbd").all()] == [False, True]

    page.keyboard.press("z")

    expect(page.locator("#subject")).to_have_text(tickets[1].subject)


def test_that_the_server_does_not_answer_is_said_until_it_does(
    anna: User,
    tickets: list[Ticket],  # noqa: F811
    nordlicht: Tenant,
    window: Window,
) -> None:
    page = started(window(anna, nordlicht), f"/desk/ticket/{tickets[0].number}/")
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    page.context.set_offline(True)
    warning = page.locator(".toast", has_text="does not answer")
    page.keyboard.press("Control+Enter")
    warning.get_by_role("button", name="Close").click()
    expect(warning).to_have_count(0)
    page.locator("#reply-text").focus()
    page.keyboard.press("Control+Enter")
    expect(warning).to_be_visible()
    page.context.set_offline(False)

    page.keyboard.press("Control+Enter")

    expect(page.locator(".ticket--none")).to_be_visible()
    expect(warning).to_have_count(0)
