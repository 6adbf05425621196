from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.calls.domain.telephony import change_telephony, telephony_of
from kontor.calls.models import PhoneSystem
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.factories.phone_systems import make_phone_system, make_trunk
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import everywhere, in_scope

Clients = Callable[..., Browser]
TAB = "call-connector"


@pytest.fixture
def system(database: None, nordlicht: Tenant, alpina: Tenant) -> PhoneSystem:
    connect_calls()
    return make_phone_system("Zentrale", outside_line="0")


def tab(tenant: Tenant, key: str = TAB) -> str:
    return reverse("supervisor:tenants:tab", args=[tenant.pk, key])


def dialled(tenant: Tenant) -> str:
    return reverse("supervisor:tenants:dialled", args=[tenant.pk])


def content(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def entered(system: PhoneSystem | None, prefix: str = "", postfix: str = "", version: int = 0) -> dict[str, str]:
    chosen = str(system.pk) if system else ""
    return {"system": chosen, "prefix": prefix, "postfix": postfix, "telephony_version": str(version)}


def test_the_tab_is_there_for_a_saved_tenant_while_calls_are_on(
    client_for: Clients, ada: User, nordlicht: Tenant, system: PhoneSystem
) -> None:
    browser = client_for(ada)

    on = content(browser.get(reverse("supervisor:tenants:edit", args=[nordlicht.pk])))
    new = content(browser.get(reverse("supervisor:tenants:new")))
    SystemValues.objects.update(preferences={})
    off = content(browser.get(reverse("supervisor:tenants:edit", args=[nordlicht.pk])))

    assert "Call Connector App" in on
    assert "Call Connector App" not in new
    assert "Call Connector App" not in off
    assert browser.get(tab(nordlicht)).status_code == 404
    assert browser.get(dialled(nordlicht)).status_code == 404


def test_what_the_tenant_dials_with_is_saved(
    client_for: Clients, ada: User, nordlicht: Tenant, system: PhoneSystem
) -> None:
    browser = client_for(ada)

    saved = browser.post(tab(nordlicht), entered(system, "71"))
    old = browser.post(tab(nordlicht), entered(system, "72"))

    assert (saved.status_code, old.status_code) == (302, 409)
    with in_scope(nordlicht):
        assert (telephony_of(nordlicht).system, telephony_of(nordlicht).prefix) == (system, "71")


def test_a_refusal_stays_in_the_form(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant, system: PhoneSystem
) -> None:
    with everywhere():
        change_telephony(alpina, system=system, prefix="71", postfix="", version=0, by=None)

    response = client_for(ada).post(tab(nordlicht), entered(system, "71"))

    assert response.status_code == 422
    assert "Another tenant dials with 71… at “Zentrale” already." in content(response)


def test_the_dial_string_follows_what_is_entered(
    htmx_for: Callable[..., HtmxBrowser], ada: User, nordlicht: Tenant, system: PhoneSystem
) -> None:
    make_trunk(system, nordlicht, "trunk-n", name="Leitung Nord", prefix="71", signalled_number="040 999")
    values = {"system": system.pk, "prefix": "71", "postfix": "#", "number": "040 / 123 45 67"}
    browser = htmx_for(ada)

    unknown = browser.get(dialled(nordlicht), values)
    known = browser.get(dialled(nordlicht), {**values, "postfix": ""})

    assert unknown.context["outgoing"].string == "7100049401234567#"
    assert "No trunk with this prefix and postfix" in content(unknown)
    assert known.context["outgoing"].string == "7100049401234567"
    assert "Leitung Nord" in content(known)
    assert "040 999" in content(known)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"prefix": "7a"}, "Prefix and postfix consist of digits, * and # only."),
        ({"number": "110"}, "is an emergency number"),
        ({"number": ""}, "Enter an example number."),
        ({"system": ""}, "Choose a telephone system"),
    ],
)
def test_what_cannot_be_dialled_is_said(
    htmx_for: Callable[..., HtmxBrowser],
    ada: User,
    nordlicht: Tenant,
    system: PhoneSystem,
    values: dict[str, str],
    sentence: str,
) -> None:
    asked = {"system": system.pk, "prefix": "71", "postfix": "", "number": "040 1234567", **values}

    assert sentence in content(htmx_for(ada).get(dialled(nordlicht), asked))


def test_without_scripts_the_example_is_asked_for(
    client_for: Clients, ada: User, nordlicht: Tenant, system: PhoneSystem
) -> None:
    with in_scope(nordlicht):
        change_telephony(nordlicht, system=system, prefix="71", postfix="", version=0, by=None)

    page = client_for(ada).get(tab(nordlicht), {"number": "040 1234567"})

    assert page.context["outgoing"].string == "7100049401234567"


def test_a_tenants_administrator_sees_nothing_of_others(
    htmx_for: Callable[..., HtmxBrowser],
    client_for: Clients,
    dora: User,
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_system: object,
    system: PhoneSystem,
) -> None:
    make_grant(dora, make_role("Mandantenpflege", {"tenants.read", "tenants.write"}), nordlicht_system)
    closed = make_phone_system("Nur Alpina", all_tenants=False, tenants=[alpina])
    make_trunk(system, alpina, "trunk-a", name="Leitung Alpina", prefix="72", signalled_number="040 888")

    page = content(client_for(dora, nordlicht).get(tab(nordlicht)))
    asked = {"system": system.pk, "prefix": "72", "number": "040 1234567"}
    part = content(htmx_for(dora, nordlicht).get(dialled(nordlicht), asked))

    assert "Zentrale" in page
    assert "Nur Alpina" not in page
    assert "Leitung Alpina" not in part
    assert "040 888" not in part
    assert client_for(dora, nordlicht).get(tab(alpina)).status_code == 404
    assert htmx_for(dora, nordlicht).get(dialled(alpina), asked).status_code == 404
    assert client_for(dora, nordlicht).post(tab(nordlicht), entered(closed)).status_code == 422


def test_whoever_may_only_look_changes_nothing(
    client_for: Clients, dora: User, nordlicht: Tenant, nordlicht_system: object, system: PhoneSystem
) -> None:
    make_grant(dora, make_role("Gast", {"tenants.read"}), nordlicht_system)

    assert client_for(dora, nordlicht).get(tab(nordlicht)).status_code == 200
    assert client_for(dora, nordlicht).post(tab(nordlicht), entered(system)).status_code == 403
