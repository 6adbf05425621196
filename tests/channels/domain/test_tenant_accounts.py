from __future__ import annotations

from kontor.audit.models import AuditEntry
from kontor.channels.domain.tenant_accounts import change_tenant_accounts, choosable_accounts, tenant_accounts
from kontor.channels.enums import Channel
from kontor.channels.models import MailAccount
from kontor.channels.preferences import ENABLED_CHANNELS, uses_channel
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


def test_own_accounts_come_before_general_ones(
    nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount, alpina_account: MailAccount
) -> None:
    with everywhere():
        assert list(choosable_accounts(nordlicht)) == [nordlicht_account, general_account]


def test_defaults_are_set_with_their_owner_and_written_down(
    nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount, ada: User
) -> None:
    with in_scope(nordlicht):
        version = tenant_accounts(nordlicht).version
        chosen = {"incoming": nordlicht_account, "sending": general_account}
        row = change_tenant_accounts(nordlicht, chosen, version=version, by=ada)

        assert (row.incoming_owner, row.sending_owner, row.version) == (nordlicht.pk, 0, version + 1)
        assert AuditEntry.objects.get().changes["sending"] == ["", "info@kontor.example <info@kontor.example>"]


def test_another_tenants_account_is_refused(nordlicht: Tenant, alpina_account: MailAccount, ada: User) -> None:
    with everywhere(), refused("belongs to another tenant"):
        change_tenant_accounts(nordlicht, {"incoming": alpina_account}, version=1, by=ada)


def test_somebody_elses_change_is_not_overwritten(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        change_tenant_accounts(nordlicht, {}, version=1, by=ada)
        with refused("Somebody else has changed the account settings"):
            change_tenant_accounts(nordlicht, {"incoming": None}, version=1, by=ada)


def test_a_tenant_may_switch_a_channel_off(nordlicht: Tenant) -> None:
    assert uses_channel(nordlicht, Channel.MAIL)

    ENABLED_CHANNELS.set_on(nordlicht, [])

    assert not uses_channel(nordlicht, Channel.MAIL)
