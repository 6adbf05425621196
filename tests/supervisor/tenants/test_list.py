"""The list of tenants: what each lacks, filters, deleting and restoring, and the checklist beside a mask."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from kontor.calls.domain.events import settle_late
from kontor.calls.domain.telephony import change_telephony
from kontor.calls.enums import HeldBecause
from kontor.calls.models import Call, HeldCall
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.org.domain.tenants import change_tenant
from kontor.org.models import AgentGroup, Category, SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.call_records import connect_calls
from tests.factories.channels import make_no_reply_address
from tests.factories.phone_systems import make_dialled_number, make_held_call, make_phone_system, make_trunk
from tests.factories.tenants import make_tenant
from tests.supervisor.tenants.pages import Clients, url
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def test_the_list_shows_what_a_tenant_lacks(
    client_for: Clients, ada: User, alpina: Tenant, nordlicht: Tenant, billing: Category, anna: User
) -> None:
    page = client_for(ada).get(url("list"))

    assert page.status_code == 200
    rows = {row.item.name: [cell.value for cell in row.cells] for row in page.context["listing"].rows}
    assert rows["Alpina Versicherung"][3:6] == [0, 0, "System group missing"]
    assert rows["Nordlicht Energie"][3:6] == [1, 1, "Incoming account missing"]


def test_steps_lead_to_what_is_the_tenants(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_system: SystemGroup, alpina_account: MailAccount
) -> None:
    browser = client_for(ada)
    page = browser.get(url("edit", nordlicht.pk)).content.decode()

    people = re.search(r'href="([^"]+)#(groups-of-\d+)"', page)
    sending = re.search(r'href="([^"]+\?filter-tenant=\d+)"', page)

    assert people and f'id="{people[2]}"' in browser.get(people[1]).content.decode()
    assert sending and alpina_account.address not in browser.get(sending[1]).content.decode()


def test_a_tenant_whose_account_cannot_be_read_is_not_called_ready(
    client_for: Clients, ada: User, nordlicht: Tenant, billing: Category, anna: User, nordlicht_account: MailAccount
) -> None:
    make_no_reply_address(nordlicht)
    browser = client_for(ada)
    well = _ready(browser, nordlicht)
    with everywhere():
        MailAccount.objects.filter(pk=nordlicht_account.pk).update(failing_since=clock.now())

    assert well == ("", "Ready for use", ["yes"])
    assert _ready(browser, nordlicht) == (
        "Account in trouble",
        "All steps are done, but an account cannot be read",
        ["no"],
    )


def _ready(browser: Browser, tenant: Tenant) -> tuple[str, str, list[str]]:
    """What list and mask say, and under which choices of the filter the tenant is found."""
    listed = {row.item.pk: row for row in browser.get(url("list")).context["listing"].rows}[tenant.pk]
    said = next(cell.value for cell in listed.cells if cell.column.key == "readiness")
    title = browser.get(url("edit", tenant.pk)).content.decode().partition('id="steps-left"')[2]
    found = [
        choice
        for choice in ("yes", "no")
        if tenant
        in [row.item for row in browser.get(url("list"), {"filter-readiness": choice}).context["listing"].rows]
    ]
    return said, title.partition('"card__title">')[2].partition("<")[0], found


def test_the_list_says_which_tenant_is_not_in_use(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)
    before = browser.get(url("list")).content.decode()
    with everywhere():
        change_tenant(nordlicht, version=nordlicht.version, active=False, by=None)

    after = browser.get(url("list")).content.decode()

    assert "not in use" not in before
    assert "not in use" in after


def test_the_list_needs_as_many_statements_for_many_tenants(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)
    browser.get(url("list"))
    with statements() as one:
        browser.get(url("list"))
    for number in range(3):
        make_tenant(f"Mandant {number}")

    with statements() as four:
        browser.get(url("list"))

    assert len(four) == len(one)


def test_the_list_filters_and_sorts(client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant) -> None:
    page = client_for(ada).get(url("list"), {"filter-name": "ALPINA", "sort": "-changed"})

    assert [row.item.name for row in page.context["listing"].rows] == ["Alpina Versicherung"]


def test_an_agent_may_not_see_the_list(client_for: Clients, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(url("list")).status_code == 403


def test_chosen_tenants_are_deleted_and_restored(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    browser = client_for(ada)

    browser.post(url("delete"), {"selected": [nordlicht.pk, alpina.pk]})
    with everywhere():
        assert Tenant.objects.living().count() == 0
    assert browser.get(url("edit", nordlicht.pk)).status_code == 404
    assert len(browser.get(url("deleted")).context["listing"].rows) == 2
    browser.post(url("restore"), {"selected": [nordlicht.pk]})

    with everywhere():
        assert [tenant.name for tenant in Tenant.objects.living()] == ["Nordlicht Energie"]


@pytest.mark.parametrize("told", [{"dialled": "040 5550199", "trunk": ""}, {"trunk": "west"}])
def test_with_a_tenant_the_calls_come_back_that_were_held_meanwhile(
    client_for: Clients, ada: User, nordlicht: Tenant, frozen: Frozen, told: dict[str, str]
) -> None:
    browser, system = client_for(ada), make_phone_system()
    make_dialled_number(system, nordlicht, "040 5550199")
    make_trunk(system, nordlicht, "west")
    browser.post(url("delete"), {"selected": [nordlicht.pk]})
    held = make_held_call(system, **told)

    browser.post(url("restore"), {"selected": [nordlicht.pk]})
    frozen.move(minutes=1)
    settle_late()

    assert held.because == HeldBecause.DELETED_TENANT
    with everywhere():
        assert list(Call.objects.values_list("key", "tenant")) == [(held.call_key, nordlicht.pk)]
        assert not HeldCall.objects.exists()


def test_deleting_a_chosen_tenant_is_refused_with_its_system_groups(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_system: SystemGroup
) -> None:
    response = client_for(ada).post(url("delete"), {"selected": [nordlicht.pk]}, headers={"HX-Request": "true"})

    assert response.status_code == 409
    assert "Nordlicht (Nordlicht Energie)" in response.content.decode()


def test_the_checklist_leads_to_what_is_missing(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_service: AgentGroup, anna: User
) -> None:
    checklist = client_for(ada).get(url("edit", nordlicht.pk)).context["checklist"]

    assert (checklist.done, checklist.left) == (3, 4)
    assert [item.step.key for item in checklist.items if item.is_next] == ["categories"]


def test_what_it_takes_to_telephone_stands_in_the_checklist(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser, page = client_for(ada), url("edit", nordlicht.pk)
    assert not browser.get(page).context["checklist"].calls
    connect_calls()
    system = make_phone_system("Zentrale")

    before = browser.get(page).context["checklist"]
    make_trunk(system, nordlicht, prefix="71")
    with in_scope(nordlicht):
        change_telephony(nordlicht, system=system, prefix="71", postfix="", version=0, by=None)
    after = browser.get(page).context["checklist"]

    assert [(item.step.done, item.url) for item in before.calls] == [
        (False, url("tab", nordlicht.pk, "call-connector")),
        (False, reverse("supervisor:phone-systems:list")),
    ]
    assert (before.calls_left, after.calls_left) == (True, False)
    assert before.left == after.left
