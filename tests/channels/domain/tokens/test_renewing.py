"""Tokens are given, renewed and refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from kontor.channels import imap, oauth
from kontor.channels.domain import tokens
from kontor.channels.domain.tokens import EARLY, LEASE, keep_code, ready
from kontor.channels.domain.troubles import note_trouble
from kontor.channels.enums import Grant
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from tests.channels.domain.tokens.conftest import account_at, saved
from tests.channels.test_oauth import BACK, challenge_of
from tests.conftest import Frozen
from tests.servers.dovecot import HOST, Dovecot
from tests.servers.token_service import TokenServer
from tests.support.scoping import in_scope
from tests.support.threads import at_once


def refused(account: MailAccount) -> ConnectionFailed:
    with pytest.raises(ConnectionFailed) as caught:
        ready(account)
    return caught.value


def test_an_account_with_a_password_needs_none(nordlicht_account: MailAccount) -> None:
    assert ready(nordlicht_account).mail_server().by_token is False


def test_the_token_opens_the_mailbox(nordlicht: Tenant, service: TokenServer) -> None:
    account = account_at(service, nordlicht)

    with imap.open_mailbox(ready(account).mail_server()) as mailbox:
        assert mailbox.count == 0
    assert saved(account).oauth_access_token == account.oauth_access_token != ""


def test_a_token_is_used_until_shortly_before_its_end(nordlicht: Tenant, service: TokenServer, frozen: Frozen) -> None:
    account = ready(account_at(service, nordlicht))
    first = account.oauth_access_token
    frozen.move(minutes=54, seconds=50)
    ready(account)
    asked_before = len(service.asked)
    frozen.move(seconds=20)
    ready(account)

    assert (asked_before, len(service.asked)) == (1, 2)
    assert account.oauth_access_token != first
    assert account.token_expires_at == frozen.at + timedelta(hours=1)
    assert account.token_refreshed_at == frozen.at
    assert timedelta(minutes=5) == EARLY


def test_a_refresh_token_that_rotates_is_kept(nordlicht: Tenant, service: TokenServer, frozen: Frozen) -> None:
    service.rotates = True
    account = account_at(service, nordlicht)
    for _hour in range(3):
        ready(saved(account))
        frozen.move(hours=1)

    assert [asked["refresh_token"] for asked in service.asked] == ["refresh-0", "refresh-1", "refresh-2"]
    assert saved(account).oauth_refresh_token == "refresh-3"


def test_a_code_becomes_tokens(nordlicht: Tenant, service: TokenServer) -> None:
    account = account_at(service, nordlicht, oauth_refresh_token="")
    verifier = oauth.new_verifier()
    with in_scope(nordlicht):
        code = service.agree(challenge_of(verifier))
        keep_code(account, code=code, redirect_uri=BACK, verifier=verifier, by=None)

    ready(account)

    after = saved(account)
    assert (after.oauth_pending, after.oauth_refresh_token) == ("", "refresh-2")
    assert service.asked[0]["redirect_uri"] == BACK


def test_a_code_that_is_no_good_is_not_tried_again(nordlicht: Tenant, service: TokenServer) -> None:
    account = account_at(service, nordlicht, oauth_refresh_token="")
    with in_scope(nordlicht):
        keep_code(account, code="used", redirect_uri=BACK, verifier="v" * 50, by=None)

    assert refused(account).kind == Kind.SIGN_IN_AGAIN
    assert refused(saved(account)).kind == Kind.NOT_SIGNED_IN
    assert len(service.asked) == 1


def test_a_code_waits_while_the_service_is_down(nordlicht: Tenant, service: TokenServer) -> None:
    account = account_at(service, nordlicht, oauth_refresh_token="")
    verifier = oauth.new_verifier()
    with in_scope(nordlicht):
        code = service.agree(challenge_of(verifier))
        keep_code(account, code=code, redirect_uri=BACK, verifier=verifier, by=None)
    service.answer = (503, "")
    service.codes = {}

    assert refused(account).kind == Kind.BUSY
    assert saved(account).oauth_pending != ""


def test_client_credentials_need_nobody(nordlicht: Tenant, service: TokenServer) -> None:
    account = account_at(service, nordlicht, oauth_grant=Grant.CLIENT, oauth_refresh_token="")

    with imap.open_mailbox(ready(account).mail_server()) as mailbox:
        assert mailbox.count == 0


def test_nobody_has_signed_in(nordlicht: Tenant, service: TokenServer) -> None:
    failure = refused(account_at(service, nordlicht, oauth_refresh_token=""))

    assert str(failure) == "Nobody has signed in for this account yet. Use “Sign in” on the account's page."
    assert service.asked == []


def test_after_a_failure_the_next_one_may_try(nordlicht: Tenant, service: TokenServer) -> None:
    account = account_at(service, nordlicht)
    service.answer = (503, "")
    assert refused(account).permanent is False
    service.answer = None

    assert saved(account).token_leased_until is None
    assert ready(account).oauth_access_token != ""


def test_a_refused_token_is_not_offered_again(nordlicht: Tenant, service: TokenServer) -> None:
    account = ready(account_at(service, nordlicht))
    first = account.oauth_access_token
    with in_scope(nordlicht):
        note_trouble(account, ConnectionFailed(Kind.TOKEN_REFUSED, host=HOST))

    assert ready(saved(account)).oauth_access_token not in ("", first)


def test_the_lease_of_a_dead_worker_ends(
    nordlicht: Tenant, service: TokenServer, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "PATIENCE", 0.3)
    account = account_at(service, nordlicht, token_leased_until=clock.now() + LEASE)

    assert refused(account).kind == Kind.BUSY
    frozen.move(seconds=LEASE.total_seconds() + 1)
    assert ready(account).oauth_access_token != ""


def test_what_was_changed_meanwhile_is_not_undone(
    nordlicht: Tenant, service: TokenServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = account_at(service, nordlicht)
    real = oauth.refresh

    def overtaken(*args: Any) -> oauth.Token:
        token = real(*args)
        with in_scope(nordlicht):
            MailAccount.objects.filter(pk=account.pk).update(oauth_refresh_token="of another sign-in")
        return token

    monkeypatch.setattr(oauth, "refresh", overtaken)
    ready(account)

    after = saved(account)
    assert (after.oauth_refresh_token, after.oauth_access_token) == ("of another sign-in", "")
    assert after.token_leased_until is None


def test_general_accounts_have_tokens_too(database: None, service: TokenServer) -> None:
    account = account_at(service, None)

    assert ready(account).oauth_access_token != ""


def test_the_tokens_lie_encrypted(nordlicht: Tenant, service: TokenServer) -> None:
    account = ready(account_at(service, nordlicht))
    with in_scope(nordlicht), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM channels_mailaccount a WHERE id = %s", [account.pk])
        ((row,),) = cursor.fetchall()

    assert account.oauth_access_token not in row
    assert "refresh-0" not in row
    assert service.client_secret not in row


def test_two_workers_never_renew_at_once(
    committed_db: str, nordlicht: Tenant, service: TokenServer, mail_server: Dovecot
) -> None:
    service.rotates, service.slow = True, 0.4
    account = account_at(service, nordlicht)

    at_once(*[lambda: ready(saved(account))] * 4)

    assert [asked["refresh_token"] for asked in service.asked] == ["refresh-0"]
    assert saved(account).oauth_refresh_token == "refresh-1"
