"""A dry run by keyboard in a real browser: the mask keeps what was entered, and the result comes by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from kontor.escalations.domain.replaying import run
from kontor.escalations.models import Replay
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.sla.models import ServiceLevel
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from tests.factories.sla import choose, make_service_level
from tests.factories.tickets import make_ticket
from tests.support.axe import breaches
from tests.support.chromium import page_of
from tests.support.client import Browser
from tests.support.processes import Web
from tests.support.scoping import in_scope
from tests.support.settled import too_wide

pytestmark = pytest.mark.browser


def test_a_mask_is_tried_and_then_saved(
    site: Web, window: Chromium, client_for: Callable[..., Browser], ada: User, nordlicht: Tenant, billing: Category
) -> None:
    level = make_service_level(nordlicht, "Gold", first_response=120)
    choose(nordlicht, SERVICE_LEVEL, level)
    make_ticket(billing, received_at=clock.now())
    mask = page_of(site, window, client_for(ada, nordlicht), language="de")
    mask.goto(f"/supervisor/service-levels/{level.pk}/")
    mask.locator("#id_first_response").fill("1:00")

    with mask.context.expect_page() as opened:
        mask.locator("button[name=dry_run]").press("Enter")
    result = opened.value
    expect(result.locator("progress")).to_be_visible()
    assert _troubles(result) == []
    with in_scope(nordlicht):
        replay = Replay.objects.get()
        assert ServiceLevel.objects.get().first_response == 120
    run(nordlicht.pk, replay.pk)

    expect(result.locator(".figure-chart")).to_be_visible()
    assert _troubles(result) == []
    result.set_viewport_size({"width": 390, "height": 800})
    assert _troubles(result) == []
    expect(mask.locator("#id_first_response")).to_have_value("1:00")
    expect(mask.locator("[data-unsaved-mark]")).to_be_visible()
    mask.locator("#id_first_response").press("Enter")
    expect(mask.locator("[data-unsaved-mark]")).to_be_hidden()
    with in_scope(nordlicht):
        assert ServiceLevel.objects.get().first_response == 60
        assert Replay.objects.count() == 1
    mask.context.close()


def _troubles(page: Page) -> list[tuple[str, list[str]]]:
    found = breaches(page)
    return [*found, ("wider than the window", [])] if too_wide(page) else found
