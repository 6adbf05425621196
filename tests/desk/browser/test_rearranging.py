"""Merging by keyboard alone, and taking it back with the toast's button."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.links import NewLink, link_all
from kontor.tickets.enums import LinkKind
from kontor.tickets.models import Message, Ticket
from tests.factories.tickets import make_ticket
from tests.support.axe import faults_wide_and_narrow
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser


def _show(ticket: Ticket) -> str:
    return reverse("desk:ticket:show", args=[ticket.number])


def test_a_ticket_is_merged_by_keyboard_and_undone(
    window: Callable[..., Page], anna: User, nordlicht: Tenant, billing: Category
) -> None:
    mine = make_ticket(billing, subject="Noch einmal: Umzug", owner=anna)
    other = make_ticket(billing, subject="Umzug nach Kiel")
    page = window(anna, nordlicht)
    page.goto(_show(mine))
    page.wait_for_selector("html[data-started]")

    page.keyboard.press("m")
    expect(page.get_by_role("dialog", name="Merge into another ticket")).to_be_visible()
    page.keyboard.type("kiel")
    expect(page.get_by_role("radio", name=re.compile("Umzug nach Kiel"))).to_be_checked()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{_show(other)}")

    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=mine.pk).merged_into_id == other.pk

    page.get_by_role("button", name="Undo").first.click()
    page.wait_for_url(f"**{_show(mine)}")
    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=mine.pk).owner == anna


def test_why_and_where_to_are_for_everybody(
    window: Callable[..., Page], anna: User, nordlicht: Tenant, billing: Category
) -> None:
    """The suggestion, the reasons and the search keep the rules of axe and stay within the window."""
    mine, other = make_ticket(billing, owner=anna), make_ticket(billing, subject="Umzug nach Kiel")
    with in_scope(nordlicht):
        signals = {"in_reply_to": 25, "account": 3}
        evidence = {"filing": "suggested", "ticket": other.number, "score": 28, "needed": 100, "signals": signals}
        Message.objects.filter(ticket=mine).update(evidence=evidence)
        link_all([NewLink(mine, LinkKind.SUGGESTED, other.number, other.tenant_id)])
    page = window(anna, nordlicht)
    page.goto(_show(mine))
    page.wait_for_selector("html[data-started]")
    expect(page.get_by_role("button", name="Move there")).to_be_visible()
    assert faults_wide_and_narrow(page) == []

    page.get_by_role("link", name="Why is this here?").click()
    expect(page.get_by_role("dialog", name="Why is this message here?")).to_be_visible()
    assert faults_wide_and_narrow(page) == []

    page.get_by_role("link", name="Move …").last.click()
    expect(page.get_by_role("dialog", name="Move the message to another ticket")).to_be_visible()
    page.keyboard.type("kiel")
    expect(page.get_by_role("radio", name=re.compile("Umzug nach Kiel"))).to_be_checked()
    assert faults_wide_and_narrow(page) == []
