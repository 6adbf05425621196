"""The tokens of an account are fetched and renewed: before they expire, and by one worker at a time.

The network is asked outside of every transaction. A lease at the account keeps a second worker away meanwhile and ends
by itself when the first one dies; what is written down is checked against what was asked with, so that an answer that
comes late never undoes what somebody has set since.
"""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from kontor.audit.domain.recording import record_change
from kontor.channels import oauth
from kontor.channels.enums import Grant
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.models import MailAccount
from kontor.channels.oauth import Token
from kontor.channels.tls import failure
from kontor.kernel import clock
from kontor.tenants.scope import scope

EARLY = timedelta(minutes=5)
"""A token that expires sooner than this is renewed before it is used."""
LEASE = timedelta(minutes=1)
PATIENCE = 30.0
"""Seconds to wait for another worker that renews the token of the same account."""
LOOK = 0.2
TOKEN = ("oauth_access_token", "oauth_refresh_token", "oauth_pending", "token_expires_at", "token_refreshed_at")
ASKED_WITH = (
    "auth",
    "username",
    "oauth_provider",
    "oauth_directory",
    "oauth_client_id",
    "oauth_client_secret",
    "oauth_token_url",
    "oauth_scopes",
    "oauth_grant",
    "oauth_refresh_token",
    "oauth_pending",
)


def ready(account: MailAccount) -> MailAccount:
    """The account with a token that holds for a while, where it signs in by token. Its object is brought up to date.

    Outside of every scope: it may talk to the network. Raises ``ConnectionFailed`` when there is no token to be had.
    """
    if not account.signs_in_by_token or _is_fresh(account):
        return account
    end = time.monotonic() + PATIENCE
    while (lease := _lease(account)) is None:
        if _is_fresh(account):
            return account
        if time.monotonic() > end:
            raise failure(account.token_service(), Kind.BUSY, "…")
        time.sleep(LOOK)
    if not _is_fresh(account):
        _renew(account, lease)
    else:
        _give_back(account, lease)
    return account


@transaction.atomic(savepoint=False)
def keep_code(
    account: MailAccount, *, code: str, redirect_uri: str, verifier: str, by: AbstractBaseUser | None
) -> None:
    """A person has agreed: what they came back with waits, encrypted, until a worker gets the tokens for it."""
    waiting = json.dumps({"code": code, "redirect_uri": redirect_uri, "verifier": verifier})
    MailAccount.objects.filter(pk=account.pk).update(oauth_pending=waiting, fetch_due_at=None)
    record_change("signed in", account, by=by, tenant_id=account.tenant_id)


def forget_access_token(account: MailAccount) -> None:
    """The mail server refused it: the next visit begins with a new one."""
    MailAccount.objects.filter(pk=account.pk).update(oauth_access_token="", token_expires_at=None)


def _is_fresh(account: MailAccount) -> bool:
    if account.oauth_pending or not account.oauth_access_token or account.token_expires_at is None:
        return False
    return account.token_expires_at > clock.now() + EARLY


def _lease(account: MailAccount) -> datetime | None:
    """The right to renew, until this moment; None while another worker has it. Reads the account anew either way."""
    now = clock.now()
    with scope(account.owner):
        rows = MailAccount.objects.filter(pk=account.pk)
        free = rows.filter(Q(token_leased_until=None) | Q(token_leased_until__lt=now))
        leased = free.update(token_leased_until=now + LEASE)
        _take_over(account, rows.get())
    return now + LEASE if leased else None


def _give_back(account: MailAccount, lease: datetime) -> None:
    with scope(account.owner):
        MailAccount.objects.filter(pk=account.pk, token_leased_until=lease).update(token_leased_until=None)


def _renew(account: MailAccount, lease: datetime) -> None:
    asked_with = _asked_with(account)
    try:
        token = _get(account)
    except ConnectionFailed as failed:
        if failed.permanent:
            _forget_code(account, asked_with)
        raise
    else:
        _write_down(account, token, asked_with)
    finally:
        _give_back(account, lease)


def _get(account: MailAccount) -> Token:
    service = account.token_service()
    if account.oauth_grant == Grant.CLIENT:
        return oauth.for_application(service)
    if account.oauth_pending:
        return oauth.redeem_code(service, **json.loads(account.oauth_pending))
    if account.oauth_refresh_token:
        return oauth.refresh(service, account.oauth_refresh_token)
    raise failure(service, Kind.NOT_SIGNED_IN)


def _write_down(account: MailAccount, token: Token, asked_with: tuple[Any, ...]) -> None:
    """Unless somebody has changed meanwhile what was asked with; then what stands there counts."""
    now = clock.now()
    with scope(account.owner):
        row = MailAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
        if _asked_with(row) == asked_with:
            row.oauth_access_token, row.oauth_pending = token.access, ""
            row.oauth_refresh_token = token.refresh or row.oauth_refresh_token
            row.token_expires_at, row.token_refreshed_at = now + timedelta(seconds=token.lifetime), now
            row.save(update_fields=TOKEN)
        _take_over(account, row)


def _forget_code(account: MailAccount, asked_with: tuple[Any, ...]) -> None:
    """A code works once. What was there before it still counts, if there was anything."""
    with scope(account.owner):
        row = MailAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
        if row.oauth_pending and _asked_with(row) == asked_with:
            row.oauth_pending = ""
            row.save(update_fields=["oauth_pending"])


def _asked_with(account: MailAccount) -> tuple[Any, ...]:
    return tuple(getattr(account, name) for name in ASKED_WITH)


def _take_over(account: MailAccount, row: MailAccount) -> None:
    for name in {*TOKEN, *ASKED_WITH}:
        setattr(account, name, getattr(row, name))
