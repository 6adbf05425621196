"""Texts that are longer than what a browser sends for a page that is being left."""

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
from tests.support.scoping import in_scope
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
TEXT = "#reply-text"
LINE = "Eine lange Zeile, wie sie in Verträgen steht. "
"""With its line a text of 55,000 characters, which goes out twice, as text and as HTML."""


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount) -> Ticket:
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account, language="de")


def kept(ticket: Ticket) -> str:
    with in_scope(ticket.tenant_id):
        return str(Draft.objects.get(ticket=ticket).text)


def test_a_long_text_is_kept_and_is_there_again_after_a_reload(
    window: Window, anna: User, nordlicht: Tenant, mine: Ticket
) -> None:
    page = window(anna, nordlicht)
    page.goto(f"/desk/ticket/{mine.number}/")
    page.wait_for_selector("html[data-started]")
    page.keyboard.press("r")
    expect(page.locator(TEXT)).to_be_focused()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", LINE * 1_200 + "\nUnten:\nEnde der Abschrift.")
    page.keyboard.press("Control+v")

    becomes(lambda: "Unten:\nEnde der Abschrift." in kept(mine), True)
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved")
    page.keyboard.type(" Und noch ein Satz.")
    page.reload()

    expect(page.locator(TEXT)).to_contain_text("Ende der Abschrift. Und noch ein Satz.")
    becomes(lambda: "Und noch ein Satz." in kept(mine), True)
