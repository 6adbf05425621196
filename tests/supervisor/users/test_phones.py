from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.calls.domain.devices import phones_of, set_phones
from kontor.calls.models import PhoneSystem
from kontor.org.models import SystemGroup
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.factories.phone_systems import make_phone_system
from tests.support.client import Browser

Clients = Callable[..., Browser]


@pytest.fixture
def system(database: None, nordlicht: Tenant) -> PhoneSystem:
    connect_calls()
    return make_phone_system("Zentrale")


def tab(user: User) -> str:
    return reverse("supervisor:users:tab", args=[user.pk, "phones"])


def entered(system: PhoneSystem, extensions: str, seen: str = "") -> dict[str, str]:
    return {f"extensions-{system.pk}": extensions, f"seen-{system.pk}": seen}


def extensions(user: User) -> list[str]:
    return [phone.extension for phone in phones_of(user)]


def test_a_person_gets_phones(client_for: Clients, ada: User, anna: User, system: PhoneSystem) -> None:
    browser = client_for(ada)

    saved = browser.post(tab(anna), entered(system, "201, 301"))
    page = browser.get(tab(anna))

    assert saved.status_code == 302
    assert extensions(anna) == ["201", "301"]
    assert page.context["mask"].form[f"extensions-{system.pk}"].value() == "201, 301"
    assert "not known" in page.content.decode()


def test_an_extension_of_somebody_else_is_refused_and_nothing_is_lost(
    client_for: Clients, ada: User, anna: User, carla: User, system: PhoneSystem
) -> None:
    other = make_phone_system("Zweite")
    set_phones(carla, other, ["201"], seen=[], by=None)

    refused = client_for(ada).post(tab(anna), entered(system, "201") | entered(other, "201"))

    assert refused.status_code == 422
    assert "201 at “Zweite” is the phone of somebody else already." in refused.content.decode()
    assert refused.context["mask"].form[f"extensions-{system.pk}"].value() == "201"
    assert extensions(anna) == []


def test_two_people_at_one_mask(client_for: Clients, ada: User, anna: User, system: PhoneSystem) -> None:
    browser = client_for(ada)
    browser.post(tab(anna), entered(system, "201"))

    late = browser.post(tab(anna), entered(system, "202"))

    assert late.status_code == 422
    assert extensions(anna) == ["201"]


def test_the_tab_is_there_while_calls_are_on(client_for: Clients, ada: User, anna: User, system: PhoneSystem) -> None:
    SystemValues.objects.update(preferences={})

    assert client_for(ada).get(tab(anna)).status_code == 404


def test_of_a_tenant_one_sees_the_systems_that_serve_it(
    client_for: Clients,
    dora: User,
    anna: User,
    nordlicht: Tenant,
    nordlicht_system: SystemGroup,
    alpina: Tenant,
    system: PhoneSystem,
) -> None:
    closed = make_phone_system("Nur Alpina", all_tenants=False, tenants=[alpina])
    set_phones(anna, closed, ["901"], seen=[], by=None)
    make_grant(dora, make_role("Personal", {"users.read", "users.write"}), nordlicht_system)
    browser = client_for(dora, nordlicht)

    page = browser.get(tab(anna)).content.decode()

    assert "Zentrale" in page
    assert "Nur Alpina" not in page
    assert "901" not in page
