"""The signed header of our own automatic mail: a machine of this installation wrote it, and nobody else can say so.

``X-Kontor-Automatic: kontor-automatic.{kind}.{ids}.{signature}``, all lower case, without blanks, so that no folding
and no change of case breaks it. Tenant and message are sealed, as in Message-IDs. The signature is HMAC-SHA256 cut to
80 bits over what stands before it. It travels with the mail where a forwarder gives it another Message-ID and drops
``Auto-Submitted``. Mails of versions before 0.9 have ``kontor-automatic.{kind}.{tenant}.{message}.{signature}``.

Whoever got such a mail can put its header on another one. All that gains them is that nothing automatic answers it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.encoding import force_bytes

from kontor.tickets.domain.sealed import WORD, seal, unseal

HEADER = "X-Kontor-Automatic"
ACKNOWLEDGEMENT = "acknowledgement"
SYSTEM = "system"
"""Of the installation itself: tenant and message are 0."""
_SALT = b"kontor.tickets.automatic_mark"
_SIGNATURE_BYTES = 10
_MARK = re.compile(rf"kontor-automatic\.([a-z]{{1,30}})\.({WORD})\.([a-z2-7]{{16}})(?![a-z0-9.])")
_OLDER = re.compile(r"kontor-automatic\.([a-z]{1,30})\.(\d{1,19})\.(\d{1,19})\.([a-z2-7]{16})(?![a-z0-9.])")


@dataclass(frozen=True, slots=True)
class AutomaticMark:
    """What a valid mark says: this is that message of that tenant, and a machine wrote it."""

    kind: str
    tenant_id: int
    message_id: int


def make_mark(kind: str, tenant_id: int, message_id: int) -> str:
    """The value of the header for the message."""
    body = f"{kind}.{seal(tenant_id, message_id, _key(settings.SECRET_KEY))}"
    return f"kontor-automatic.{body}.{_signature(body, settings.SECRET_KEY)}"


def read_mark(value: str) -> AutomaticMark | None:
    """The mark in the header's value; None if there is none or its signature is wrong. Older keys are accepted."""
    value, keys = value[:2_000].lower(), [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    for kind, ids, signature in _MARK.findall(value):
        for key in keys:
            if hmac.compare_digest(_signature(f"{kind}.{ids}", key), signature):
                return AutomaticMark(kind, *unseal(ids, _key(key)))
    for kind, tenant, message, signature in _OLDER.findall(value):
        body = f"{kind}.{tenant}.{message}"
        if any(hmac.compare_digest(_signature(body, key), signature) for key in keys):
            return AutomaticMark(kind, int(tenant), int(message))
    return None


def _key(secret: str | bytes) -> bytes:
    return hashlib.sha256(_SALT + b".ids" + force_bytes(secret)).digest()


def _signature(body: str, secret: str | bytes) -> str:
    key = hashlib.sha256(_SALT + force_bytes(secret)).digest()
    digest = hmac.new(key, body.encode(), hashlib.sha256).digest()[:_SIGNATURE_BYTES]
    return base64.b32encode(digest).decode("ascii").lower()
