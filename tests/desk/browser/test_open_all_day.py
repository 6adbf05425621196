"""A desk that stays open all day: what was shown in it is not kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.answers.domain.drafts import open_draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.desk.browser.test_desk import started
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.settled import becomes, settled

pytestmark = pytest.mark.browser
OF_AN_EDITOR = 100
"""Listeners: one has more of them (165)."""
ROUNDS = 3


def test_editors_of_tickets_that_were_left_are_not_kept(
    anna: User,
    billing: Category,
    customer: Customer,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    window: Callable[..., Page],
) -> None:
    given = {"owner": anna, "customer": customer, "account": nordlicht_account}
    one, other = (make_ticket(billing, subject=subject, **given) for subject in ("Abschlag", "Umzug"))
    with in_scope(nordlicht):
        for ticket in (one, other):
            open_draft(ticket, author=anna)
    page = window(anna, nordlicht)
    page.clock.install()
    started(page, f"/desk/ticket/{one.number}/")
    browser = page.context.new_cdp_session(page)
    browser.send("Performance.enable")

    def listeners() -> int:
        page.clock.fast_forward(31_000)
        browser.send("HeapProfiler.collectGarbage")
        found = {each["name"]: each["value"] for each in browser.send("Performance.getMetrics")["metrics"]}
        return int(found["JSEventListeners"])

    def shown_in_turn() -> None:
        for ticket in (other, one):
            page.locator(f"#row-{ticket.number}").click()
            expect(page.locator("#subject")).to_have_text(ticket.subject)
            expect(page.locator("#reply-text.tiptap")).to_be_visible()
            page.locator("#reply-text").press("x")

    # What scripts that come later listen to, and an editor that is on its way out, are there before and after.
    shown_in_turn()
    before = settled(listeners)
    for _ in range(ROUNDS):
        shown_in_turn()

    # Two editors a round would stay.
    becomes(lambda: listeners() - before < ROUNDS * OF_AN_EDITOR, True)
