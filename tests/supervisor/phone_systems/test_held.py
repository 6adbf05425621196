"""Calls that are nobody's: administrators see why, and say whose they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.calls.models import Call, HeldCall, PhoneSystem
from kontor.channels.telephony.events import CallDirection
from kontor.org.models import SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.factories.phone_systems import make_held_call, make_phone_system
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import everywhere
from tests.support.statements import statements

Clients = Callable[..., Browser]


@pytest.fixture
def system(nordlicht: Tenant) -> PhoneSystem:
    connect_calls()
    return make_phone_system("Zentrale", all_tenants=False, tenants=[nordlicht])


def tab(system: PhoneSystem) -> str:
    return reverse("supervisor:phone-systems:tab", args=[system.pk, "held"])


def give_url(held: HeldCall) -> str:
    return reverse("supervisor:phone-systems:give", args=[held.system_id, held.pk])


def test_held_calls_are_shown_with_the_reason(client_for: Clients, ada: User, system: PhoneSystem) -> None:
    browser = client_for(ada)
    assert "None: the tenant of every call is known" in browser.get(tab(system)).content.decode()
    make_held_call(system)

    page = browser.get(tab(system)).content.decode()

    reason = "Neither the dialled number nor the trunk belongs to a tenant."
    assert [words for words in ("0170 1234567", "040 5550177", "west", reason) if words not in page] == []


def test_numbers_of_held_calls_are_written_as_in_the_systems_country(
    client_for: Clients, ada: User, system: PhoneSystem
) -> None:
    make_held_call(system, caller="+491701234567", dialled="+43512123456")

    page = client_for(ada).get(tab(system)).content.decode()

    assert [words for words in ("0170 1234567", "+43 512 123456") if words not in page] == []
    assert "+491701234567<" not in page


def test_who_was_not_put_through_is_called_for_the_tenant_that_one_chooses(
    client_for: Clients, nordlicht: Tenant, nordlicht_system: SystemGroup, system: PhoneSystem
) -> None:
    person = make_user("Uwe", username="uwe")
    make_grant(person, make_role("Reads", ["supervisor.access", "phone_systems.read"]))
    make_held_call(system)
    make_held_call(system, caller="anonymous")
    make_held_call(system, direction=CallDirection.OUT, caller="12", dialled="99 0170 7654321")
    before = client_for(person).get(tab(system)).content.decode()
    make_grant(person, make_role("Phones", ["calls.place"]), nordlicht_system)

    page = client_for(person, nordlicht).get(tab(system)).content.decode()

    link = f"{reverse('desk:phone:dial')}?number=%2B491701234567"
    assert ("dial__number" in before, page.count("dial__number"), link in page) == (False, 1, True)
    assert 'value="+491701234567"' in client_for(person, nordlicht).get(link).content.decode()


def test_a_held_call_is_given_to_a_tenant(
    client_for: Clients, ada: User, system: PhoneSystem, nordlicht: Tenant
) -> None:
    held = make_held_call(system)

    response = client_for(ada).post(give_url(held), {"tenant": nordlicht.pk})

    assert response["Location"] == tab(system)
    with everywhere():
        assert Call.objects.get(key=held.call_key).tenant_id == nordlicht.pk
        assert not HeldCall.objects.exists()


@pytest.mark.parametrize("chosen", ["", "alpina"])
def test_only_to_a_tenant_that_the_system_serves(
    htmx_for: Callable[..., HtmxBrowser], ada: User, system: PhoneSystem, alpina: Tenant, chosen: str
) -> None:
    held = make_held_call(system)

    response = htmx_for(ada).post(give_url(held), {"tenant": alpina.pk if chosen else ""})

    assert response.status_code == 409
    with everywhere():
        assert not Call.objects.exists()


def test_whoever_may_only_read_gives_nothing(
    client_for: Clients, anna: User, system: PhoneSystem, nordlicht: Tenant
) -> None:
    make_grant(anna, make_role(permissions=["phone_systems.read"]))
    held = make_held_call(system)
    browser = client_for(anna, nordlicht)

    assert "Give to the tenant" not in browser.get(tab(system)).content.decode()
    assert browser.post(give_url(held), {"tenant": nordlicht.pk}).status_code == 403


def test_a_call_of_another_system_is_not_there(client_for: Clients, ada: User, system: PhoneSystem) -> None:
    held = make_held_call(make_phone_system("Andere"))
    address = reverse("supervisor:phone-systems:give", args=[system.pk, held.pk])

    assert client_for(ada).post(address, {"tenant": 1}).status_code == 404


def test_three_take_as_many_statements_as_one(client_for: Clients, ada: User, system: PhoneSystem) -> None:
    browser = client_for(ada)
    counts = []
    for _each in range(3):
        make_held_call(system)
        with statements() as sent:
            browser.get(tab(system))
        counts.append(len(sent))

    assert counts[0] == counts[2]
