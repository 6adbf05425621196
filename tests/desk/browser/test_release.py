"""Four eyes by keyboard: one writes, another returns, then releases, and later reviews what was drawn."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kontor.answers.enums import ClearanceState, ReviewPurpose
from kontor.answers.models import Clearance
from kontor.answers.preferences import SHOW_SAMPLING
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.desk.browser.test_desk import Window, started
from tests.factories.answers import prefer
from tests.factories.reviews import make_review_rule
from tests.factories.tickets import make_ticket
from tests.support.axe import breaches
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser


def test_an_answer_is_returned_and_then_released_by_keyboard(
    anna: User,
    sven: User,
    billing: Category,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    customer: Customer,
    window: Window,
) -> None:
    make_review_rule(nordlicht, category=billing)
    make_review_rule(nordlicht, ReviewPurpose.SAMPLE, agent=anna)
    prefer(nordlicht, SHOW_SAMPLING, True)
    ticket = make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna, subject="Abrechnung")

    author = started(window(anna, nordlicht), f"/desk/ticket/{ticket.number}/")
    author.keyboard.press("r")
    expect(author.locator("#editor")).to_contain_text("will wait for release")
    expect(author.locator("#editor .tiptap:focus")).to_have_count(1)
    author.keyboard.type("Erste Fassung. ")
    author.keyboard.press("Control+Enter")
    expect(author.locator(".toast", has_text="waits for release")).to_be_visible()

    releaser = started(window(sven, nordlicht), "/desk/inbox/")
    _open_first(releaser)
    expect(releaser.locator("main")).to_contain_text("Erste Fassung.")
    assert breaches(releaser) == []
    releaser.keyboard.press("b")
    releaser.keyboard.type("Bitte freundlicher.")

    # It is not sent yet, and asked about.
    releaser.once("dialog", lambda dialog: dialog.dismiss())
    with releaser.expect_event("dialog") as asked:
        releaser.get_by_role("link", name="Notices").click(no_wait_after=True)
    assert asked.value.type == "beforeunload"
    expect(releaser.get_by_label("Comment for the author")).to_have_value("Bitte freundlicher.")
    releaser.get_by_label("Comment for the author").focus()
    releaser.keyboard.press("Control+Enter")
    expect(releaser.locator(".toast", has_text="Returned")).to_be_visible()

    started(author, f"/desk/ticket/{ticket.number}/")
    expect(author.locator("#editor")).to_contain_text("Sven Sommer has returned this answer: Bitte freundlicher.")
    author.keyboard.press("r")
    expect(author.locator("#editor .tiptap:focus")).to_have_count(1)
    author.keyboard.type("Zweite Fassung. ")
    author.keyboard.press("Control+Enter")
    expect(author.locator(".toast", has_text="waits for release")).to_be_visible()

    _open_first(releaser)
    expect(releaser.locator("main")).to_contain_text("Zweite Fassung.")
    releaser.keyboard.press("Shift+R")
    expect(releaser.locator(".toast", has_text="Released")).to_be_visible()
    with in_scope(nordlicht):
        states = list(Clearance.objects.order_by("id").values_list("state", flat=True))
        assert states == [ClearanceState.RETURNED, ClearanceState.RELEASED]
        assert "Zweite Fassung." in OutgoingMail.objects.get().message.text

    started(releaser, "/supervisor/quality/")
    releaser.get_by_role("link", name="Abrechnung").press("Enter")
    expect(releaser.locator("main")).to_contain_text("Zweite Fassung.")
    releaser.locator("[name=score][value='4']").press("Space")
    releaser.get_by_label("Comment").fill("So ist es freundlich.")
    releaser.keyboard.press("Control+Enter")
    expect(releaser.locator(".toast")).to_be_visible()
    started(author, "/desk/reviews/")
    expect(author.locator("main")).to_contain_text("So ist es freundlich.")


def _open_first(page: Page) -> None:
    """To the list, its first row, and in."""
    page.keyboard.press("g")
    page.keyboard.press("f")
    page.wait_for_url("**/desk/clearance/")
    page.wait_for_selector("html[data-started]")
    expect(page.locator("#clearances [data-row]")).to_have_count(1)
    page.keyboard.press("j")
    expect(page.locator("#clearances [data-row-link]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/clearance/*/")
