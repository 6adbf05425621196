"""The lists of accounts: of whom they are, their states, deleting and restoring."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from kontor.channels.domain.accounts import delete_accounts
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account, make_tenant_accounts
from tests.supervisor.accounts.entering import Clients, shown, url
from tests.support.scoping import in_scope
from tests.support.statements import statements


def test_incoming_and_system_accounts_have_lists_of_their_own(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount
) -> None:
    make_account(nordlicht, "antwort@nordlicht.example", kind=AccountKind.REPLY)
    browser = client_for(ada)

    assert list(shown(browser.get(url("list")))) == ["info@kontor.example", "service@nordlicht.example"]
    system = shown(browser.get(url("system")))
    assert list(system) == ["antwort@nordlicht.example"]
    assert "Reply account" in system["antwort@nordlicht.example"]


def test_an_account_that_has_fetched_nothing_says_so_on_small_screens(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    page = client_for(ada, nordlicht).get(url("list")).content.decode()

    assert re.findall(r'data-label="Last (\w+)"><span>–</span>', page) == ["mail", "success"]


def test_a_supervisor_sees_the_accounts_of_the_own_tenant(
    client_for: Clients,
    sven: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
    general_account: MailAccount,
) -> None:
    page = client_for(sven, nordlicht).get(url("list"))

    assert list(shown(page)) == ["service@nordlicht.example"]
    assert page.context["new_url"] == ""


def test_an_agent_may_not_see_the_list(client_for: Clients, anna: User, nordlicht: Tenant) -> None:
    for name in ("list", "system", "deleted", "new"):
        assert client_for(anna, nordlicht).get(url(name)).status_code == 403


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "new"),
        ({"fetched_at": timedelta()}, "on_time"),
        ({"fetched_at": timedelta(days=900)}, "late"),
        ({"fetched_at": timedelta(), "failing_since": timedelta(), "error_kind": "lost"}, "failing"),
        ({"active": False, "failing_since": timedelta()}, "off"),
    ],
)
def test_the_state_is_shown_and_filtered(
    client_for: Clients, ada: User, nordlicht: Tenant, values: dict[str, Any], state: str
) -> None:
    now = clock.now()
    since = {name: now - value if isinstance(value, timedelta) else value for name, value in values.items()}
    make_account(nordlicht, "eins@nordlicht.example", **since)
    browser = client_for(ada)

    assert shown(browser.get(url("list")))["eins@nordlicht.example"][3].key == state
    for other in ("new", "on_time", "late", "failing", "off"):
        found = shown(browser.get(url("list"), {"filter-state": other}))
        assert bool(found) == (other == state), other


def test_the_list_needs_as_many_statements_for_many_accounts(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    browser = client_for(ada)
    browser.get(url("list"))
    with statements() as one:
        browser.get(url("list"))
    for _number in range(3):
        make_account(nordlicht)

    with statements() as four:
        browser.get(url("list"))

    assert len(four) == len(one)


def test_chosen_accounts_are_deleted_and_restored(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    browser = client_for(ada)

    browser.post(url("delete"), {"selected": [nordlicht_account.pk]})
    assert browser.get(url("edit", nordlicht_account.pk)).status_code == 404
    assert list(shown(browser.get(url("deleted")))) == ["service@nordlicht.example"]
    browser.post(url("restore"), {"selected": [nordlicht_account.pk]})

    assert browser.get(url("edit", nordlicht_account.pk)).status_code == 200


def test_deleting_is_refused_with_the_list_of_uses(
    htmx_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    make_tenant_accounts(nordlicht, incoming=nordlicht_account)

    response = htmx_for(ada).post(url("delete"), {"selected": [nordlicht_account.pk]})

    assert response.status_code == 409
    assert "is the default incoming account of Nordlicht Energie." in response.content.decode()


def test_a_supervisor_may_neither_delete_nor_restore(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    browser = client_for(sven, nordlicht)

    assert browser.post(url("delete"), {"selected": [nordlicht_account.pk]}).status_code == 403
    with in_scope(nordlicht):
        delete_accounts([nordlicht_account], by=None)
    assert browser.post(url("restore"), {"selected": [nordlicht_account.pk]}).status_code == 403
