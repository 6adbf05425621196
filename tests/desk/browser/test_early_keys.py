from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.answers.domain.drafts import open_draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, TicketKind
from kontor.tickets.models import Ticket
from tests.desk.browser.conftest import Late
from tests.factories.scans import make_letter
from tests.factories.tickets import make_message, make_ticket
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser
Window = Callable[..., Page]


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount) -> Ticket:
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account, subject="Zähler getauscht")


def opened(page: Page, ticket: Ticket) -> Page:
    page.goto(f"/desk/ticket/{ticket.number}/")
    page.wait_for_selector("html[data-started]")
    return page


def test_what_is_typed_before_the_editor_has_come_stands_in_the_answer_and_is_dropped_when_nothing_was_sent(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    page = opened(window(anna, nordlicht), mine)
    late = Late(page, "**/reply/")

    with page.expect_request("**/reply/"):
        page.keyboard.press("r")
    page.keyboard.type("Die neue Rechnung ist unterwegss")
    page.keyboard.press("Backspace")
    late.arrive()

    expect(page.locator("#reply-text")).to_be_focused()
    expect(page.locator("#reply-text")).to_contain_text("Die neue Rechnung ist unterwegs")
    page.keyboard.type(".")
    expect(page.locator("#reply-text")).to_contain_text("ist unterwegs.")
    expect(page.locator("dialog[open]")).to_have_count(0)

    make_message(mine, text="Noch etwas.")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("gn")

    expect(page.locator("#editor-guard")).to_contain_text("A new message arrived")
    expect(page.locator("#reply-text")).to_contain_text("ist unterwegs.")
    expect(page.locator("#reply-text")).not_to_contain_text("gn")


def test_what_was_typed_stands_in_its_place_though_the_draft_comes_after_the_editor(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    page = opened(window(anna, nordlicht), mine)
    answer, draft = Late(page, "**/reply/"), Late(page, re.compile(r"behaviours/draft\b"))
    with page.expect_request("**/reply/"):
        page.keyboard.press("r")
    page.keyboard.type("Die neue Rechnung ist unterwegs")
    answer.arrive()
    page.wait_for_selector("#reply-text.tiptap")

    draft.arrive()

    expect(page.locator("#reply-text p", has_text="Die neue Rechnung")).to_have_text("Die neue Rechnung ist unterwegs")
    page.keyboard.type(".")
    expect(page.locator("#reply-text p", has_text="Die neue Rechnung")).to_have_text("Die neue Rechnung ist unterwegs.")


def test_what_is_typed_before_a_page_listens_or_while_one_is_left_is_meant_for_the_one_that_comes(
    anna: User, mine: Ticket, billing: Category, nordlicht_account: MailAccount, nordlicht: Tenant, window: Window
) -> None:
    make_ticket(billing, account=nordlicht_account, subject="Wartet")
    page = window(anna, nordlicht)

    # The scripts do not listen yet.
    late = Late(page, "**/ui/js/behaviours/hotkeys.js")
    with page.expect_request("**/ui/js/behaviours/hotkeys.js"):
        page.goto(f"/desk/ticket/{mine.number}/", wait_until="commit")
    expect(page.locator("#subject")).to_be_visible()
    page.keyboard.type("r")
    page.keyboard.type("Ist unterwegs.")
    late.arrive()
    expect(page.locator("#reply-text")).to_be_focused()
    expect(page.locator("#reply-text")).to_contain_text("Ist unterwegs.")

    # The page is left.
    late = Late(page, "**/desk/contacts/")
    page.locator("#folders a[href='/desk/contacts/']").focus()
    with page.expect_request("**/desk/contacts/"):
        page.keyboard.press("Enter")
    page.keyboard.type("j")
    late.arrive()
    expect(page.locator("tr[data-row] a[data-row-link]").first).to_be_focused()

    # The next ticket is on its way.
    page.goto("/desk/")
    page.wait_for_selector("html[data-started]")
    late = Late(page, "**/inbox/next/")
    with page.expect_request("**/inbox/next/"):
        page.keyboard.press("g")
        page.keyboard.press("n")
    page.keyboard.press("Control+k")
    page.keyboard.type("close without")
    page.keyboard.press("Enter")
    late.arrive()
    expect(page.locator("#ticket-dialog")).to_contain_text("Close without answer")
    expect(page.locator("#palette[open]")).to_have_count(0)


def test_what_is_typed_before_a_note_has_come_stands_in_it_and_what_is_typed_after_it_does_not(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    page = opened(window(anna, nordlicht), mine)
    note, told = page.locator("#ticket-dialog textarea"), page.locator(".message--note")

    def begin_before_it_has_come(*keys: str, text: str) -> None:
        late = Late(page, "**/note/")
        with page.expect_request("**/note/"):
            page.keyboard.press("n")
        page.keyboard.type(text)
        for key in keys:
            page.keyboard.press(key)
        late.arrive()

    # Escape drops what was typed early.
    begin_before_it_has_come("Escape", text="weg")
    expect(note).to_be_focused()
    expect(note).to_have_value("")
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)

    begin_before_it_has_come(text="erst anrufen,\ndann schreiben")
    expect(note).to_have_value("erst anrufen,\ndann schreiben")

    # A command after it is no part of it.
    page.keyboard.press("Control+Enter")
    page.keyboard.type("r")
    page.keyboard.type("Ist unterwegs.")
    expect(page.locator("#reply-text")).to_contain_text("Ist unterwegs.")
    with in_scope(nordlicht):
        assert mine.notes.get().text == "erst anrufen,\ndann schreiben"

    # Who saves it before it has come sends no answer.
    page.keyboard.press("Escape")
    expect(told).to_have_count(1)
    begin_before_it_has_come("Control+Enter", text="noch einmal anrufen")
    expect(told.filter(has_text="noch einmal anrufen")).to_have_count(1)
    with in_scope(nordlicht):
        assert not mine.messages.filter(direction=Direction.OUT).exists()


def test_a_command_waits_for_the_ticket_that_was_opened_and_for_what_stands_beside_it(
    anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, window: Window
) -> None:
    other, letter = (make_ticket(billing, owner=anna, subject=subject) for subject in ("Zweites Anliegen", "Ein Brief"))
    make_letter(letter)
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=letter.pk).update(customer=None, kind=TicketKind.LETTER)
    page = opened(window(anna, nordlicht), mine)
    late = Late(page, f"**/desk/ticket/{other.number}/*")

    page.keyboard.press("j")
    expect(page.locator(f"#row-{other.number}")).to_be_focused()
    with page.expect_request(f"**/desk/ticket/{other.number}/*"):
        page.keyboard.press("Enter")
    page.keyboard.press("n")
    late.arrive()

    expect(page.locator("#ticket-dialog textarea")).to_be_focused()
    page.keyboard.type("dazu")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message--note")).to_contain_text("dazu")
    with in_scope(nordlicht):
        assert [other.notes.count(), mine.notes.count()] == [1, 0]

    late = Late(page, "**/context/")
    page.locator(f"#row-{letter.number}").focus()
    with page.expect_request("**/context/"):
        page.keyboard.press("Enter")
    expect(page.locator("#subject")).to_have_text(letter.subject)
    page.keyboard.press("w")
    late.arrive()
    expect(page.locator("dialog[open] .dialog__title")).to_have_text("Who has written?")


def test_what_is_typed_on_after_sending_is_no_part_of_the_mail_but_the_next_command(
    anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, window: Window
) -> None:
    other = make_ticket(billing, subject="Wartet noch")
    page = opened(window(anna, nordlicht), mine)
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    late = Late(page, "**/reply/save/")
    with page.expect_request("**/reply/save/"):
        page.keyboard.type("Ist unterwegs.")

    page.keyboard.press("Control+Enter")
    page.keyboard.type("gn")
    late.arrive()

    expect(page.locator("#subject")).to_have_text(other.subject)
    with in_scope(nordlicht):
        sent = mine.messages.get(direction=Direction.OUT)
    assert "Ist unterwegs." in sent.text
    assert "gn" not in sent.text


def test_the_keys_of_a_ticket_work_where_an_answer_was_begun(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    with in_scope(nordlicht):
        open_draft(mine, author=anna)
    page = opened(window(anna, nordlicht), mine)
    page.keyboard.press("i")
    expect(page.get_by_role("button", name="Send the inquiry")).to_be_visible()
    page.get_by_role("button", name="Throw the draft away").click()
    page.locator("dialog[open]").get_by_role("button", name="Throw away").click()
    expect(page.locator("#reply-text")).to_be_visible()

    page.keyboard.press("n")

    expect(page.locator("#ticket-dialog textarea")).to_be_focused()
