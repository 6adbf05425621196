"""What holds for any bytes: the result can be stored, line ends do not matter, damage stops nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.intake.parsing import parse_mail
from kontor.intake.parsing.inspecting import as_json, inspect_mail
from kontor.intake.parsing.quotes import split_quotes
from tests.mails import RECEIVED_AT, all_names, raw_mail

UNSTORABLE = re.compile("[\0\ud800-\udfff]")
LINE_BREAK = re.compile("[\r\n\x85\u2028\u2029]")
NAMES = [b"From", b"To", b"Cc", b"Reply-To", b"Subject", b"Date", b"Message-ID", b"References", b"In-Reply-To",
         b"Content-Type", b"Content-Disposition", b"Content-Transfer-Encoding", b"Content-ID", b"Return-Path",
         b"Received", b"Authentication-Results", b"X-Spam-Status", b"Auto-Submitted"]  # fmt: skip
PIECES = [
    b"a@customer.example", b"<b@north.example>",
    b'"', b"(", b")", b"<", b">", b",", b";", b":", b"=", b"\\", b"@", b" ",
    b"\n ", b"\n\t",
    b"=?utf-8?B?", b"=?iso-8859-1?Q?", b"=?x?X?", b"?=", b"=C3=BC", b"w7w=", b"\xfc",
    b"\xc3\xbc", b"\0",
    b"\xed\xa0\x80", b"\x1b$B", b"\xff\xfe", b"multipart/mixed; boundary=b", b"multipart/alternative; boundary=c",
    b"text/html", b"text/plain; charset=utf-16", b"; charset=", b"; filename*0*=", b"; filename=", b"../", b"base64",
    b"quoted-printable", b"message/rfc822", b"application/ms-tnef", b"attachment", b"Mon, 23 Nov 2026 10:00:00 +0100",
    "\u2028".encode(), "\u202e".encode(), b"\r", b"pass header.d=", b"YES, score=",
]  # fmt: skip
BODIES = [
    b"\n", b"--b\n", b"--c\n", b"--b--\n", b"Content-Type: text/html\n\n", b"Content-Type: message/rfc822\n\n",
    b"> alt\n",
    b"<p>", b"</p>", b"<blockquote>", b"&#0;", b"&#xd800;", b"begin 644 a\n", b"end\n", b"=ybegin name=x\n", b"=yend\n",
    b"w7w=", b"=C3", b"=\n", b"\x78\x9f\x3e\x22\x01\x00", b"\0", b"\xff", b"\xed\xa0\x80", "Grüße".encode(), b"-- \n",
    b"Von: A\nGesendet: B\nAn: C\nBetreff: D\n", b"On Mon, 23 Nov 2026 10:00 A <a@x.example> wrote:\n", b"Hallo ",
]  # fmt: skip


def values(pieces: list[bytes]) -> st.SearchStrategy[bytes]:
    piece = st.one_of(st.sampled_from(pieces), st.binary(max_size=6))
    return st.lists(piece, max_size=12).map(b"".join)


HEADERS = st.lists(st.tuples(st.sampled_from(NAMES), values(PIECES)), max_size=10).map(
    lambda lines: b"".join(b"%s: %s\n" % line for line in lines)
)
MAILS = st.one_of(st.binary(max_size=300), st.tuples(HEADERS, values(BODIES)).map(b"\n".join))
BRIEFLY = settings(
    max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def assert_storable(found: dict[str, Any]) -> None:
    assert not UNSTORABLE.search(as_json(found).decode("utf-8")), found
    one_line = [found["subject"], found["message_id"] or "", *found["in_reply_to"], *found["references"]]
    people = [*found["from"], *found["to"], *found["cc"], *found["reply_to"]]
    one_line += [text for person in people for text in person.values()]
    for file in found["attachments"]:
        one_line += [file["filename"], file["content_type"], file["content_id"] or ""]
    for text in [*one_line, *found["charset_problems"]]:
        assert not LINE_BREAK.search(text), text
    _assert_no_nul(found)


def _assert_no_nul(value: object) -> None:
    if isinstance(value, str):
        assert "\0" not in value
        value.encode()
    elif isinstance(value, dict):
        list(map(_assert_no_nul, value.values()))
    elif isinstance(value, list):
        list(map(_assert_no_nul, value))


@given(MAILS)
@BRIEFLY
def test_any_bytes_give_what_can_be_stored(raw: bytes) -> None:
    mail = parse_mail(raw, received_at=RECEIVED_AT)

    assert mail.is_readable
    assert_storable(inspect_mail(raw))
    assert "\n".join(block.text for block in split_quotes(mail.text, subject=mail.subject)) == mail.text


@given(MAILS)
@BRIEFLY
def test_line_ends_do_not_matter(raw: bytes) -> None:
    raw = raw.replace(b"\r", b"")

    assert told(raw) == told(raw.replace(b"\n", b"\r\n"))


@pytest.mark.parametrize("name", all_names())
def test_line_ends_do_not_matter_to_known_mails(name: str) -> None:
    raw = raw_mail(name).replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    assert told(raw) == told(raw.replace(b"\n", b"\r\n"))


def told(raw: bytes) -> dict[str, Any]:
    """What is read in a mail, apart from the line ends within its files."""
    found: dict[str, Any] = json.loads(as_json(inspect_mail(raw)))
    contents = [file.content.replace(b"\r\n", b"\n") for file in parse_mail(raw, received_at=RECEIVED_AT).attachments]
    for file, content in zip(found["attachments"], contents, strict=True):
        file.update(size=len(content), sha256=content)
    found["body_html"] = (found["body_html"] or "").strip()
    return found


@pytest.mark.parametrize("name", all_names())
@given(data=st.data())
@settings(BRIEFLY, max_examples=5)
def test_damaged_mails_stay_readable(name: str, data: st.DataObject) -> None:
    raw = bytearray(raw_mail(name))
    at = data.draw(st.integers(0, len(raw) - 1))
    damage = data.draw(st.sampled_from(["cut", "flip", "lose", "double"]))
    if damage == "cut":
        raw = raw[:at]
    elif damage == "flip":
        raw[at] ^= data.draw(st.integers(1, 255))
    elif damage == "lose":
        del raw[at : at + data.draw(st.integers(1, 40))]
    else:
        start = raw.rfind(b"\n", 0, at) + 1
        raw[start:start] = raw[start : raw.find(b"\n", at) + 1]

    assert parse_mail(bytes(raw), received_at=RECEIVED_AT).is_readable
    assert_storable(inspect_mail(bytes(raw)))
