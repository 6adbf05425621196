"""A mail within winmail.dat, written as a file that any mail program opens. The same mail gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from urllib.parse import quote

from kontor.intake.parsing.mail import Attachment
from kontor.kernel.text import one_line


@dataclass(frozen=True, slots=True)
class PackedMail:
    """What is known of it."""

    subject: str
    sender_name: str
    sender_address: str
    sent_at: datetime | None
    text: str
    html: str
    files: Sequence[Attachment]


def mail_file(mail: PackedMail) -> bytes:
    """The mail as bytes (RFC 5322), all of its parts in base64."""
    forms = [_part(f"text/{kind}; charset=utf-8", said.encode()) for kind, said in _said(mail)]
    body = forms[0] if len(forms) == 1 else _multipart("alternative", forms)
    parts = [body, *map(_file, mail.files)]
    head = [f"Subject: {_words(mail.subject)}", "MIME-Version: 1.0"]
    if mail.sender_name or mail.sender_address:
        address = f"<{mail.sender_address}>" if mail.sender_address else ""
        head.insert(0, f"From: {_words(mail.sender_name)} {address}".rstrip())
    if mail.sent_at:
        head.insert(0, f"Date: {format_datetime(mail.sent_at)}")
    return "\r\n".join([*head, ""]).encode() + (parts[0] if len(parts) == 1 else _multipart("mixed", parts))


def _said(mail: PackedMail) -> list[tuple[str, str]]:
    forms = [(kind, said) for kind, said in (("plain", mail.text), ("html", mail.html)) if said]
    return forms or [("plain", "")]


def _multipart(kind: str, parts: Sequence[bytes]) -> bytes:
    boundary = hashlib.sha256(b"".join(parts)).hexdigest()[:40].encode()
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts)
    return b'Content-Type: multipart/%s; boundary="%s"\r\n\r\n%s--%s--\r\n' % (kind.encode(), boundary, body, boundary)


def _file(file: Attachment) -> bytes:
    lines = [f"Content-Disposition: attachment; filename*=UTF-8''{quote(file.filename, safe='')}"]
    if file.content_id.isascii() and file.content_id:
        lines.append(f"Content-ID: <{file.content_id}>")
    return _part(file.content_type, file.content, *lines)


def _part(content_type: str, content: bytes, *lines: str) -> bytes:
    head = [f"Content-Type: {content_type}", "Content-Transfer-Encoding: base64", *lines, "", ""]
    return "\r\n".join(head).encode() + base64.encodebytes(content).replace(b"\n", b"\r\n")


def _words(text: str) -> str:
    text = one_line(text)[:400]
    return text if text.isascii() and not set(text) & set('"<>()@,;:\\[]=?') else Header(text, "utf-8").encode()
