"""What may be entered for a mail account, and what is usual."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from kontor.channels.domain.own_addresses import checked_address
from kontor.channels.enums import AccountKind, AfterFetch, Channel, Grant, Protocol, Provider, Security, SignIn
from kontor.channels.models import MailAccount
from kontor.channels.providers import COMMON, PRESETS
from kontor.channels.scan_folder import is_inside
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line

PORTS: dict[tuple[str, str], int] = {
    (Protocol.IMAP, Security.TLS): 993,
    (Protocol.IMAP, Security.STARTTLS): 143,
    (Protocol.IMAP, Security.PLAIN): 143,
    (Protocol.POP3, Security.TLS): 995,
    (Protocol.POP3, Security.STARTTLS): 110,
    (Protocol.POP3, Security.PLAIN): 110,
    ("smtp", Security.TLS): 465,
    ("smtp", Security.STARTTLS): 587,
    ("smtp", Security.PLAIN): 25,
}
HOST = re.compile(r"[^\s/@\\]{1,253}")
ADDRESS = re.compile(r"https://[^\s/@\\\\?#]+(/\S*)?")
DIRECTORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
MOST_WEIGHT = 100
MOST_DAYS = 3650


def default_port(protocol: str, security: str) -> int:
    """The port that is usual for the protocol (``imap``, ``pop3``, ``smtp``) with this encryption."""
    return PORTS[protocol, security]


def clean_text(text: str) -> str:
    return one_line(str(text))


def require_usable(account: MailAccount) -> None:
    """Refused, with the sentence, for what could never work."""
    checked_address(account.address)
    _require_channel(account)
    _require_servers(account)
    if account.auth == SignIn.OAUTH2:
        _require_token_service(account)
    _require_after_fetch(account)
    _require_alternative(account)
    for weight in (account.weight_in, account.weight_out):
        if not 1 <= weight <= MOST_WEIGHT:
            raise Refused(_("A weighting is a number from 1 to %(most)s.") % {"most": MOST_WEIGHT})


def _require_channel(account: MailAccount) -> None:
    is_letters = account.channel == Channel.LETTER
    if account.protocol == Protocol.FOLDER and not is_letters:
        raise Refused(_("In a folder with scans there are letters. Choose the channel “Letter”."))
    if is_letters and account.is_general:
        raise Refused(_("Letters come in for one tenant. Choose the tenant that this account belongs to."))
    if is_letters and account.kind != AccountKind.INCOMING:
        raise Refused(_("Letters come in through an incoming account only."))


def _require_servers(account: MailAccount) -> None:
    if account.protocol == Protocol.FOLDER:
        _require_folder(account)
    elif not account.host or not account.username:
        raise Refused(_("An account needs the server it receives from and a user name."))
    for host in filter(None, (account.host, account.smtp_host)):
        checked_host(host)
    for port in (account.port, account.smtp_port):
        if not 1 <= port <= 65535:
            raise Refused(_("A port is a number from 1 to 65535."))


def checked_host(host: str) -> str:
    """The name of a server as it was given. Refuses what is none, an address of a page for one."""
    if not HOST.fullmatch(host):
        raise Refused(_("“%(host)s” is not the name of a server. Write it like imap.company.example.") % {"host": host})
    return host


def _require_folder(account: MailAccount) -> None:
    for name in filter(None, (account.folder, account.done_folder)):
        if not is_inside(name):
            raise Refused(
                _("“%(folder)s” leads out of the folder for scans. Enter a folder that lies below it.")
                % {"folder": name}
            )


def _require_token_service(account: MailAccount) -> None:
    if account.oauth_directory and not DIRECTORY.fullmatch(account.oauth_directory):
        raise Refused(_("The directory is a domain such as company.example or a long number, as Microsoft shows it."))
    service, preset = account.token_service(), PRESETS.get(account.oauth_provider)
    if not service.client_id:
        raise Refused(_("Enter the id under which this application is registered with the sign-in service."))
    if Security.PLAIN in (account.security, account.smtp_security if account.sends_by_token else ""):
        raise Refused(_("A token never crosses the network unencrypted. Choose TLS or STARTTLS."))
    if account.oauth_grant == Grant.CLIENT:
        _require_application(account)
    wanted = [service.token_url, *([service.authorize_url] if account.oauth_grant == Grant.CODE else [])]
    if not preset and not all(ADDRESS.fullmatch(address) for address in wanted):
        raise Refused(_("The addresses of the sign-in service are whole ones and begin with https://."))


def _require_application(account: MailAccount) -> None:
    if not account.oauth_client_secret:
        raise Refused(_("Without a person the application needs its secret. Enter it."))
    if account.oauth_provider == Provider.GOOGLE:
        raise Refused(_("Google gives no token for a mailbox without a person. Let a person sign in once."))
    if account.oauth_provider == Provider.MICROSOFT and account.oauth_directory in ("", COMMON):
        raise Refused(_("Without a person Microsoft must be told whose directory it is. Enter the directory."))


def _require_after_fetch(account: MailAccount) -> None:
    if account.after_fetch == AfterFetch.MOVE:
        if account.protocol == Protocol.POP3:
            raise Refused(_("POP3 knows one folder only. Leave the mails or delete them."))
        if not account.done_folder or account.done_folder == account.folder:
            raise Refused(_("Enter another folder than the one that is read, into which fetched mails are moved."))
    if account.delete_after_days is not None and not 1 <= account.delete_after_days <= MOST_DAYS:
        raise Refused(_("Mails are deleted after 1 to %(most)s days, or never.") % {"most": MOST_DAYS})


def _require_alternative(account: MailAccount) -> None:
    other = account.alternative
    if other is None:
        return
    words = {"name": other.name}
    if other.pk == account.pk:
        raise Refused(_("An account cannot stand in for itself. Choose another one or none."))
    if other.tenant_id not in (None, account.tenant_id):
        raise Refused(_("“%(name)s” belongs to another tenant and cannot be chosen here.") % words)
    if other.deleted_at:
        raise Refused(_("“%(name)s” is deleted and cannot be chosen.") % words)
    if other.kind != AccountKind.INCOMING:
        raise Refused(_("“%(name)s” is a system account. Choose an incoming account for sending.") % words)
    if not other.smtp_host:
        raise Refused(_("“%(name)s” has no server for sending.") % words)
