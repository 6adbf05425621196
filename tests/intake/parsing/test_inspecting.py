"""What `kontor mail inspect` tells of a mail."""

from __future__ import annotations

import hashlib
import json
import time

import pytest

from kontor.intake.parsing import inspecting
from kontor.intake.parsing.inspecting import as_json, inspect_mail, within_time
from tests.mails import raw_mail


def told(raw: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(as_json(inspect_mail(raw)))
    return found


def head(*lines: bytes) -> bytes:
    return b"\n".join(lines) + b"\n\nHallo"


def test_groups_are_flattened_and_the_order_stays() -> None:
    found = told(
        head(b"From: b@x.example", b"To: Team: Anna <a@x.example>, c@x.example;, d@x.example", b"Cc: nobody:;")
    )

    assert found["to"] == [
        {"name": "Anna", "address": "a@x.example"},
        {"name": "", "address": "c@x.example"},
        {"name": "", "address": "d@x.example"},
    ]
    assert found["cc"] == []


@pytest.mark.parametrize(
    ("written", "person"),
    [
        (b"MAILER-DAEMON (Mail Delivery System)", {"name": "Mail Delivery System", "address": "MAILER-DAEMON"}),
        (b"<root>", {"name": "", "address": "root"}),
        (b"Cron <root>", {"name": "Cron", "address": "root"}),
        (b"=?utf-8?Q?J=C3=BCrgen_<j@x.example>?=", {"name": "Jürgen", "address": "j@x.example"}),
        (b"Doe, Jane <jane@x.example>", {"name": "Doe, Jane", "address": "jane@x.example"}),
        (b"Anna.Beispiel@X.example", {"name": "", "address": "Anna.Beispiel@X.example"}),
    ],
)
def test_senders_as_written(written: bytes, person: dict[str, str]) -> None:
    assert told(head(b"From: " + written))["from"] == [person]


@pytest.mark.parametrize(
    "subject",
    [
        "Automatická odpověď: x",
        "Automatikus válasz: x",
        "Automatiskt svar: x",
        "自動応答: x",
        "自动答复: x",
        "자동 회신: x",
    ],
)
def test_absence_is_told_by_the_subject_in_many_languages(subject: str) -> None:
    assert told(head(b"From: a@x.example", b"Subject: " + subject.encode()))["is_auto_reply"] is True


@pytest.mark.parametrize(
    "subject",
    [
        "Nelze doručit: x",
        "Kézbesíthetetlen: x",
        "Kan ikke leveres: x",
        "配信不能: x",
        "退信",
        "Не удается доставить: x",
    ],
)
def test_bounces_are_told_by_the_subject_in_many_languages(subject: str) -> None:
    written = b"Subject: " + subject.encode()

    assert told(head(b"Return-Path: <>", b"From: postmaster@x.example", written))["is_bounce"] is True
    assert told(head(b"Return-Path: <a@x.example>", b"From: a@x.example", written))["is_bounce"] is False


def test_a_group_that_is_not_closed_gives_nobody_its_name() -> None:
    assert told(head(b"From: a@x.example", b"To: Team: b@x.example, c@x.example"))["to"] == [
        {"name": "", "address": "b@x.example"},
        {"name": "", "address": "c@x.example"},
    ]


def test_reply_to_stands_in_for_a_sender_without_address() -> None:
    found = told(head(b"From: Anna", b"Reply-To: a@x.example"))

    assert found["from"] == [{"name": "Anna", "address": "a@x.example"}]


def test_ids_have_no_brackets() -> None:
    found = told(
        head(
            b"From: a@x.example",
            b"Message-ID: <one@x.example>",
            b"In-Reply-To: Your message of Monday <zero@x.example>",
            b"References: <a@x.example><b@x.example>\n\t<c@\n x.example> d@x.example",
        )
    )

    assert (found["message_id"], found["in_reply_to"]) == ("one@x.example", ["zero@x.example"])
    assert found["references"] == ["a@x.example", "b@x.example", "c@x.example", "d@x.example"]


def test_what_is_not_there_is_null() -> None:
    found = told(head(b"From: a@x.example"))

    assert [found[key] for key in ("message_id", "date", "body_html")] == [None, None, None]


@pytest.mark.parametrize(
    ("written", "date"),
    [
        (b"Mon, 23 Nov 2026 10:00:00 +0530", "2026-11-23T10:00:00+05:30"),
        (b"23 Nov 26 10:00 EST", "2026-11-23T10:00:00-05:00"),
        (b"Mon, 23 Nov 2026 10:00:00 -0000", "2026-11-23T10:00:00+00:00"),
        (b"Mon, 23 Nov 2026 10:00:00", "2026-11-23T10:00:00+00:00"),
        (b"Mon (so it is), 23 Nov 2026 10:00:00 +0100 (CET (here))", "2026-11-23T10:00:00+01:00"),
        (b"Mon, 23 Nov 2099 10:00:00 +0100", "2099-11-23T10:00:00+01:00"),
        (b"Thu, 13 Feb 2020 10:00:00 MESZ", "2020-02-13T10:00:00+02:00"),
        (b"Thu, 13 Feb 2020 10:00:00 GMT+01:00", "2020-02-13T10:00:00+01:00"),
        (b"Do, 13 Mai 2020 10:00:00 +02:00", "2020-05-13T10:00:00+02:00"),
        (b"Thursday, February 13, 2020 10:00 PM", "2020-02-13T22:00:00+00:00"),
        (b"Thu, 13 Feb 120 10:00:00 +0000", "2020-02-13T10:00:00+00:00"),
        (b"2020-02-13T10:00:00Z", "2020-02-13T10:00:00+00:00"),
        (b"Mon Feb 13 10:00:00 CET 2020", "2020-02-13T10:00:00+01:00"),
        (b"Thu, 30 Feb 2020 10:00:00 +0000", None),
        (b"yesterday", None),
    ],
)
def test_dates_keep_their_offset(written: bytes, date: str | None) -> None:
    assert told(head(b"From: a@x.example", b"Date: " + written))["date"] == date


def test_files_are_told_by_their_decoded_bytes() -> None:
    files = told(raw_mail("alternative-related"))["attachments"]

    assert files == [
        {
            "filename": "image.png",
            "content_type": "image/png",
            "size": 12,
            "sha256": hashlib.sha256(b"\x89PNG\r\n\x1a\n0000").hexdigest(),
            "inline": True,
            "content_id": "bild1@customer.example",
        },
        {
            "filename": "other.png",
            "content_type": "image/png",
            "size": 12,
            "sha256": hashlib.sha256(b"\x89PNG\r\n\x1a\n0000").hexdigest(),
            "inline": False,
            "content_id": "nie@customer.example",
        },
    ]


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("bounce-dsn", (True, False, True)),
        ("bounce-delay", (True, False, True)),
        ("bounce-delivered", (False, False, True)),
        ("bounce-german", (True, False, True)),
        ("auto-replied", (False, True, True)),
        ("auto-generated", (False, False, True)),
        ("list-mail", (False, False, True)),
        ("read-receipt", (False, True, True)),
        ("auto-no", (False, False, False)),
        ("html-only", (False, False, False)),
    ],
)
def test_machines(name: str, flags: tuple[bool, bool, bool]) -> None:
    found = told(raw_mail(name))

    assert (found["is_bounce"], found["is_auto_reply"], found["no_auto_response"]) == flags


def test_a_mail_that_cannot_be_read_still_tells_its_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("kontor.intake.parsing.reading.read_body", fail)

    found = told(head(b"From: a@x.example", b"To: b@x.example"))

    assert found["to"] == [{"name": "", "address": "b@x.example"}]
    assert found["charset_problems"] == ["the mail could not be read"]


def test_a_mail_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object, **__: object) -> None:
        while True:
            time.sleep(0.001)

    monkeypatch.setattr(inspecting, "parse_mail", endless)
    monkeypatch.setattr(inspecting, "SECONDS", 0.05)

    assert told(head(b"From: a@x.example"))["charset_problems"] == ["the mail could not be read"]
    assert within_time(lambda: 1) == 1
