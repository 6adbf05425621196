"""An absence by keyboard in a real browser: planned, changed by whoever is away, ended; axe agrees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from kontor.kernel import clock
from kontor.people.models import Absence, User
from kontor.tenants.models import Tenant
from tests.support.axe import breaches
from tests.support.chromium import page_of
from tests.support.client import Browser
from tests.support.processes import Web
from tests.support.settled import too_wide

pytestmark = pytest.mark.browser


def test_an_absence_from_planning_to_the_early_return(
    site: Web,
    window: Chromium,
    client_for: Callable[..., Browser],
    sven: User,
    anna: User,
    bela: User,
    nordlicht: Tenant,
) -> None:
    today = timezone.localdate(clock.now())
    supervisor = page_of(site, window, client_for(sven, nordlicht), width=1440)
    supervisor.goto("/supervisor/absences/")
    expect(supervisor.get_by_text("No absence is planned.")).to_be_visible()
    supervisor.wait_for_selector("html[data-started]")
    supervisor.keyboard.press("n")
    supervisor.wait_for_url("**/absences/new/")
    assert _troubles(supervisor) == []
    supervisor.locator("#id_user").select_option(label="Anna Arndt")
    supervisor.locator("#id_first").fill((today - timedelta(days=1)).isoformat())
    supervisor.locator("#id_last").fill((today + timedelta(days=1)).isoformat())
    supervisor.locator("#id_substitute").select_option(label="Bela Brand")
    supervisor.keyboard.press("Control+s")
    supervisor.wait_for_url("**/supervisor/absences/")
    expect(supervisor.get_by_text("(substitute: Bela Brand)")).to_have_count(2)
    supervisor.wait_for_selector("html[data-started]")
    supervisor.keyboard.press("j")
    expect(supervisor.get_by_role("link", name="Anna Arndt")).to_be_focused()
    assert _troubles(supervisor) == []

    person = page_of(site, window, client_for(anna, nordlicht), width=390)
    person.goto("/profile/absences/")
    person.wait_for_selector("html[data-started]")
    expect(person.locator("#agent-state-button")).to_have_accessible_name(f"Your state: Away until {_shown()}")
    assert _troubles(person) == []
    person.get_by_role("link", name="Change").press("Enter")
    person.wait_for_url("**/profile/absences/*/")
    assert _troubles(person) == []
    person.locator("#id_last").fill((today + timedelta(days=3)).isoformat())
    person.keyboard.press("Control+s")
    person.wait_for_url("**/profile/absences/")
    expect(person.locator("#agent-state-button")).to_have_accessible_name(f"Your state: Away until {_shown()}")
    person.get_by_role("button", name="I am back").press("Enter")
    expect(person.get_by_text("Welcome back. The absence is over.")).to_be_visible()
    expect(person.locator("#agent-state-button")).to_have_accessible_name("Your state: Busy")

    supervisor.reload()
    expect(supervisor.get_by_text("No absence is planned.")).to_be_visible()
    for page in (supervisor, person):
        page.context.close()


def _shown() -> str:
    return Absence.objects.get().until_words


def _troubles(page: Page) -> list[tuple[str, list[str]]]:
    page.wait_for_selector("html[data-started]")
    found = breaches(page)
    return [*found, ("wider than the window", [])] if too_wide(page) else found
