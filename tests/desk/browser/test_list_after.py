"""What a new page used to put right when a ticket leaves the desk, and the list that comes back does as well."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.desk.browser.test_desk import Window, started
from tests.desk.browser.test_list_again import MARK, close, is_the_same_page
from tests.factories.tickets import make_ticket

pytestmark = pytest.mark.browser


def test_what_is_done_with_chosen_tickets_is_over_and_the_folder_one_came_from_is_shown_again(
    anna: User, nordlicht: Tenant, billing: Category, moving: Category, window: Window
) -> None:
    waiting = [make_ticket(billing, subject=f"Rechnung {number}") for number in range(3)]
    page = started(window(anna, nordlicht), "/desk/inbox/?folder=queue")
    page.evaluate(MARK)
    steps_back = page.evaluate("history.length")
    for ticket in waiting[:2]:
        page.locator(f"#row-{ticket.number}").locator("xpath=..").get_by_role("checkbox").check()
    page.get_by_role("button", name="What to do …").click()
    page.get_by_role("dialog").get_by_label("New category").select_option(str(moving.pk))

    page.get_by_role("button", name="Recategorise").click()

    expect(page.locator(".toast")).to_contain_text("2 tickets recategorised.")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#inbox-rows .row")).to_have_count(3)
    expect(page.locator("#inbox [name=selected]:checked")).to_have_count(0)
    expect(page.get_by_role("button", name="What to do …")).to_be_hidden()
    assert page.evaluate("history.length") == steps_back

    page.locator(f"#row-{waiting[2].number}").click()
    expect(page.locator("#ticket")).to_have_attribute("data-number", str(waiting[2].number))
    close(page)
    expect(page).to_have_url("/desk/inbox/?folder=queue")
    expect(page.locator("#folders [aria-current=page]")).to_have_attribute("href", "/desk/inbox/?folder=queue")
    assert is_the_same_page(page)


def test_a_long_list_comes_back_as_far_as_it_was_shown(
    anna: User, nordlicht: Tenant, billing: Category, window: Window
) -> None:
    for number in range(70):
        make_ticket(billing, subject=f"Rechnung {number}")
    page = started(window(anna, nordlicht), "/desk/inbox/?folder=queue&rows=70")
    rows = page.locator("#inbox-rows .row")
    expect(rows).to_have_count(70)
    rows.nth(68).locator("xpath=..").get_by_role("checkbox").check()
    rows.nth(60).click()
    expect(page.locator("#ticket")).to_be_visible()
    place = "document.querySelector('.inbox__list').scrollTop"
    scrolled = page.evaluate(place)

    close(page)

    expect(rows).to_have_count(69)
    expect(page.locator("#inbox [name=selected]:checked")).to_have_count(1)
    assert page.evaluate(place) > scrolled - 100
