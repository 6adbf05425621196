"""Two windows with the same draft: neither overwrites what stands above the text in the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.flows.browsing import started
from tests.support.scoping import in_scope
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
GUARD = "#editor-guard"
SUBJECT, CC = "#editor [name=subject]", "#editor [name=cc]"


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount) -> Ticket:
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account, language="de")


def subject_of(ticket: Ticket) -> str:
    with in_scope(ticket.tenant_id):
        return str(Draft.objects.get(ticket=ticket).subject)


def test_lines_that_differ_are_shown_and_loaded(anna: User, mine: Ticket, nordlicht: Tenant, window: Window) -> None:
    first, second = window(anna, nordlicht), window(anna, nordlicht)
    for page in (first, second):
        page.goto(f"/desk/ticket/{mine.number}/")
        started(page)
        page.keyboard.press("r")
        expect(page.locator("#reply-text")).to_be_focused()
        page.locator("#editor .editor__more summary").click()

    second.locator(CC).fill("kollegin@kunde.example")
    second.locator(SUBJECT).fill("Aus dem zweiten Fenster")
    becomes(lambda: subject_of(mine), "Aus dem zweiten Fenster")
    first.locator(SUBJECT).fill("Aus dem ersten Fenster")
    expect(first.locator(GUARD)).to_contain_text("changed in another window")
    expect(first.locator(SUBJECT)).to_have_value("Aus dem ersten Fenster")

    first.get_by_role("button", name="Load the other").click()

    expect(first.locator(SUBJECT)).to_have_value("Aus dem zweiten Fenster")
    expect(first.locator(CC)).to_have_value("kollegin@kunde.example")
    expect(first.locator(GUARD)).to_contain_text("What you had written here")
    expect(first.get_by_text("What stands in the other window")).to_be_hidden()
    expect(first.locator(f"{GUARD} button")).to_have_count(0)
    expect(first.locator("#reply-text")).to_be_focused()
    expect(first.locator("[data-draft-status]")).to_contain_text("Saved")
    second.locator(SUBJECT).fill("Doch aus dem zweiten")
    second.get_by_role("button", name="Keep mine").click()
    becomes(lambda: subject_of(mine), "Doch aus dem zweiten")
