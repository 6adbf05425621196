from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.calls import preferences
from kontor.org.models import Category
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope

Clients = Callable[..., Browser]


@pytest.fixture(autouse=True)
def _on(database: None) -> None:
    connect_calls()


def tab(tenant: Tenant, key: str = "phone-tickets") -> str:
    return reverse("supervisor:tenants:tab", args=[tenant.pk, key])


def entered(tenant: Tenant, **values: str) -> dict[str, str]:
    return {
        "version": str(tenant.version),
        "calls-ticket_in": "ask",
        "calls-ticket_out": "never",
        "calls-ticket_missed": "always",
        "calls-moment_in": "end",
        "calls-moment_out": "answer",
        "calls-category": "0",
        "calls-call_back_after": "0",
        **values,
    }


def fresh(tenant: Tenant) -> Tenant:
    with in_scope(tenant):
        return Tenant.objects.get(pk=tenant.pk)


def content(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def test_how_calls_become_tickets_is_saved(
    client_for: Clients, ada: User, nordlicht: Tenant, billing: Category
) -> None:
    browser = client_for(ada)
    nordlicht = fresh(nordlicht)

    values = entered(nordlicht, **{"calls-category": str(billing.pk), "calls-attach_to_open": "on"})
    saved = browser.post(tab(nordlicht), values)

    tenant = fresh(nordlicht)
    assert saved.status_code == 302
    assert (preferences.TICKET_OUT.get(tenant), preferences.MOMENT_IN.get(tenant)) == ("never", "end")
    assert preferences.CATEGORY.get(tenant) == billing.pk
    assert (preferences.ATTACH.get(tenant), preferences.CALL_BACK.get(tenant)) == (True, False)
    assert not preferences.WRAP_UP_SECONDS.explain(tenant).own


def test_the_wrap_up_is_the_installations_until_the_tenant_has_its_own(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    browser = client_for(ada)
    nordlicht = fresh(nordlicht)

    own = {"calls-wrap_up_seconds-own": "1", "calls-wrap_up_seconds": "90"}
    browser.post(tab(nordlicht), entered(nordlicht, **own))

    assert preferences.WRAP_UP_SECONDS.get(fresh(nordlicht)) == 90


def test_what_nobody_touched_stays_the_delivered_default(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)
    shown = browser.get(tab(nordlicht)).context["mask"].form
    alone = {name: shown[name].value() for name in shown.fields if name != "calls-wrap_up_seconds"}
    values = {name: "on" if value is True else str(value) for name, value in alone.items() if value is not False}

    browser.post(tab(nordlicht), {**values, "version": str(fresh(nordlicht).version)})
    untouched = fresh(nordlicht)
    browser.post(tab(nordlicht), {**values, "version": str(untouched.version), "calls-call_back_after": "15"})
    changed = fresh(nordlicht)
    browser.post(tab(nordlicht), {**values, "version": str(changed.version)})

    assert [key for key in untouched.preferences if key.startswith("calls.")] == []
    assert {key: changed.preferences[key] for key in changed.preferences if key.startswith("calls.")} == {
        "calls.call_back_after": 15
    }
    assert not preferences.CALL_BACK_AFTER.explain(fresh(nordlicht)).own


def test_a_subject_with_an_unknown_placeholder_is_refused(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    nordlicht = fresh(nordlicht)

    values = entered(nordlicht, **{"calls-subject": "Anruf {nummer}"})
    response = client_for(ada).post(tab(nordlicht), values)

    assert response.status_code == 422
    assert "There is no placeholder {nummer}." in content(response)
    assert response.context["mask"].form["calls-subject"].value() == "Anruf {nummer}"
    assert not preferences.SUBJECT.explain(fresh(nordlicht)).own


def test_the_example_follows_the_template(htmx_for: Callable[..., HtmxBrowser], ada: User, nordlicht: Tenant) -> None:
    browser = htmx_for(ada)
    url = reverse("supervisor:tenants:subject", args=[nordlicht.pk])

    shown = content(browser.get(url, {"calls-subject": "Anruf: {number}"}))
    wrong = content(browser.get(url, {"calls-subject": "{"}))

    assert "Anruf: +49" in shown
    assert "A curly bracket is not closed, or not opened." in wrong


def test_categories_say_whether_they_are_for_phone_tickets(
    client_for: Clients, ada: User, nordlicht: Tenant, billing: Category, moving: Category, claims: Category
) -> None:
    with in_scope(nordlicht):
        Category.objects.filter(pk=moving.pk).update(allowed_for_phone_tickets=False)

    rows = client_for(ada).get(tab(nordlicht)).context["phone_categories"]

    assert {row.name: row.allowed_for_phone_tickets for row in rows} == {billing.name: True, moving.name: False}


def test_two_people_at_one_mask(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser, values = client_for(ada), entered(fresh(nordlicht))
    browser.post(tab(nordlicht), values)

    assert browser.post(tab(nordlicht), {**values, "calls-ticket_in": "never"}).status_code == 409


def test_calls_stand_in_their_own_tab_alone(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)

    settings = content(browser.get(tab(nordlicht, "settings")))
    SystemValues.objects.update(preferences={})

    assert "calls-ticket_in" not in settings
    assert browser.get(tab(nordlicht)).status_code == 404


def test_saving_the_other_settings_keeps_those_of_calls(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)
    browser.post(tab(nordlicht), entered(fresh(nordlicht), **{"calls-ticket_in": "never"}))

    browser.post(tab(nordlicht, "settings"), {"version": str(fresh(nordlicht).version)})

    assert preferences.TICKET_IN.get(fresh(nordlicht)) == "never"
