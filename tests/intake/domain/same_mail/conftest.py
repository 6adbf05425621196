"""A mail that comes more than once."""

from __future__ import annotations

from tests.support.letters import letter

ID = "<both@post.example>"

BOTH = letter(
    "Angebot",
    to="service@nordlicht.example, info@nordlicht.example",
    message_id=ID,
    Date="Mon, 2 Feb 2026 10:00:00 +0100",
)


def received_by(server: str, raw: bytes = BOTH) -> bytes:
    """The mail as it comes by this server, with what the server writes above it."""
    head = f"Return-Path: <x@{server}>\r\nDelivered-To: box@{server}\r\nReceived: from a by {server}; 2 Feb 2026\r\n"
    return f"{head}Authentication-Results: {server}; spf=pass\r\n".encode() + raw
