"""What the servers on the way wrote: hops, authentication, spam; and where it stands among the Received lines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kontor.intake.parsing import AuthenticationResult, ReceivedHop, SpamHints, limits, parse_mail

NEAR = b"Received: from mx.north.example by store.north.example with LMTP; Mon, 23 Nov 2026 10:00:05 +0100\n"
FAR = b"Received: from evil.example by mx.north.example with ESMTPS id 1; Mon, 23 Nov 2026 10:00:00 +0100\n"


def mail(head: bytes) -> bytes:
    return head + b"From: a@customer.example\nSubject: x\n\nHallo"


def test_results_keep_their_order_and_say_what_was_tested() -> None:
    head = (
        b"Authentication-Results: MX.north.example 1; dkim=pass (2048-bit key; secure) header.d=Customer.example\n"
        b" header.i=@customer.example header.b=abc; spf=fail (no; not allowed) smtp.mailfrom=a@customer.example;\n"
        b"\tdmarc=none header.from=customer.example\n" + NEAR
    )

    assert parse_mail(mail(head)).authentication == (
        AuthenticationResult("mx.north.example", "dkim", "pass", "header.d", "Customer.example"),
        AuthenticationResult("mx.north.example", "spf", "fail", "smtp.mailfrom", "a@customer.example"),
        AuthenticationResult("mx.north.example", "dmarc", "none", "header.from", "customer.example"),
    )
    assert [one.domain for one in parse_mail(mail(head)).authentication] == ["customer.example"] * 3


def test_microsoft_names_no_server() -> None:
    head = (
        b"Authentication-Results: spf=pass (sender IP is 192.0.2.1)\n smtp.mailfrom=customer.example; dkim=none\n"
        b" (message not signed) header.d=none;dmarc=bestguesspass action=none header.from=customer.example;\n"
    )

    assert [(one.authserv_id, one.method, one.result) for one in parse_mail(mail(head)).authentication] == [
        ("", "spf", "pass"),
        ("", "dkim", "none"),
        ("", "dmarc", "bestguesspass"),
    ]


def test_a_forged_result_stands_below_the_line_of_the_receiving_server() -> None:
    forged = b"Authentication-Results: mx.north.example; dmarc=pass header.from=bank.example\n"
    real = b"Authentication-Results: mx.north.example; dmarc=fail header.from=bank.example\n"

    found = parse_mail(mail(NEAR + real + FAR + forged)).authentication

    assert [(one.result, one.received_above) for one in found] == [("fail", 1), ("pass", 2)]


@pytest.mark.parametrize("value", [b"", b"none", b"mx.north.example; none", b";;;=", b"(" * 3_000, b"dkim" * 2_000])
def test_results_that_say_nothing(value: bytes) -> None:
    assert parse_mail(mail(b"Authentication-Results: " + value + b"\n")).authentication == ()


def test_results_are_bounded() -> None:
    head = b"Authentication-Results: mx.north.example" + b"; dkim=pass header.d=x.example" * 90 + b"\n"

    assert len(parse_mail(mail(head * 50)).authentication) == limits.AUTHENTICATION_RESULTS


@pytest.mark.parametrize(
    ("header", "hints"),
    [
        (b"X-Spam-Flag: YES", SpamHints(True, None, "x-spam-flag")),
        (b"X-Spam-Flag: NO", SpamHints(False, None, "x-spam-flag")),
        (b"X-Spam-Status: Yes, score=8.3 required=5.0 tests=A,B", SpamHints(True, 8.3, "x-spam-status")),
        (b"X-Spam-Status: No, score=-1.9 required=5.0", SpamHints(False, -1.9, "x-spam-status")),
        (b"X-Spam-Score: 4.1 (++++)", SpamHints(None, 4.1, "x-spam-score")),
        (b"X-Spam-Level: *****", SpamHints(None, 5.0, "x-spam-level")),
        (
            b"X-Spamd-Result: default: False [3.40 / 15.00]; A(0.1)[]",
            SpamHints(False, 3.4, "x-spamd-result"),
        ),
        (b"X-Rspamd-Score: -2.5", SpamHints(None, -2.5, "x-rspamd-score")),
        (b"X-MS-Exchange-Organization-SCL: 9", SpamHints(None, 9.0, "x-ms-exchange-organization-scl")),
        (
            b"X-Forefront-Antispam-Report: CIP:192.0.2.1;CTRY:DE;LANG:de;SCL:5;SRV:;SFV:SPM;H:mx",
            SpamHints(True, 5.0, "x-forefront-antispam-report"),
        ),
        (
            b"X-Proofpoint-Spam-Details: rule=notspam policy=default score=0 spamscore=12 adultscore=0",
            SpamHints(False, 12.0, "x-proofpoint-spam-details"),
        ),
        (b"X-Spam-Score: unknown", SpamHints()),
        (b"X-Spam-Status:", SpamHints()),
    ],
)
def test_what_spam_filters_say(header: bytes, hints: SpamHints) -> None:
    assert parse_mail(mail(header + b"\n")).spam == hints


def test_of_two_opinions_the_nearer_server_is_heard() -> None:
    raw = mail(NEAR + b"X-Spam-Score: 9.5\n" + FAR + b"X-Spam-Flag: NO\nX-Spam-Status: No, score=0.1\n")

    assert parse_mail(raw).spam == SpamHints(None, 9.5, "x-spam-score", 1)


def test_the_way_of_the_mail() -> None:
    head = (
        NEAR
        + b"Received: from [192.0.2.7] (unknown [192.0.2.7] (by chance))\n (using TLSv1.3 with cipher AES (256 bits))\n"
        b"\tby mx.north.example (Postfix) with ESMTPSA id 4; Mon, 23 Nov 2026 09:59:58 +0100 (CET)\n"
        b"Received: by inner.example with SMTPS; nonsense\n"
        b"Received: (qmail 123 invoked by uid 5); 1 Jan 2026 00:00 GMT\n"
    )

    assert parse_mail(mail(head)).received == (
        ReceivedHop("mx.north.example", "store.north.example", "LMTP", "", datetime(2026, 11, 23, 9, 0, 5, tzinfo=UTC)),
        ReceivedHop(
            "[192.0.2.7]", "mx.north.example", "ESMTPSA", "TLSv1.3", datetime(2026, 11, 23, 8, 59, 58, tzinfo=UTC)
        ),
        ReceivedHop("", "inner.example", "SMTPS", "TLS"),
        ReceivedHop(at=datetime(2026, 1, 1, tzinfo=UTC)),
    )


def test_hops_are_bounded() -> None:
    assert len(parse_mail(mail(FAR * 200)).received) == limits.HOPS


def test_our_own_mark_comes_as_it_was_written() -> None:
    assert parse_mail(mail(b"X-Kontor-Automatic: 1.abc\n def\n")).auto.own_automatic == "1.abc def"


def test_the_date_is_kept_as_written_too() -> None:
    written = parse_mail(mail(b"Date: Mon, 23 Nov 2026 10:00:00 -0330 (NST)\n")).date_written
    future = parse_mail(mail(b"Date: Mon, 23 Nov 2099 10:00:00 +0100\n"))

    assert written is not None
    assert written.isoformat() == "2026-11-23T10:00:00-03:30"
    assert future.date is None
    assert future.date_written is not None
    assert future.date_written.isoformat() == "2099-11-23T10:00:00+01:00"
