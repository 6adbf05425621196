"""Delivery by SMTP: into the mailboxes there are, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate
from typing import Any

from twisted.internet import defer
from twisted.mail import smtp
from zope.interface import implementer

from kontor.demo.mailserver.storage import Mailboxes

LONGEST_LINE = 10 * 1024 * 1024
LARGEST_MAIL = 50 * 1024 * 1024


@implementer(smtp.IMessage)
class Incoming:
    """A mail on its way into one mailbox."""

    def __init__(self, mailboxes: Mailboxes, address: str) -> None:
        self.mailboxes = mailboxes
        self.address = address
        self.lines: list[bytes] = []
        self.size = 0

    def lineReceived(self, line: bytes) -> None:
        self.size += len(line) + 2
        if self.size > LARGEST_MAIL:
            raise smtp.SMTPServerError(552, "This mail is too large.")
        self.lines.append(line)

    def eomReceived(self) -> defer.Deferred[None]:
        self.mailboxes.folder(self.address).add(b"\r\n".join([*self.lines, b""]))
        return defer.succeed(None)

    def connectionLost(self) -> None:
        self.lines.clear()


@implementer(smtp.IMessageDelivery)
class Delivery:
    """Takes mails from anybody for the mailboxes there are; everybody else is unknown (550)."""

    def __init__(self, mailboxes: Mailboxes) -> None:
        self.mailboxes = mailboxes

    def receivedHeader(self, helo: Any, origin: Any, recipients: Any) -> bytes:
        return f"Return-Path: <{origin}>\r\nReceived: by demo.example with ESMTP; {formatdate()}".encode()

    def validateFrom(self, helo: Any, origin: Any) -> Any:
        return origin

    def validateTo(self, user: Any) -> Callable[[], Incoming]:
        address = self.mailboxes.known(str(user.dest))
        if address is None:
            raise smtp.SMTPBadRcpt(user)
        return lambda: Incoming(self.mailboxes, address)


class Connection(smtp.ESMTP):
    MAX_LENGTH = LONGEST_LINE

    def extensions(self) -> dict[bytes, Any]:
        return {**super().extensions(), b"8BITMIME": None}
