"""Sending that takes long, and what comes by no key while an answer is being saved or sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, Route, expect

from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, TicketState
from kontor.tickets.models import Ticket
from tests.desk.browser.conftest import Late
from tests.factories.tickets import make_message, make_ticket
from tests.spelling.needs import needs_dictionaries
from tests.support.routes import hear
from tests.support.scoping import in_scope
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
TEXT = "#reply-text"
SEND, SAVE = "**/reply/send/", "**/reply/save/"
MOVED_AND_SENT = """() => {
  getSelection().modify("move", "backward", "character");
  document.querySelector("#editor").requestSubmit();
}"""
"""Before the browser has told the editor of its cursor."""
LONG = 11_000
"""Milliseconds after which nobody knows any more what was typed for what."""


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount) -> Ticket:
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account, language="de")


def writing(page: Page, ticket: Ticket) -> Page:
    """The editor is open and has the focus."""
    page.goto(f"/desk/ticket/{ticket.number}/")
    page.wait_for_selector("html[data-started]")
    page.keyboard.press("r")
    expect(page.locator(TEXT)).to_be_focused()
    return page


def input_method(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)


def composes(method: CDPSession, text: str) -> None:
    """What an input method or a dead key shows before it is settled."""
    method.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


def settles(method: CDPSession, text: str) -> None:
    method.send("Input.insertText", {"text": text})


def pastes(page: Page, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def sent_text(ticket: Ticket) -> str:
    with in_scope(ticket.tenant_id):
        return str(ticket.messages.get(direction=Direction.OUT).text)


def test_what_is_typed_while_sending_takes_long_is_said_not_to_be_taken_till_it_has_come_to_nothing_or_an_end(
    anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, nordlicht_account: MailAccount, window: Window
) -> None:
    second = make_ticket(billing, owner=anna, account=nordlicht_account, language="de")
    other = make_ticket(billing, subject="Wartet noch")
    page = window(anna, nordlicht)
    page.clock.install()
    on_its_way = page.locator(".toast--near", has_text="This is still on its way.")

    # It comes to nothing.
    writing(page, mine).keyboard.type("Ist unterwegs.")
    held: list[Route] = []
    hear(page, SEND, held.append)
    with page.expect_request(SEND):
        page.keyboard.press("Control+Enter")
    page.clock.fast_forward(LONG)
    expect(on_its_way).to_be_visible()
    held[0].fulfill(status=404)
    expect(on_its_way).to_have_count(0)
    expect(page.locator(TEXT)).to_contain_text("Ist unterwegs.")
    page.unroute(SEND)

    for ticket, slow in ((mine, SEND), (second, SAVE)):
        writing(page, ticket)
        late = Late(page, slow)
        with page.expect_request(slow):
            page.keyboard.type(" Ist unterwegs.")
            if slow == SEND:
                page.keyboard.press("Control+Enter")
        if slow == SAVE:
            page.keyboard.press("Control+Enter")
        page.keyboard.type("g")

        page.clock.fast_forward(LONG)
        page.keyboard.type("n und noch etwas")
        pastes(page, "eingefügt")

        expect(on_its_way).to_be_visible(timeout=8_000)
        expect(page.locator(TEXT)).to_contain_text("Ist unterwegs.")
        expect(page.locator(TEXT)).not_to_contain_text("noch etwas")
        expect(page.locator(TEXT)).not_to_contain_text("eingefügt")
        late.arrive()
        expect(page.locator(TEXT)).to_have_count(0)
        assert "Ist unterwegs." in sent_text(ticket), slow
        assert "etwas" not in sent_text(ticket), slow
        with in_scope(nordlicht):
            other.refresh_from_db()
            assert (other.state, other.owner) == (TicketState.QUEUED, None), slow
            assert not Draft.objects.filter(ticket=ticket).exists(), slow


def test_escape_gives_the_keys_of_the_page_back_and_the_cursor_stands_where_it_stood_where_nothing_was_sent(
    anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, window: Window
) -> None:
    other = make_ticket(billing, owner=anna, subject="Zweites Anliegen")
    page = writing(window(anna, nordlicht), mine)
    page.keyboard.type("Ist unterwegs.")
    make_message(mine, text="Noch etwas.")

    page.evaluate(MOVED_AND_SENT)
    expect(page.locator("#editor-guard")).to_contain_text("A new message arrived")
    page.locator(TEXT).evaluate("text => text.kontorEditor.focus()")
    page.keyboard.type(" schon")
    expect(page.locator(TEXT)).to_contain_text("Ist unterwegs schon.")

    page.keyboard.press("Alt+g")
    expect(page.locator("#editor-guard .notice")).to_have_count(0)
    page.locator(TEXT).focus()
    late = Late(page, SEND)
    with page.expect_request(SEND):
        page.keyboard.press("Control+Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("j")

    expect(page.locator(f"#row-{other.number}")).to_be_focused()
    expect(page.locator(TEXT)).not_to_contain_text("j")
    late.arrive()
    expect(page.locator(TEXT)).to_have_count(0)


def test_after_trouble_with_sending_one_writes_on_and_nothing_that_came_meanwhile_is_part_of_the_mail(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    page = writing(window(anna, nordlicht), mine)
    page.keyboard.type("Ist unterwegs.")
    held: list[Route] = []
    hear(page, SEND, held.append)
    with page.expect_request(SEND):
        page.keyboard.press("Control+Enter")
    page.keyboard.type("xyz")
    becomes(lambda: page.locator("body").count() and len(held), 1)

    with page.expect_response(SAVE):
        held[0].fulfill(status=404)
    expect(page.locator("#editor")).not_to_have_attribute("inert", "")
    expect(page.locator(TEXT)).to_be_focused()
    page.unroute(SEND)
    expect(page.locator(".toast")).to_have_count(1)

    # What is composed or pasted meanwhile is said not to be taken.
    method = input_method(page)
    late = Late(page, SAVE)
    with page.expect_request(SAVE):
        page.keyboard.type(" Bald.")
    page.keyboard.press("Control+Enter")
    composes(method, "´")
    settles(method, "é")
    pastes(page, "eingefügt")
    on_its_way = page.locator(".toast--near", has_text="This is still on its way.")
    expect(on_its_way).to_be_visible(timeout=8_000)
    late.arrive()

    expect(page.locator(TEXT)).to_have_count(0)
    assert "Ist unterwegs. Bald." in sent_text(mine)
    assert "xyz" not in sent_text(mine)
    assert not {"é", "´", "eingefügt"} & set(sent_text(mine).split())


@needs_dictionaries
def test_a_composition_goes_on_while_the_draft_is_saved_and_looked_through(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    page = writing(window(anna, nordlicht), mine)
    method = input_method(page)
    saving, looking = Late(page, SAVE), Late(page, "**/reply/spelling/")
    with page.expect_request(SAVE), page.expect_request("**/reply/spelling/"):
        page.keyboard.type("Anbei die Rechnung und die Wattuhrli ")

    composes(method, "Za")
    with page.expect_response("**/reply/spelling/"), page.expect_response(SAVE):
        saving.arrive()
        looking.arrive()
    composes(method, "Zahl")
    settles(method, "Zahlung")
    expect(page.locator(f"{TEXT} .misspelt")).to_have_text(["Wattuhrli"])
    pastes(page, " eingefügt")
    composes(method, "´")
    settles(method, "é")

    expect(page.locator(TEXT)).to_contain_text("Wattuhrli Zahlung eingefügté")
    becomes(lambda: "Wattuhrli Zahlung eingefügté" in _kept(mine), True)


def _kept(ticket: Ticket) -> str:
    with in_scope(ticket.tenant_id):
        return str(Draft.objects.get(ticket=ticket).text)


def test_what_is_looked_up_is_given_up_with_sending(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    page = writing(window(anna, nordlicht), mine)
    looking, sending = Late(page, "**/reply/spelling/"), Late(page, SEND)
    with page.expect_request("**/reply/spelling/"):
        page.keyboard.type("Ist unterwegs.")

    with page.expect_event("requestfailed", lambda request: request.url.endswith("/reply/spelling/")) as given_up:
        page.keyboard.press("Control+Enter")

    assert given_up.value.failure == "net::ERR_ABORTED"
    looking.arrive()
    sending.arrive()
    expect(page.locator(TEXT)).to_have_count(0)
