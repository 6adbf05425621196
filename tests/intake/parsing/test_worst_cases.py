"""Mails built, or grown, to stop a parser: each is read within two seconds and within bounded memory."""

from __future__ import annotations

import random
import time
import tracemalloc
from functools import reduce

import pytest

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing import limits, parse_mail
from tests.intake.parsing import winmail
from tests.mails import all_names, raw_mail

HEAD = b"From: a@customer.example\nTo: b@north.example\nDate: Mon, 23 Nov 2026 10:00:00 +0100\nSubject: x\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"


def _nested_parts(count: int) -> bytes:
    openings = [
        (b"--b%d\n" % (number - 1) if number else b"") + b"Content-Type: multipart/mixed; boundary=b%d\n\n" % number
        for number in range(count)
    ]
    closings = b"".join(b"--b%d--\n" % number for number in reversed(range(count)))
    return HEAD + b"".join(openings) + b"--b%d\n\nhello\n" % (count - 1) + closings


def _from(header: bytes) -> bytes:
    return b"From: a@customer.example\nDate: Mon, 23 Nov 2026 10:00:00 +0100\n" + header + b"\n\nhi\n"


WORST: dict[str, tuple[bytes, list[ProblemKind]]] = {
    "500 nested messages": (HEAD + b"Content-Type: message/rfc822\n\n" * 500 + b"text", []),
    "5,000 nested parts": (_nested_parts(5_000), [ProblemKind.TOO_DEEP]),
    "20,000 brackets in To": (_from(b"To: " + b"(" * 20_000 + b"x@y.example"), []),
    "escaped quotes in To": (_from(b'To: "' + b'\\"' * 90_000), []),
    "encoded words in To": (_from(b"To: " + b"=?a?q?" * 30_000), []),
    "encoded words in the subject": (_from(b"Subject: " + b"=?utf-8?q?a?=" * 30_000), [ProblemKind.HEADER_SHORTENED]),
    "20,000 sibling parts": (MIXED + b"--b\n\nhello\n" * 20_000 + b"--b--", [ProblemKind.TOO_MANY_PARTS]),
    "10,000 recipients": (
        _from(b"To: " + b",\n ".join(b"N %d <n%d@customer.example>" % (n, n) for n in range(10_000))),
        [ProblemKind.TOO_MANY_RECIPIENTS],
    ),
    "5,000 parameters": (
        HEAD + b"Content-Type: text/plain; " + b"; ".join(b"p%d=v" % n for n in range(5_000)) + b"\n\nhi",
        [ProblemKind.HEADER_SHORTENED],
    ),
    "one line of 10 MB": (HEAD + b"\n" + b"a" * 10_000_000, [ProblemKind.BODY_SHORTENED]),
    "one HTML line of 10 MB": (
        HEAD + b"Content-Type: text/html\n\n" + b"a " * 5_000_000,
        [ProblemKind.BODY_SHORTENED],
    ),
    "200,000 times <": (HEAD + b"Content-Type: text/html\n\n" + b"<" * 200_000, []),
    "50,000 times <!--": (HEAD + b"Content-Type: text/html\n\n" + b"<!--" * 50_000, []),
    "broken base64 of 10 MB": (
        HEAD + b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + b"AAA=" * 2_500_000,
        [ProblemKind.BROKEN_BASE64],
    ),
    "10 MB in an unknown character set": (HEAD + b"\n" + b"\xfc " * 5_000_000, [ProblemKind.BODY_SHORTENED]),
    "a header of 10 MB": (
        HEAD + b"X-A: " + b"x" * 10_000_000 + b"\n\nhi",
        [ProblemKind.HEADER_SHORTENED, ProblemKind.BODY_SHORTENED],
    ),
    "300,000 lines in a header": (HEAD + b"X-A: a\n" + b" x\n" * 300_000 + b"\nhi", []),
    "a million headers": (HEAD + b"X-A: b\n" * 100_000 + b"\nhi", [ProblemKind.TOO_MANY_HEADERS]),
    "2,500,000 almost-boundaries": (
        HEAD + b'Content-Type: multipart/mixed; boundary="-"\n\n---\n\nx' + b"\n---x" * 2_500_000,
        [ProblemKind.BODY_SHORTENED],
    ),
    "800,000 times begin": (HEAD + b"\n" + b"begin 644 x\n" * 800_000, [ProblemKind.BODY_SHORTENED]),
    "600,000 empty files": (HEAD + b"\n" + b"begin 644 x\nend\n" * 600_000, [ProblemKind.BODY_SHORTENED]),
    "flowed text of 8 MB": (
        HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b">" * 4_000_000 + b"\n" + b"a \n" * 1_300_000,
        [ProblemKind.BODY_SHORTENED],
    ),
    "500,000 escapes": (
        HEAD + b"Content-Type: text/plain; charset=iso-2022-jp\n\n" + b"\x1b$B-!\x1b(B" * 500_000,
        [ProblemKind.BODY_SHORTENED],
    ),
    "900 parts with 2,000 quotes": (
        MIXED + (b"--b\nContent-Type: text/plain; " + b';x="' * 2_000 + b"\n\nhi\n") * 900 + b"--b--",
        [ProblemKind.HEADER_SHORTENED],
    ),
    "900 hops of brackets": (b"Received: from (((((((( by x with y; z\n" * 900 + HEAD + b"\nhi", []),
    "a result of brackets": (b"Authentication-Results: " + b"(a" * 2_000 + b"\n" + HEAD + b"\nhi", []),
    "300,000 files in winmail.dat": (
        HEAD
        + b"Content-Type: application/ms-tnef\n\n"
        + winmail.SIGNATURE
        + winmail.attribute(2, winmail.BEGIN_FILE, b"") * 300_000,
        [ProblemKind.TOO_MANY_PARTS],
    ),
    "winmail.dat within winmail.dat, 200 times": (
        HEAD
        + b"Content-Type: application/ms-tnef\n\n"
        + reduce(lambda inner, _level: winmail.SIGNATURE + winmail.file(b"x", inner), range(200), b"x" * 2_000_000),
        [],
    ),
    "RTF of nothing but brackets": (
        HEAD
        + b"Content-Type: application/ms-tnef\n\n"
        + winmail.SIGNATURE
        + winmail.properties(
            1,
            winmail.MESSAGE,
            winmail.variable(0x102, 0x1009, b"\0\0\0\0\xff\xff\xff\x00MELA\0\0\0\0{\\rtf1 " + b"{}" * 400_000),
        ),
        [],
    ),
    "3,000,000 pieces in a signed file": (
        HEAD
        + b"Content-Type: application/pkcs7-mime\n\n\x30\x80"
        + bytes.fromhex("06092a864886f70d010702a0803080020101310030800609")
        + bytes.fromhex("2a864886f70d010701a0802480")
        + b"\x04\x00" * 3_000_000,
        [],
    ),
    "140,000 parameters of enriched text": (HEAD + b"Content-Type: text/enriched\n\n" + b"<param>" * 140_000, []),
    "60,000 quotes within quotes": (HEAD + b"Content-Type: text/html\n\n" + b"<blockquote>" * 60_000, []),
    "200,000 ends of a multipart": (
        MIXED + b"--b--\n--b\nContent-x:\n" * 200_000,
        [ProblemKind.HEADER_BROKEN, ProblemKind.TOO_MANY_PARTS],
    ),
    "30,000 brackets without commas": (_from(b"To: " + b"<a@b.example> " * 30_000), []),
    "900 parts to guess": (MIXED + b"--b\nContent-Type: text/html\n\n<p>hello \xfc\n" * 900 + b"--b--", []),
}


@pytest.mark.parametrize("case", WORST)
def test_worst_cases_end_within_two_seconds(case: str) -> None:
    raw, expected = WORST[case]
    started = time.process_time()

    mail = parse_mail(raw)

    assert time.process_time() - started < 2
    assert mail.raw is raw
    assert mail.is_readable
    assert list(dict.fromkeys(problem.kind for problem in mail.problems if problem.kind != "from_missing")) == expected
    assert len(mail.to) <= limits.RECIPIENTS
    assert len(mail.text) <= limits.TEXT_CHARACTERS


@pytest.mark.parametrize(
    "case", ["5,000 nested parts", "20,000 sibling parts", "one line of 10 MB", "10,000 recipients"]
)
def test_memory_is_bounded_by_a_few_times_the_mail(case: str) -> None:
    raw, _ = WORST[case]
    tracemalloc.start()

    parse_mail(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 8 * len(raw) + 20_000_000


def test_thirty_levels_do_not_keep_thirty_copies() -> None:
    raw = _nested_parts(30).replace(b"hello", b"h" * 5_000_000)
    tracemalloc.start()

    parse_mail(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 6 * len(raw)


def test_no_bytes_whatever_raise() -> None:
    chance = random.Random(20261124)
    alphabet = [
        b"\n",
        b"\r\n",
        b": ",
        b"From: ",
        b"Content-Type: multipart/mixed; boundary=a",
        b"--a",
        b"=?utf-8?B?",
        b"?=",
        b"\xff",
        b"\0",
        b"<a@b.c>",
        b"(",
        b'"',
        b";",
        b"charset*0*=",
        b"base64",
        b" ",
        b"\x1b$B",
    ]
    for _ in range(2_000):
        raw = b"".join(chance.choice(alphabet) for _ in range(chance.randrange(60)))
        assert parse_mail(raw).is_readable, raw


def test_damaged_mails_stay_readable() -> None:
    chance = random.Random(7)
    for name in all_names():
        raw = bytearray(raw_mail(name))
        for _ in range(6):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
            mail = parse_mail(bytes(raw))
            assert mail.is_readable, name
            (mail.subject + mail.text + mail.html).encode()


def test_what_cannot_be_read_is_held_and_not_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("kontor.intake.parsing.reading.read_body", fail)

    mail = parse_mail(HEAD + b"\nhi")

    assert (mail.is_readable, mail.raw, mail.problems[0].detail) == (False, HEAD + b"\nhi", "RecursionError")
