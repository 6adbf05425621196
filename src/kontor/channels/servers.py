"""What is needed to talk to a mail server: plain values, so that the transport knows no account and no database."""

from __future__ import annotations

from dataclasses import dataclass, field

from kontor.channels.enums import Protocol, Security

TIMEOUT = 30.0
"""Seconds to wait for a connection, and for each answer."""

SLICE = 64 * 1024
"""Bytes that have that time when they are sent: a large mail over a slow line takes longer."""

FINAL_TIMEOUT = 600.0
"""Seconds to wait for the answer to a whole mail. Who gives up too early does not know whether it was taken, so it is
the ten minutes of RFC 5321, 4.5.3.2.6."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mailbox to read. ``ca_file`` names the only certificate authority that is trusted then.

    ``by_token``: signed in with ``token`` (XOAUTH2), and with the password never.
    """

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    protocol: str = Protocol.IMAP
    security: str = Security.TLS
    folder: str = "INBOX"
    ca_file: str | None = None
    timeout: float = TIMEOUT
    by_token: bool = False
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A server to send through. Without user name there is no sign-in. ``helo`` is our own name for the greeting."""

    host: str
    port: int
    username: str = ""
    password: str = field(default="", repr=False)
    security: str = Security.TLS
    ca_file: str | None = None
    timeout: float = TIMEOUT
    final_timeout: float = FINAL_TIMEOUT
    helo: str = ""
    by_token: bool = False
    token: str = field(default="", repr=False)
