"""The board, the wallboard and one's alarms in a real browser, in English: by keyboard, dark, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.reports.models import AlarmMute
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.reports import make_alarm
from tests.factories.tickets import make_ticket
from tests.flows.browsing import started
from tests.supervisor.accounts.test_in_browser import signed_in
from tests.support.axe import breaches
from tests.support.client import Browser
from tests.support.processes import Web
from tests.support.scoping import everywhere
from tests.support.settled import too_wide

pytestmark = pytest.mark.browser
BOARD, WALL, ALARMS = (reverse(f"supervisor:{name}") for name in ("board:show", "board:wall", "alarms:list"))


@pytest.fixture
def sven_browses(client_for: Callable[..., Browser], sven: User, nordlicht: Tenant, billing: Category) -> Browser:
    """An alarm is raised, two requests are overdue, a third is not."""
    make_alarm(nordlicht, "Zu viel offen", threshold=2, raised_at=clock.now())
    for minutes in (-10, -5, 60):
        make_ticket(billing, due_at=clock.now() + timedelta(minutes=minutes))
    return client_for(sven, nordlicht)


def test_board_and_alarms_by_keyboard_alone_and_back_from_a_ticket_to_the_list_as_it_was_left(
    site: Web, window: Chromium, sven_browses: Browser, sven: User
) -> None:
    page = signed_in(window, site, sven_browses).new_page()
    narrowed = f"{reverse('supervisor:board:tickets')}?due=late"
    page.goto(narrowed)
    started(page)
    for key in "jj":
        page.keyboard.press(key)
    opened = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{opened}")
    started(page)
    expect(page.get_by_role("link", name="Back to the list")).to_have_attribute("data-hotkey", "u")
    page.keyboard.press("u")
    expect(page).to_have_url(f"{site.url}{narrowed}")
    expect(page.locator(f"a[href='{opened}']")).to_be_focused()

    # Who comes from the desk is led to no list of the board.
    page.goto(f"{opened}?folder=mine")
    started(page)
    expect(page.locator("#ticket-head [data-hotkey=u]")).to_have_count(0)

    page.goto(reverse("supervisor:board:tickets"))
    started(page)
    page.keyboard.press("g")
    page.keyboard.press("b")
    expect(page).to_have_url(f"{site.url}{BOARD}")
    _enter(page, page.locator("a.figure", has_text="Overdue"))
    expect(page).to_have_url(re.compile("due=late"))
    expect(page.locator("tr[data-row]")).to_have_count(2)

    page.goto(BOARD)
    _enter(page, page.get_by_role("link", name="Wallboard"))
    expect(page.get_by_text("Zu viel offen")).to_be_visible()
    _enter(page, page.get_by_role("link", name="Leave the wallboard"))
    expect(page).to_have_url(f"{site.url}{BOARD}")

    page.goto(ALARMS)
    box = page.locator("tbody").get_by_role("checkbox").first
    box.focus()
    page.keyboard.press("Space")
    _enter(page, page.get_by_role("button", name="Mute", exact=True))
    expect(page.get_by_text("1 alarm is muted for you.")).to_be_visible()
    with everywhere():
        assert list(AlarmMute.objects.values_list("user_id", "until")) == [(sven.pk, None)]


def test_looks_dark_and_on_a_phone(site: Web, window: Chromium, sven_browses: Browser) -> None:
    size = {"width": 390, "height": 844}
    page = signed_in(window, site, sven_browses, viewport=size, color_scheme="dark").new_page()
    troubles = {}

    for url in (BOARD, WALL, ALARMS):
        page.goto(url)
        troubles[url] = (breaches(page), too_wide(page))

    assert troubles == dict.fromkeys((BOARD, WALL, ALARMS), ([], 0))


NAMES = "names => names.map(name => [name.scrollWidth > name.clientWidth, name.getClientRects().length])"


def test_names_of_tenants_and_people_are_read_in_one_line(
    site: Web, window: Chromium, sven_browses: Browser, sven: User, nordlicht: Tenant
) -> None:
    connect_calls()
    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(name="Nordlicht Versand")
        User.objects.filter(pk=sven.pk).update(name="Sven Hagedorn")
    page = signed_in(window, site, sven_browses, viewport={"width": 1440, "height": 900}).new_page()
    page.goto(BOARD)

    calls = page.get_by_role("region", name="Calls").locator("tbody th")
    assert [height for height in calls.evaluate_all("all => all.map(one => one.clientHeight)") if height > 45] == []
    people = page.get_by_role("region", name="Agents").locator("tbody th .link")
    assert people.evaluate_all(NAMES) == [[False, 1]] * people.count()
    assert page.locator(".shares__name .clip").evaluate_all(NAMES) == [[False, 1]]
    states = page.get_by_role("region", name="Open by state").locator("tbody th")
    states.first.evaluate("state => { state.textContent = 'In der Warteschlange'; }")
    assert states.first.evaluate("state => state.clientHeight") <= 45


def _enter(page: Page, target: Locator) -> None:
    """As the Tab key would reach it."""
    target.focus()
    page.keyboard.press("Enter")
