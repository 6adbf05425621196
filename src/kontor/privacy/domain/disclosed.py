"""What the file of a disclosure holds: everything that the data map knows of the contact as JSON, and mails,
attachments, letters and scans as files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, quote
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.kernel.text import one_line, without_bidi
from kontor.letters.models import OutgoingLetter, ScannedPage
from kontor.privacy.domain.data_map import DATA_MAP
from kontor.privacy.domain.elsewhere import messages_by
from kontor.privacy.domain.person import Person
from kontor.privacy.domain.tables import Table, textual_columns
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Attachment, Message, Ticket

MOST_BYTES = 500 * 1024 * 1024
NOT_TOLD = {"tickets.Blob", "audit.AuditEntry", "privacy.Disclosure", "tickets.Presence"}
"""The bytes are files of their own; who changed what when tells of those who work here."""
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')
TIMES = ("at", "sent_at", "received_at", "closed_at", "started_at", "ended_at", "created_at", "asked_at")


class TooLarge(Exception):
    """More than fits into one file."""


def write_file(file: IO[bytes], customer: Customer, person: Person) -> dict[str, int]:
    """Write the ZIP; returns how many rows and files are in it, by kind. Raises TooLarge."""
    counts: dict[str, int] = {}
    size = 0
    tickets = list(Ticket.objects.filter(customer=customer, erased_at=None).order_by("pk"))
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for name, content in _everything(customer, person, tickets):
            size += len(content)
            if size > MOST_BYTES:
                raise TooLarge
            packed.writestr(name, content)
            kind = name.split("/")[0] if "/" in name else "data"
            counts[kind] = counts.get(kind, 0) + 1
    return counts


def _everything(customer: Customer, person: Person, tickets: list[Ticket]) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", _readme(customer).encode()
    yield "data.json", _data(customer, person, tickets)
    messages = Message.objects.filter(Q(ticket__in=tickets) | Q(pk__in=messages_by(person).values("pk")))
    for message in messages.select_related("ticket", "raw").order_by("pk").iterator(chunk_size=50):
        yield f"mails/{_place(message.ticket)}-{message.pk}.eml", _mail(message)
    files = Attachment.objects.filter(message__in=messages).select_related("blob", "message__ticket").order_by("pk")
    for one in files.iterator(chunk_size=20):
        name = f"attachments/{_place(one.message.ticket)}/{one.message_id}-{one.pk}-{_safe(one.filename)}"
        yield name, one.blob.content
    yield from _paper(tickets)


def _paper(tickets: list[Ticket]) -> Iterator[tuple[str, bytes]]:
    letters = OutgoingLetter.objects.filter(message__ticket__in=tickets, pdf__isnull=False).order_by("pk")
    for letter in letters.select_related("pdf", "message__ticket").iterator(chunk_size=10):
        if letter.pdf:
            yield f"letters/{_place(letter.message.ticket)}-{letter.pk}.pdf", letter.pdf.content
    pages = ScannedPage.objects.filter(scan__message__ticket__in=tickets).order_by("pk")
    for page in pages.select_related("blob", "scan__message__ticket").iterator(chunk_size=10):
        message = page.scan.message
        if message:
            ending = page.content_type.rpartition("/")[2] or "bin"
            name = f"scans/{_place(message.ticket)}-{page.scan_id}-{page.number}.{_safe(ending)}"
            yield name, page.blob.content


def _data(customer: Customer, person: Person, tickets: list[Ticket]) -> bytes:
    """By table, every row of the contact with what it says of them."""
    told = {
        table.label: rows
        for table in DATA_MAP.values()
        if table.label not in NOT_TOLD and (rows := list(_rows(table, customer, tickets)))
    }
    elsewhere = [_row(each, DATA_MAP["tickets.Message"]) for each in messages_by(person)]
    said = {"contact": customer.pk, "tenant": customer.tenant.name, "made_at": clock.now(), "tables": told}
    if elsewhere:
        said["elsewhere"] = elsewhere
    return json.dumps(said, default=str, ensure_ascii=False, indent=2).encode()


def _rows(table: Table, customer: Customer, tickets: Iterable[Ticket]) -> Iterator[dict[str, Any]]:
    found = Q(pk__in=[])
    for way in table.by_ticket:
        found |= Q(**{f"{way}__in": [ticket.pk for ticket in tickets]})
    for way in table.by_customer:
        found |= Q(**{way: customer.pk})
    for row in table.model._base_manager.filter(found).distinct().order_by("pk"):
        yield _row(row, table)


def _row(row: Any, table: Table) -> dict[str, Any]:
    """Its text, and its times; keys and technical columns tell nobody anything."""
    fields = {field.name: field for field in row._meta.concrete_fields}
    names = [name for name in fields if name in textual_columns(table.model) - {"sha256"} or name in TIMES]
    return {"id": row.pk, **{name: value for name in names if (value := getattr(row, name)) not in ("", [], {}, None)}}


def _mail(message: Message) -> bytes:
    """The mail as it came, or one made of what was sent."""
    if message.raw:
        return bytes(message.raw.content)
    written = {
        header: ", ".join(_written(str(name), str(at)) for name, at in entries)
        for header, entries in (
            ("From", [(message.from_name, message.from_address)]),
            ("To", message.to),
            ("Cc", message.cc),
        )
        if entries
    }
    mail = EmailMessage(policy=policy.SMTP if all(map(str.isascii, written.values())) else policy.SMTPUTF8)
    for header, value in written.items():
        mail[header] = value
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(message.at)
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail.as_bytes()


def _written(name: str, address: str) -> str:
    """As a header says it: in ASCII as far as the address is (RFC 6532 for others)."""
    name, address = one_line(name), one_line(address)
    return formataddr((name, address)) if address.isascii() else f'"{quote(name)}" <{address}>'


def _place(ticket: Ticket) -> str:
    return format_number(ticket.number).replace(" ", "")


def _safe(name: str) -> str:
    """A name of a file in a folder, on every system: nothing in it leads elsewhere or reads backwards."""
    path = PurePosixPath(without_bidi(one_line(name)).replace("\\", "/"))
    plain = _NOT_IN_NAMES.sub("_", path.name).strip(". ")
    return plain[:120] or "file"


def _readme(customer: Customer) -> str:
    return _(
        "What %(tenant)s keeps of this contact.\n\n"
        "data.json: everything that is stored, by table.\n"
        "mails: the mails as they came and went. attachments: their files.\n"
        "letters: letters that were sent. scans: letters that came in.\n"
    ) % {"tenant": customer.tenant.name}
