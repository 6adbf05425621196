from __future__ import annotations

from typing import Any

import pytest

from kontor.audit.domain.recording import MASK
from kontor.audit.models import AuditEntry
from kontor.channels.domain.accounts import change_account, create_account, delete_accounts, restore_account
from kontor.channels.enums import AccountKind, Protocol, Security
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.channels import make_account, make_tenant_accounts
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

VALUES: dict[str, Any] = {
    "name": "Service",
    "address": "Service@Nordlicht.example",
    "host": "imap.nordlicht.example",
    "username": "service",
    "password": "geheim",
}


def test_a_new_account_has_the_usual_ports_and_weights(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        account = create_account(tenant=nordlicht, **VALUES, by=ada)

        saved = MailAccount.objects.get(pk=account.pk)
    assert (saved.port, saved.smtp_port, saved.folder, saved.weight_in, saved.weight_out) == (993, 465, "INBOX", 3, 3)
    assert (saved.kind, saved.address_key, saved.password) == ("incoming", "service@nordlicht.example", "geheim")


@pytest.mark.parametrize(
    ("protocol", "security", "port"),
    [
        (Protocol.IMAP, Security.STARTTLS, 143),
        (Protocol.IMAP, Security.PLAIN, 143),
        (Protocol.POP3, Security.TLS, 995),
        (Protocol.POP3, Security.STARTTLS, 110),
    ],
)
def test_an_empty_port_is_the_usual_one(nordlicht: Tenant, protocol: str, security: str, port: int) -> None:
    with in_scope(nordlicht):
        account = create_account(tenant=nordlicht, **VALUES, protocol=protocol, security=security, port=None, by=None)

    assert account.port == port


def test_the_audit_log_masks_the_secrets(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        account = create_account(tenant=nordlicht, **VALUES, by=ada)
        change_account(account, password="anders", version=1, by=ada)

        created, changed = AuditEntry.objects.order_by("id")
    assert created.changes["password"] == ["", MASK] or created.changes["password"] == [None, MASK]
    assert changed.changes == {"password": [MASK, MASK]}
    assert "geheim" not in str(created.changes)


def test_an_empty_secret_leaves_the_saved_one(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    with in_scope(nordlicht):
        change_account(nordlicht_account, name="Anders", password="", smtp_password="", version=1, by=None)

        saved = MailAccount.objects.get(pk=nordlicht_account.pk)
    assert (saved.name, saved.password, saved.smtp_password) == ("Anders", "mailbox secret", "mailbox secret")
    assert saved.version == 2


def test_an_account_can_send_without_signing_in_though_its_mailbox_has_a_sign_in(nordlicht: Tenant, ada: User) -> None:
    sending = {"smtp_host": "relay.nordlicht.example", "smtp_username": "relay", "smtp_password": "auch geheim"}
    with in_scope(nordlicht):
        account = create_account(tenant=nordlicht, **VALUES, **sending, by=ada)
        signed_in = account.smtp_server()
        account = change_account(account, smtp_without_sign_in=True, version=1, by=ada)
        without = account.smtp_server()
        account = change_account(account, smtp_without_sign_in=False, password=VALUES["password"], version=2, by=ada)

    assert (signed_in.username, signed_in.password) == ("relay", "auch geheim")
    assert (without.username, without.password) == ("", "")
    assert (account.smtp_server().username, account.mail_server().username) == ("service", "service")


def test_another_relay_that_gets_no_password_wants_none(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    with in_scope(nordlicht):
        change_account(nordlicht_account, smtp_host="relay.example", smtp_without_sign_in=True, version=1, by=None)

        saved = MailAccount.objects.get(pk=nordlicht_account.pk)
    assert (saved.smtp_host, saved.smtp_password) == ("relay.example", "")


def test_another_server_wants_the_password_again(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    with in_scope(nordlicht):
        with refused("Enter the password again, because it would go to another server: imap.evil.example."):
            change_account(nordlicht_account, host="imap.evil.example", version=1, by=None)

        change_account(nordlicht_account, host="imap.new.example", password="neu", version=1, by=None)

        assert MailAccount.objects.get(pk=nordlicht_account.pk).password == "neu"


@pytest.mark.parametrize("known", ["", "smtp.nordlicht.example"])
def test_the_mailbox_password_is_not_sent_to_another_relay(
    nordlicht: Tenant, nordlicht_account: MailAccount, known: str
) -> None:
    with in_scope(nordlicht):
        MailAccount.objects.filter(pk=nordlicht_account.pk).update(smtp_host=known, smtp_username="")
        with refused("Enter the password again, because it would go to another server: smtp.evil.example."):
            change_account(nordlicht_account, smtp_host="smtp.evil.example", version=1, by=None)

        change_account(nordlicht_account, smtp_host="smtp.new.example", password="neu", version=1, by=None)

        assert MailAccount.objects.get(pk=nordlicht_account.pk).smtp_host == "smtp.new.example"


def test_without_its_own_sign_in_the_relay_would_get_the_mailbox_password(
    nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    with in_scope(nordlicht):
        relay = {"smtp_host": "relay.example", "smtp_username": "relay", "smtp_password": "auch geheim"}
        change_account(nordlicht_account, **relay, version=1, by=None)

        with refused("Enter the password again, because it would go to another server: relay.example."):
            change_account(nordlicht_account, smtp_username="", version=2, by=None)


def test_another_mailbox_is_read_from_its_beginning(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    with in_scope(nordlicht):
        MailAccount.objects.filter(pk=nordlicht_account.pk).update(
            uidvalidity=7, last_uid=99, fetch_due_at=clock.now(), error_count=4
        )
        change_account(nordlicht_account, name="Nur ein Name", version=1, by=None)
        unchanged = MailAccount.objects.get(pk=nordlicht_account.pk)
        change_account(nordlicht_account, folder="Service", version=2, by=None)

        saved = MailAccount.objects.get(pk=nordlicht_account.pk)
    assert (unchanged.uidvalidity, unchanged.last_uid, unchanged.error_count) == (7, 99, 4)
    assert (saved.uidvalidity, saved.last_uid, saved.fetch_due_at, saved.error_count) == (-1, 0, None, 0)


def test_a_stale_version_overwrites_nothing(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    with in_scope(nordlicht):
        change_account(nordlicht_account, name="Eins", version=1, by=None)
        with refused("Somebody else has changed this account"):
            change_account(nordlicht_account, name="Zwei", version=1, by=None)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"address": "kein Postfach"}, "is not an e-mail address"),
        ({"host": ""}, "needs the server"),
        ({"username": " "}, "needs the server"),
        ({"host": "https://mail.example/"}, "is not the name of a server"),
        ({"port": 70000}, "A port is a number"),
        ({"weight_in": 0}, "A weighting is a number"),
    ],
)
def test_what_could_never_work_is_refused(nordlicht: Tenant, values: dict[str, Any], sentence: str) -> None:
    with in_scope(nordlicht), refused(sentence):
        create_account(tenant=nordlicht, **{**VALUES, **values}, by=None)


def test_an_address_belongs_to_one_account_even_of_a_tenant_one_cannot_see(
    nordlicht: Tenant, alpina_account: MailAccount
) -> None:
    with in_scope(nordlicht), refused("The address SERVICE@alpina.example belongs to another account already."):
        create_account(tenant=nordlicht, **{**VALUES, "address": "SERVICE@alpina.example"}, by=None)


def test_general_accounts_are_the_installations(nordlicht: Tenant, general_account: MailAccount) -> None:
    with in_scope(nordlicht):
        with refused("Only administrators of the installation"):
            create_account(tenant=None, **VALUES, by=None)
        with refused("Only administrators of the installation"):
            change_account(general_account, name="Meins", version=1, by=None)
        with refused("Only administrators of the installation"):
            delete_accounts([general_account], by=None)
    with everywhere():
        create_account(tenant=None, **VALUES, by=None)


def test_the_account_for_sending_is_own_or_general(
    nordlicht: Tenant, nordlicht_account: MailAccount, alpina_account: MailAccount, general_account: MailAccount
) -> None:
    system = make_account(nordlicht, kind=AccountKind.REPLY)
    with everywhere():
        for other, sentence in (
            (nordlicht_account, "cannot stand in for itself"),
            (alpina_account, "belongs to another tenant"),
            (system, "is a system account"),
        ):
            with refused(sentence):
                change_account(nordlicht_account, alternative=other, version=1, by=None)
        with refused("belongs to another tenant"):
            change_account(general_account, alternative=nordlicht_account, version=1, by=None)

        saved = change_account(nordlicht_account, alternative=general_account, version=1, by=None)

    assert (saved.alternative, saved.alternative_owner) == (general_account, 0)


def test_the_tenant_changes_while_nothing_belongs_to_the_account(
    nordlicht: Tenant, alpina: Tenant, nordlicht_account: MailAccount, ada: User
) -> None:
    with everywhere():
        change_account(nordlicht_account, tenant=alpina, version=1, by=ada)

        assert MailAccount.objects.get(pk=nordlicht_account.pk).tenant == alpina
        assert AuditEntry.objects.get().tenant_id is None
    with in_scope(alpina):
        assert AuditEntry.objects.count() == 0


def test_the_tenant_stays_once_mail_was_received(alpina: Tenant, nordlicht_account: MailAccount) -> None:
    with everywhere():
        MailAccount.objects.filter(pk=nordlicht_account.pk).update(last_mail_at=clock.now())
        with refused("has received mail already"):
            change_account(nordlicht_account, tenant=alpina, version=1, by=None)


def test_the_tenant_stays_while_requests_or_a_fallback_name_the_account(
    nordlicht: Tenant, alpina: Tenant, ticket: Ticket, nordlicht_account: MailAccount, billing: Category
) -> None:
    other = make_account(nordlicht)
    with everywhere():
        set_fallback(other, billing, by=None)
        for account in (nordlicht_account, other):
            with refused("rules, tickets or a fallback category"):
                change_account(account, tenant=alpina, version=1, by=None)


def test_deleting_is_refused_with_the_list_of_uses(
    nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount
) -> None:
    asking = make_account(nordlicht, kind=AccountKind.SECOND_LEVEL)
    make_tenant_accounts(nordlicht, incoming=nordlicht_account, sending=general_account, inquiries=asking)
    other = make_account(nordlicht, name="Nebenkonto", alternative=nordlicht_account, alternative_owner=nordlicht.pk)
    with everywhere():
        with refused("is the default incoming account of Nordlicht Energie."):
            delete_accounts([nordlicht_account], by=None)
        with refused("is the account for sending of “Nebenkonto”."):
            delete_accounts([nordlicht_account], by=None)
        with refused("is the default account for sending of Nordlicht Energie."):
            delete_accounts([general_account], by=None)
        with refused("is the system account for external inquiries of Nordlicht Energie."):
            delete_accounts([asking], by=None)

        delete_accounts([other], by=None)

        assert {account.pk for account in MailAccount.objects.living()} == {
            nordlicht_account.pk,
            general_account.pk,
            asking.pk,
        }


def test_a_deleted_account_comes_back(nordlicht: Tenant, nordlicht_account: MailAccount, ada: User) -> None:
    with in_scope(nordlicht):
        delete_accounts([nordlicht_account], by=ada)
        assert not MailAccount.objects.fetching().exists()

        restore_account(nordlicht_account, by=ada)

        assert MailAccount.objects.fetching().get() == nordlicht_account
        assert [entry.action for entry in AuditEntry.objects.order_by("id")] == ["deleted", "restored"]


def test_an_account_whose_address_was_given_away_stays_deleted(
    nordlicht: Tenant, alpina: Tenant, nordlicht_account: MailAccount
) -> None:
    with in_scope(nordlicht):
        delete_accounts([nordlicht_account], by=None)
    make_account(alpina, nordlicht_account.address)

    with in_scope(nordlicht), refused("its address service@nordlicht.example was given to another account meanwhile"):
        restore_account(nordlicht_account, by=None)


def test_an_account_of_a_deleted_tenant_stays_deleted(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    with in_scope(nordlicht):
        delete_accounts([nordlicht_account], by=None)
        Tenant.objects.update(deleted_at=clock.now())
        with refused("belongs to Nordlicht Energie, which is deleted"):
            restore_account(nordlicht_account, by=None)
