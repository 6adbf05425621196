"""An escalation rule by keyboard in a real browser, from the list to the history of the ticket on which it acts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from kontor.escalations.domain.sweep import sweep
from kontor.escalations.models import EscalationRule
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.escalations import is_due_in, rule_in_force
from tests.factories.tickets import make_ticket
from tests.flows.browsing import started
from tests.flows.hands import Keyboard
from tests.support.axe import breaches
from tests.support.chromium import page_of
from tests.support.client import Browser
from tests.support.processes import Web
from tests.support.scoping import in_scope
from tests.support.settled import too_wide

pytestmark = pytest.mark.browser


def test_a_rule_is_written_ordered_put_in_force_and_acts(
    site: Web,
    window: Chromium,
    client_for: Callable[..., Browser],
    sven: User,
    nordlicht: Tenant,
    billing: Category,
) -> None:
    """In the dark, on a narrow screen; nothing there breaks the rules of accessibility."""
    first = rule_in_force(nordlicht, is_due_in(0), name="Verspätet").rule
    ticket = make_ticket(billing, received_at=clock.now() - timedelta(minutes=31))
    page = page_of(site, window, client_for(sven, nordlicht), width=390, scheme="dark")
    hand = Keyboard(page)

    page.goto("/supervisor/escalations/")
    started(page)
    page.keyboard.press("n")
    page.wait_for_url("**/supervisor/escalations/new/**")
    _write(hand)
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/escalations/\d+/$"))
    started(page)
    assert _troubles(page) == []

    with page.context.expect_page() as opened:
        hand.press(page.get_by_role("button", name="Try it"))
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Dry run: Zu lange")
    opened.value.close()

    with page.expect_navigation():
        hand.press(page.get_by_role("button", name="Put into force"))
    expect(page.get_by_text("Version 1 is in force")).to_be_visible()

    page.goto("/supervisor/escalations/")
    started(page)
    hand.press(page.get_by_role("button", name="Try earlier: Zu lange"))
    expect(page.locator(".rule__name")).to_have_text(["Zu lange", "Verspätet"])
    expect(page.locator(":focus")).to_have_attribute("id", re.compile("-up$"))
    assert _troubles(page) == []
    with in_scope(nordlicht):
        order = EscalationRule.objects.order_by("position").values_list("name", "pk")
        assert [name for name, _pk in order] == ["Zu lange", first.name]

    assert sweep(nordlicht.pk) == 1
    page.goto(f"/desk/ticket/{ticket.number}/context/")
    expect(page.get_by_text("Escalation rule “Zu lange”, version 1: tag “eilig” set")).to_be_visible()
    page.context.close()


def _write(hand: Keyboard) -> None:
    """In the queue for half an hour: set a tag. The field of a new row has the focus."""
    page = hand.page
    started(page)
    hand.write(page.get_by_label("Name", exact=True), "Zu lange")
    hand.choose(page.locator("#conditions-new"), "In the queue, and received")
    hand.press(page.locator("#add-conditions"))
    expect(page.locator("#conditions-0-number")).to_be_focused()
    page.keyboard.type("30")
    hand.choose(page.locator("#actions-new"), "Set the tag")
    hand.press(page.locator("#add-actions"))
    expect(page.locator("#actions-0-text")).to_be_focused()
    page.keyboard.type("eilig")
    assert _troubles(page) == []


def _troubles(page: Page) -> list[tuple[str, list[str]]]:
    found = breaches(page)
    return [*found, ("wider than the window", [])] if too_wide(page) else found
