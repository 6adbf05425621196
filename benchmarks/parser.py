"""Mails a second through the parser alone, against Python's own parser over the same mails in the same run."""

from __future__ import annotations

import base64
import email
import quopri
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email import policy

from benchmarks.figures import Row
from kontor.intake.parsing import parse_mail

HOW_MANY, ROUNDS = 300, 5
RECEIVED_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEAD = """\
Return-Path: <kunde{number}@post.example>
Received: from mx.north.example by store.north.example with LMTP id {number}; Mon, 23 Nov 2026 10:00:02 +0100
Received: from mail.post.example (mail.post.example [192.0.2.7]) by mx.north.example (Postfix) with ESMTPS id {number}
 for <service@north.example>; Mon, 23 Nov 2026 10:00:01 +0100 (CET)
Authentication-Results: mx.north.example; dkim=pass header.d=post.example; spf=pass smtp.mailfrom=post.example
From: =?utf-8?Q?Kunde_{number}_M=C3=BCller?= <kunde{number}@post.example>
To: Service <service@north.example>
Subject: =?utf-8?Q?R=C3=BCckfrage_zur_Rechnung?= {number}
Message-ID: <{number}@post.example>
References: <a{number}@north.example> <b{number}@north.example>
Date: Mon, 23 Nov 2026 10:00:00 +0100
MIME-Version: 1.0
"""
SENTENCE = "Guten Tag, mein Paket ist seit neun Tagen unterwegs. Können Sie bitte nachsehen, wo es bleibt? "


def measure() -> list[Row]:
    """The best of some rounds in turn, for small mails and for mails of 45 kB with HTML and a picture."""
    return [_row("small mails (2 kB)", _small), _row("mails of 45 kB", _large)]


def _row(what: str, make: Callable[[int], bytes]) -> Row:
    mails = [make(number) for number in range(HOW_MANY)]
    best: dict[Callable[[bytes], object], float] = {}
    for _ in range(ROUNDS):
        for read in (_ours, _compat32, _modern):
            best[read] = max(best.get(read, 0.0), _rate(read, mails))
    ours, bare, modern = best[_ours], best[_compat32], best[_modern]
    compared = (
        f"{ours / bare:.2f} of Python's compat32, which decodes nothing ({bare:.0f}); {ours / modern:.2f} of its "
    )
    return Row(what, f"{ours:.0f} mails a second", f"{compared}modern parser with texts and files ({modern:.0f})")


def _rate(read: Callable[[bytes], object], mails: list[bytes]) -> float:
    start = time.perf_counter()
    for raw in mails:
        read(raw)
    return len(mails) / (time.perf_counter() - start)


def _ours(raw: bytes) -> object:
    return parse_mail(raw, received_at=RECEIVED_AT)


def _compat32(raw: bytes) -> object:
    return email.message_from_bytes(raw)


def _modern(raw: bytes) -> object:
    message = email.message_from_bytes(raw, policy=policy.default)
    contents = [part.get_content() for part in message.walk() if not part.is_multipart()]
    return message["From"], message["To"], message["Subject"], message["Date"], contents


def _small(number: int) -> bytes:
    text = "\n".join([SENTENCE] * 10)
    head = HEAD.format(number=number) + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    return f"{head}\n{text}\n".encode().replace(b"\n", b"\r\n")


def _large(number: int) -> bytes:
    html = f"<html><body>{f'<p>{SENTENCE}<br><b>Danke</b></p>' * 70}</body></html>"
    picture = base64.encodebytes(bytes(range(256)) * 72)
    pieces = [
        HEAD.format(number=number).encode() + b'Content-Type: multipart/related; boundary="r"\n\n--r\n',
        b'Content-Type: multipart/alternative; boundary="a"\n\n--a\nContent-Type: text/plain; charset=utf-8\n',
        b"Content-Transfer-Encoding: quoted-printable\n\n" + quopri.encodestring((SENTENCE * 70).encode()),
        b"\n--a\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n",
        quopri.encodestring(html.encode()) + b"\n--a--\n--r\nContent-Type: image/png; name=bild.png\n",
        b"Content-Transfer-Encoding: base64\nContent-ID: <bild@post.example>\n\n" + picture + b"--r--\n",
    ]
    return b"".join(pieces).replace(b"\n", b"\r\n")
