"""A setting is changed by keyboard alone: whom it reaches has the focus before anything is saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.preferences import REOPEN_DAYS
from tests.flows.browsing import started
from tests.supervisor.effective.reading import SETTING, URL
from tests.support.axe import breaches
from tests.support.chromium import page_of
from tests.support.client import Browser
from tests.support.processes import Web
from tests.support.scoping import in_scope
from tests.support.settled import too_wide

pytestmark = pytest.mark.browser


def test_whom_it_reaches_has_the_focus_before_it_is_saved(
    site: Web,
    window: Chromium,
    client_for: Callable[..., Browser],
    ada: User,
    nordlicht: Tenant,
    billing: Category,
) -> None:
    page = page_of(site, window, client_for(ada, nordlicht), width=390, scheme="dark", language="de")
    page.goto(f"{URL}tenant/{nordlicht.pk}/{SETTING}/")
    started(page)
    page.locator(f"[name='{SETTING}-own']").press("Space")
    page.locator(f"[name='{SETTING}']").fill("9")
    page.locator(f"[name='{SETTING}']").press("Enter")

    reached = page.get_by_role("region", name="Außerdem ändert es sich an 1 Stelle, die erbt")
    expect(reached).to_be_focused()
    expect(reached).to_contain_text(f"{billing.name} Kategorie: aus 0 wird 9")
    assert (breaches(page), too_wide(page)) == ([], 0)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Speichern")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").filter(has_text="gespeichert")).to_be_visible()
    with in_scope(nordlicht):
        assert Tenant.objects.get(pk=nordlicht.pk).preferences[REOPEN_DAYS.key] == 9
