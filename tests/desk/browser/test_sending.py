"""Writing and sending in Chromium: spelling marks, findings, and taking back, all by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from kontor.answers.models import Draft
from kontor.answers.preferences import UNDO_SECONDS
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.spelling.models import Word
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.desk.browser.test_desk import started
from tests.factories.answers import prefer
from tests.factories.texts import make_template
from tests.factories.tickets import make_ticket
from tests.spelling.needs import needs_dictionaries
from tests.support.routes import hear
from tests.support.scoping import in_scope
from tests.support.settled import becomes

pytestmark = [pytest.mark.browser, needs_dictionaries]
Window = Callable[..., Page]


@pytest.fixture
def mine(
    nordlicht: Tenant, billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount
) -> Ticket:
    prefer(nordlicht, UNDO_SECONDS, 60)
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account, language="de")


def test_spelling_findings_and_taking_back_by_keyboard(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    page = started(window(anna, nordlicht), f"/desk/ticket/{mine.number}/")
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    page.keyboard.type("Anbei die Rechnugn und die Wattuhrli. ")

    expect(page.locator("#editor-spelling")).to_contain_text("Rechnugn")
    page.keyboard.press("F7")
    menu = page.get_by_role("menu", name="Instead of “Rechnugn”")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    for _offer in range(menu.get_by_role("menuitem").count()):
        if page.locator(":focus", has_text=re.compile("^Rechnung$")).count():
            break
        page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_have_text("Rechnung")
    page.keyboard.press("Enter")
    expect(page.locator("#reply-text")).to_contain_text("Anbei die Rechnung und")
    page.keyboard.press("F7")
    expect(page.get_by_role("menu", name="Instead of “Wattuhrli”")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("#editor-spelling")).to_be_hidden()
    with in_scope(nordlicht):
        assert [(row.word, row.proposed_by_id) for row in Word.objects.all()] == [("Wattuhrli", anna.pk)]

    # What scripts set at an element must not come back as an inline style: its report would fail the test (``window``).
    page.evaluate("document.querySelector('#draft-version').style.color = 'red'")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".finding")).to_have_count(1)
    expect(page.get_by_role("checkbox", name="It is right like this")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast").last).to_contain_text("seconds.")
    page.keyboard.press("z")
    expect(page.locator("#reply-text")).to_contain_text("Anbei die Rechnung und")
    expect(page.locator("#reply-text")).to_be_focused()
    with in_scope(nordlicht):
        assert (Ticket.objects.get(pk=mine.pk).state, Draft.objects.count()) == (TicketState.ASSIGNED, 1)


def test_words_in_no_dictionary_are_gone_through_one_after_the_other(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    page = started(window(anna, nordlicht), f"/desk/ticket/{mine.number}/")
    page.keyboard.press("r")
    text, spelling = page.locator("#reply-text"), page.locator("#editor-spelling")
    expect(text).to_be_focused()
    page.keyboard.type("Die Rechnugn und die Qxzvwq. ")
    expect(text.locator(".misspelt")).to_have_text(["Rechnugn", "Qxzvwq"])

    page.keyboard.press("F7")
    expect(_menu(page, "Rechnugn")).to_be_visible()
    page.keyboard.press("Escape")
    expect(spelling.get_by_role("menu")).to_have_count(0)
    expect(text).to_be_focused()
    page.keyboard.press("F7")
    expect(_menu(page, "Qxzvwq")).to_contain_text("No suggestion")
    page.keyboard.press("F7")
    expect(_menu(page, "Rechnugn")).to_be_visible()
    text.focus()
    page.keyboard.type("Rechnung")
    expect(spelling.get_by_role("menu")).to_have_count(0)

    page.keyboard.press("Home")
    page.keyboard.type("Abschlga ")
    page.keyboard.press("F7")
    expect(_menu(page, "Qxzvwq")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == "Qxzvwq"
    page.keyboard.press("F7")
    expect(_menu(page, "Abschlga")).to_be_visible()
    text.locator(".misspelt", has_text="Qxzvwq").click()
    expect(_menu(page, "Qxzvwq")).to_be_visible()
    spelling.get_by_role("button", name="Abschlga").click()
    expect(_menu(page, "Abschlga")).to_be_visible()
    page.get_by_role("menuitem", name="Ignore in this answer").click()
    expect(text.locator(".misspelt")).to_have_text(["Qxzvwq"])


def test_suggestions_are_those_for_the_word_that_was_reached_last(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    page = started(window(anna, nordlicht), f"/desk/ticket/{mine.number}/")
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    page.keyboard.type("Die Rechnugn und der Abschlga. ")
    expect(page.locator("#reply-text .misspelt")).to_have_count(2)
    asked: list[Route] = []
    hear(page, "**/spelling/suggest/", asked.append)
    for _word in range(2):
        with page.expect_request("**/spelling/suggest/"):
            page.keyboard.press("F7")
    becomes(lambda: page.evaluate("1") and len(asked), 2)

    for route in reversed(asked):
        route.fulfill(response=route.fetch())

    expect(_menu(page, "Abschlga")).to_be_visible()
    expect(page.locator("#editor-spelling").get_by_role("menu")).to_have_count(1)


def _menu(page: Page, word: str) -> Locator:
    return page.get_by_role("menu", name=f"Instead of “{word}”")


def test_findings_leave_the_buttons_and_the_name_of_the_template_in_sight(
    anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, window: Window
) -> None:
    make_template(nordlicht, "Rechnung: So lesen Sie sie", categories=(billing,))
    for width in (1440, 390):
        page = started(window(anna, nordlicht, width=width), f"/desk/ticket/{mine.number}/")
        if page.locator("#reply-text").count() == 0:
            page.keyboard.press("r")
        expect(page.locator("#reply-text")).to_be_visible()
        _holds(page, "document.querySelector('[data-template-name]').clientWidth > 60")
        page.locator(".editor__more").evaluate("more => { more.open = true; }")
        page.locator("#reply-cc").fill("fremd@woanders.example")
        page.locator("#reply-text").fill(
            "Dear Mrs Miller, the invoice is attached. DE89370400440532013000 ${customer.size}"
        )
        page.locator("#reply-text").press("Control+Enter")
        expect(page.locator(".finding")).to_have_count(6)

        expect(page.locator(".editor__foot [name=final]").first).to_be_in_viewport(ratio=1)
        _holds(page, "document.documentElement.scrollHeight <= innerHeight")
        page.locator(".editor__more").evaluate("more => { more.open = false; }")
        for place in ("cc", "text"):
            shown = page.locator(f".finding [data-jump={place}]:not([data-words=''])").first
            shown.click()
            _holds(page, f"getSelection().toString() === {shown.get_attribute('data-words')!r}")

    page.locator("#reply-text").press_sequentially(" Zaehlr")
    expect(page.locator("#editor-spelling")).to_contain_text("Zaehlr")


def _holds(page: Page, condition: str) -> None:
    becomes(lambda: page.evaluate(condition), True)
