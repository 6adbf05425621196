"""Spam by keyboard, and its pages without fault for everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kontor.intake.domain.block_list import block
from kontor.intake.models import BlockEntry
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.desk.browser.test_desk import Window, started
from tests.factories.answers import make_text
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.support.axe import faults_wide_and_narrow
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser


def test_marking_as_spam_and_taking_back_by_keyboard(
    anna: User, billing: Category, nordlicht: Tenant, window: Window
) -> None:
    ticket = make_ticket(billing, customer=make_customer(nordlicht, email="werbung@spam.example"), subject="Gewonnen")
    page = started(window(anna, nordlicht), f"/desk/ticket/{ticket.number}/?folder=queue")

    page.keyboard.press("!")
    dialog = page.locator("#ticket-dialog")
    expect(dialog).to_contain_text("werbung@spam.example")
    dialog.get_by_label("everybody at spam.example").check()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast", has_text="is spam now")).to_be_visible()

    started(page, f"/desk/ticket/{ticket.number}/?folder=spam")
    expect(page.locator("#inbox")).to_contain_text("Gewonnen")
    page.keyboard.press("!")
    expect(page.locator("#ticket-foot")).to_contain_text("Take this ticket")
    with in_scope(nordlicht):
        ticket.refresh_from_db()
        assert list(BlockEntry.objects.values_list("value", flat=True)) == ["spam.example"]
    assert ticket.state == TicketState.QUEUED


def test_pages_of_spam_and_acknowledgements_are_accessible(
    sven: User, billing: Category, nordlicht: Tenant, window: Window
) -> None:
    ticket = make_ticket(billing, customer=make_customer(nordlicht, email="werbung@spam.example"))
    make_text(nordlicht, billing)
    with in_scope(nordlicht):
        block(nordlicht, "spam.example", note="Werbung", by=sven)
        Ticket.objects.filter(pk=make_ticket(billing).pk).update(state=TicketState.SPAM)
    page = window(sven, nordlicht)

    faults = []
    for url in (
        "/desk/inbox/?folder=spam",
        f"/desk/ticket/{ticket.number}/spam/",
        "/supervisor/blocks/",
        "/supervisor/blocks/new/",
        f"/supervisor/categories/{billing.pk}/acknowledgements/",
    ):
        started(page, url)
        faults += [(url, *fault) for fault in faults_wide_and_narrow(page)]

    assert faults == []
