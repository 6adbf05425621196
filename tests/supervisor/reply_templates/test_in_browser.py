"""A letterhead and a template with it, by keyboard in a real browser: the preview follows what is typed; axe agrees."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.models import ReplyTemplate
from tests.factories.texts import make_template
from tests.flows.browsing import started
from tests.support.axe import breaches
from tests.support.chromium import page_of
from tests.support.client import Browser
from tests.support.processes import Web
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser
LIST = "/supervisor/reply-templates/"


def test_a_letterhead_and_a_template_with_it(
    site: Web,
    window: Chromium,
    client_for: Callable[..., Browser],
    sven: User,
    nordlicht: Tenant,
    billing: Category,
) -> None:
    other = make_template(nordlicht, "Andere", html="<p>Anderer Text</p>")
    page = page_of(site, window, client_for(sven, nordlicht))

    page.goto(f"{LIST}new/?what=include-letterhead")
    started(page)
    page.get_by_label("Display name").fill("Briefkopf")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/contents/")
    page.goto(f"{page.url}?source=1")
    page.get_by_label("Text (HTML)").fill('<div style="text-align: right"><p>Nordlicht, Hafenstraße 1</p></div>')
    expect(_mail(page)).to_contain_text("Nordlicht, Hafenstraße 1")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/contents/**source=1")
    page.get_by_role("link", name="General", exact=True).click()
    page.get_by_label("For all templates of the tenant").check()
    page.keyboard.press("Control+s")
    expect(page.locator("#unsaved-words")).to_be_empty()
    head = page.url

    page.goto(f"{LIST}new/")
    page.get_by_label("Display name").fill("Antwort")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/contents/")
    page.goto(f"{page.url}?source=1")
    page.get_by_label("Text (HTML)").fill("<p></p>")
    page.get_by_label("Text (HTML)").press("Home")
    for _step in range(3):
        page.keyboard.press("ArrowRight")
    _insert_by_keyboard(page, "greeting line")
    expect(page.get_by_label("Text (HTML)")).to_have_value("<p>${customer.salutation}</p>")
    page.get_by_label("Subject").focus()
    page.get_by_label("Text where the value is missing").fill("{Ihre} Nummer")
    page.get_by_label("Text where the value is missing").press("Enter")
    page.get_by_label("Search", exact=True).fill("gibt es nicht")
    expect(page.get_by_text("Nothing of that name.")).to_be_visible()
    page.get_by_label("Search", exact=True).fill("process.number")
    page.get_by_label("Search", exact=True).press("Enter")
    expect(page.get_by_label("Subject")).to_have_value("${process.number|Ihre Nummer}")
    expect(_mail(page)).to_contain_text("Sehr geehrte Frau Kunde,")
    expect(_mail(page)).to_contain_text("Nordlicht, Hafenstraße 1")
    assert breaches(page) == []

    page.get_by_label("Phone", exact=True).check()
    expect(page.locator("iframe")).to_have_css("width", "360px")
    expect(page.locator("iframe")).not_to_have_attribute("aria-hidden", "true")
    with page.expect_request("**/preview/"):
        page.get_by_role("button", name="Refresh").click()
    page.get_by_label("Dark", exact=True).check()
    expect(_mail(page)).to_have_css("color-scheme", "dark")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/contents/**source=1")
    page.get_by_role("link", name="Assignment", exact=True).click()
    page.get_by_label("Abrechnung").select_option("suggested")
    page.keyboard.press("Control+s")
    expect(page.locator("#unsaved-words")).to_be_empty()

    page.goto(f"{head.removesuffix('general/')}contents/")
    page.get_by_label("Text (HTML)").fill("<div><p>Nordlicht, Kai 7</p></div>")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/contents/**source=1")
    page.goto(f"{LIST}{other.pk}/contents/")
    expect(_mail(page)).to_contain_text("Nordlicht, Kai 7")
    expect(_mail(page)).to_contain_text("Anderer Text")

    with in_scope(nordlicht):
        made = ReplyTemplate.objects.get(name="Antwort")
        assert made.assignments.get().is_default
        assert made.contents.get().html == "<p>${customer.salutation}</p>"


def _insert_by_keyboard(page: Page, words: str) -> None:
    """Open the list, search, take the first that is left."""
    page.get_by_text("Insert placeholders, includes and pictures").click()
    page.get_by_label("Search", exact=True).fill(words)
    expect(page.locator("[data-entry]:not([hidden])")).to_have_count(1)
    expect(page.locator(".insertions__title:visible")).to_have_count(1)
    page.get_by_label("Search", exact=True).press("Enter")


def _mail(page: Page) -> Locator:
    """The html element of the mail that is shown."""
    return page.frame_locator("iframe:not([data-coming])").locator("html")
