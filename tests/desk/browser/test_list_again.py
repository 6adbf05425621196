"""A ticket that leaves the desk makes room for the list without a new page: quicker, and nothing else is disturbed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.answers.preferences import UNDO_SECONDS
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.browser.conftest import Late
from tests.desk.browser.test_desk import started
from tests.factories.answers import prefer
from tests.factories.tickets import make_ticket

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
MARK = "window.stays = true"


@pytest.fixture
def tickets(
    nordlicht: Tenant, billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount
) -> list[Ticket]:
    prefer(nordlicht, UNDO_SECONDS, 60)
    subjects = ("Zähler defekt", "Abschlag zu hoch", "Umzug nach Kiel")
    given = {"owner": anna, "customer": customer, "account": nordlicht_account, "language": "en"}
    return [make_ticket(billing, subject=subject, **given) for subject in subjects]


def is_the_same_page(page: Page) -> bool:
    return page.evaluate("window.stays === true")  # type: ignore[no-any-return]


def close(page: Page) -> None:
    page.keyboard.press("e")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".ticket--none")).to_be_visible()


def test_an_answer_that_is_sent_once_the_server_answers_leaves_the_list_with_the_focus_on_it(
    anna: User, tickets: list[Ticket], nordlicht: Tenant, window: Window
) -> None:
    answered = tickets[0]
    page = started(window(anna, nordlicht), f"/desk/ticket/{answered.number}/")
    page.evaluate(MARK)
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    page.keyboard.type("It has been replaced. ")

    # That the server does not answer is said until it does.
    page.context.set_offline(True)
    warning = page.locator(".toast", has_text="does not answer")
    page.keyboard.press("Control+Enter")
    warning.get_by_role("button", name="Close").click()
    expect(warning).to_have_count(0)
    page.locator("#reply-text").focus()
    page.keyboard.press("Control+Enter")
    expect(warning).to_be_visible()
    page.context.set_offline(False)
    page.locator("#reply-text").press_sequentially("Good bye.")
    expect(page.locator("#editor [data-draft-status]")).to_contain_text("Saved")
    expect(warning).to_have_count(0)

    page.keyboard.press("Control+Enter")

    expect(page.locator(".ticket--none")).to_be_visible()
    expect(page).to_have_url("/desk/inbox/")
    expect(page).to_have_title("Inbox · Kontor")
    expect(page.locator(f"#row-{answered.number}")).to_have_count(0)
    expect(page.locator("#inbox-rows .row")).to_have_count(2)
    expect(page.locator("#inbox-title")).to_be_focused()
    expect(page.locator(".toast").last).to_contain_text("seconds.")
    assert is_the_same_page(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#ticket")).to_be_visible()
    page.go_back()
    expect(page.locator(".ticket--none")).to_be_visible()
    page.go_back()
    expect(page.locator("#ticket")).to_have_attribute("data-number", str(answered.number))
    expect(page.locator("#editor")).to_have_count(0)


def test_a_dialog_that_puts_a_ticket_away_goes_with_it_and_the_key_takes_back_what_was_done_last(
    anna: User, tickets: list[Ticket], nordlicht: Tenant, window: Window
) -> None:
    page = started(window(anna, nordlicht), f"/desk/ticket/{tickets[0].number}/")
    page.evaluate(MARK)
    choice = page.locator(f"#row-{tickets[2].number}").locator("xpath=..").get_by_role("checkbox")
    choice.check()

    close(page)

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#inbox-rows .row")).to_have_count(2)
    expect(page.locator("#inbox [name=selected]:checked")).to_have_count(1)
    assert is_the_same_page(page)

    choice.uncheck()
    page.locator(f"#row-{tickets[1].number}").click()
    expect(page.locator("#subject")).to_have_text(tickets[1].subject)
    close(page)
    expect(page.locator(".toast")).to_have_count(2)
    assert [key.is_visible() for key in page.locator(".toast kbd").all()] == [False, True]
    page.keyboard.press("z")
    expect(page.locator("#subject")).to_have_text(tickets[1].subject)


def test_in_a_small_window_the_list_takes_the_place_of_the_ticket(
    anna: User, tickets: list[Ticket], nordlicht: Tenant, window: Window
) -> None:
    page = started(window(anna, nordlicht, width=390), f"/desk/ticket/{tickets[0].number}/")
    page.evaluate(MARK)
    page.locator("#subject").focus()
    page.keyboard.press("s")
    expect(page.get_by_role("dialog")).to_be_visible()

    page.keyboard.press("Control+Enter")

    expect(page.locator("#inbox-rows .row").first).to_be_visible()
    expect(page.get_by_role("button", name="Choose a folder")).to_be_focused()
    assert is_the_same_page(page)
    with page.expect_response("**/desk/inbox/?folder=mine"):
        page.evaluate("document.body.dispatchEvent(new Event('live:reload'))")
    expect(page.get_by_role("button", name="Choose a folder")).to_be_focused()


def test_what_the_folders_had_asked_for_before_is_given_up(
    anna: User, tickets: list[Ticket], nordlicht: Tenant, window: Window
) -> None:
    page = started(window(anna, nordlicht), f"/desk/ticket/{tickets[0].number}/")
    expect(page.locator("#context")).to_contain_text("Käthe Kunde")
    with page.expect_request(re.compile("/desk/inbox/folders/")):
        late = Late(page, re.compile("/desk/inbox/folders/"))
        page.evaluate("window.asks = setInterval(() => document.body.dispatchEvent(new Event('live:notice')), 100)")
    page.evaluate("clearInterval(window.asks)")
    page.locator("#subject").focus()
    page.keyboard.press("s")
    expect(page.get_by_role("dialog")).to_be_visible()

    page.keyboard.press("Control+Enter")
    expect(page.locator(".ticket--none")).to_be_visible()
    with page.expect_response(re.compile("/desk/inbox/folders/")):
        late.arrive()

    expect(page.locator("#folders")).to_have_count(1)
