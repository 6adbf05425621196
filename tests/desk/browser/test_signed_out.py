"""The sign-in ends while a ticket is open: in another tab, by a supervisor, with a new password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category, Grant
from kontor.people.models import Session, User
from kontor.routing.domain.leaving import change_memberships, withdraw_role
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.phone.rows import integration, talking
from tests.factories.people import PASSWORD
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
TEXT = "#reply-text"
SIGNED_OUT = "You are signed out. Please sign in again in another tab"
NO_TENANT = "You work for none of the tenants you signed in for any more."
NEW_PASSWORD = "You have to choose a new password first."
SIGN_OUT = """() => fetch("/sign-out/", {
  method: "POST", headers: JSON.parse(document.body.getAttribute("hx-headers")),
}).then((answer) => answer.status)"""
BEAT = 21_000
"""Milliseconds after which the page has said that somebody is here."""
LUNCH = 45 * 60_000


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount) -> Ticket:
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account, language="de")


@pytest.fixture
def page(window: Window, anna: User, nordlicht: Tenant) -> Page:
    """Anna has signed in by the form, as people do."""
    page = window(anna, nordlicht)
    page.context.clear_cookies()
    sign_in(page)
    page.clock.install()
    return page


def sign_in(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("User name or e-mail").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")


def opened(page: Page, ticket: Ticket) -> Page:
    page.goto(f"/desk/ticket/{ticket.number}/")
    page.wait_for_selector("html[data-started]")
    return page


def signed_out_elsewhere(page: Page) -> Page:
    """The other tab, in which Anna has signed out."""
    other = page.context.new_page()
    other.goto("/desk/")
    assert other.evaluate(SIGN_OUT) == 200
    page.bring_to_front()
    return other


def kept(ticket: Ticket) -> str:
    with in_scope(ticket.tenant_id):
        return str(Draft.objects.get(ticket=ticket).text)


def test_nothing_typed_is_led_away_from_and_one_goes_on_after_signing_in_elsewhere(page: Page, mine: Ticket) -> None:
    opened(page, mine).keyboard.press("r")
    expect(page.locator(TEXT)).to_be_focused()
    other = signed_out_elsewhere(page)
    page.keyboard.type("Getippt nach dem Ende.")

    page.clock.fast_forward(BEAT)

    expect(page.locator(".toast--near")).to_contain_text(SIGNED_OUT)
    expect(page.locator(TEXT)).to_contain_text("Getippt nach dem Ende.")
    sign_in(other)
    page.bring_to_front()
    page.clock.fast_forward(BEAT)
    becomes(lambda: "Getippt nach dem Ende." in kept(mine), True)
    expect(page.locator(".toast--near")).to_have_count(0)


def test_an_answer_that_was_sent_while_signed_out_is_not_lost(page: Page, mine: Ticket) -> None:
    opened(page, mine).keyboard.press("r")
    expect(page.locator(TEXT)).to_be_focused()
    other = signed_out_elsewhere(page)
    page.keyboard.type("Fast verloren.")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".toast--near")).to_contain_text(SIGNED_OUT)
    expect(page.locator(TEXT)).to_be_focused()
    page.keyboard.type(" Es geht weiter.")
    expect(page.locator(TEXT)).to_contain_text("Fast verloren. Es geht weiter.")
    sign_in(other)
    page.bring_to_front()
    page.clock.fast_forward(BEAT)
    becomes(lambda: "Fast verloren. Es geht weiter." in kept(mine), True)


def test_nothing_typed_is_led_away_from_where_a_new_password_is_due_or_no_tenant_is_left(
    page: Page, mine: Ticket, anna: User
) -> None:
    opened(page, mine).keyboard.press("n")
    note = page.get_by_role("textbox", name="Note", exact=True)
    expect(note).to_be_focused()
    page.keyboard.type("Getippt nach dem Ende.")
    with everywhere():
        User.objects.filter(pk=anna.pk).update(must_change_password=True)

    page.clock.fast_forward(BEAT)

    expect(page.locator(".toast--near").filter(has_text=NEW_PASSWORD)).to_have_count(1)
    expect(note).to_have_value("Getippt nach dem Ende.")
    with everywhere():
        User.objects.filter(pk=anna.pk).update(must_change_password=False)
    page.clock.fast_forward(BEAT)
    expect(page.locator(".toast--near")).to_have_count(0)

    with everywhere():
        withdraw_role(Grant.objects.get(user=anna), by=None)
        change_memberships(anna, [], by=None, version=anna.version)
    page.clock.fast_forward(BEAT)
    expect(page.locator(".toast--near").filter(has_text=NO_TENANT)).to_have_count(1)
    expect(note).to_have_value("Getippt nach dem Ende.")


def test_who_has_typed_nothing_or_whose_draft_is_kept_is_led_to_the_sign_in_and_back_to_the_ticket(
    page: Page, mine: Ticket
) -> None:
    opened(page, mine)
    signed_out_elsewhere(page).close()

    page.clock.fast_forward(BEAT)

    page.wait_for_url(f"**/sign-in/?next=/desk/ticket/{mine.number}/")
    page.get_by_label("User name or e-mail").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/ticket/{mine.number}/")
    page.wait_for_selector("html[data-started]")

    page.keyboard.press("r")
    expect(page.locator(TEXT)).to_be_focused()
    page.keyboard.type("Schon gespeichert.")
    becomes(lambda: "Schon gespeichert." in kept(mine), True)
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved")
    signed_out_elsewhere(page)

    page.clock.fast_forward(BEAT)

    page.wait_for_url(f"**/sign-in/?next=/desk/ticket/{mine.number}/")


def test_what_was_filled_in_for_long_is_not_sent_into_nothing(page: Page, anna: User) -> None:
    page.goto("/profile/")
    page.wait_for_selector("html[data-started]")
    page.get_by_label("Name").fill("Anna Anders")
    page.clock.fast_forward(LUNCH)
    Session.objects.filter(user=anna).update(seen_at=clock.now() - timedelta(hours=2))
    page.keyboard.press("Control+s")

    expect(page.locator(".toast--near")).to_contain_text(SIGNED_OUT)
    expect(page.get_by_label("Name")).to_have_value("Anna Anders")
    sign_in(page.context.new_page())
    page.bring_to_front()
    page.keyboard.press("Control+s")
    expect(page.get_by_text("saved.")).to_be_visible()
    anna.refresh_from_db()
    assert anna.name == "Anna Anders"


def test_the_note_of_a_call_is_not_taken_for_kept(page: Page, anna: User, mine: Ticket, nordlicht: Tenant) -> None:
    integration()
    talking(nordlicht, anna)
    page.goto("/desk/inbox/")
    page.wait_for_selector("html[data-started]")
    note = page.locator(".phone__note textarea")
    page.keyboard.press("h")
    page.keyboard.press("n")
    expect(note).to_be_focused()
    signed_out_elsewhere(page)
    page.keyboard.type("Ruft wieder an.")

    with page.expect_response(lambda answer: answer.request.method == "POST" and "/phone/" in answer.url):
        page.clock.fast_forward(2_000)

    expect(note).to_have_attribute("data-unsaved", "1")
