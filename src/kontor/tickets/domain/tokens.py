"""Signed Message-IDs: an answer to one of our mails finds its ticket, and nobody can make one up.

``<kontor.{ids}.{signature}@{domain}>``, all lower case, for some servers change the case of ids. Ticket and message are
sealed: counted up as they are, they would tell each customer how much mail all tenants have. The signature is
HMAC-SHA256 cut to 80 bits over the sealed ids; the domain is not signed, so that the token alone can travel in the
header ``X-Kontor-Token`` as well. Mails of versions before 0.9 have ``kontor.{ticket}.{message}.{signature}``.
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

HEADER = "X-Kontor-Token"
_SALT = b"kontor.tickets.tokens"
_SIGNATURE_BYTES = 10
# Looked for in lower case. Without regard to case "s" would be "ſ" too, which no signature is compared with.
_TOKEN = re.compile(rf"kontor\.({WORD})\.([a-z2-7]{{16}})(?![a-z0-9.])")
_OLDER = re.compile(r"kontor\.([a-z2-7]{1,13})\.([a-z2-7]{1,13})\.([a-z2-7]{16})(?![a-z0-9.])")


@dataclass(frozen=True, slots=True)
class TokenClaim:
    """What a valid token says: this mail belongs to that message of that ticket."""

    ticket_id: int
    message_id: int


def make_token(ticket_id: int, message_id: int) -> str:
    """The token for the header; the local part of the Message-ID."""
    ids = seal(ticket_id, message_id, _key(settings.SECRET_KEY))
    return f"kontor.{ids}.{_signature(ids, settings.SECRET_KEY)}"


def make_message_id(ticket_id: int, message_id: int, domain: str) -> str:
    """The Message-ID of a mail of ours, with brackets."""
    return f"<{make_token(ticket_id, message_id)}@{domain.lower()}>"


def read_token(value: str) -> TokenClaim | None:
    """The claim of a token or of a Message-ID with one; None if there is none or its signature is wrong.

    Older keys (``settings.SECRET_KEY_FALLBACKS``) are accepted, so that changing the key loses no conversation.
    """
    value, keys = value[:2_000].lower(), [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    for ids, signature in _TOKEN.findall(value):
        for key in keys:
            if hmac.compare_digest(_signature(ids, key), signature):
                return TokenClaim(*unseal(ids, _key(key)))
    for ticket, message, signature in _OLDER.findall(value):
        if any(hmac.compare_digest(_signature(f"{ticket}.{message}", key), signature) for key in keys):
            return TokenClaim(_read(ticket), _read(message))
    return None


def read_message_id(value: str) -> TokenClaim | None:
    """The claim of a Message-ID of ours; None for everybody else's."""
    return read_token(value) if "@" in value else None


def _read(written: str) -> int:
    padded = written.upper() + "=" * (-len(written) % 8)
    return int.from_bytes(base64.b32decode(padded), "big")


def _key(secret: str | bytes) -> bytes:
    return hashlib.sha256(_SALT + b".ids" + force_bytes(secret)).digest()


def _signature(body: str, secret: str | bytes) -> str:
    key = hashlib.sha256(_SALT + force_bytes(secret)).digest()
    digest = hmac.new(key, body.encode(), hashlib.sha256).digest()[:_SIGNATURE_BYTES]
    return base64.b32encode(digest).decode("ascii").lower()
