"""Signatures that strangers can check with nothing but the record in DNS (RFC 6376, RFC 8463)."""

from __future__ import annotations

import re

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kontor.channels.dkim_keys import (
    KeyKind,
    dns_name,
    dns_record,
    is_selector,
    kind_of,
    new_key,
    read_key,
    sign,
    zone_line,
)
from kontor.channels.servers import SmtpServer
from kontor.channels.smtp import send
from tests.channels.mails import plain_mail
from tests.servers.smtp_sink import SmtpSink
from tests.support.refusal import refused

DOMAIN, SELECTOR = "nordlicht.example", "kontor"
KINDS = [KeyKind.RSA, KeyKind.ED25519]


@pytest.fixture(scope="module")
def keys() -> dict[KeyKind, str]:
    return {kind: new_key(kind) for kind in KINDS}


def holds(mail: bytes, key: str) -> bool:
    """What a receiving server finds, who asks DNS for the record."""
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return dns_record(key).encode()

    found = bool(dkim.verify(mail, dnsfunc=dns))
    assert asked == [f"{dns_name(DOMAIN, SELECTOR)}.".encode()]
    return found


def signed(mail: bytes, key: str) -> bytes:
    return sign(mail, domain=DOMAIN, selector=SELECTOR, key=key)


@pytest.mark.parametrize("kind", KINDS)
def test_a_signature_holds_against_its_record(keys: dict[KeyKind, str], kind: KeyKind) -> None:
    mail = signed(plain_mail("Grüße", text="Schöne Grüße\r\n\r\n\r\n"), keys[kind])

    assert holds(mail, keys[kind])
    assert kind_of(keys[kind]) == kind
    assert f"a={'rsa' if kind == KeyKind.RSA else 'ed25519'}-sha256".encode() in mail
    assert b"c=relaxed/relaxed" in mail


@pytest.mark.parametrize("kind", KINDS)
def test_it_holds_for_no_other_key(keys: dict[KeyKind, str], kind: KeyKind) -> None:
    assert not holds(signed(plain_mail("x"), keys[kind]), new_key(kind))


@pytest.mark.parametrize(
    "change",
    [
        (b"Subject: Answer", b"Subject: Anders"),
        (b"Subject: Answer", b"From: evil@evil.example\r\nSubject: Answer"),
        (b"Subject: Answer", b"Subject: Zwei\r\nSubject: Answer"),
        (b"Subject: Answer", b"Cc: evil@evil.example\r\nSubject: Answer"),
        (b"Subject: Answer", b"In-Reply-To: <x@evil.example>\r\nSubject: Answer"),
        (b"body", b"bodies"),
    ],
)
def test_a_changed_mail_is_found_out(keys: dict[KeyKind, str], change: tuple[bytes, bytes]) -> None:
    """Also one to which a second From, Subject or a Cc was added."""
    mail = signed(plain_mail("Answer", text="body"), keys[KeyKind.RSA])
    before, after = change

    changed = mail.replace(before, after)

    assert changed != mail
    assert not holds(changed, keys[KeyKind.RSA])


def test_white_space_may_change_on_the_way(keys: dict[KeyKind, str]) -> None:
    mail = signed(plain_mail("Answer", text="two  blanks"), keys[KeyKind.RSA])

    refolded = mail.replace(b"Subject: Answer", b"Subject:\r\n  Answer").replace(b"two  blanks", b"two blanks  ")

    assert holds(refolded, keys[KeyKind.RSA])


@pytest.mark.parametrize("kind", KINDS)
def test_it_holds_after_the_mail_has_travelled(keys: dict[KeyKind, str], kind: KeyKind, smtp_sink: SmtpSink) -> None:
    server: SmtpServer = smtp_sink.server()
    mail = signed(plain_mail("Answer", text=".a dot\r\n..two\r\n"), keys[kind])

    send(server, envelope_from="a@nordlicht.example", recipients=["kim@customer.example"], message=mail)

    assert holds(smtp_sink.kept[0].raw, keys[kind])


def test_the_record_for_a_zone_file_is_in_short_pieces(keys: dict[KeyKind, str]) -> None:
    line = zone_line(DOMAIN, SELECTOR, keys[KeyKind.RSA])

    pieces = re.findall(r'"([^"]*)"', line)
    assert line.startswith("kontor._domainkey.nordlicht.example. IN TXT ( ")
    assert "".join(pieces) == dns_record(keys[KeyKind.RSA])
    assert max(map(len, pieces)) <= 255


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_a_pasted_key_is_taken(form: PrivateFormat) -> None:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pasted = "\n  " + made.private_bytes(Encoding.PEM, form, NoEncryption()).decode() + "\n"

    key = read_key(pasted)

    assert key.startswith("-----BEGIN PRIVATE KEY-----")
    assert holds(signed(plain_mail("x"), key), key)


def test_what_is_no_key_is_refused() -> None:
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    curve = ec.generate_private_key(ec.SECP256R1())
    pem = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    assert kind_of(read_key(short.private_bytes(*pem).decode())) == KeyKind.RSA
    with refused("The key must be an RSA or an Ed25519 key."):
        read_key(curve.private_bytes(*pem).decode())
    for nothing in ("", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"):
        with refused("This is not a private key that can be read."):
            read_key(nothing)


@pytest.mark.parametrize(
    ("selector", "fits"),
    [
        ("kontor", True),
        ("s1.mail", True),
        ("", False),
        ("a b", False),
        ("-a", False),
        ("a..b", False),
        ("x" * 64, False),
    ],
)
def test_selectors(selector: str, fits: bool) -> None:
    assert is_selector(selector) is fits
