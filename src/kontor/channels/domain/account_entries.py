"""What may be entered for a mail account, and what is usual."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kontor.channels.enums import AccountKind, Protocol, Security
from kontor.channels.models import MailAccount
from kontor.kernel.errors import Refused
from kontor.kernel.text import normalize_email, one_line

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
MOST_WEIGHT = 100


def default_port(protocol: str, security: str) -> int:
    """The port that is usual for the protocol (``imap``, ``pop3``, ``smtp``) with this encryption."""
    return PORTS[protocol, security]


def clean_text(text: str) -> str:
    return one_line(str(text))


def require_usable(account: MailAccount) -> None:
    """Refused, with the sentence, for what could never work."""
    _require_address(account)
    _require_servers(account)
    _require_alternative(account)
    for weight in (account.weight_in, account.weight_out):
        if not 1 <= weight <= MOST_WEIGHT:
            raise Refused(_("A weighting is a number from 1 to %(most)s.") % {"most": MOST_WEIGHT})


def _require_address(account: MailAccount) -> None:
    try:
        validate_email(normalize_email(account.address))
    except ValidationError:
        raise Refused(
            _("“%(address)s” is not an e-mail address. Write it like name@company.example.")
            % {"address": account.address}
        ) from None


def _require_servers(account: MailAccount) -> None:
    if not account.host or not account.username:
        raise Refused(_("An account needs the server it receives from and a user name."))
    for host in filter(None, (account.host, account.smtp_host)):
        if not HOST.fullmatch(host):
            raise Refused(
                _("“%(host)s” is not the name of a server. Write it like imap.company.example.") % {"host": host}
            )
    for port in (account.port, account.smtp_port):
        if not 1 <= port <= 65535:
            raise Refused(_("A port is a number from 1 to 65535."))


def _require_alternative(account: MailAccount) -> None:
    other = account.alternative
    if other is None:
        return
    words = {"name": other.name}
    if other.pk == account.pk:
        raise Refused(_("An account is no alternative to itself. Choose another one or none."))
    if other.tenant_id not in (None, account.tenant_id):
        raise Refused(_("“%(name)s” belongs to another tenant and cannot be chosen here.") % words)
    if other.deleted_at:
        raise Refused(_("“%(name)s” is deleted and cannot be chosen.") % words)
    if other.kind != AccountKind.INCOMING:
        raise Refused(_("“%(name)s” is a system account. Choose an incoming account for sending.") % words)
    if not other.smtp_host:
        raise Refused(_("“%(name)s” has no server for sending.") % words)
