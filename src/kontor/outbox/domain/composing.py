"""From the message row to the bytes that travel (RFC 5322, MIME)."""

from __future__ import annotations

import re
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime

from kontor.kernel.text import one_line
from kontor.outbox.models import OutgoingMail
from kontor.tickets.domain import automatic_mark
from kontor.tickets.models import Attachment

CONTENT_TYPE = re.compile(r"([a-z]+)/([a-z0-9.+-]+)", re.IGNORECASE)


class Identifiers(UnstructuredHeader):
    """Message-IDs as they are, one a line. The library would encode those that are longer than a line, as many
    servers write them, and no program would find its conversation again."""

    def fold(self, *, policy: EmailPolicy) -> str:
        name: str = self.name  # type: ignore[attr-defined]  # the registry joins this class with BaseHeader
        return f"{name}: {f'{policy.linesep} '.join(str(self).split())}{policy.linesep}"


_headers = HeaderRegistry()
for _name in ("In-Reply-To", "References", "X-Kontor-Token", automatic_mark.HEADER):
    _headers.map_to_type(_name, Identifiers)  # type: ignore[arg-type]
POLICY = SMTP.clone(header_factory=_headers)


def compose(mail: OutgoingMail) -> bytes:
    """The mail as bytes with CRLF. Needs the scope of its tenant. The same row always gives the same mail."""
    message = mail.message
    made = EmailMessage(policy=POLICY)
    name, address = sender_of(mail)
    made["From"] = _address(name, address)
    made["To"] = [_address(name, mail.corrected.get(address, address)) for name, address in message.to]
    if message.cc:
        made["Cc"] = [_address(name, mail.corrected.get(address, address)) for name, address in message.cc]
    made["Subject"] = one_line(message.subject)
    made["Date"] = format_datetime(message.at)
    made["Message-ID"] = message.message_id
    for header, names in (("In-Reply-To", [message.in_reply_to]), ("References", message.references)):
        written = " ".join(one_line(name) for name in names if name and name.isascii())
        if written:
            made[header] = written
    made["X-Kontor-Token"] = message.message_id
    if mail.automatic:
        made["Auto-Submitted"] = "auto-replied"
        made["X-Auto-Response-Suppress"] = "All"
        made[automatic_mark.HEADER] = automatic_mark.make_mark(
            message.kind.replace("_", ""), message.tenant_id, message.pk
        )
    made.set_content(message.text, cte="quoted-printable")
    for attachment in message.attachments.select_related("blob"):
        _attach(made, attachment)
    return made.as_bytes()


def sender_of(mail: OutgoingMail) -> tuple[str, str]:
    """Name and address of the sender: the account's, or the tenant's do-not-reply address."""
    if mail.no_reply:
        return mail.no_reply.display_name or mail.tenant.name, mail.no_reply.address
    name = mail.account.sender_name or mail.tenant.name
    return name, mail.account.address


def envelope_from(mail: OutgoingMail) -> str:
    """The envelope's sender; empty for automatic mail, so that nobody answers a machine (RFC 3834)."""
    return "" if mail.automatic else sender_of(mail)[1]


def _attach(made: EmailMessage, attachment: Attachment) -> None:
    found = CONTENT_TYPE.match(attachment.content_type)
    main, sub = found.groups() if found else ("application", "octet-stream")
    if main.lower() in ("message", "multipart"):
        main, sub = "application", "octet-stream"
    made.add_attachment(attachment.blob.content, maintype=main, subtype=sub, filename=one_line(attachment.filename))


def _address(name: str, address: str) -> Address:
    return Address(display_name=one_line(name), addr_spec=one_line(address))
