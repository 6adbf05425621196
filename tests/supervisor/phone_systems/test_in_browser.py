"""Telephone systems in a real browser: set up with nothing but keys, and the dial string that follows what is typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Locator, Page, expect

from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.phone_systems import make_phone_system, make_trunk
from tests.flows.hands import Keyboard
from tests.support.axe import breaches
from tests.support.client import Browser
from tests.support.processes import Web

pytestmark = pytest.mark.browser


def signed_in(window: Chromium, site: Web, browser: Browser, **options: object) -> BrowserContext:
    context = window.new_context(base_url=site.url, locale="en", **options)  # type: ignore[arg-type]
    context.add_cookies(
        [{"name": name, "value": morsel.value, "url": site.url} for name, morsel in browser.cookies.items()]
    )
    return context


def test_a_telephone_system_is_set_up_by_keyboard(
    site: Web, window: Chromium, client_for: Callable[..., Browser], ada: User, nordlicht: Tenant
) -> None:
    connect_calls()
    context = signed_in(window, site, client_for(ada))
    page = context.new_page()
    hand = Keyboard(page)
    page.goto(reverse("supervisor:phone-systems:list"))

    hand.press(page.get_by_role("link", name="New", exact=True))
    page.wait_for_url("**/new/")
    hand.write(page.get_by_label("Name", exact=True), "Zentrale")
    hand.reach(page.get_by_role("radio", name="Asterisk (AMI)"))
    page.keyboard.press("ArrowDown")
    hand.press(_save(page))
    page.wait_for_url("**/connection/")
    expect(page.get_by_role("heading", name="Zentrale")).to_be_visible()

    hand.press(page.get_by_role("button", name="Make a token"))
    expect(page.get_by_text("shown this one time only")).to_be_visible()
    expect(page.locator("#post-url")).to_contain_text("/calls/")
    assert breaches(page) == []

    hand.reach(page.get_by_role("navigation", name="Tabs").get_by_role("link", name="Connection"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/trunks/")
    hand.write(page.get_by_label("Name in the telephone system"), "trunk-n")
    hand.choose(page.get_by_label("Tenant"), "Nordlicht")
    hand.write(page.get_by_label("Prefix"), "71")
    hand.press(_save(page))
    row = page.get_by_role("row", name="trunk-n")
    expect(row).to_contain_text("71 …")
    page.wait_for_load_state()
    hand.press(row.get_by_role("button", name="Remove trunk-n"))
    hand.press(page.get_by_role("alertdialog").get_by_role("button", name="Remove"))
    expect(page.get_by_text("None yet. A trunk says whose calls")).to_be_visible()
    context.close()


def test_the_dial_string_follows_what_is_typed(
    site: Web, window: Chromium, client_for: Callable[..., Browser], ada: User, nordlicht: Tenant
) -> None:
    connect_calls()
    system = make_phone_system("Zentrale")
    make_trunk(system, nordlicht, "trunk-n", name="Leitung Nord", prefix="71", signalled_number="040 999")
    context = signed_in(window, site, client_for(ada))
    page = context.new_page()
    page.goto(reverse("supervisor:tenants:tab", args=[nordlicht.pk, "call-connector"]))
    page.wait_for_selector("html[data-started]")
    dialled = page.locator("#dialled")

    expect(dialled).to_contain_text("Choose a telephone system")
    page.get_by_label("Telephone system").select_option(label="Zentrale")
    page.get_by_label("Example number").fill("040 / 123 45 67")
    expect(dialled).to_contain_text("0049401234567")
    page.get_by_label("Prefix").press_sequentially("71")
    expect(dialled).to_contain_text("710049401234567")
    expect(dialled).to_contain_text("Leitung Nord")
    expect(dialled).to_contain_text("040 999")
    page.get_by_label("Prefix").press_sequentially("a")
    expect(dialled).to_contain_text("digits, * and # only")
    assert breaches(page) == []

    page.get_by_label("Prefix").fill("71")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Call Connector App: saved.")).to_be_visible()
    expect(page.get_by_label("Prefix")).to_have_value("71")
    context.close()


def _save(page: Page) -> Locator:
    return page.get_by_role("button", name="Save")
