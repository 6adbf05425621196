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
from tests.desk.browser.test_desk import started
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.factories.customers import make_postal_address
from tests.factories.scans import make_letter
from tests.factories.tickets import make_ticket
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
EDITOR = "document.querySelector('#editor').elements.text?.kontorEditor"
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
    page.keyboard.press("ArrowLeft")
    becomes(lambda: page.evaluate(f"{EDITOR}?.cursor().from"), 24)

    page.keyboard.press("Alt+b")
    expect(page.locator("#reply-postal")).to_contain_text("Am Kai 7, 24103 Kiel")
    page.wait_for_selector(f"{TEXT}.tiptap")
    becomes(lambda: page.evaluate(f"!!{EDITOR}"), True)
    expect(page.locator(TEXT)).to_be_focused()
    page.keyboard.type(" worden")
    expect(page.locator(TEXT)).to_contain_text("Der Zähler ist getauscht worden.")

    page.keyboard.press("Alt+p")
    shown = page.locator("#ticket-dialog img.letter-pages__page")
    expect(shown).to_have_count(1, timeout=60_000)
    becomes(lambda: shown.evaluate("picture => picture.naturalHeight > picture.naturalWidth"), True)
    page.keyboard.press("Escape")
    expect(page.locator("#ticket-dialog")).to_have_count(0)

    page.locator(TEXT).focus()
    page.keyboard.press("Control+Enter")
    confirms = page.locator(".finding input[name=confirm]")
    page.wait_for_selector(f".finding input[name=confirm], body:not(:has({TEXT}))")
    if confirms.count():
        for number in range(confirms.count()):
            confirms.nth(number).focus()
            page.keyboard.press("Space")
        page.keyboard.press("Control+Enter")
    expect(page.locator(TEXT)).to_have_count(0)

    with in_scope(nordlicht):
        letter = OutgoingLetter.objects.select_related("message").get(message__ticket=mine)
        assert "Der Zähler ist getauscht worden." in letter.message.text
    assert letter.address == ["Käthe Kunde", "Am Kai 7", "24103 Kiel"]
    page.goto(f"/desk/ticket/{mine.number}/")
    expect(page.get_by_text("Letter to Käthe Kunde")).to_be_visible()


def test_a_letter_is_begun_from_the_palette(mine: Ticket, anna: User, nordlicht: Tenant, window: Window) -> None:
    page = started(window(anna, nordlicht), f"/desk/ticket/{mine.number}/")

    page.keyboard.press("Control+k")
    page.keyboard.type("answer by letter")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Answer by letter")
    page.keyboard.press("Enter")

    expect(page.locator("#reply-postal")).to_contain_text("Am Kai 7, 24103 Kiel")
    expect(page.locator(TEXT)).to_be_focused()


def test_the_pages_of_a_letter_are_turned_and_sized_by_keyboard(
    billing: Category, anna: User, nordlicht: Tenant, window: Window
) -> None:
    ticket = make_ticket(billing, owner=anna, customer=None)
    scan = make_letter(ticket, "Erste Seite", "Zweite Seite")
    page = started(window(anna, nordlicht), f"/desk/ticket/{ticket.number}/")
    place, view = page.locator(f"#scan-{scan.pk}"), page.locator(f"#scan-{scan.pk}-view")
    expect(place).to_have_attribute("data-zoom", "2")

    view.focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")

    expect(place).to_contain_text("Page 2 of 2")
    expect(place).to_have_attribute("data-zoom", "3")
    expect(view).to_be_focused()
    page.keyboard.press("-")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(place).to_contain_text("Page 1 of 2")
    expect(place).to_have_attribute("data-zoom", "2")
    expect(view).to_be_focused()


def test_a_new_process_is_begun_and_sent_by_letter_by_keyboard(
    billing: Category, customer: Customer, anna: User, nordlicht: Tenant, window: Window
) -> None:
    letters_on()
    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])
    prefer(nordlicht, UNDO_SECONDS, 0)
    make_postal_address(customer)
    page = started(window(anna, nordlicht), f"/desk/contacts/{customer.pk}/")

    page.get_by_role("link", name="New letter").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/letter/**")
    page.locator("#id_category").focus()
    page.keyboard.type(billing.name)
    page.get_by_role("button", name="Write", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{TEXT}.tiptap")
    page.locator("#reply-subject").focus()
    page.keyboard.type("Ihr neuer Zähler")
    page.locator(TEXT).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Wir kommen am Montag.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f".finding input[name=confirm], body:not(:has({TEXT}))")
    confirms = page.locator(".finding input[name=confirm]")
    if confirms.count():
        for number in range(confirms.count()):
            confirms.nth(number).focus()
            page.keyboard.press("Space")
        page.keyboard.press("Control+Enter")
    expect(page.locator(TEXT)).to_have_count(0)

    with in_scope(nordlicht):
        letter = OutgoingLetter.objects.select_related("message__ticket").get()
        assert letter.message.ticket.subject == "Ihr neuer Zähler"
        assert "Wir kommen am Montag." in letter.message.text
    assert letter.address == ["Käthe Kunde", "Am Kai 7", "24103 Kiel"]
