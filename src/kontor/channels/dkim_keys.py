"""Signatures of outgoing mail (DKIM, RFC 6376 and 8463): keys, what DNS must say, and the signing. Pure."""

from __future__ import annotations

import base64
import re
from enum import StrEnum

import dkim
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.utils.translation import gettext as _

from kontor.kernel.errors import Failed, Refused

SHORTEST_RSA, NEW_RSA, LONGEST_RSA = 1024, 2048, 4096
SIGNED = (
    b"from from subject subject date date to to cc cc reply-to reply-to message-id message-id in-reply-to in-reply-to "
    b"references references mime-version content-type content-type content-transfer-encoding auto-submitted"
).split()
"""The headers that are signed. One that stands twice is signed once more than it occurs: nobody can add another."""

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")

PrivateKey = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


class KeyKind(StrEnum):
    RSA = "rsa"
    ED25519 = "ed25519"


def new_key(kind: KeyKind) -> str:
    """A fresh private key (PEM, PKCS #8)."""
    made: PrivateKey
    if kind == KeyKind.RSA:
        made = rsa.generate_private_key(public_exponent=65537, key_size=NEW_RSA)
    else:
        made = ed25519.Ed25519PrivateKey.generate()
    return _written(made)


def read_key(text: str) -> str:
    """A private key that somebody pasted, in our form. Refused where it is none that can be used."""
    try:
        key = load_pem_private_key(text.strip().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Refused(
            _("This is not a private key that can be read. It must be PEM text without a password.")
        ) from None
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return _written(key)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise Refused(_("The key must be an RSA or an Ed25519 key."))
    if not SHORTEST_RSA <= key.key_size <= LONGEST_RSA:
        raise Refused(
            _("An RSA key must have %(least)s to %(most)s bits.") % {"least": SHORTEST_RSA, "most": LONGEST_RSA}
        )
    return _written(key)


def kind_of(key: str) -> KeyKind:
    return KeyKind.RSA if isinstance(_loaded(key), rsa.RSAPrivateKey) else KeyKind.ED25519


def dns_name(domain: str, selector: str) -> str:
    """Where the record with the public key belongs."""
    return f"{selector}._domainkey.{domain}"


def dns_record(key: str) -> str:
    """The TXT record that lets everybody check the signatures of this key."""
    private = _loaded(key)
    if isinstance(private, rsa.RSAPrivateKey):
        public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode()}"


def zone_line(domain: str, selector: str, key: str) -> str:
    """The record as a zone file wants it: in pieces of at most 255 characters."""
    record = dns_record(key)
    pieces = " ".join(f'"{record[start : start + 250]}"' for start in range(0, len(record), 250))
    return f"{dns_name(domain, selector)}. IN TXT ( {pieces} )"


def is_selector(text: str) -> bool:
    """Labels of DNS, with dots between."""
    return bool(text) and len(text) <= 63 and all(_LABEL.fullmatch(label) for label in text.split("."))


def sign(mail: bytes, *, domain: str, selector: str, key: str) -> bytes:
    """The mail (CRLF) with its signature before it, relaxed in both parts: white space may change on the way."""
    private = _loaded(key)
    if isinstance(private, rsa.RSAPrivateKey):
        algorithm = b"rsa-sha256"
        secret = private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    else:
        algorithm = b"ed25519-sha256"
        secret = base64.b64encode(private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    try:
        signature: bytes = dkim.sign(
            mail,
            selector.encode(),
            domain.encode(),
            secret,
            canonicalize=(b"relaxed", b"relaxed"),
            signature_algorithm=algorithm,
            include_headers=_headers_of(mail),
            linesep=b"\r\n",
        )
    except dkim.DKIMException as error:
        raise Failed(f"The mail could not be signed: {error}") from error
    return signature + mail


def _headers_of(mail: bytes) -> list[bytes]:
    """Those of ``SIGNED`` that are there, and one more of those whose number must stay."""
    head = mail.partition(b"\r\n\r\n")[0]
    there = [line.partition(b":")[0].strip().lower() for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]
    wanted: list[bytes] = []
    for name in dict.fromkeys(SIGNED):
        more = SIGNED.count(name) > 1
        wanted += [name] * (there.count(name) + (1 if more else 0))
    return wanted


def _loaded(key: str) -> PrivateKey:
    loaded = load_pem_private_key(key.encode(), password=None)
    assert isinstance(loaded, rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey)
    return loaded


def _written(key: PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
