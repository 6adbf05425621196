"""How mails and addresses stand in the talk with a server."""

from __future__ import annotations

import re

from django.utils.formats import number_format

from kontor.kernel.text import ascii_domain

LINE_BREAK = re.compile(rb"\r\n|\r|\n")
LEADING_DOT = re.compile(rb"(?m)^\.")


def wire_form(message: bytes) -> bytes:
    """The mail as it stands between DATA and the last dot. A line with a bare CR or LF could end the mail early for
    some servers and smuggle in another one."""
    lines = LEADING_DOT.sub(b"..", LINE_BREAK.sub(b"\r\n", message))
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def for_envelope(address: str) -> str:
    """A domain beyond ASCII in the form of DNS, where the name before it needs no more than ASCII."""
    local, at, domain = address.rpartition("@")
    return f"{local}@{ascii_domain(domain) or domain}" if at and local.isascii() and not domain.isascii() else address


def has_utf8_header(message: bytes) -> bool:
    """Whether a header is written in UTF-8 (RFC 6532). Bytes that are none are no header of any norm; servers take
    them or not, and no option says so."""
    head = message.partition(b"\r\n\r\n")[0]
    try:
        return not head.isascii() and bool(head.decode())
    except UnicodeDecodeError:
        return False


def megabytes(size: int) -> str:
    return number_format(round(size / 1_000_000, 1), 1)
