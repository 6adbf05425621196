"""What a page does with calls by itself: how long they last, how they ring, and where the keys go afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from kontor.calls.enums import CallState, LinkState, PartyState
from kontor.calls.models import PhoneLink
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.browser.test_phone import change, started
from tests.desk.browser.test_phone_note import NOTE, kept
from tests.desk.phone.rows import ago, integration, phone_of, ringing, talking
from tests.factories.tickets import make_ticket
from tests.support.routes import hear
from tests.support.scoping import everywhere
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
CALLS = "**/desk/phone/calls/"
SAVES = "**/desk/phone/*/note/"
NEWS = "document.body.dispatchEvent(new CustomEvent('live:own:call'))"
RINGS = """window.rung = 0;
window.AudioContext = class extends AudioContext { constructor() { super(); window.rung += 1; } };"""


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer) -> Ticket:
    integration()
    return make_ticket(billing, owner=anna, customer=customer)


def test_how_long_a_call_lasts_whatever_the_clock_says_and_what_is_noted_is_kept_once_there_is_a_network(
    anna: User, nordlicht: Tenant, window: Window
) -> None:
    integration()
    call = talking(nordlicht, anna, answered_at=ago(3725))
    page = window(anna, nordlicht)
    page.clock.install(time=clock.now() - timedelta(hours=3))
    hear(page, CALLS, lambda route: route.abort())

    started(page, "/desk/inbox/")

    expect(page.locator(".phone__timer")).to_have_text(re.compile(r"^1:02:\d\d$"))
    page.unroute(CALLS)

    press(page, "h", "n")
    hear(page, SAVES, lambda route: route.abort())
    page.keyboard.type("Ruft wieder")
    with page.expect_event("requestfailed"):
        page.clock.fast_forward(1_000)
    page.unroute(SAVES)

    page.clock.fast_forward(8_000)
    becomes(lambda: kept(call), "Ruft wieder")

    # The page is left.
    page.keyboard.type(" an.")
    page.goto("/desk/contacts/")
    becomes(lambda: kept(call), "Ruft wieder an.")


def test_a_call_that_comes_while_another_is_asked_for_is_shown_and_said(
    anna: User, nordlicht: Tenant, window: Window
) -> None:
    integration()
    page = started(window(anna, nordlicht), "/desk/inbox/")
    held: list[Route] = []
    hear(page, CALLS, held.append)
    call = ringing(nordlicht, anna)
    page.evaluate(NEWS)
    becomes(lambda: page.evaluate("1") == len(held), True)
    answer = held[0].fetch()

    ringing(nordlicht, anna, remote="+49407654321", remote_normal="+49407654321")
    page.evaluate(NEWS)
    held[0].fulfill(response=answer)
    page.unroute(CALLS)

    expect(page.locator(".phone__call")).to_have_count(2)
    said = page.locator("#phone [role=status]")
    expect(said).to_contain_text("7654321")
    change(call, PartyState.LEFT)
    page.evaluate(NEWS)
    expect(page.locator(".phone__call")).to_have_count(1)
    change(call, PartyState.RINGING)
    page.evaluate(NEWS)
    expect(said).to_contain_text("1234567")


def test_it_rings_where_somebody_wants_to_hear_it(anna: User, nordlicht: Tenant, window: Window) -> None:
    integration()
    phone_of(anna)
    page = window(anna, nordlicht)
    page.add_init_script(RINGS)
    started(page, "/desk/inbox/")
    page.get_by_role("button", name="Your phone").click()
    page.get_by_label("Ring tone in this browser").check()
    assert page.evaluate("rung") == 1
    started(page, "/desk/inbox/")
    page.get_by_role("button", name="Your phone").click()
    expect(page.get_by_label("Ring tone in this browser")).to_be_checked()
    assert page.evaluate("rung") == 0

    with everywhere():
        PhoneLink.objects.update(state=LinkState.DOWN)
    with page.expect_response(CALLS):
        ringing(nordlicht, anna)

    becomes(lambda: page.evaluate("rung") > 0, True)
    expect(page.locator("#phone-menu")).to_be_visible()


def test_escape_leaves_the_note_and_the_keys_stay_where_they_are_or_go_back_to_where_they_were(
    anna: User, mine: Ticket, nordlicht: Tenant, window: Window
) -> None:
    call = talking(nordlicht, anna)
    page = started(window(anna, nordlicht), "/desk/inbox/?folder=mine")

    # Nothing had the keys before.
    press(page, "h", "n")
    expect(page.locator(NOTE)).to_be_focused()
    press(page, "Escape", "h", "m")
    expect(page.locator("[data-fold]")).to_have_attribute("aria-expanded", "false")
    expect(page.locator(NOTE)).to_have_value("")
    press(page, "h", "m")
    expect(page.locator("[data-fold]")).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("j")
    row = page.locator(f"#row-{mine.number} :focus, #row-{mine.number}:focus")
    expect(row).to_have_count(1)
    press(page, "h", "n")
    expect(page.locator(NOTE)).to_be_focused()
    old = page.locator(f"#row-{mine.number}[data-old]")
    page.locator(f"#row-{mine.number}").evaluate("row => { row.dataset.old = ''; }")
    page.evaluate("document.body.dispatchEvent(new CustomEvent('live:reload'))")
    expect(old).to_have_count(0)

    page.keyboard.press("Escape")
    expect(row).to_have_count(1)
    fold = page.locator("[data-fold]")
    fold.focus()
    change(call, PartyState.LEFT, state=CallState.ENDED, ended_at=ago(0), wrap_up_until=ago(-60), agent=anna)
    expect(page.locator(".phone__call")).to_have_attribute("data-phase", "wrap_up")
    expect(fold).to_be_focused()
    change(call, PartyState.LEFT, wrapped_up_at=ago(0))

    expect(page.locator(".phone__call")).to_have_count(0)
    expect(row).to_have_count(1)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
