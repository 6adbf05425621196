"""What a new page used to put right when a ticket leaves the desk, and the list that comes back does as well."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.browser.test_desk import Window, started
from tests.desk.browser.test_list_again import MARK, is_the_same_page, tickets  # noqa: F401
from tests.factories.tickets import make_ticket

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
    page.locator("#reply-text").press_sequentially("Guten Tag.")
    expect(page.locator("#editor [data-draft-status]")).to_contain_text("Saved")
    expect(warning).to_have_count(0)

    page.keyboard.press("Control+Enter")

    expect(page.locator(".ticket--none")).to_be_visible()


def test_what_is_done_with_chosen_tickets_is_over(
    anna: User, nordlicht: Tenant, billing: Category, moving: Category, window: Window
) -> None:
    waiting = [make_ticket(billing, subject=f"Rechnung {number}") for number in range(3)]
    page = started(window(anna, nordlicht), "/desk/inbox/?folder=queue")
    page.evaluate(MARK)
    steps_back = page.evaluate("history.length")
    for ticket in waiting[:2]:
        page.locator(f"#row-{ticket.number}").locator("xpath=..").get_by_role("checkbox").check()
    page.get_by_role("button", name="What to do …").click()
    page.get_by_role("dialog").get_by_label("New category").select_option(str(moving.pk))

    page.get_by_role("button", name="Recategorise").click()

    expect(page.locator(".toast")).to_contain_text("2 tickets recategorised.")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#inbox-rows .row")).to_have_count(3)
    expect(page.locator("#inbox [name=selected]:checked")).to_have_count(0)
    expect(page.get_by_role("button", name="What to do …")).to_be_hidden()
    assert page.evaluate("history.length") == steps_back
    assert is_the_same_page(page)


def test_a_long_list_comes_back_as_far_as_it_was_shown(
    anna: User, nordlicht: Tenant, billing: Category, window: Window
) -> None:
    for number in range(70):
        make_ticket(billing, subject=f"Rechnung {number}")
    page = started(window(anna, nordlicht), "/desk/inbox/?folder=queue&rows=70")
    rows = page.locator("#inbox-rows .row")
    expect(rows).to_have_count(70)
    rows.nth(68).locator("xpath=..").get_by_role("checkbox").check()
    rows.nth(60).click()
    expect(page.locator("#ticket")).to_be_visible()
    place = "document.querySelector('.inbox__list').scrollTop"
    scrolled = page.evaluate(place)

    close(page)

    expect(rows).to_have_count(69)
    expect(page.locator("#inbox [name=selected]:checked")).to_have_count(1)
    assert page.evaluate(place) > scrolled - 100
