from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from kontor.audit.models import AuditEntry
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.supervisor.preference_form import PACKAGES
from kontor.tenants.models import Tenant
from tests.support.client import Browser
from tests.support.scoping import everywhere

Clients = Callable[..., Browser]
SETTINGS = "supervisor:system:settings"


def test_each_package_has_a_tab(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    page = client_for(ada).get(reverse(SETTINGS))

    assert page.status_code == 200
    assert [link.tab.key for link in page.context["mask"].links] == [
        "org",
        "people",
        "sla",
        "tickets",
        "answers",
        "texts",
        "spelling",
        "routing",
        "channels",
        "intake",
        "outbox",
        "calls",
        "letters",
        "readiness",
        "privacy",
    ]
    assert {link.tab.key for link in page.context["mask"].links} <= PACKAGES.keys(), "Every tab has words for a name."
    for link in page.context["mask"].links:
        assert client_for(ada).get(link.url).status_code == 200


def test_a_value_is_saved_and_written_down(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    with everywhere():
        version = system_values().version

    client_for(ada).post(
        reverse(SETTINGS),
        {"org-idle_timeout": "15", "org-idle_timeout-own": "1", "version": version},
    )

    with everywhere():
        assert system_values().preferences == {"org.idle_timeout": 15}
        assert AuditEntry.objects.get().changes == {"org.idle_timeout": [None, 15]}


def test_a_value_out_of_range_is_said_beside_it(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    response = client_for(ada).post(
        reverse(SETTINGS), {"org-idle_timeout": "9999", "org-idle_timeout-own": "1", "version": "1"}
    )

    assert response.status_code == 422
    assert "org-idle_timeout" in response.context["mask"].form.errors


def test_two_people_who_save_are_told(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    form = {"org-idle_timeout": "15", "org-idle_timeout-own": "1", "version": "1"}
    browser = client_for(ada)

    assert browser.post(reverse(SETTINGS), form).status_code == 302
    assert browser.post(reverse(SETTINGS), form).status_code == 409


def test_only_the_installation_may_look(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    assert client_for(sven, nordlicht).get(reverse(SETTINGS)).status_code == 403
