from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser
Window = Callable[..., Page]

RENEWED = """(keys) => new Promise((done, fail) => {
  const old = document.querySelector("#inbox");
  setTimeout(() => fail("The list was not renewed."), 30000);
  document.addEventListener("htmx:afterSettle", function settled(event) {
    if (event.target.id !== "inbox") return;
    document.removeEventListener("htmx:afterSettle", settled);
    const chosen = event.target.querySelector("[data-selected-count]").checkVisibility();
    const pressed = (key) => new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    for (const key of keys) document.activeElement.dispatchEvent(pressed(key));
    done({ renewed: event.target !== old, chosen });
  });
  document.body.dispatchEvent(new CustomEvent("live:reload", { detail: {} }));
})"""
"""The list is renewed as by the stream, and keys come in the very moment it is there, before anything else can run."""
FOLDERS_RENEWED = """() => new Promise((done) => {
  const old = document.querySelector("#folders");
  document.addEventListener("htmx:afterSettle", ({ target }) => target.id === "folders" && target !== old && done());
  document.body.dispatchEvent(new CustomEvent("live:reload", { detail: {} }));
})"""


def test_chosen_rows_are_put_away_and_forwarded_by_the_keys_of_one_ticket(
    anna: User, bela: User, billing: Category, moving: Category, nordlicht: Tenant, window: Window
) -> None:
    for _number in range(3):
        make_ticket(billing, owner=anna)
    page = window(anna, nordlicht)
    page.goto("/desk/inbox/")
    page.wait_for_selector("html[data-started]")
    dialog = page.locator("#selection-dialog")

    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-selected-count]")).to_have_text("2")
    page.keyboard.press("s")
    expect(dialog).to_contain_text("2 tickets chosen")
    expect(dialog.locator(":focus")).to_have_count(1)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast").last).to_contain_text("2 tickets come back")

    page.wait_for_selector("html[data-started]")
    for key in ("j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-selected-count]")).to_have_text("1")
    page.keyboard.press("p")
    expect(dialog).to_contain_text("1 ticket chosen")
    expect(dialog.locator(":focus")).to_have_count(1)
    dialog.get_by_label("Category").select_option(label="Umzug")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast").last).to_contain_text("1 ticket is forwarded to Umzug")

    with in_scope(nordlicht):
        states = sorted(Ticket.objects.values_list("state", "category__name"))
    assert states == [
        (TicketState.QUEUED, "Umzug"),
        (TicketState.RESUBMITTED, "Abrechnung"),
        (TicketState.RESUBMITTED, "Abrechnung"),
    ]


def test_a_renewed_list_has_its_choice_and_its_keys_at_once_and_renewed_folders_leave_the_focus_where_it_is(
    anna: User, billing: Category, nordlicht: Tenant, window: Window
) -> None:
    for _number in range(4):
        make_ticket(billing, owner=anna)
    page = window(anna, nordlicht)
    page.goto("/desk/inbox/")
    page.wait_for_selector("html[data-started]")
    boxes = page.locator("#inbox-rows [name=selected]")

    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-selected-count]")).to_have_text("2")
    assert page.evaluate(RENEWED, ["j", "x", "s"]) == {"renewed": True, "chosen": True}

    dialog = page.locator("#selection-dialog")
    expect(dialog).to_contain_text("3 tickets chosen")
    expect(dialog).to_be_visible()
    dialog.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Choose none").click()
    boxes.first.check()
    page.evaluate(RENEWED, [])
    expect(boxes.first).to_be_focused()
    boxes.last.click(modifiers=["Shift"])
    expect(page.locator("[data-selected-count]")).to_have_text("4")
    row = page.locator("#inbox-rows .row").nth(1)
    row.click()
    expect(page.locator("#ticket")).to_be_visible()
    assert page.evaluate(RENEWED, [])["renewed"]
    expect(row).to_have_attribute("aria-current", "true")

    contacts = page.locator("#folders a[href='/desk/contacts/']")
    contacts.focus()
    page.evaluate(FOLDERS_RENEWED)
    expect(contacts).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/desk/contacts/$"))
