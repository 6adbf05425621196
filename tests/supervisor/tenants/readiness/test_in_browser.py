"""The checklist and a go-live test in a real browser: what a worker does appears by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.readiness.domain.trials import go_on
from kontor.readiness.models import Canary, Trial
from kontor.reports.domain.raising import look_at_alarms
from kontor.reports.enums import Measure
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.factories.reports import make_alarm
from tests.factories.sla import make_service_level
from tests.factories.texts import make_template
from tests.supervisor.accounts.test_in_browser import signed_in
from tests.support.axe import breaches
from tests.support.client import Browser
from tests.support.processes import Web
from tests.support.scoping import everywhere, in_scope
from tests.support.settled import too_wide

pytestmark = pytest.mark.browser
SOON = 30_000
"""Milliseconds; the list asks by itself only once a minute."""


def test_a_test_moves_by_itself_and_the_list_with_it(
    site: Web, window: Chromium, client_for: Callable[..., Browser], ada: User, nordlicht: Tenant, billing: Category
) -> None:
    make_account(nordlicht, host="127.0.0.1", port=1, smtp_host="127.0.0.1", smtp_port=1)
    page = signed_in(window, site, client_for(ada)).new_page()
    page.goto(reverse("supervisor:tenants:tab", args=[nordlicht.pk, "readiness"]))
    expect(page.locator("html[data-started]")).to_be_attached()
    expect(page.locator("#check-trial")).to_have_attribute("data-state", "open")

    page.get_by_role("button", name="Start the go-live test").press("Enter")
    expect(page.locator("#go-live-test").get_by_text("Waiting", exact=True)).to_be_visible(timeout=SOON)
    expect(page.locator("#check-trial")).to_contain_text("The go-live test is running", timeout=SOON)
    with everywhere():
        trial = Trial.objects.get()
    go_on(nordlicht.pk, trial.pk)

    expect(page.locator("#go-live-test").get_by_text("Failed", exact=True)).to_be_visible(timeout=SOON)
    expect(page.locator("#check-trial")).to_have_attribute("data-state", "wrong", timeout=SOON)
    expect(page.get_by_role("button", name="Start the go-live test")).to_be_visible()
    assert breaches(page) == []

    phone = {"width": 390, "height": 844}
    page = signed_in(window, site, client_for(ada), viewport=phone, color_scheme="dark").new_page()
    page.goto(reverse("supervisor:tenants:tab", args=[nordlicht.pk, "readiness"]))
    assert (breaches(page), too_wide(page)) == ([], 0)


def test_buttons_lead_to_the_very_field_which_is_marked(
    site: Web, window: Chromium, client_for: Callable[..., Browser], ada: User, nordlicht: Tenant, billing: Category
) -> None:
    account = make_account(nordlicht)
    template = make_template(nordlicht, categories=(billing,))
    make_service_level(nordlicht)
    page = signed_in(window, site, client_for(ada)).new_page()
    page.goto(reverse("supervisor:tenants:tab", args=[nordlicht.pk, "readiness"]))
    expect(page.locator("html[data-started]")).to_be_attached()

    page.locator("#check-fallback").get_by_role("link", name="Go there").press("Enter")
    expect(page.locator(f"#fallback-of-{account.pk} select")).to_be_focused()
    expect(page.locator(f"#fallback-of-{account.pk}[data-arrived]")).to_be_in_viewport()

    page.go_back()
    page.locator("#check-service_level").get_by_role("link", name="Go there").press("Enter")
    expect(page.get_by_role("switch", name="Own value for Service level", exact=True)).to_be_focused()
    expect(page.locator("[data-arrived]")).to_have_css("outline-style", "solid")

    text = reverse("supervisor:reply_templates:content", args=[template.pk, "en"])
    page.goto(f"{text}#id_html")
    expect(page.locator(".tiptap:focus")).to_be_visible()


def test_a_canary_that_stays_away_alarms_on_the_board(
    site: Web, window: Chromium, client_for: Callable[..., Browser], sven: User, nordlicht: Tenant, billing: Category
) -> None:
    account = make_account(nordlicht, name="Service")
    make_alarm(nordlicht, "Kanarienvogel bleibt aus", measure=Measure.CANARY, threshold=30)
    with in_scope(nordlicht):
        canary = Canary.objects.create(
            tenant=nordlicht, account=account, account_owner=account.owner, begun_at=clock.now(), came_at=clock.now()
        )
        look_at_alarms(nordlicht.pk)
    page = signed_in(window, site, client_for(sven, nordlicht)).new_page()
    page.goto(reverse("supervisor:board:show"))
    row = page.locator("#board tr", has_text="Service")
    expect(row).to_contain_text("comes in")
    expect(page.get_by_text("Kanarienvogel bleibt aus")).to_have_count(0)

    with in_scope(nordlicht):
        Canary.objects.filter(pk=canary.pk).update(
            came_at=clock.now() - timedelta(minutes=45), failing_since=clock.now(), error="Kein Anschluss."
        )
        look_at_alarms(nordlicht.pk)
    page.reload()

    expect(page.get_by_text("Kanarienvogel bleibt aus")).to_be_visible()
    expect(row).to_contain_text("Kein Anschluss.")
