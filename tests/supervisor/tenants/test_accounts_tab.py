"""The accounts of a tenant: defaults, their tests, addresses that nobody answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.channels.domain.tenant_accounts import tenant_accounts
from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.org.models import SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.channels import make_no_reply_address, make_tenant_accounts
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.supervisor.tenants.pages import Clients, url
from tests.support.client import HtmxBrowser
from tests.support.scoping import in_scope


def test_default_accounts_are_own_or_general_ones_only(
    client_for: Clients,
    ada: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
    general_account: MailAccount,
) -> None:
    browser = client_for(ada)
    page = url("tab", nordlicht.pk, "accounts")

    wrong = browser.post(page, {"incoming": alpina_account.pk, "accounts_version": "1"})
    with in_scope(nordlicht):
        version = tenant_accounts(nordlicht).version
    right = browser.post(
        page, {"incoming": nordlicht_account.pk, "sending": general_account.pk, "accounts_version": version}
    )

    assert wrong.status_code == 422
    assert right.status_code == 302
    with in_scope(nordlicht):
        row = tenant_accounts(nordlicht)
        assert (row.incoming_id, row.incoming_owner) == (nordlicht_account.pk, nordlicht.pk)
        assert (row.sending_id, row.sending_owner) == (general_account.pk, 0)


def test_the_default_accounts_have_a_version_of_their_own(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    make_tenant_accounts(nordlicht, incoming=nordlicht_account)

    response = client_for(ada).post(url("tab", nordlicht.pk, "accounts"), {"incoming": "", "accounts_version": "0"})

    assert response.status_code == 409
    with in_scope(nordlicht):
        assert tenant_accounts(nordlicht).incoming_id == nordlicht_account.pk


def test_the_system_accounts_are_chosen_beside_the_others(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount
) -> None:
    row = make_tenant_accounts(nordlicht, inquiries=nordlicht_account, forwards=general_account)
    browser, page = client_for(ada), url("tab", nordlicht.pk, "accounts")

    shown = browser.get(page).content.decode()
    browser.post(page, {"inquiries": general_account.pk, "forwards": "", "accounts_version": row.version})

    assert "System account for external inquiries" in shown
    assert "System account for external forwards" in shown
    with in_scope(nordlicht):
        saved = tenant_accounts(nordlicht)
    assert (saved.inquiries, saved.forwards) == (general_account, None)


def test_the_default_accounts_are_tested_where_they_are_chosen(
    client_for: Clients,
    htmx_for: Callable[..., HtmxBrowser],
    ada: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    general_account: MailAccount,
) -> None:
    make_tenant_accounts(nordlicht, incoming=nordlicht_account, sending=general_account)
    test = reverse("supervisor:accounts:test", args=[nordlicht_account.pk])
    browser, page = client_for(ada), url("tab", nordlicht.pk, "accounts")

    before = browser.get(page)
    begun = htmx_for(ada).post(test).content.decode()
    after = browser.get(page).content.decode()

    assert [(each.account, each.may_test) for each in before.context["connections"]] == [
        (nordlicht_account, True),
        (general_account, True),
    ]
    assert f'hx-post="{test}" hx-target="#connection-test-{nordlicht_account.pk}-body"' in before.content.decode()
    assert f'id="connection-test-{nordlicht_account.pk}-body"' in begun
    assert after.count('hx-trigger="every 1s"') == 1


def test_one_account_for_both_is_tested_once(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    make_tenant_accounts(nordlicht, incoming=nordlicht_account, sending=nordlicht_account)

    page = client_for(ada).get(url("tab", nordlicht.pk, "accounts")).content.decode()

    assert page.count('class="test"') == 1
    assert "Default incoming account, Default account for sending" in page


def test_who_may_only_look_sees_no_button_and_no_general_account(
    client_for: Clients,
    dora: User,
    nordlicht: Tenant,
    nordlicht_system: SystemGroup,
    nordlicht_account: MailAccount,
    general_account: MailAccount,
) -> None:
    make_grant(dora, make_role(permissions=["tenants.read", "accounts.read"]), nordlicht_system)
    make_tenant_accounts(nordlicht, incoming=nordlicht_account, sending=general_account)

    page = client_for(dora, nordlicht).get(url("tab", nordlicht.pk, "accounts"))

    assert [(each.account, each.may_test) for each in page.context["connections"]] == [(nordlicht_account, False)]
    assert "Test connection" not in page.content.decode()


def test_without_default_accounts_the_tab_says_how_to_test(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    page = client_for(ada).get(url("tab", nordlicht.pk, "accounts")).content.decode()

    assert "Choose a default account and save; its connection can be tested here then." in page


def test_do_not_reply_addresses_come_and_go(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)
    add = url("no-reply-add", nordlicht.pk)
    browser.post(add, {"no-reply-address": "noreply@nordlicht.example", "no-reply-display_name": "Nordlicht"})
    browser.post(add, {"no-reply-address": "zaehler@nordlicht.example"})
    with in_scope(nordlicht):
        first, second = NoReplyAddress.objects.order_by("address_key")
    assert (first.is_default, second.is_default) == (True, False)

    browser.post(url("no-reply-default", nordlicht.pk, second.pk))
    browser.post(url("no-reply-change", nordlicht.pk, first.pk), {"display_name": "Anders"})
    browser.post(url("no-reply-remove", nordlicht.pk, second.pk))

    with in_scope(nordlicht):
        [left] = NoReplyAddress.objects.all()
    assert (left.address, left.display_name, left.is_default) == ("noreply@nordlicht.example", "Anders", True)


def test_do_not_reply_addresses_that_somebody_else_changed_are_not_overwritten(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    """The forms carry what they showed."""
    default = make_no_reply_address(nordlicht, "a@nordlicht.example", is_default=True, display_name="Anders")
    other = make_no_reply_address(nordlicht, "b@nordlicht.example")
    browser, page = client_for(ada), url("tab", nordlicht.pk, "accounts")
    shown = browser.get(page).content.decode()
    assert '<input type="hidden" name="seen" value="Anders">' in shown
    assert f'<input type="hidden" name="seen" value="{default.pk}">' in shown

    browser.post(url("no-reply-change", nordlicht.pk, default.pk), {"display_name": "Nordlicht", "seen": "Zuvor"})
    assert "it is now “Anders”" in browser.get(page).content.decode()
    browser.post(url("no-reply-default", nordlicht.pk, other.pk), {"seen": other.pk})
    assert "it is now a@nordlicht.example" in browser.get(page).content.decode()

    with in_scope(nordlicht):
        default.refresh_from_db()
    assert (default.display_name, default.is_default) == ("Anders", True)


@pytest.mark.parametrize("address", ["kein", "noreply@nordlicht.example"])
def test_a_wrong_or_known_do_not_reply_address_is_said_beside_it(
    client_for: Clients, ada: User, nordlicht: Tenant, address: str
) -> None:
    make_no_reply_address(nordlicht, "noreply@nordlicht.example")

    response = client_for(ada).post(url("no-reply-add", nordlicht.pk), {"no-reply-address": address})

    assert response.status_code == 422
    assert response.context["no_reply_form"]["address"].value() == address
    assert response.context["no_reply_form"].errors


def test_another_tenants_do_not_reply_address_is_not_found(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    theirs = make_no_reply_address(alpina)

    assert client_for(ada).post(url("no-reply-remove", nordlicht.pk, theirs.pk)).status_code == 404


def test_who_has_no_account_to_choose_is_led_to_a_new_one_of_the_tenant(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    browser, new = client_for(ada), reverse("supervisor:accounts:new")

    page = browser.get(url("tab", nordlicht.pk, "accounts")).content.decode()

    ways = [f"{new}?tenant={nordlicht.pk}", f"{new}?tenant={nordlicht.pk}&amp;type=system"]
    assert [f'href="{way}"' in page for way in ways] == [True, True]
    begun = [browser.get(way.replace("&amp;", "&")).context["mask"].form["tenant"].value() for way in ways]
    assert begun == [nordlicht.pk] * 2


def test_who_may_make_no_account_is_not_led_to_one(
    client_for: Clients, bela: User, nordlicht: Tenant, nordlicht_system: SystemGroup
) -> None:
    make_grant(bela, make_role(permissions=("supervisor.access", "tenants.read", "tenants.write")), nordlicht_system)

    page = client_for(bela, nordlicht).get(url("tab", nordlicht.pk, "accounts")).content.decode()

    assert reverse("supervisor:accounts:new") not in page
