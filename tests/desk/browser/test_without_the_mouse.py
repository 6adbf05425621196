from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.org import make_closing_code
from tests.factories.tickets import make_ticket
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


def test_the_closing_code_that_is_missing_has_the_focus(
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

    page.keyboard.type("Erl")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".toast")).to_contain_text("is on its way")
    with in_scope(nordlicht):
        mine.refresh_from_db()
    assert mine.closing_code_id == code.pk
