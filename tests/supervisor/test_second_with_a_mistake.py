"""Whoever makes a mistake while somebody else saves is told of both: the mistake, then what was saved meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from kontor.org.domain.tenants import change_tenant
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.phone_systems import make_phone_system, make_trunk
from tests.factories.stationery import make_stylesheet
from tests.factories.texts import make_template
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope

Clients = Callable[..., Browser]
TOO_LONG = "x" * 3000
GENERAL = {"name": "Nordlicht", "colour": "5", "language": "de", "country": "DE", "time_zone": "Europe/Berlin"}
Page = Callable[[Tenant], str]


@pytest.fixture
def browser(database: None, client_for: Clients, ada: User, nordlicht: Tenant) -> Browser:
    connect_calls()
    letters_on()
    return client_for(ada)


def test_what_somebody_else_saved_meanwhile_is_not_overwritten_by_way_of_a_mistake(
    browser: Browser, nordlicht: Tenant
) -> None:
    page = reverse("supervisor:tenants:edit", args=[nordlicht.pk])
    change_tenant(nordlicht, description="von Bodo", version=1, by=None)

    mistaken = browser.post(page, {**GENERAL, "name": "", "description": "", "version": "1"})
    put_right = browser.post(page, {**GENERAL, "description": "", "version": _hidden(mistaken, "version")})

    assert (mistaken.status_code, put_right.status_code) == (422, 409)
    assert "von Bodo" in [difference.saved for difference in put_right.context["conflict"].differences]
    decided = browser.post(page, {**GENERAL, "description": "", "version": _hidden(put_right, "version")})
    assert decided.status_code == 302


def _tenant_tab(tab: str) -> Page:
    return lambda tenant: reverse("supervisor:tenants:tab", args=[tenant.pk, tab])


def _letterhead(tenant: Tenant) -> str:
    return reverse("supervisor:tenants:pdf:letterhead", args=[tenant.pk])


def _stylesheet(tenant: Tenant) -> str:
    return reverse("supervisor:tenants:pdf:stylesheet", args=[tenant.pk, make_stylesheet(tenant, "Haus").pk])


def _trunk(tenant: Tenant) -> str:
    trunk = make_trunk(make_phone_system("Anlage", all_tenants=True), None)
    return reverse("supervisor:phone-systems:trunks", args=[trunk.system_id]) + f"?row={trunk.pk}"


def _letter(tenant: Tenant) -> str:
    with in_scope(tenant):
        return reverse("supervisor:reply_templates:tab", args=[make_template(tenant).pk, "letter"])


@pytest.mark.parametrize(
    ("page", "field", "mistake"),
    [
        (_tenant_tab("accounts"), "accounts_version", {"incoming": "999999"}),
        (_tenant_tab("call-connector"), "telephony_version", {"prefix": TOO_LONG}),
        (_letterhead, "version", {"sender": TOO_LONG}),
        (_stylesheet, "version", {"name": ""}),
        (_trunk, "row_version", {"pbx_name": ""}),
        (_letter, "letter_version", {"enclosures": TOO_LONG}),
    ],
)
def test_a_form_with_a_version_of_its_own_keeps_what_the_person_had_in_front_of_them(
    browser: Browser, nordlicht: Tenant, page: Page, field: str, mistake: dict[str, Any]
) -> None:
    mistaken = browser.post(page(nordlicht), {**mistake, field: "7"})

    assert (mistaken.status_code, _hidden(mistaken, field)) == (422, "7")


def _hidden(response: Any, field: str) -> str:
    """Of the first form that has it: the mask's."""
    found = re.search(rf'name="{field}" value="(\d+)"', response.content.decode())
    assert found
    return found[1]
