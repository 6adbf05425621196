"""The id of a mail without reading the mail: for the ledger's search."""

from __future__ import annotations

import pytest

from kontor.intake.parsing.identifiers import message_id_of


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"From: a\r\nMessage-ID: <1@post.example>\r\n\r\nText", "<1@post.example>"),
        (b"MESSAGE-Id:<1@post.example>\n\n", "<1@post.example>"),
        (b"Subject: x\r\nMessage-ID:\r\n <1@post.example>\r\nTo: b\r\n\r\n", "<1@post.example>"),
        (b"Message-ID: 1@post.example\r\n\r\n", "<1@post.example>"),
        (b"From: a\r\n\r\nMessage-ID: <in-the-text@post.example>\r\n", ""),
        (b"X-Message-ID: <1@post.example>\r\n\r\n", ""),
        (b"Message-ID: <" + b"x" * 5_000 + b">\r\n\r\n", ""),
        (b"Message-ID: \x00<\xff1@post.example>\r\n\r\n", "<1@post.example>"),
        (b"", ""),
        (b"\r\n" * 100_000, ""),
    ],
)
def test_it_is_found_in_the_head_alone(raw: bytes, name: str) -> None:
    assert message_id_of(raw) == name
