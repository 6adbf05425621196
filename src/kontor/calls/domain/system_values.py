"""What can be set for a telephone system, and how it gets into the row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from kontor.calls.enums import Connector
from kontor.calls.models import PhoneSystem
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.tenants.models import Tenant

TEXTS = (
    "name",
    "host",
    "ca_file",
    "username",
    "technology",
    "context",
    "country",
    "area_code",
    "outside_line",
)
PLAIN = (*TEXTS, "connector", "port", "tls", "push_format", "dial_format", "all_tenants", "active")
SECRETS = ("secret", "signing_secret")
AUDITED = (*PLAIN, *SECRETS)

WORD = re.compile(r"[A-Za-z0-9_-]+")
DIGITS = re.compile(r"[0-9*#]*")


class PhoneSystemValues(TypedDict, total=False):
    """What can be set. An empty secret leaves the saved one; ``unsigned`` takes the secret of the signature away.

    ``tenants`` are those that are served, where the system is not for all of them.
    """

    name: str
    connector: str
    host: str
    port: int
    tls: bool
    ca_file: str
    username: str
    secret: str
    technology: str
    context: str
    push_format: str
    signing_secret: str
    unsigned: bool
    country: str
    area_code: str
    outside_line: str
    dial_format: str
    all_tenants: bool
    tenants: Sequence[Tenant]
    active: bool


def fill(system: PhoneSystem, values: PhoneSystemValues) -> None:
    """Put the values into the row, and what follows from them. Refused for what could never work."""
    entered: dict[str, Any] = dict(values)
    for name in PLAIN:
        if name in entered:
            setattr(system, name, one_line(entered[name]) if name in TEXTS else entered[name])
    for name in SECRETS:
        if entered.get(name):
            setattr(system, name, entered[name])
    if entered.get("unsigned"):
        system.signing_secret = ""
    system.area_code = system.area_code.lstrip("0")
    system.sort_key = sort_key_german(system.name)
    require_usable(system)


def require_usable(system: PhoneSystem) -> None:
    """Refused, with the sentence, for what could never work."""
    if not system.name:
        raise Refused(_("A telephone system needs a name."))
    if not DIGITS.fullmatch(system.outside_line):
        raise Refused(_("The digits for an outside line are digits, * and # only."))
    if not system.area_code.isdecimal() and system.area_code:
        raise Refused(_("Write the area code with digits only, like 040."))
    if system.connector == Connector.ASTERISK:
        _require_asterisk(system)


def _require_asterisk(system: PhoneSystem) -> None:
    """A new system may still be without its connection; what is given must be fit for a line of the protocol."""
    if any(len(secret.splitlines()) > 1 for secret in (system.secret, system.signing_secret)):
        raise Refused(_("A password is one line."))
    if not WORD.fullmatch(system.technology):
        raise Refused(_("The technology of the phones is one word, like PJSIP or SIP."))
    if system.context and not WORD.fullmatch(system.context):
        raise Refused(_("The context is one word of letters, digits, - and _, as in the telephone system."))
    if system.host and any(sign in system.host for sign in " /:@"):
        raise Refused(_("Enter the name or the address of the server alone, without port and slashes."))
