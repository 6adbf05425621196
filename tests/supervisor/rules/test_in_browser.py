"""A rule by keyboard in a real browser: its conditions grow, it is activated, and axe finds nothing on the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.models import RuleVersion
from kontor.tenants.models import Tenant
from tests.flows.browsing import started
from tests.supervisor.rules.conftest import rule_of
from tests.support.axe import faults_wide_and_narrow
from tests.support.chromium import page_of
from tests.support.client import Browser
from tests.support.processes import Web
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser
PARTS = ["text", "sender", "language", "attachment_count", "header", "spam"]


def test_a_rule_grows_and_is_activated(
    site: Web,
    window: Chromium,
    client_for: Callable[..., Browser],
    sven: User,
    nordlicht: Tenant,
    billing: Category,
) -> None:
    page = page_of(site, window, client_for(sven, nordlicht), language="de")
    page.goto(f"/supervisor/rules/new/?category={billing.pk}")
    for place, part in enumerate(PARTS):
        page.locator("#add-part").select_option(part)
        page.locator("#add-condition").press("Enter")
        expect(page.locator("fieldset.condition")).to_have_count(place + 1)
    expect(page.locator("#conditions-4-text")).to_be_visible()
    assert faults_wide_and_narrow(page) == []

    page.locator("#conditions-0-text").fill("Rechnung")
    page.locator("#conditions-0-mode").select_option("counts")
    page.locator("#conditions-0-points").fill("2")
    for left in reversed(range(1, len(PARTS))):
        page.locator("fieldset.condition button[name=remove]").last.press("Enter")
        expect(page.locator("fieldset.condition")).to_have_count(left)
    page.locator("#id_threshold").fill("2")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/supervisor/rules/")
    assert faults_wide_and_narrow(page) == []
    page.locator(f"form[action$='/tenant/{nordlicht.pk}/activate/'] button").press("Enter")
    expect(page.locator(".draft")).to_have_count(0)

    with in_scope(nordlicht):
        [rule] = RuleVersion.objects.get(active=True).content["rules"]
    assert rule["conditions"] == [{"part": "text", "values": ["Rechnung"], "points": 2}]
    assert rule["threshold"] == 2
    page.context.close()


def test_the_keys_walk_through_the_rules_of_all_tenants(
    site: Web,
    window: Chromium,
    client_for: Callable[..., Browser],
    ada: User,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
) -> None:
    for category, names in ((claims, ("A1", "A2")), (billing, ("N1", "N2"))):
        for name in names:
            rule_of(category, "Wort", name=name)
    page = page_of(site, window, client_for(ada, nordlicht, alpina))
    page.goto("/supervisor/rules/")
    started(page)

    walked = []
    for key in "jjjjjk":
        page.keyboard.press(key)
        walked.append(page.evaluate("document.activeElement.innerText"))

    assert walked == ["A1", "A2", "N1", "N2", "N2", "N1"]
    assert page.locator("[data-row][aria-current]").count() == 1
