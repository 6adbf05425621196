"""What can be set for a mail account, and how it gets into the row."""

from __future__ import annotations

from typing import Any, TypedDict

from kontor.channels.domain.account_entries import clean_text, default_port, require_usable
from kontor.channels.enums import AfterFetch, Grant, Protocol, Provider, Security, SignIn
from kontor.channels.models import MailAccount
from kontor.channels.providers import PRESETS
from kontor.channels.scan_folder import DONE
from kontor.kernel.text import normalize_email, sort_key_german
from kontor.tenants.models import Tenant

TEXTS = (
    "name",
    "address",
    "sender_name",
    "host",
    "username",
    "folder",
    "oauth_directory",
    "oauth_client_id",
    "oauth_authorize_url",
    "oauth_token_url",
    "oauth_scopes",
    "done_folder",
    "trusted_authserv",
    "sent_folder",
    "smtp_host",
    "smtp_username",
    "dkim_domain",
    "dkim_selector",
    "ca_file",
)
PLAIN = (
    *TEXTS,
    "kind",
    "channel",
    "protocol",
    "security",
    "auth",
    "oauth_provider",
    "oauth_grant",
    "after_fetch",
    "delete_after_days",
    "smtp_security",
    "smtp_without_sign_in",
    "plain_text",
    "weight_in",
    "weight_out",
    "active",
)
SECRETS = ("password", "smtp_password", "oauth_client_secret", "dkim_key")
AUDITED = (*PLAIN, "port", "smtp_port", *SECRETS)


class AccountValues(TypedDict, total=False):
    """What can be set. An empty secret leaves the saved one; an empty port is the usual one.

    With one of the known services (``oauth_provider``) an empty server means the servers of that service.
    """

    kind: str
    tenant: Tenant | None
    name: str
    address: str
    sender_name: str
    channel: str
    protocol: str
    host: str
    port: int | None
    security: str
    auth: str
    username: str
    password: str
    oauth_provider: str
    oauth_grant: str
    oauth_directory: str
    oauth_client_id: str
    oauth_client_secret: str
    oauth_authorize_url: str
    oauth_token_url: str
    oauth_scopes: str
    folder: str
    after_fetch: str
    done_folder: str
    delete_after_days: int | None
    trusted_authserv: str
    smtp_host: str
    smtp_port: int | None
    smtp_security: str
    smtp_without_sign_in: bool
    smtp_username: str
    smtp_password: str
    plain_text: bool
    sent_folder: str
    dkim_domain: str
    dkim_selector: str
    dkim_key: str
    ca_file: str
    weight_in: int
    weight_out: int
    alternative: MailAccount | None
    active: bool


def fill(account: MailAccount, values: AccountValues) -> None:
    """Put the values into the row, and what follows from them. Refused for what could never work."""
    entered: dict[str, Any] = dict(values)
    for name in PLAIN:
        if name in entered:
            setattr(account, name, clean_text(entered[name]) if name in TEXTS else entered[name])
    for name in SECRETS:
        if entered.get(name):
            setattr(account, name, entered[name])
    if account.protocol == Protocol.FOLDER:
        _fill_folder(account)
    else:
        _fill_sign_in(account, entered)
        account.folder = account.folder or "INBOX"
        account.port = entered.get("port", account.port) or default_port(account.protocol, account.security)
    _fill_sending(account)
    _fill_after_fetch(account)
    account.smtp_port = entered.get("smtp_port", account.smtp_port) or default_port("smtp", account.smtp_security)
    account.name = account.name or account.address
    account.sort_key, account.address_key = sort_key_german(account.name), normalize_email(account.address)
    if "alternative" in entered:
        alternative: MailAccount | None = entered["alternative"]
        account.alternative, account.alternative_owner = alternative, alternative.owner if alternative else None
    require_usable(account)


def _fill_sign_in(account: MailAccount, entered: dict[str, Any]) -> None:
    """A way in that is not used keeps no secret."""
    if account.auth == SignIn.PASSWORD:
        account.oauth_client_secret = ""
        return
    account.password = ""
    account.oauth_provider = account.oauth_provider or Provider.OTHER
    account.oauth_grant = account.oauth_grant or Grant.CODE
    account.username = account.username or account.address
    preset = PRESETS.get(account.oauth_provider)
    if preset is None:
        return
    account.oauth_authorize_url = account.oauth_token_url = account.oauth_scopes = ""
    if account.host:
        return
    account.host, account.security = preset.hosts[account.protocol], Security.TLS
    entered["port"] = None
    if not account.smtp_host:
        account.smtp_host, account.smtp_security = preset.smtp_host, preset.smtp_security
        entered["smtp_port"] = None


def _fill_folder(account: MailAccount) -> None:
    """There is no server, and nobody signs in. What was taken does not stay among what is new."""
    account.host = account.username = account.password = account.oauth_client_secret = account.ca_file = ""
    account.auth, account.security = SignIn.PASSWORD, Security.TLS
    account.port = default_port(Protocol.IMAP, Security.TLS)
    if account.after_fetch == AfterFetch.LEAVE:
        account.after_fetch = AfterFetch.MOVE
    account.done_folder = account.done_folder or DONE


def _fill_sending(account: MailAccount) -> None:
    if account.smtp_without_sign_in:
        account.smtp_username = ""
    if not account.smtp_username:
        account.smtp_password = ""


def _fill_after_fetch(account: MailAccount) -> None:
    if account.after_fetch != AfterFetch.LEAVE:
        account.delete_after_days = None
    if account.after_fetch != AfterFetch.MOVE:
        account.done_folder = ""
    if account.protocol == Protocol.POP3:
        account.sent_folder = ""
