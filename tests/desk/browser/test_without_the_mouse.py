from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from kontor.answers.domain.clearing import return_with_comment
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.enums import Direction
from kontor.tickets.models import Ticket
from tests.factories.org import make_closing_code
from tests.factories.reviews import make_clearance
from tests.factories.texts import make_template
from tests.factories.tickets import make_message, make_ticket
from tests.support.routes import hear
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser
Window = Callable[..., Page]


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount) -> Ticket:
    return make_ticket(
        billing, owner=anna, customer=customer, account=nordlicht_account, subject="Zähler getauscht", priority=3
    )


def opened(page: Page, ticket: Ticket) -> Page:
    page.goto(f"/desk/ticket/{ticket.number}/")
    page.wait_for_selector("html[data-started]")
    return page


def test_the_closing_code_that_is_missing_has_the_focus_and_a_second_escape_leads_out_of_it(
    anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, window: Window
) -> None:
    code = make_closing_code(billing, "done", "Erledigt")
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(closing_code_required=True)
    page = opened(window(anna, nordlicht), mine)
    page.keyboard.press("r")
    expect(page.locator("#editor .tiptap")).to_be_focused()
    page.keyboard.type("Ist getauscht.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#closing-code")).to_be_focused()

    # The first may close the field's list.
    page.keyboard.press("Escape")
    expect(page.locator("#closing-code")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#conversation")).to_be_focused()

    page.keyboard.press("r")
    expect(page.locator("#editor .tiptap")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#closing-code")).to_be_focused()
    page.keyboard.type("Erl")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".toast")).to_contain_text("is on its way")
    with in_scope(nordlicht):
        mine.refresh_from_db()
    assert mine.closing_code_id == code.pk


def test_escape_leads_from_the_answer_to_the_mail_and_r_back_and_a_message_is_said_to_be_read_by_key(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    page = opened(window(anna, nordlicht), mine)
    text, mail = page.locator("#editor .tiptap"), page.locator("#conversation")

    # The editor opens although its button was renewed meanwhile.
    held: list[Route] = []
    hear(page, "**/reply/", held.append)
    with page.expect_request("**/reply/"):
        page.keyboard.press("r")
    page.locator("#ticket-foot form").evaluate("form => form.replaceWith(form.cloneNode(true))")
    held[0].continue_()
    expect(text).to_be_focused()
    page.unroute("**/reply/")
    page.keyboard.type("Angefangen")

    page.keyboard.press("Escape")
    expect(mail).to_be_focused()
    page.get_by_role("button", name="Send and close").focus()
    page.keyboard.press("Escape")
    expect(mail).to_be_focused()
    page.keyboard.press("r")
    expect(text).to_be_focused()
    expect(text).to_contain_text("Angefangen")

    # A window over the editor is all that it closes.
    page.keyboard.press("Control+Space")
    expect(page.locator("#picker-modules input[type=search]")).to_be_focused()
    page.keyboard.type("liefer")
    page.keyboard.press("Escape")
    expect(page.locator("#picker-modules")).to_be_hidden()
    expect(mail).not_to_be_focused()

    # A message came meanwhile.
    make_message(mine, text="Noch etwas.")
    text.focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#editor-guard")).to_contain_text("A new message arrived")
    page.keyboard.press("Alt+g")
    expect(page.locator("#editor-guard .notice")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("is on its way")


def test_the_lines_over_an_answer_and_its_files_have_keys_and_a_long_one_leaves_room_for_the_mail(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    page = window(anna, nordlicht)
    page.on("filechooser", lambda _: None)  # The window is told long before that no dialog of the system is wanted.
    opened(page, mine)
    page.keyboard.press("r")
    text = page.locator("#editor .tiptap")
    expect(text).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Enter")
    mail, editor = page.locator("#conversation").bounding_box(), page.locator("#editor").bounding_box()
    assert mail is not None and editor is not None
    assert mail["height"] >= 240  # of 900
    assert text.locator("xpath=..").evaluate("place => place.clientHeight") >= 140

    page.keyboard.type("Ist getauscht.")
    page.keyboard.press("Alt+k")
    expect(page.locator("#reply-cc")).to_be_focused()

    # Enter in one of the lines sends nothing.
    for line in ("#reply-to", "#reply-cc", "#reply-subject"):
        page.locator(line).focus()
        page.keyboard.press("Enter")
        expect(text, line).to_be_focused()
        with in_scope(nordlicht):
            assert not mine.messages.filter(direction=Direction.OUT).exists(), line

    with page.expect_file_chooser() as asked:
        page.keyboard.press("Alt+a")
    asked.value.set_files({"name": "etikett.txt", "mimeType": "text/plain", "buffer": b"Etikett"})
    expect(page.locator("#draft-files")).to_contain_text("etikett.txt")
    expect(page.locator("[type=file][form=attach-form]")).to_have_value("")


def test_the_palette_knows_what_has_no_key_and_the_folders_that_have_keys_as_well(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    page = opened(window(anna, nordlicht), mine)
    page.keyboard.press("Control+k")
    page.keyboard.type("zurück warteschlange")
    expect(page.locator("#palette [aria-selected=true]")).to_have_text("Give back to the queue")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("is in the queue again")
    with in_scope(nordlicht):
        mine.refresh_from_db()
    assert mine.owner_id is None

    opened(page, mine)
    expect(page.locator("#folders a", has_text="Global")).to_have_attribute("data-hotkey", "g q")
    page.keyboard.press("Control+k")
    page.keyboard.type("queue")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Global")
    page.locator("#palette [role=combobox]").fill("resubm")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Resubmissions")
    page.keyboard.press("Enter")
    expect(page.locator("#inbox-title")).to_have_text("Resubmissions")


def test_enter_takes_the_only_one_who_is_meant_and_goes_behind_the_greeting(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    make_template(nordlicht, "Antwort", html="<p>Guten Tag,</p><p>wir melden uns.</p>")
    make_message(mine, cc=[["Uwe Petersen", "uwe@kunde.example"], ["Ute Petersen", "ute@kunde.example"]])
    page = opened(window(anna, nordlicht), mine)
    page.keyboard.press("r")
    expect(page.locator("#editor .tiptap")).to_be_focused()
    opening = "document.querySelector('.editor__more summary').click() ?? document.activeElement.id"
    assert page.evaluate(opening) == "reply-cc"  # at once: whoever types on writes there

    page.keyboard.type("petersen")
    page.keyboard.press("Enter")
    expect(page.locator("#reply-cc")).to_have_value("petersen")
    page.locator("#reply-cc").press("End")
    page.keyboard.type(" uwe")
    page.keyboard.press("Enter")
    page.keyboard.type(" Ja.")

    expect(page.locator("#reply-cc")).to_have_value("Uwe Petersen <uwe@kunde.example>")
    expect(page.locator("#editor .tiptap p").first).to_have_text("Guten Tag, Ja.")


def test_what_was_said_last_is_in_view_and_the_head_follows_while_the_focus_rests_on_the_subject(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    for number in range(6):
        make_message(mine, text=f"Nachricht {number}\n\n" + "Zeile\n\n" * 12)

    page = opened(window(anna, nordlicht), mine)

    expect(page.locator("#conversation > :last-child .message__head")).to_be_in_viewport()
    expect(page.locator("#conversation > :first-child")).not_to_be_in_viewport()

    page.locator("#subject").focus()
    expect(page.locator("#ticket-head")).to_contain_text("assigned to you")
    with in_scope(nordlicht):
        close_ticket(mine, by=anna)

    expect(page.locator("#ticket-head .badge")).to_contain_text("Closed")
    expect(page.locator("#subject")).to_be_focused()


def test_a_returned_answer_can_be_worked_on_where_it_waited(
    anna: User, sven: User, billing: Category, nordlicht: Tenant, nordlicht_account: MailAccount, window: Window
) -> None:
    waiting = make_clearance(billing, anna)
    page = opened(window(anna, nordlicht), waiting.ticket)
    expect(page.locator("#ticket-foot")).to_contain_text("waits for release")

    with in_scope(nordlicht):
        return_with_comment(waiting, comment="Bitte mit Gruß.", by=sven)

    expect(page.locator("#editor")).to_contain_text("Bitte mit Gruß.")
    expect(page.locator("#ticket-foot")).not_to_contain_text("waits for release")
