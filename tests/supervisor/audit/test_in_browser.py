"""The question whether, and the question why: one dialog, by keyboard, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from kontor.audit.models import AuditEntry
from kontor.org.models import Category
from kontor.org.preferences import REASONS
from kontor.people.models import User
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.tenants.models import Tenant
from tests.factories.agreements import make_agreement
from tests.factories.people import make_role
from tests.flows.browsing import started
from tests.support.axe import breaches
from tests.support.chromium import page_of
from tests.support.client import Browser
from tests.support.processes import Web
from tests.support.scoping import everywhere

pytestmark = pytest.mark.browser


def test_one_dialog_asks_whether_and_why(
    site: Web, window: Chromium, client_for: Callable[..., Browser], ada: User, nordlicht: Tenant
) -> None:
    role = make_role("Aushilfe")
    with everywhere():
        change_system_values({REASONS.key: ["roles"]}, version=system_values().version)
    page = page_of(site, window, client_for(ada, nordlicht), width=390, scheme="dark")
    page.goto("/supervisor/roles/")
    started(page)
    page.get_by_role("checkbox", name="Aushilfe").press("Space")
    page.get_by_role("button", name="Delete").press("Enter")

    dialog, why = page.get_by_role("alertdialog"), page.get_by_label("Reason for the audit log")
    expect(why).to_be_focused()
    assert breaches(page) == []
    dialog.get_by_role("button", name="Delete").press("Enter")
    expect(dialog).to_be_visible()
    why.press_sequentially("Ferien vorbei")
    dialog.get_by_role("button", name="Delete").press("Enter")

    expect(page.get_by_role("checkbox", name="Aushilfe")).to_have_count(0)
    with everywhere():
        entry = AuditEntry.objects.get(action="deleted", kind="people.role", object_id=role.pk)
    assert entry.reason == "Ferien vorbei"


def test_what_changed_stands_beside_long_kinds_and_names_without_moving_the_table(
    site: Web,
    window: Chromium,
    client_for: Callable[..., Browser],
    ada: User,
    nordlicht: Tenant,
    claims: Category,
    carla: User,
) -> None:
    make_agreement(nordlicht, claims, name="Überlaufvereinbarung Nordlicht", confirmed_by=ada)
    page = page_of(site, window, client_for(ada, nordlicht), language="de")
    page.goto("/supervisor/audit/")
    started(page)
    expect(page.get_by_text("Vereinbarung zur Eskalation bei Engpässen").first).to_be_visible()

    assert page.locator(".table-wrap").evaluate("wrap => wrap.scrollWidth - wrap.clientWidth") == 0
