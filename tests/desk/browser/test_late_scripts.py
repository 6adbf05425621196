"""Keys that are pressed before the script has come that hears them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.desk.browser.conftest import Late
from tests.factories.tickets import make_ticket
from tests.flows.browsing import started

pytestmark = pytest.mark.browser


def test_a_window_opens_once_its_script_has_come(
    anna: User,
    billing: Category,
    customer: Customer,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    window: Callable[..., Page],
) -> None:
    page = window(anna, nordlicht)
    text, field = page.locator("#editor .tiptap"), page.locator("#picker-modules input[type=search]")
    for script in ("template", "picker"):
        mine = make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account, subject=script)
        page.goto(f"/desk/ticket/{mine.number}/")
        started(page)
        late = Late(page, re.compile(rf"behaviours/{script}\b"))
        page.keyboard.press("r")
        expect(text).to_be_focused()
        page.keyboard.type("Guten Tag")

        page.keyboard.press("Control+Space")
        page.keyboard.type("liefer")
        expect(text).to_contain_text("Guten Tag")
        late.arrive()

        expect(field).to_be_focused()
        expect(field).to_have_value("liefer")
        page.keyboard.press("Escape")
        expect(page.locator("#picker-modules")).to_be_hidden()
        expect(text).to_contain_text("Guten Tag")
        expect(text).not_to_contain_text("liefer")
