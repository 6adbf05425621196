"""From a row and back: the list is as it was left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.people import make_user
from tests.flows.browsing import started
from tests.support.chromium import page_of
from tests.support.client import Browser
from tests.support.processes import Web

pytestmark = pytest.mark.browser
USERS = reverse("supervisor:users:list")


@pytest.fixture
def narrowed(site: Web, window: Chromium, client_for: Callable[..., Browser], ada: User, nordlicht: Tenant) -> Page:
    """The list of users by keyboard: narrowed to some of them, the second one opened."""
    for number in range(4):
        make_user(f"Berta {number}", username=f"berta{number}", email=f"berta{number}@kontor.example")
    page = page_of(site, window, client_for(ada, nordlicht))
    page.goto(f"{USERS}?filter=1&filter-name=Berta&sort=-name")
    started(page)
    for _step in range(2):
        page.keyboard.press("j")
    expect(page.locator("[data-row] :focus")).to_contain_text("Berta 2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/users/*/**")
    started(page)
    return page


def test_u_leads_back_to_the_narrowed_list_and_its_row_and_the_menu_to_its_beginning(narrowed: Page) -> None:
    # After another tab of the mask, and by the button of the browser.
    narrowed.locator(".tab", has_text="Groups").click()
    narrowed.wait_for_url("**/groups/")
    started(narrowed)
    narrowed.keyboard.press("u")
    expect(narrowed.locator("[data-row] :focus")).to_contain_text("Berta 2")

    narrowed.go_back()
    started(narrowed)
    narrowed.go_forward()
    expect(narrowed.locator("[data-row] :focus")).to_contain_text("Berta 2")

    narrowed.keyboard.press("Enter")
    narrowed.wait_for_url("**/users/*/**")
    started(narrowed)
    narrowed.set_viewport_size({"width": 1440, "height": 300})
    narrowed.keyboard.press("u")
    narrowed.wait_for_url(f"**{USERS}?filter=1&filter-name=Berta&sort=-name")

    expect(narrowed.locator("[data-row] :focus")).to_contain_text("Berta 2")
    expect(narrowed.locator("[data-row] :focus")).to_be_in_viewport()
    narrowed.keyboard.press("j")
    expect(narrowed.locator("[data-row] :focus")).to_contain_text("Berta 1")

    narrowed.locator(f'.nav__item[href="{USERS}"]').click()
    narrowed.wait_for_url(f"**{USERS}")
    started(narrowed)
    expect(narrowed.locator("[data-row] :focus")).to_have_count(0)

    narrowed.keyboard.press("j")
    narrowed.keyboard.press("Enter")
    narrowed.wait_for_url("**/users/*/**")
    started(narrowed)
    narrowed.locator(f'.nav__item[href="{USERS}"]').click()
    narrowed.wait_for_url(f"**{USERS}")
    started(narrowed)
    expect(narrowed.locator("[data-row] :focus")).to_have_count(0)


def test_each_list_is_come_back_to_by_its_own_way_and_the_focus_is_taken_from_nobody_who_was_quicker(
    narrowed: Page,
) -> None:
    address, roles = narrowed.url, reverse("supervisor:roles:list")
    narrowed.goto(roles)
    started(narrowed)
    narrowed.keyboard.press("j")
    narrowed.keyboard.press("Enter")
    narrowed.wait_for_url("**/roles/*/**")
    started(narrowed)
    narrowed.goto(address)
    started(narrowed)

    back = narrowed.locator("a[data-hotkey=u]")
    back.evaluate("link => link.addEventListener('click', (event) => event.preventDefault(), { once: true })")
    back.click()
    narrowed.locator(f'.nav__item[href="{roles}"]').click()
    narrowed.wait_for_url(f"**{roles}")
    started(narrowed)
    expect(narrowed.locator("[data-row] :focus")).to_have_count(0)

    narrowed.goto(address)
    started(narrowed)
    first = "() => document.querySelector('.nav__item').focus()"
    narrowed.add_init_script(f"document.addEventListener('readystatechange', {first}, {{ once: true }})")

    narrowed.keyboard.press("u")

    narrowed.wait_for_url(f"**{USERS}?filter=1&filter-name=Berta&sort=-name")
    started(narrowed)
    expect(narrowed.locator(".nav__item").first).to_be_focused()


def test_whoever_signs_in_next_finds_nothing_of_it(narrowed: Page) -> None:
    address, cookies = narrowed.url, narrowed.context.cookies()
    narrowed.context.clear_cookies()
    narrowed.goto(address)
    started(narrowed)
    expect(narrowed.get_by_label("Password", exact=True)).to_be_visible()

    narrowed.context.add_cookies(cookies)  # type: ignore[arg-type]
    narrowed.goto(address)
    started(narrowed)

    expect(narrowed.locator("a[data-hotkey=u]")).to_have_attribute("href", USERS)
