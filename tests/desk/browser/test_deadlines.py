"""The badge keeps its time while the page stays open, and the deadline explains itself by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from tests.factories.sla import choose, make_service_level
from tests.factories.tickets import make_ticket
from tests.support.axe import breaches
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser
TWO_TICKS = 20_000
"""Milliseconds: a row that the server has just sent again shows the server's time until the next tick."""


def test_a_deadline_runs_and_explains_itself(
    anna: User, billing: Category, nordlicht: Tenant, window: Callable[..., Page]
) -> None:
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, "Gold", first_response=120))
    with in_scope(nordlicht):
        fresh = Category.objects.select_related("tenant").get(pk=billing.pk)
        ticket = make_ticket(fresh, owner=anna)
    page = window(anna, nordlicht)
    page.clock.install(time=clock.now())
    page.goto(f"/desk/ticket/{ticket.number}/?folder=mine")
    page.wait_for_selector("html[data-started]")
    badge = page.locator(f"#row-{ticket.number} .badge")
    expect(badge).to_contain_text("1 h 59 min")

    page.clock.fast_forward(timedelta(minutes=54, seconds=30).total_seconds() * 1000)
    expect(badge.locator("span")).to_have_text(re.compile("^1 h 0[45] min$"), timeout=TWO_TICKS)
    page.clock.fast_forward(timedelta(minutes=5).total_seconds() * 1000)
    expect(badge.locator("span")).to_have_text("1 h", timeout=TWO_TICKS)
    page.clock.fast_forward(timedelta(minutes=45, seconds=30).total_seconds() * 1000)
    expect(badge).to_have_class("badge badge--near", timeout=TWO_TICKS)
    expect(badge.locator("span")).to_have_text(re.compile(r"^1\d min$"))
    page.clock.fast_forward(timedelta(minutes=25).total_seconds() * 1000)
    expect(badge).to_have_class("badge badge--overdue", timeout=TWO_TICKS)
    expect(badge).to_contain_text("over")
    expect(badge.locator("use")).to_have_attribute("href", re.compile("#i-overdue$"))
    for hours, words in ((24, "1 day over"), (3, "1 day 3 h over"), (24, "2 days over")):
        page.clock.fast_forward(hours * 3_600_000)
        expect(badge.locator("span")).to_have_text(words, timeout=TWO_TICKS)

    why = page.get_by_role("link", name="Explain the deadline")
    why.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="How the deadline is worked out")
    expect(dialog).to_contain_text("of the service level “Gold”")
    assert breaches(page, "#ticket-dialog") == []

    dialog.get_by_label("As it was at").fill("2020-01-01T10:00")
    page.keyboard.press("Enter")
    expect(page.locator("#ticket-dialog")).to_contain_text("Nothing was promised about this ticket by then")
    expect(page.locator("#ticket-dialog:modal")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#ticket-dialog")).to_have_count(0)


def test_a_wrong_clock_of_the_browser_makes_no_deadline_wrong(
    anna: User, billing: Category, nordlicht: Tenant, window: Callable[..., Page]
) -> None:
    make_ticket(billing, owner=anna, due_at=clock.now() + timedelta(hours=50))
    page = window(anna, nordlicht)
    page.clock.install(time=clock.now() + timedelta(days=1))
    page.goto("/desk/inbox/")
    page.wait_for_selector("html[data-started]")
    expect(page.locator("#folders")).to_contain_text("1")
    badge = page.locator(".row[data-row] .badge")
    badge.evaluate("badge => document.querySelector('main').append(badge.cloneNode(true))")  # which is not sent again
    words = page.locator("main > .badge span")
    words.evaluate("words => { words.textContent = ''; }")

    page.clock.fast_forward(10_000)

    expect(words).to_have_text("2 days")
