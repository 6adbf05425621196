"""Accounts that sign in by token: what may be set, and where their secrets never go."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.channels.domain.accounts import change_account, create_account
from kontor.channels.enums import AfterFetch, Grant, Provider, Security, SignIn
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.support.refusal import refused
from tests.support.scoping import in_scope

BY_TOKEN: dict[str, Any] = {
    "address": "service@nordlicht.example",
    "auth": SignIn.OAUTH2,
    "oauth_provider": Provider.MICROSOFT,
    "oauth_client_id": "4711",
    "oauth_client_secret": "app secret",
    "host": "",
}
OTHER: dict[str, Any] = {
    **BY_TOKEN,
    "oauth_provider": Provider.OTHER,
    "oauth_authorize_url": "https://id.nordlicht.example/authorize",
    "oauth_token_url": "https://id.nordlicht.example/token",
    "oauth_scopes": "mail",
    "host": "imap.nordlicht.example",
    "smtp_host": "smtp.nordlicht.example",
}
TOKENS = {"oauth_access_token": "access", "oauth_refresh_token": "refresh", "token_expires_at": clock.now()}


def with_tokens(tenant: Tenant, **values: Any) -> MailAccount:
    """An account for which somebody has signed in."""
    with in_scope(tenant):
        account = create_account(tenant=tenant, **{**OTHER, **values}, by=None)
        MailAccount.objects.filter(pk=account.pk).update(**TOKENS)
        return MailAccount.objects.get(pk=account.pk)


def saved(account: MailAccount) -> MailAccount:
    with in_scope(account.owner):
        return MailAccount.objects.get(pk=account.pk)


def test_microsoft_fills_in_its_servers_and_addresses(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        account = create_account(tenant=nordlicht, **BY_TOKEN, by=None)

    service = account.token_service()
    assert (account.host, account.port, account.security) == ("outlook.office365.com", 993, "tls")
    assert (account.smtp_host, account.smtp_port, account.smtp_security) == ("smtp.office365.com", 587, "starttls")
    assert (account.username, account.password, account.oauth_grant) == ("service@nordlicht.example", "", "code")
    assert service.authorize_url == "https://login.microsoftonline.com/common/oauth2/v2.0/authorize"
    assert service.token_url == "https://login.microsoftonline.com/common/oauth2/v2.0/token"
    assert "offline_access" in service.scopes.split()


def test_google_fills_in_its_servers_and_addresses(nordlicht: Tenant) -> None:
    values = {**BY_TOKEN, "oauth_provider": Provider.GOOGLE, "protocol": "pop3"}
    with in_scope(nordlicht):
        account = create_account(tenant=nordlicht, **values, by=None)

    service = account.token_service()
    assert (account.host, account.port) == ("pop.gmail.com", 995)
    assert (account.smtp_host, account.smtp_port, account.smtp_security) == ("smtp.gmail.com", 465, "tls")
    assert (service.scopes, dict(service.extra)["access_type"]) == ("https://mail.google.com/", "offline")


def test_a_directory_and_an_application_by_itself(nordlicht: Tenant) -> None:
    values = {**BY_TOKEN, "oauth_directory": "nordlicht.onmicrosoft.com", "oauth_grant": Grant.CLIENT}
    with in_scope(nordlicht):
        service = create_account(tenant=nordlicht, **values, by=None).token_service()

    assert service.token_url == "https://login.microsoftonline.com/nordlicht.onmicrosoft.com/oauth2/v2.0/token"
    assert service.scopes == "https://outlook.office365.com/.default"


def test_servers_that_were_entered_are_not_replaced(nordlicht: Tenant) -> None:
    values = {**BY_TOKEN, "host": "imap.proxy.example", "port": 1993}
    with in_scope(nordlicht):
        account = create_account(tenant=nordlicht, **values, by=None)

    assert (account.host, account.port, account.smtp_host) == ("imap.proxy.example", 1993, "")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"oauth_client_id": ""}, "Enter the id under which this application is registered"),
        ({"oauth_directory": "../evil"}, "The directory is a domain"),
        ({"security": Security.PLAIN}, "A token never crosses the network unencrypted."),
        ({"smtp_security": Security.PLAIN}, "A token never crosses the network unencrypted."),
        ({"oauth_token_url": "http://id.nordlicht.example/token"}, "begin with https://"),
        ({"oauth_token_url": "https://id.nordlicht.example@evil.example/"}, "begin with https://"),
        ({"oauth_token_url": ""}, "begin with https://"),
        ({"oauth_authorize_url": "javascript:alert(1)"}, "begin with https://"),
        ({"oauth_grant": Grant.CLIENT, "oauth_client_secret": ""}, "the application needs its secret"),
        ({"oauth_grant": Grant.CLIENT, "oauth_provider": Provider.GOOGLE}, "Google gives no token"),
        ({"oauth_grant": Grant.CLIENT, "oauth_provider": Provider.MICROSOFT}, "Enter the directory."),
        ({"after_fetch": AfterFetch.MOVE}, "Enter another folder"),
        ({"after_fetch": AfterFetch.MOVE, "done_folder": "INBOX"}, "Enter another folder"),
        ({"after_fetch": AfterFetch.MOVE, "done_folder": "Done", "protocol": "pop3"}, "POP3 knows one folder only."),
        ({"delete_after_days": 0}, "Mails are deleted after 1 to 3650 days, or never."),
        ({"delete_after_days": 4000}, "Mails are deleted after 1 to 3650 days, or never."),
    ],
)
def test_what_could_never_work_is_refused(nordlicht: Tenant, values: dict[str, Any], sentence: str) -> None:
    with in_scope(nordlicht), refused(sentence):
        create_account(tenant=nordlicht, **{**OTHER, **values}, by=None)


def test_deleting_later_is_for_mails_that_are_left(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        account = create_account(tenant=nordlicht, **OTHER, delete_after_days=30, by=None)
        assert account.delete_after_days == 30

        account = change_account(account, after_fetch=AfterFetch.DELETE, version=1, by=None)
    assert account.delete_after_days is None


@pytest.mark.parametrize(
    "values",
    [
        {"host": "imap.evil.example"},
        {"port": 1993},
        {"security": Security.STARTTLS},
        {"smtp_host": "smtp.evil.example"},
        {"smtp_port": 2525},
        {"smtp_security": Security.STARTTLS},
        {"ca_file": "/etc/own.crt", "oauth_client_secret": "again"},
        {"username": "boss@nordlicht.example"},
        {"smtp_username": "boss@nordlicht.example"},
        {"oauth_scopes": "mail files"},
        {"oauth_client_id": "4712"},
        {"oauth_token_url": "https://id.evil.example/token", "oauth_client_secret": "again"},
    ],
)
def test_an_agreement_ends_when_its_token_would_go_elsewhere(nordlicht: Tenant, values: dict[str, Any]) -> None:
    account = with_tokens(nordlicht)
    with in_scope(nordlicht):
        change_account(account, **values, version=1, by=None)

    after = saved(account)
    assert (after.oauth_access_token, after.oauth_refresh_token, after.token_expires_at) == ("", "", None)


def test_an_agreement_stays_where_its_way_stays(nordlicht: Tenant) -> None:
    account = with_tokens(nordlicht)
    with in_scope(nordlicht):
        change_account(account, name="Anders", folder="Service", weight_in=5, version=1, by=None)

    assert saved(account).oauth_refresh_token == "refresh"


@pytest.mark.parametrize(
    "values",
    [
        {"oauth_token_url": "https://id.evil.example/token"},
        {"oauth_token_url": "https://id.nordlicht.example/another"},
        {"oauth_provider": Provider.GOOGLE},
        {"ca_file": "/etc/own.crt"},
    ],
)
def test_the_applications_secret_goes_nowhere_else_unseen(nordlicht: Tenant, values: dict[str, Any]) -> None:
    account = with_tokens(nordlicht)
    with in_scope(nordlicht):
        with refused("Enter the secret of the application again"):
            change_account(account, **values, version=1, by=None)

        change_account(account, **values, oauth_client_secret="app secret", version=1, by=None)


@pytest.mark.parametrize(
    "values",
    [
        {"host": "imap.evil.example"},
        {"port": 1993},
        {"smtp_host": "smtp.evil.example"},
        {"username": "boss@nordlicht.example"},
        {"smtp_username": "boss@nordlicht.example"},
        {"oauth_scopes": "mail files"},
    ],
)
def test_a_token_that_needs_nobody_goes_nowhere_else_unseen(nordlicht: Tenant, values: dict[str, Any]) -> None:
    account = with_tokens(nordlicht, oauth_grant=Grant.CLIENT)
    with in_scope(nordlicht), refused("Enter the secret of the application again"):
        change_account(account, **values, version=1, by=None)


@pytest.mark.parametrize(
    "values",
    [{"port": 1993}, {"security": Security.STARTTLS}, {"security": Security.PLAIN, "port": 993}, {"ca_file": "/x.crt"}],
)
def test_a_password_over_another_connection_is_entered_again(
    nordlicht: Tenant, nordlicht_account: MailAccount, values: dict[str, Any]
) -> None:
    with in_scope(nordlicht):
        with refused("Enter the password again, because the connection it crosses has changed: "):
            change_account(nordlicht_account, **values, version=1, by=None)

        change_account(nordlicht_account, **values, password="neu", smtp_password="neu", version=1, by=None)


def test_the_relays_password_over_another_connection_is_entered_again(
    nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    with in_scope(nordlicht), refused("Enter the password again"):
        change_account(nordlicht_account, smtp_security=Security.PLAIN, smtp_port=25, version=1, by=None)


def test_the_way_that_is_left_keeps_no_secret(nordlicht: Tenant) -> None:
    account = make_account(nordlicht, "service@nordlicht.example", smtp_username="", smtp_password="")
    token = {name: value for name, value in OTHER.items() if name.startswith("oauth_")}
    with in_scope(nordlicht):
        changed = change_account(account, auth=SignIn.OAUTH2, **token, version=1, by=None)
        without_password = (changed.password, changed.oauth_client_secret)
        MailAccount.objects.filter(pk=account.pk).update(**TOKENS)
        change_account(account, auth=SignIn.PASSWORD, password="neu", version=2, by=None)

    after = saved(account)
    assert without_password == ("", "app secret")
    assert (after.password, after.oauth_client_secret, after.oauth_refresh_token) == ("neu", "", "")


def test_the_audit_log_masks_the_new_secrets(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        create_account(tenant=nordlicht, **OTHER, dkim_key="private", by=ada)

        entry = AuditEntry.objects.get()
    assert entry.changes["oauth_token_url"] == [None, "https://id.nordlicht.example/token"]
    assert "app secret" not in str(entry.changes)
    assert "private" not in str(entry.changes)
