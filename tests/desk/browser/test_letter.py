"""An answer by letter in Chromium, from the first word to print, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.answers.preferences import UNDO_SECONDS
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.customers.models import Customer
from kontor.letters.models import OutgoingLetter
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.factories.customers import make_postal_address
from tests.factories.tickets import make_ticket
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
TEXT = "#reply-text"


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer, nordlicht: Tenant, committed_db: str) -> Ticket:
    letters_on()
    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])
    prefer(nordlicht, UNDO_SECONDS, 0)
    make_postal_address(customer)
    account = make_account(nordlicht, "service@nordlicht.example")
    return make_ticket(billing, owner=anna, customer=customer, account=account, subject="Zähler getauscht")


def test_a_letter_is_written_looked_at_and_sent_by_keyboard(
    mine: Ticket, anna: User, nordlicht: Tenant, window: Window
) -> None:
    page = window(anna, nordlicht)
    page.goto(f"/desk/ticket/{mine.number}/")
    page.wait_for_selector("html[data-started]")
    page.keyboard.press("r")
    page.wait_for_selector(f"{TEXT}.tiptap")
    page.keyboard.type("Der Zähler ist getauscht.")

    page.keyboard.press("Alt+b")
    expect(page.locator("#reply-postal")).to_contain_text("Am Kai 7, 24103 Kiel")
    page.wait_for_selector(f"{TEXT}.tiptap")
    expect(page.locator(TEXT)).to_contain_text("Der Zähler ist getauscht.")
    page.keyboard.type(" Gern geschehen.")

    page.keyboard.press("Alt+p")
    shown = page.locator("#ticket-dialog img.letter-pages__page")
    expect(shown).to_have_count(1, timeout=20_000)
    assert shown.evaluate("picture => picture.naturalHeight > picture.naturalWidth")
    page.keyboard.press("Escape")
    expect(page.locator("#ticket-dialog")).to_have_count(0)

    page.locator(TEXT).focus()
    page.keyboard.press("Control+Enter")
    confirms = page.locator(".finding__confirm input")
    page.wait_for_selector(f".finding__confirm input, body:not(:has({TEXT}))")
    if confirms.count():
        for number in range(confirms.count()):
            confirms.nth(number).focus()
            page.keyboard.press("Space")
        page.keyboard.press("Control+Enter")
    expect(page.locator(TEXT)).to_have_count(0)

    with in_scope(nordlicht):
        letter = OutgoingLetter.objects.select_related("message").get(message__ticket=mine)
        assert "Der Zähler ist getauscht." in letter.message.text
        assert "Gern geschehen." in letter.message.text
    assert letter.address == ["Käthe Kunde", "Am Kai 7", "24103 Kiel"]
    page.goto(f"/desk/ticket/{mine.number}/")
    expect(page.get_by_text("Letter to Käthe Kunde")).to_be_visible()
