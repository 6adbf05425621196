from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.notices import notify_person
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import Ticket
from tests.factories.channels import make_account
from tests.factories.tickets import make_ticket, new_message
from tests.support.axe import faults_wide_and_narrow
from tests.support.scoping import in_scope
from tests.support.settled import becomes, settled

pytestmark = pytest.mark.browser
Window = Callable[..., Page]


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount) -> Ticket:
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account, subject="Zähler getauscht")


def started(page: Page, url: str) -> Page:
    page.goto(url)
    page.wait_for_selector("html[data-started]")
    return page


def test_answering_the_next_ticket_by_keyboard_for_which_no_page_is_loaded_anew(
    anna: User, ticket: Ticket, nordlicht: Tenant, window: Window
) -> None:
    page = started(window(anna, nordlicht), "/desk/inbox/")
    page.evaluate("document.documentElement.dataset.before = ''")

    page.keyboard.press("g")
    page.keyboard.press("n")
    expect(page.locator("#subject")).to_have_text(ticket.subject)
    expect(page).to_have_url(re.compile(f"/desk/ticket/{ticket.number}/$"))
    expect(page.locator("html[data-before]")).to_have_count(1)
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    page.keyboard.type("jk rote Zahlen?")
    expect(page.locator("#reply-text")).to_contain_text("jk rote Zahlen?")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".toast")).to_contain_text("is on its way")
    with in_scope(nordlicht):
        ticket.refresh_from_db()
    assert ticket.state == TicketState.SENDING


def test_what_comes_in_before_the_page_listens_is_shown(
    anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, window: Window
) -> None:
    started(window(anna, nordlicht), "/desk/inbox/")  # so that the server listens already
    page = window(anna, nordlicht)

    def late(route: Route) -> None:
        make_ticket(billing, owner=anna, subject="Gerade eben gekommen")
        route.continue_()

    page.route("**/live/**", late)
    started(page, "/desk/inbox/")

    expect(page.locator("#inbox")).to_contain_text("Gerade eben gekommen")


def test_moving_through_the_list_noting_closing_and_undoing(
    anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, window: Window
) -> None:
    make_ticket(billing, owner=anna, subject="Zweites Anliegen")
    page = started(window(anna, nordlicht), "/desk/inbox/")
    page.evaluate("window.same = true")

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#subject")).to_have_text(mine.subject)
    page.keyboard.press("j")
    expect(page.locator(".row:focus")).to_contain_text("Zweites Anliegen")
    page.keyboard.press("Enter")
    expect(page.locator("#subject")).to_have_text("Zweites Anliegen")

    assert page.evaluate("window.same") is True
    expect(page.locator(".row[aria-current=true]")).to_contain_text("Zweites Anliegen")
    expect(page).to_have_title(re.compile("Zweites Anliegen"))
    page.go_back()
    expect(page.locator("#subject")).to_have_text(mine.subject)
    page.wait_for_selector("html[data-started]")
    page.keyboard.press("n")
    expect(page.locator("#ticket-dialog textarea")).to_be_focused()
    page.keyboard.type("Bitte anrufen")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message--note")).to_contain_text("Bitte anrufen")
    expect(page.locator("#ticket-dialog")).to_have_count(0)

    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Close the ticket")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("1 ticket is as before.")
    expect(page.locator(f"#row-{mine.number}")).to_have_count(1)


def test_what_happens_comes_in_and_the_editor_stays(
    anna: User, mine: Ticket, customer: Customer, nordlicht: Tenant, window: Window
) -> None:
    page = started(window(anna, nordlicht), f"/desk/ticket/{mine.number}/")
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    page.keyboard.type("Guten Tag, ")

    with in_scope(nordlicht):
        append_message(mine, new_message(customer, text="Es hat sich erledigt."))
    expect(page.locator("#conversation")).to_contain_text("Es hat sich erledigt.")
    expect(page.locator("#editor-guard")).to_contain_text("A new message arrived")
    expect(page.locator("#reply-text")).to_be_focused()
    page.keyboard.type("das freut uns.")
    with page.expect_response(lambda response: response.url.endswith("/send/")):
        page.keyboard.press("Control+Enter")
    expect(page.locator("#editor-guard")).to_contain_text("A new message arrived")
    expect(page.locator("#reply-text")).to_contain_text("Guten Tag, das freut uns.")

    page.get_by_role("button", name="I have read it").click()
    expect(page.locator("#editor-guard")).to_be_empty()
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("is on its way")


def test_two_windows_overwrite_nothing_and_a_lost_connection_is_said(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    first, second = window(anna, nordlicht), window(anna, nordlicht)
    started(first, f"/desk/ticket/{mine.number}/")
    first.keyboard.press("r")
    expect(first.locator("#reply-text")).to_be_focused()
    started(second, f"/desk/ticket/{mine.number}/")

    second.locator("#reply-text").fill("Aus dem zweiten Fenster")
    expect(second.locator("[data-draft-status]")).to_contain_text("Saved")
    second.locator("#subject").click()
    first.locator("#reply-text").fill("Aus dem ersten Fenster")
    expect(first.locator("#editor-guard")).to_contain_text("changed in another window")
    expect(first.locator("#reply-text")).to_have_text("Aus dem ersten Fenster")

    first.get_by_role("button", name="Load the other").click()
    expect(first.locator("#reply-text")).to_have_text("Aus dem zweiten Fenster")
    expect(first.locator("[data-other-text]")).to_have_text("Aus dem ersten Fenster")
    expect(first.locator("[data-draft-status]")).to_contain_text("Saved")

    first.context.set_offline(True)
    first.locator("#reply-text").press_sequentially("Noch da")
    expect(first.locator("[data-draft-status]")).to_contain_text("no connection")
    first.context.set_offline(False)
    first.locator("#reply-text").press_sequentially("!")
    expect(first.locator("[data-draft-status]")).to_contain_text("Saved")
    started(first, f"/desk/ticket/{mine.number}/")
    expect(first.locator("#reply-text")).to_contain_text("Noch da!")


def test_sender_is_chosen_by_keyboard_and_kept(anna: User, mine: Ticket, nordlicht: Tenant, window: Window) -> None:
    technik = make_account(nordlicht, "technik@nordlicht.example", name="Technik")
    first, second = window(anna, nordlicht, width=390), window(anna, nordlicht)
    started(first, f"/desk/ticket/{mine.number}/")
    first.keyboard.press("r")
    expect(first.locator("#reply-text")).to_be_focused()
    started(second, f"/desk/ticket/{mine.number}/")

    select = first.get_by_label("You answer as Nordlicht Energie")
    select.focus()
    first.keyboard.press("t")
    expect(select).to_have_value(str(technik.pk))
    expect(first.locator("[data-draft-status]")).to_contain_text("Saved")
    second.locator("#reply-text").fill("Aus dem zweiten Fenster")
    expect(second.locator("#editor-guard")).to_contain_text("changed in another window")
    second.get_by_role("button", name="Load the other").click()
    expect(second.locator("#reply-account")).to_have_value(str(technik.pk))
    expect(second.locator("[data-draft-status]")).to_contain_text("Saved")
    second.close()

    started(first, f"/desk/ticket/{mine.number}/")
    expect(first.locator("#reply-account")).to_have_value(str(technik.pk))
    first.locator("#reply-text").press("Control+Enter")
    expect(first.locator(".toast")).to_contain_text("is on its way")
    with in_scope(nordlicht):
        assert OutgoingMail.objects.get().account == technik


def test_choice_and_place_in_the_list_survive_what_comes_in(
    anna: User, billing: Category, nordlicht: Tenant, window: Window
) -> None:
    tickets = [make_ticket(billing, subject=f"Frage {number:02}") for number in range(30)]
    page = started(window(anna, nordlicht), "/desk/inbox/?folder=queue")
    page.locator(f"[name=selected][value='{tickets[20].pk}']").check()
    page.locator(f"#row-{tickets[20].number}").focus()
    becomes(lambda: _scrolled(page) > 0, True)
    place = settled(lambda: _scrolled(page))

    make_ticket(billing, subject="Gerade gekommen")
    expect(page.locator(".row", has_text="Gerade gekommen")).to_have_count(1)

    expect(page.locator(f"[name=selected][value='{tickets[20].pk}']")).to_be_checked()
    expect(page.locator("[data-selected-count]")).to_have_text("1")
    expect(page.locator(f"#row-{tickets[20].number}")).to_be_focused()
    assert settled(lambda: _scrolled(page)) == place


def _scrolled(page: Page) -> int:
    return int(page.locator(".inbox__list").evaluate("list => list.scrollTop"))


def test_pages_break_no_rule(
    anna: User,
    mine: Ticket,
    ticket: Ticket,
    moving: Category,
    customer: Customer,
    nordlicht: Tenant,
    window: Window,
) -> None:
    make_account(nordlicht, "technik-und-zaehlerwesen@nordlicht.example", name="Technik und Zählerwesen Nordlicht")
    with in_scope(nordlicht):
        notify_person(anna.pk, NoticeKind.NEW_MESSAGE, ticket=mine, sender="Käthe")
    urls = (
        "/desk/inbox/?folder=queue",
        "/desk/inbox/?folder=failed",
        f"/desk/ticket/{ticket.number}/",
        f"/desk/ticket/{mine.number}/context/",
        f"/desk/ticket/{mine.number}/note/",
        "/desk/contacts/",
        f"/desk/contacts/{customer.pk}/",
        "/desk/notices/",
    )
    troubles: dict[str, object] = {}

    page = window(anna, nordlicht)
    for url in urls:
        troubles[url] = faults_wide_and_narrow(started(page, url))
    started(page, f"/desk/ticket/{mine.number}/")
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    troubles["editor"] = faults_wide_and_narrow(page)
    page.locator("#subject").focus()
    for key in ("c", "e"):
        page.keyboard.press(key)
        page.wait_for_selector("dialog[open]")
        troubles[f"dialog {key}"] = faults_wide_and_narrow(page)
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog[open]", state="detached")

    assert {name: faults for name, faults in troubles.items() if faults} == {}
