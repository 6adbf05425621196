"""What one has changed in a dialog stands at the head of the ticket, though the focus is back on the button there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.desk.browser.test_phone import started
from tests.factories.tickets import make_ticket

pytestmark = pytest.mark.browser


def test_a_change_of_ones_own_is_shown_while_the_focus_is_on_the_menu_it_came_from(
    billing: Category, anna: User, nordlicht: Tenant, window: Callable[..., Page]
) -> None:
    ticket = make_ticket(billing, owner=anna)
    page = started(window(anna, nordlicht), f"/desk/ticket/{ticket.number}/")
    menu = page.get_by_label("More commands")
    menu.click()
    page.get_by_text("Tags and priority").click()
    page.locator("dialog[open] [name=priority]").fill("5")
    page.locator("dialog[open] .button--primary").click()

    expect(page.locator("#ticket-head")).to_contain_text("priority 5")
    expect(menu).to_be_focused()
