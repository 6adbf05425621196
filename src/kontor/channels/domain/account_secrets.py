"""A stored secret is led nowhere else by somebody who does not know it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from kontor.channels.domain.account_values import AccountValues
from kontor.channels.enums import Grant, Protocol, SignIn
from kontor.channels.models import MailAccount
from kontor.kernel.errors import Refused

TOKENS = ("oauth_access_token", "oauth_refresh_token", "oauth_pending")


class Way(NamedTuple):
    """Where a secret goes, over which connection, trusted by which authority, and as whom where that matters."""

    secret: str
    host: str
    port: int
    security: str
    ca_file: str
    whose: str = ""


def ways_of(account: MailAccount) -> set[Way]:
    """Every way a secret of the account takes as it is set now. ``token``: what a person has agreed to."""
    found = set()
    if account.auth == SignIn.OAUTH2:
        service = account.token_service()
        found.add(Way("oauth_client_secret", service.host, service.port, service.token_url, account.ca_file))
    if account.protocol != Protocol.FOLDER:
        found.add(Way(_secret_of(account), *_mailbox(account), _whose(account, account.username)))
    if account.smtp_host and not account.smtp_without_sign_in:
        own = account.smtp_username and (account.smtp_password or account.auth == SignIn.PASSWORD)
        place = (account.smtp_host, account.smtp_port, account.smtp_security, account.ca_file)
        whose = "" if own else _whose(account, account.smtp_username or account.username)
        found.add(Way("smtp_password" if own else _secret_of(account), *place, whose))
    return found


def require_secrets_again(account: MailAccount, values: AccountValues, went: set[Way], had: dict[str, Any]) -> None:
    """Whoever leads a stored secret elsewhere must know it: else they could have it sent to a server of their own.

    Nobody knows a token, so what a person has agreed to ends instead, and somebody signs in again.
    """
    hosts = {(way.secret, way.host) for way in went}
    for way in sorted(ways_of(account) - went):
        if way.secret == "token":
            _end_agreement(account)
        elif had.get(way.secret) and not values.get(way.secret):
            raise Refused(_sentence(way, (way.secret, way.host) in hosts), about=way.secret)
    if not account.signs_in_by_token:
        _end_agreement(account)


def _secret_of(account: MailAccount) -> str:
    """What opens the mailbox: with client credentials a token, that our secret alone gets."""
    if account.auth == SignIn.PASSWORD:
        return "password"
    return "oauth_client_secret" if account.oauth_grant == Grant.CLIENT else "token"


def _whose(account: MailAccount, username: str) -> str:
    """A password opens one mailbox only; a token may open more than that of its owner, or allow more than was meant."""
    if account.auth == SignIn.PASSWORD:
        return ""
    service = account.token_service()
    return f"{username} {service.client_id} {service.token_url} {service.scopes}"


def _mailbox(account: MailAccount) -> tuple[str, int, str, str]:
    return account.host, account.port, account.security, account.ca_file


def _end_agreement(account: MailAccount) -> None:
    for name in TOKENS:
        setattr(account, name, "")
    account.token_expires_at = None


def _sentence(way: Way, known: bool) -> str:
    words = {"host": way.host, "port": way.port}
    if way.secret == "oauth_client_secret":
        sentence = _(
            "Enter the secret of the application again, because it, or a token obtained with it, would take another "
            "way: %(host)s, port %(port)s."
        )
    elif known:
        sentence = _(
            "Enter the password again, because the connection it crosses has changed: %(host)s, port %(port)s."
        )
    else:
        sentence = _("Enter the password again, because it would go to another server: %(host)s.")
    return sentence % words
