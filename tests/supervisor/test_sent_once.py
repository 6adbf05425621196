"""Somebody clicks twice, as on a desktop."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from django.urls import reverse
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from kontor.org.domain.closing_codes import create_closing_code
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Note, Ticket
from tests.flows.browsing import started
from tests.support.chromium import page_of
from tests.support.client import Browser
from tests.support.processes import Web
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser
TWICE = "button => { button.click(); setTimeout(() => button.click(), 5); }"


@pytest.fixture
def page(site: Web, window: Chromium, client_for: Callable[..., Browser], ada: User, nordlicht: Tenant) -> Page:
    return page_of(site, window, client_for(ada, nordlicht))


def _posted(page: Page, button: Locator) -> int:
    """How often it was sent by a double click; then its next page is there."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.is_navigation_request() else None)
    with page.expect_navigation():
        button.evaluate(TWICE)
    started(page)
    return sent.count("POST")


def test_a_mask_is_saved_once_a_note_is_written_once_and_nobody_else_has_saved(
    page: Page, nordlicht: Tenant, ticket: Ticket
) -> None:
    with in_scope(nordlicht):
        code = create_closing_code(nordlicht, code="E1", name="Erledigt", by=None)
    page.goto(reverse("supervisor:closing_codes:edit", args=[code.pk]))
    started(page)
    page.get_by_label("Name").fill("Ganz erledigt")

    assert _posted(page, page.get_by_role("button", name="Save")) == 1
    expect(page.get_by_label("Name")).to_have_value("Ganz erledigt")
    expect(page.get_by_text("Somebody else")).to_have_count(0)

    page.goto(reverse("desk:ticket:note", args=[ticket.number]))
    started(page)
    page.get_by_role("textbox").last.fill("Nur einmal")

    assert _posted(page, page.locator("form[action*=note] button[type=submit]").last) == 1
    with in_scope(ticket.tenant_id):
        assert Note.objects.filter(ticket=ticket).count() == 1


def test_a_file_may_be_fetched_again_a_moment_later_and_another_of_the_same_form_at_once(page: Page) -> None:
    """It leaves the page where it is."""
    page.clock.install()
    page.goto(reverse("supervisor:audit:log"))
    started(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    export = page.locator("form#audit-export button, button[form=audit-export]").first

    for moment, is_sent in ((0, True), (0, False), (3_000, True)):
        page.clock.fast_forward(moment)
        with page.expect_request(lambda request: request.method == "POST") if is_sent else nullcontext():
            export.evaluate("button => button.click()")

    assert sent == ["POST", "POST"]

    page.goto(reverse("supervisor:audit:log"))
    started(page)
    exports = page.locator("form#audit-export button, button[form=audit-export]")
    for place, form in enumerate(("csv", "jsonl")):
        with page.expect_request(lambda request: request.method == "POST") as asked:
            exports.nth(place).evaluate("button => button.click()")
        assert (asked.value.post_data or "").endswith(f"format={form}")
