"""From the message row to the bytes that travel (RFC 5322, MIME)."""

from __future__ import annotations

import hashlib
import re
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import cast

from django.utils.translation import gettext as _

from kontor.channels.dkim_keys import sign
from kontor.channels.errors import DeliveryFailed
from kontor.kernel.text import ascii_domain, one_line
from kontor.outbox.models import OutgoingMail
from kontor.tickets.domain import automatic_mark
from kontor.tickets.models import Attachment, FilesAway, Message

LONGEST_LINE = 990
LONGEST_PLAIN = 76
CONTENT_TYPE = re.compile(r"([a-z]+)/([a-z0-9.+-]+)", re.IGNORECASE)


class Identifiers(UnstructuredHeader):
    """Message-IDs as they are, one a line. The library would encode those that are longer than a line, as many
    servers write them, and no program would find its conversation again."""

    def fold(self, *, policy: EmailPolicy) -> str:
        name: str = self.name  # type: ignore[attr-defined]  # the registry joins this class with BaseHeader
        return f"{name}: {f'{policy.linesep} '.join(str(self).split())}{policy.linesep}"


_headers = HeaderRegistry()
for _name in ("Message-ID", "In-Reply-To", "References", "X-Kontor-Token", automatic_mark.HEADER):
    _headers.map_to_type(_name, Identifiers)  # type: ignore[arg-type]
POLICY = SMTP.clone(header_factory=_headers)


def compose_signed(mail: OutgoingMail) -> bytes:
    """The mail as it travels: with the signature of its account, if that has one. Raises DeliveryFailed, to be tried
    again, while its files cannot be read."""
    try:
        account, content = mail.account, compose(mail)
    except FilesAway as failure:
        sentence = _("The folder in which large files are kept is not there or does not answer.")
        raise DeliveryFailed(sentence, permanent=False) from failure
    if not (account.dkim_key and account.dkim_domain and account.dkim_selector):
        return content
    return sign(content, domain=account.dkim_domain, selector=account.dkim_selector, key=account.dkim_key)


def compose(mail: OutgoingMail) -> bytes:
    """The mail as bytes with CRLF. Needs the scope of its tenant. The same row always gives the same mail.

    All of it is ASCII, so that no server on the way must change it and break a signature; only an address with
    characters beyond ASCII before its @ asks for headers in UTF-8 (RFC 6532).
    """
    message = mail.message
    named = [address for _name, address in (*message.to, *message.cc)]
    beyond_ascii = any(not address.rpartition("@")[0].isascii() for address in named)
    made = EmailMessage(policy=POLICY.clone(utf8=True) if beyond_ascii else POLICY)
    name, address = sender_of(mail)
    made["From"] = _address(name, address)
    made["To"] = [_address(to, mail.corrected.get(address, address)) for to, address in message.to]
    if message.cc:
        made["Cc"] = [_address(to, mail.corrected.get(address, address)) for to, address in message.cc]
    if mail.reply_account:
        made["Reply-To"] = _address(name, mail.reply_account.address)
    made["Subject"] = one_line(message.subject)
    made["Date"] = format_datetime(message.at)
    made["Message-ID"] = message.message_id
    for header, names in (("In-Reply-To", [message.in_reply_to]), ("References", message.references)):
        written = " ".join(one_line(name) for name in names if name and name.isascii() and len(name) < LONGEST_LINE)
        if written:
            made[header] = written
    made["X-Kontor-Token"] = message.message_id.strip("<>").partition("@")[0]  # without its domain it fits into a line
    if mail.automatic:
        made["Auto-Submitted"] = "auto-replied"
        made["X-Auto-Response-Suppress"] = "All"
        made[automatic_mark.HEADER] = automatic_mark.make_mark(
            message.kind.replace("_", ""), message.tenant_id, message.pk
        )
    _write_body(made, message, list(message.attachments.select_related("blob")))
    _set_boundaries(made, message.message_id)
    return made.as_bytes()


def sender_of(mail: OutgoingMail) -> tuple[str, str]:
    """Name and address of the sender: the account's, or the tenant's do-not-reply address.

    The name is the one with which the message was written from this address: a borrower who signs has its own.
    """
    if mail.no_reply:
        return mail.no_reply.display_name or mail.tenant.name, mail.no_reply.address
    account, message = mail.account, mail.message
    written = message.from_name if message.from_address == account.address else ""
    return written or account.sender_name or mail.tenant.name, account.address


def envelope_from(mail: OutgoingMail) -> str:
    """The envelope's sender; empty for automatic mail, so that nobody answers a machine (RFC 3834)."""
    return "" if mail.automatic else sender_of(mail)[1]


def _encoding_for(text: str) -> str:
    """Plain where that is safe on every way; base64 where quoted-printable would make three letters of most."""
    lines = text.split("\n")
    if text.isascii() and "\r" not in text and all(len(line) <= LONGEST_PLAIN and _is_safe(line) for line in lines):
        return "7bit"
    foreign = sum(not character.isascii() for character in text)
    return "base64" if foreign > len(text) // 4 else "quoted-printable"


def _is_safe(line: str) -> bool:
    """Nothing that a server changes: blanks at the end, "From " at the beginning, control characters."""
    return line.isprintable() and not line.endswith(" ") and not line.startswith(("From ", "."))


def _write_body(made: EmailMessage, message: Message, files: list[Attachment]) -> None:
    """RFC 2046: text and HTML say the same (alternative), the pictures that the HTML shows stand beside it (related),
    around them what is attached (mixed)."""
    made.set_content(message.text, cte=_encoding_for(message.text))
    shown = [file for file in files if file.inline and file.content_id and message.html]
    if message.html:
        made.add_alternative(message.html, subtype="html", cte=_encoding_for(message.html))
        html = cast(list[EmailMessage], made.get_payload())[1]
        for file in shown:
            _show(html, file)
    for file in files:
        if file not in shown:
            _attach(made, file)


def _show(html: EmailMessage, file: Attachment) -> None:
    main, sub = _type_of(file)
    name = one_line(file.content_id)
    html.add_related(
        file.blob.content,
        maintype=main,
        subtype=sub,
        cid=f"<{name}>",
        filename=one_line(file.filename),
        disposition="inline",
    )


def _attach(made: EmailMessage, file: Attachment) -> None:
    main, sub = _type_of(file)
    made.add_attachment(file.blob.content, maintype=main, subtype=sub, filename=one_line(file.filename))


def _type_of(file: Attachment) -> tuple[str, str]:
    found = CONTENT_TYPE.fullmatch(file.content_type.partition(";")[0].strip())
    main, sub = found.groups() if found else ("application", "octet-stream")
    return ("application", "octet-stream") if main.lower() in ("message", "multipart") else (main, sub)


def _set_boundaries(made: EmailMessage, seed: str) -> None:
    """Named after the message and the place, so that the mail is the same whenever it is made."""
    for place, part in enumerate(made.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{hashlib.sha256(f'{seed} {place}'.encode()).hexdigest()[:40]}")


def _address(name: str, address: str) -> Address:
    """A domain beyond ASCII in the form of DNS, which every program understands."""
    local, at, domain = one_line(address).rpartition("@")
    domain = ascii_domain(domain) or domain
    if local.isascii():
        return Address(display_name=one_line(name), addr_spec=f"{local}{at}{domain}")
    return Address(display_name=one_line(name), username=local, domain=domain)  # the library wants it so
