"""A new tenant in one sitting, in a real browser and with nothing but keys: left, resumed, gone back, finished."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.flows.browsing import started
from tests.flows.hands import Keyboard
from tests.support.axe import breaches
from tests.support.chromium import page_of
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.processes import Web
from tests.support.scoping import everywhere
from tests.support.settled import too_wide

pytestmark = pytest.mark.browser


def _at(page: Page, step: str) -> None:
    page.wait_for_url(f"**/assistant/{step}/")
    started(page)


def _save(page: Page) -> None:
    """The foot with its buttons is seen however long the form is."""
    expect(page.get_by_role("button", name="Save and go on")).to_be_in_viewport()
    page.keyboard.press("Control+s")


def _fits_a_phone(page: Page) -> None:
    """The steps are moved sideways by themselves; the page is not."""
    desk = page.viewport_size
    assert desk is not None
    page.set_viewport_size({"width": 390, "height": 844})
    assert too_wide(page) == 0
    page.set_viewport_size(desk)


def _skip(hand: Keyboard) -> None:
    hand.press(hand.page.get_by_role("button", name="Skip", exact=True))


def _there_and_back(hand: Keyboard) -> None:
    """To the mask in which members are added, and by the line above it back to the step."""
    page = hand.page
    hand.press(page.get_by_role("link", name="Members of “Kundenservice”"))
    page.wait_for_url("**/supervisor/groups/agent/*/*")
    started(page)
    assert breaches(page) == []
    _fits_a_phone(page)
    hand.press(page.get_by_role("link", name="Back to the step “Members”"))
    _at(page, "members")


def _message_covers_no_button(page: Page) -> None:
    """What is said once lies above the foot of the page, also where the foot has two rows."""
    desk = page.viewport_size
    assert desk is not None
    page.set_viewport_size({"width": 390, "height": 844})
    toast = page.locator(".toast").last.bounding_box()
    foot = page.locator(".mask__foot").bounding_box()
    assert toast is not None
    assert foot is not None
    assert toast["y"] + toast["height"] <= foot["y"] or toast["y"] >= foot["y"] + foot["height"]
    page.set_viewport_size(desk)


def test_a_tenant_is_set_up_in_one_sitting(
    site: Web, window: Chromium, client_for: Callable[..., Browser], ada: User, nordlicht: Tenant
) -> None:
    client = client_for(ada, nordlicht)
    page = page_of(site, window, client)
    hand = Keyboard(page)
    page.goto("/supervisor/tenants/assistant/")
    started(page)
    hand.write(page.get_by_label("Name", exact=True), "Seebad Reisen")
    hand.write(page.get_by_label("Short code"), "SEE")
    page.keyboard.press("Control+s")
    _at(page, "times")
    assert breaches(page) == []
    _fits_a_phone(page)
    _skip(hand)
    _at(page, "settings")
    assert breaches(page) == []
    _fits_a_phone(page)
    _save(page)
    _at(page, "account")

    hand.write(page.get_by_label("E-mail address"), "service")
    hand.write(page.locator("#id_host"), "imap.seebad.example")
    _save(page)
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    expect(page.locator("#id_host")).to_have_value("imap.seebad.example")
    started(page)
    for name, value in {
        "address": "service@seebad.example",
        "username": "service",
        "password": "geheim",
        "smtp_host": "smtp.seebad.example",
    }.items():
        hand.write(page.locator(f"#id_{name}"), value)
    _save(page)
    _at(page, "no-reply")
    _skip(hand)
    _at(page, "accounts")
    _message_covers_no_button(page)
    expect(page.get_by_role("navigation", name="Steps").get_by_text("skipped")).to_have_count(2)

    page.goto("/supervisor/tenants/assistant/")
    hand.press(page.get_by_role("link", name="Go on with Seebad Reisen"))
    _at(page, "accounts")
    _save(page)
    for step, name in (("system-group", "Seebad"), ("supervisor-group", "Leitung"), ("agent-group", "Kundenservice")):
        _at(page, step)
        expect(page.get_by_label("Name", exact=True)).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    _at(page, "members")
    page.go_back()
    _at(page, "agent-group")
    expect(page.get_by_role("link", name="Kundenservice")).to_be_visible()
    hand.press(page.get_by_role("button", name="Go on without saving"))
    _at(page, "members")
    _there_and_back(hand)
    _skip(hand)
    _at(page, "category")
    hand.write(page.get_by_label("Display name"), "Buchungen")
    _save(page)
    _at(page, "rules")
    _skip(hand)
    _at(page, "template")
    _skip(hand)
    _at(page, "texts")
    _skip(hand)
    _at(page, "readiness")
    expect(page.locator("#go-live-test-title")).to_be_visible()
    assert breaches(page) == []
    hand.press(page.get_by_role("button", name="Finish"))
    page.wait_for_url("**/readiness/")

    with everywhere():
        made = Tenant.objects.get(code="SEE")
        assert Category.objects.get(tenant=made).agent_groups.get() == AgentGroup.objects.get(tenant=made)
    _the_next_one_is_like_it(site, window, client, made)


def _the_next_one_is_like_it(site: Web, window: Chromium, client: Browser, like: Tenant) -> None:
    """On a narrow screen."""
    page = page_of(site, window, client, width=390, scheme="dark")
    page.goto("/supervisor/tenants/like/")
    page.get_by_role("link", name=f"Take as the pattern {like.name}").click()
    started(page)
    page.get_by_label("Name", exact=True).fill("Bergbad Reisen")
    page.get_by_label("Short code").fill("BERG")
    page.keyboard.press("Enter")
    create = page.get_by_role("button", name="Create tenant")
    expect(create).to_be_visible()
    expect(page.locator("#like-found")).to_contain_text("service@seebad.example")
    assert breaches(page) == []
    assert too_wide(page) == 0
    create.click()
    page.wait_for_url("**/readiness/")

    with everywhere():
        assert Category.objects.get(tenant__code="BERG").name == "Buchungen"


def test_all_tabs_of_the_mask_are_seen_at_once(
    site: Web, window: Chromium, client_for: Callable[..., Browser], ada: User, nordlicht: Tenant
) -> None:
    """With letters and calls there are nine, and their German names are long: nothing is to be scrolled for."""
    letters_on()
    connect_calls()
    page = page_of(site, window, client_for(ada, nordlicht), language="de")
    page.goto(reverse("supervisor:tenants:edit", args=[nordlicht.pk]))
    started(page)

    tabs = page.get_by_role("navigation", name="Reiter")
    expect(tabs.get_by_role("link")).to_have_count(9)
    assert tabs.evaluate("tabs => tabs.scrollWidth - tabs.clientWidth") == 0
    assert too_wide(page) == 0
