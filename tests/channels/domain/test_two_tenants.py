"""As whom a tenant writes where the rows of two are in the scope: general mail is answered so."""

from __future__ import annotations

from kontor.channels.domain.choice import account_for, resolve_sender
from kontor.channels.domain.connection_tests import ask_for_test, run_test
from kontor.channels.domain.no_reply import add_no_reply_address, default_no_reply, no_reply_addresses
from kontor.channels.domain.own_addresses import own_addresses
from kontor.channels.domain.system_accounts import system_sender
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account, make_tenant_accounts
from tests.support.scoping import in_scope


def test_a_tenant_without_accounts_takes_the_general_one(
    nordlicht: Tenant, alpina: Tenant, alpina_account: MailAccount, general_account: MailAccount
) -> None:
    make_tenant_accounts(alpina, incoming=alpina_account, sending=alpina_account)
    with in_scope(0, nordlicht, alpina):
        assert account_for(nordlicht.pk) == general_account
        assert resolve_sender(nordlicht.pk, incoming_id=None).account == general_account

        own = make_account(nordlicht)
        assert account_for(nordlicht.pk) == own
        assert account_for(alpina.pk) == alpina_account


def test_the_default_of_one_tenant_is_none_of_another(nordlicht: Tenant, alpina: Tenant) -> None:
    first, second = make_account(nordlicht), make_account(nordlicht)
    make_account(alpina)
    make_tenant_accounts(nordlicht, sending=second)
    with in_scope(nordlicht, alpina):
        assert resolve_sender(nordlicht.pk, incoming_id=None).account == second
        assert first.pk < second.pk


def test_addresses_that_are_not_answered(nordlicht: Tenant, alpina: Tenant) -> None:
    address = "no-reply@mail.example"
    with in_scope(0, nordlicht, alpina):
        theirs = add_no_reply_address(alpina, address, by=None)
        assert default_no_reply(nordlicht.pk) is None
        assert address not in own_addresses(nordlicht.pk)

        ours = add_no_reply_address(nordlicht, address, by=None)

        assert (theirs.is_default, ours.is_default) == (True, True)
        assert no_reply_addresses(nordlicht) == [ours]
        assert default_no_reply(nordlicht.pk) == ours


def test_people_outside_are_asked_through_the_tenants_own_account(nordlicht: Tenant, alpina: Tenant) -> None:
    asking = [make_account(tenant, kind=AccountKind.SECOND_LEVEL) for tenant in (nordlicht, alpina)]
    for tenant, account in zip((nordlicht, alpina), asking, strict=True):
        make_tenant_accounts(tenant, inquiries=account)
    with in_scope(nordlicht, alpina):
        found = [
            system_sender(tenant.pk, AccountKind.SECOND_LEVEL, incoming_id=None).account
            for tenant in (nordlicht, alpina)
        ]

    assert found == asking


def test_a_connection_test_is_run_in_its_tenant_alone(
    nordlicht: Tenant, alpina: Tenant, nordlicht_account: MailAccount
) -> None:
    with in_scope(nordlicht):
        test = ask_for_test(nordlicht_account, language="en")

    run_test(alpina.pk, nordlicht_account.pk, test.pk)

    with in_scope(nordlicht):
        test.refresh_from_db()
    assert (test.begun_at, test.finished_at) == (None, None)
