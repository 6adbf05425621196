"""What the mask of a tenant and the way to set one up offer to who may look at it, and has every right in another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from kontor.calls.enums import Connector
from kontor.calls.models import TenantTelephony
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.phone_systems import make_phone_system
from tests.factories.stationery import make_stylesheet
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope

Client = Callable[..., Browser]


def tabs(browser: Browser, tab: str, *tenants: Tenant) -> list[Any]:
    return [browser.get(reverse("supervisor:tenants:tab", args=[tenant.pk, tab])).context for tenant in tenants]


def test_a_tenant_leads_where_one_may_go(client_of_both: Client, nordlicht: Tenant, alpina: Tenant) -> None:
    browser = client_of_both("tenants.read", "templates.read")

    accounts = tabs(browser, "accounts", nordlicht, alpina)
    texts = tabs(browser, "acknowledgements", nordlicht, alpina)
    items = [{item.step.key: bool(item.url) for item in page["checklist"].items} for page in accounts]

    assert [bool(page["accounts_url"]) for page in accounts] == [True, False]
    assert [bool(page["new_acknowledgement_url"]) for page in texts] == [True, False]
    assert [any(each.values()) for each in items] == [True, False]


def test_calls_are_tried_where_one_may_write_the_tenant(
    client_of_both: Client, nordlicht: Tenant, alpina: Tenant
) -> None:
    connect_calls()
    system = make_phone_system("Zentrale", connector=Connector.ASTERISK, all_tenants=True)
    for tenant in (nordlicht, alpina):
        with in_scope(tenant):
            TenantTelephony.objects.create(tenant=tenant, system=system, prefix="9")

    pages = tabs(client_of_both("tenants.read"), "call-connector", nordlicht, alpina)

    assert [page["may_try"] for page in pages] == [True, False]


def test_the_way_of_mail_is_tried_where_one_may(client_of_both: Client, nordlicht: Tenant, alpina: Tenant) -> None:
    browser = client_of_both("tenants.read")

    parts = [
        browser.get(reverse("supervisor:tenants:checks", args=[tenant.pk]), headers={"HX-Request": "true"}).context
        for tenant in (nordlicht, alpina)
    ]

    assert [(part["may_test"], part["may_write"]) for part in parts] == [(True, True), (False, False)]


def test_a_stylesheet_is_changed_and_left_where_one_may(
    client_of_both: Client, nordlicht: Tenant, alpina: Tenant
) -> None:
    letters_on()
    sheets = [make_stylesheet(tenant) for tenant in (nordlicht, alpina)]
    browser = client_of_both("stylesheets.read")
    urls = [reverse("supervisor:tenants:pdf:stylesheet", args=[sheet.tenant_id, sheet.pk]) for sheet in sheets]

    pages = [browser.get(url).context for url in urls]
    compared = [browser.get(f"{url}versions/1/").context for url in urls]

    assert [bool(page["back"]) for page in pages] == [True, False]
    assert [page["may_write"] for page in compared] == [True, False]
    assert [browser.post(url, {"version": "1"}).status_code for url in urls] == [422, 403]


def test_a_step_of_the_assistant_is_looked_at_by_who_may_not_take_it(
    client_of_both: Client, nordlicht: Tenant, alpina: Tenant
) -> None:
    browser = client_of_both("tenants.write")
    urls = [
        reverse("supervisor:tenants:assistant-step", args=[tenant.pk, "system-group"]) for tenant in (nordlicht, alpina)
    ]

    pages = [browser.get(url).context for url in urls]

    assert [(page["may_write"], "form" in page) for page in pages] == [(True, True), (False, False)]
    assert browser.post(urls[1], {"name": "Neu"}).status_code == 403


def test_the_way_back_to_the_assistant_is_shown_to_who_may_go_on(
    client_of_both: Client, nordlicht: Tenant, alpina: Tenant
) -> None:
    browser = client_of_both("tenants.read")

    shown = []
    for tenant in (nordlicht, alpina):
        session = browser.session
        session["setting_up"] = {"tenant": tenant.pk, "step": "system-group", "at": clock.now().isoformat()}
        session.save()
        url = reverse("supervisor:tenants:assistant-step", args=[tenant.pk, "system-group"])
        shown.append(url in browser.get("/supervisor/tenants/").content.decode())

    assert shown == [True, False]
