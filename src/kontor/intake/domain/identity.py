"""Which mails are one and the same: copies of a mail that went different ways to us. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from uuid import UUID

from kontor.intake.parsing.mail import ParsedMail


def identity_of(mail: ParsedMail) -> UUID | None:
    """The same for every copy of a mail, whatever servers on its way wrote at its head or how they encoded it.

    Message-ID, sender and content together: another mail that bears the same Message-ID, by mistake or to hide
    behind it, has another identity. None for a mail that has neither Message-ID nor date: two like it may be two.
    """
    if not mail.message_id and mail.date is None:
        return None
    digest = hashlib.sha256()
    for part in _parts(mail):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return UUID(bytes=digest.digest()[:16])


def _parts(mail: ParsedMail) -> Iterator[bytes]:
    """Everything that the writer wrote, each part with its length before it, so that none runs into the next."""
    yield mail.message_id.encode()
    yield (mail.sender.normalized if mail.sender else "").encode()
    yield mail.date.isoformat().encode() if mail.date else b""
    yield mail.subject.encode()
    for people in (mail.to, mail.cc, mail.reply_to):
        yield "\n".join(address.email for address in people).encode()
    yield "\n".join(line.rstrip() for line in mail.text.rstrip().split("\n")).encode()
    yield "\n".join(line.rstrip() for line in mail.html.rstrip().split("\n")).encode()
    for attachment in mail.attachments:
        yield attachment.filename.encode()
        yield attachment.content.replace(b"\r\n", b"\n")
