from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.calls.enums import CallState, Outcome
from kontor.calls.models import Call, PhoneSystem
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.phone_systems import make_phone_system
from tests.factories.telephony import make_asterisk, make_phone, make_telephony
from tests.support.client import Browser, HtmxBrowser
from tests.support.jobs import waiting_jobs
from tests.support.scoping import everywhere, in_scope

Htmx = Callable[..., HtmxBrowser]


@pytest.fixture
def system(database: None, nordlicht: Tenant) -> PhoneSystem:
    connect_calls()
    system = make_asterisk(name="Zentrale")
    make_telephony(nordlicht, system, prefix="71", trunk="trunk-n", number="040 5550")
    return system


def begin(tenant: Tenant) -> str:
    return reverse("supervisor:tenants:test-call", args=[tenant.pk])


def progress(call: Call) -> str:
    return reverse("supervisor:tenants:test-call-progress", args=[call.tenant_id, call.pk])


def content(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def placed() -> Call:
    with everywhere():
        return Call.objects.get()


def test_a_test_call_rings_ones_own_phone_and_shows_the_number(
    htmx_for: Htmx, ada: User, nordlicht: Tenant, system: PhoneSystem
) -> None:
    make_phone(ada, system, "210")
    browser = htmx_for(ada)

    begun = browser.post(begin(nordlicht), {"called": "040 1234567"})

    call = placed()
    assert (call.is_test, call.extension, call.prefix, call.remote_normal) == (True, "210", "71", "+49401234567")
    assert "Pick up your phone; then the number is called." in content(begun)
    assert 'hx-trigger="every 1s"' in content(begun)
    assert "040 5550" in content(begun)
    assert [job for job in waiting_jobs() if "dial" in str(job)]

    with in_scope(nordlicht):
        Call.objects.update(state=CallState.ENDED, outcome=Outcome.ANSWERED, shown_number="+49405550")
    ended = browser.get(progress(call))
    assert "+49405550" in content(ended)
    assert "Answered" in content(ended)
    assert "hx-trigger" not in content(ended)


def test_why_it_came_to_nothing_is_said(htmx_for: Htmx, ada: User, nordlicht: Tenant, system: PhoneSystem) -> None:
    make_phone(ada, system, "210")
    browser = htmx_for(ada)
    browser.post(begin(nordlicht), {"called": "040 1234567"})
    call = placed()
    with in_scope(nordlicht):
        values = {"extension": "210", "prefix": "71"}
        Call.objects.update(state=CallState.ENDED, failure_kind="own_phone_off", failure_values=values)

    assert "210" in browser.get(progress(call)).context["test_failure"]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("", "Enter the number that is to be called."), ("112", "is an emergency number"), ("abc", "abc")],
)
def test_what_cannot_be_called_is_refused(
    htmx_for: Htmx, ada: User, nordlicht: Tenant, system: PhoneSystem, number: str, sentence: str
) -> None:
    make_phone(ada, system, "210")

    response = htmx_for(ada).post(begin(nordlicht), {"called": number})

    assert response.status_code == 422
    assert sentence in content(response)
    with everywhere():
        assert not Call.objects.exists()


def test_without_a_phone_nothing_rings(
    client_for: Callable[..., Browser], htmx_for: Htmx, ada: User, nordlicht: Tenant, system: PhoneSystem
) -> None:
    sentence = "You have no phone at “Zentrale”."

    part = htmx_for(ada).post(begin(nordlicht), {"called": "040 1234567"})
    page = client_for(ada).post(begin(nordlicht), {"called": "040 1234567"}, follow=True)

    assert sentence in content(part)
    assert sentence in content(page)


def test_anothers_test_call_is_not_there(
    htmx_for: Htmx, ada: User, bela: User, nordlicht: Tenant, system: PhoneSystem
) -> None:
    make_phone(ada, system, "210")
    htmx_for(ada).post(begin(nordlicht), {"called": "040 1234567"})
    call = placed()
    with in_scope(nordlicht):
        Call.objects.update(placed_by=bela)

    assert htmx_for(ada).get(progress(call)).status_code == 404


def test_where_no_call_can_be_placed_none_is_offered(
    client_for: Callable[..., Browser], ada: User, nordlicht: Tenant, alpina: Tenant, system: PhoneSystem
) -> None:
    provider = make_phone_system("Anbieter")
    make_telephony(alpina, provider, prefix="72")
    tabs = [reverse("supervisor:tenants:tab", args=[tenant.pk, "call-connector"]) for tenant in (nordlicht, alpina)]

    offered = ["Place test call" in content(client_for(ada).get(tab)) for tab in tabs]

    assert offered == [True, False]
