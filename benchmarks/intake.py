"""Mails a second from raw bytes to a ticket, against the floor of the same run."""

from __future__ import annotations

import email
import time
from email import policy

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import Row
from benchmarks.fill import House
from kontor.channels.fetched import Batch, FetchedMail
from kontor.intake.domain.arrivals import store_arrivals
from kontor.intake.domain.processing import drain
from kontor.tenants.scope import scope

HOW_MANY, AT_ONCE = 600, 50


def measure(house: House, size: int) -> list[Row]:
    """One process: stored in batches of 50, then drained. Floor: standard parse and one committed INSERT a mail."""
    new, answers = mails(f"ours{size}", HOW_MANY), follow_ups(f"ours{size}", HOW_MANY)
    bottom = floor(mails(f"floor{size}", HOW_MANY))
    fresh, followed = _ours(house, new), _ours(house, answers)
    statements = _statements(house, mails(f"count{size}", 20))
    more = _statements(house, follow_ups(f"count{size}", 20))
    return [
        Row(f"{size:,} tickets: floor (parse and INSERT)", f"{bottom:.0f} mails a second"),
        _row(f"{size:,} tickets: new requests", fresh, bottom, statements),
        _row(f"{size:,} tickets: follow-ups", followed, bottom, more),
    ]


def _row(what: str, rate: float, bottom: float, statements: float) -> Row:
    compared = f"{rate / bottom:.2f} of the floor (aim: 0.5); {statements:.1f} statements a mail (at most 25)"
    return Row(what, f"{rate:.0f} mails a second", compared)


def mails(mark: str, count: int) -> list[bytes]:
    body = "Guten Tag,\r\n\r\nmein Paket ist seit neun Tagen unterwegs. Können Sie bitte nachsehen?\r\n" * 12
    return [
        (
            f"From: Kunde {number} <kunde{number % 97}@{mark}.example>\r\nTo: service@t0.example\r\n"
            f"Subject: Lieferung {number} fehlt\r\nMessage-ID: <{number}@{mark}.example>\r\n"
            "Date: Mon, 23 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}"
        ).encode()
        for number in range(count)
    ]


def follow_ups(mark: str, count: int) -> list[bytes]:
    """An answer to each of ``mails(mark, count)``, by the same customer."""
    return [
        raw.replace(b"Message-ID: <", b"Message-ID: <again-", 1).replace(
            b"Subject: ", b"In-Reply-To: <%d@%s.example>\r\nSubject: Re: " % (number, mark.encode()), 1
        )
        for number, raw in enumerate(mails(mark, count))
    ]


def floor(mails: list[bytes]) -> float:
    with connection.cursor() as cursor:
        start = time.perf_counter()
        for raw in mails:
            parsed = email.message_from_bytes(raw, policy=policy.default)
            part = parsed.get_body(("plain",))
            text = part.get_content() if part is not None else ""
            cursor.execute("INSERT INTO floor (subject, body, raw) VALUES (%s, %s, %s)", [parsed["Subject"], text, raw])
        took = time.perf_counter() - start
    return len(mails) / took


def _ours(house: House, mails: list[bytes]) -> float:
    start = time.perf_counter()
    _store(house, mails)
    done = drain(house.tenants[0].pk, most=len(mails))
    took = time.perf_counter() - start
    assert done == len(mails)
    return done / took


def _statements(house: House, mails: list[bytes]) -> float:
    with CaptureQueriesContext(connection) as captured:
        _store(house, mails)
        drain(house.tenants[0].pk, most=len(mails))
    return len(captured.captured_queries) / len(mails)


def _store(house: House, mails: list[bytes]) -> None:
    account, tenant_id = house.accounts[0], house.tenants[0].pk
    for start in range(0, len(mails), AT_ONCE):
        part = mails[start : start + AT_ONCE]
        fetched = tuple(
            FetchedMail(key=f"1:{hash(raw)}", uidvalidity=1, uid=start + place, size=len(raw), raw=raw)
            for place, raw in enumerate(part)
        )
        with scope(tenant_id):
            store_arrivals(account, Batch(1, start, fetched))
