"""What the file of a disclosure holds: a page to be read, everything that the data map knows of the contact as JSON,
and mails, attachments, letters and scans as files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, quote
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.kernel.text import one_line, without_bidi
from kontor.letters.models import OutgoingLetter, ScannedPage
from kontor.privacy.domain.elsewhere import messages_elsewhere
from kontor.privacy.domain.person import Person
from kontor.privacy.domain.told import told_of
from kontor.privacy.domain.told_page import STYLE, ToldPage
from kontor.privacy.domain.unfiled import unfiled_after, writers_of
from kontor.tickets.models import Attachment, Message, Ticket

MOST_BYTES = 500 * 1024 * 1024
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')


class TooLarge(Exception):
    """More than fits into one file."""


def write_file(file: IO[bytes], customer: Customer, person: Person) -> dict[str, int]:
    """Write the ZIP in the contact's language; returns how many files are in it, by kind. Raises TooLarge."""
    counts: dict[str, int] = {}
    size = 0
    with translation.override(_language(customer)), ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for name, content in _everything(customer, person):
            size += len(content)
            if size > MOST_BYTES:
                raise TooLarge
            packed.writestr(name, content)
            kind = name.split("/")[0] if "/" in name else "data"
            counts[kind] = counts.get(kind, 0) + 1
    return counts


def _language(customer: Customer) -> str:
    known = {code for code, _name in settings.LANGUAGES}
    wanted = (customer.language, customer.language[:2], customer.tenant.language, customer.tenant.language[:2])
    return next((code for code in wanted if code in known), settings.LANGUAGE_CODE)


def _everything(customer: Customer, person: Person) -> Iterator[tuple[str, bytes]]:
    """The page comes last: it leads to all the others."""
    tickets = list(Ticket.objects.filter(customer=customer, erased_at=None).select_related("category").order_by("pk"))
    elsewhere = messages_elsewhere(person).select_related("ticket", "raw").order_by("at", "pk")
    told = told_of(customer, person, tickets)
    head = {"contact": customer.pk, "tenant": customer.tenant.name, "made_at": clock.now()}
    yield "data.json", _json({**head, "tables": told.tables, "elsewhere": told.elsewhere})
    if told.notes:
        yield "notes.json", _json({**head, "tables": told.notes})
    yield "README.txt", _readme(customer).encode()
    files: dict[int, list[tuple[str, str]]] = {}
    for message_id, called, name, content in _files(tickets, elsewhere):
        files.setdefault(message_id, []).append((name, called))
        yield name, content
    unfiled = []
    for name, content in _unfiled(person):
        unfiled.append(name)
        yield name, content
    yield "style.css", STYLE.encode()
    yield "index.html", ToldPage(customer, files).written(tickets, elsewhere, unfiled).encode()


def _files(tickets: list[Ticket], elsewhere: QuerySet[Message]) -> Iterator[tuple[int, str, str, bytes]]:
    """Whose message, how it is called, its name in the ZIP, and the bytes."""
    messages = Message.objects.filter(Q(ticket__in=tickets) | Q(pk__in=elsewhere.order_by().values("pk")))
    for message in messages.select_related("ticket", "raw").order_by("pk").iterator(chunk_size=50):
        yield message.pk, _("Mail"), f"mails/{_place(message.ticket)}-{message.pk}.eml", _mail(message)
    rows = Attachment.objects.filter(message__in=messages).select_related("blob", "message__ticket").order_by("pk")
    for one in rows.iterator(chunk_size=20):
        called = _safe(one.filename)
        name = f"attachments/{_place(one.message.ticket)}/{one.message_id}-{one.pk}-{called}"
        yield one.message_id, called, name, one.blob.content
    yield from _paper(tickets)


def _paper(tickets: list[Ticket]) -> Iterator[tuple[int, str, str, bytes]]:
    letters = OutgoingLetter.objects.filter(message__ticket__in=tickets, pdf__isnull=False).order_by("pk")
    for letter in letters.select_related("pdf", "message__ticket").iterator(chunk_size=10):
        if letter.pdf:
            name = f"letters/{_place(letter.message.ticket)}-{letter.pk}.pdf"
            yield letter.message_id, _("Letter"), name, letter.pdf.content
    pages = ScannedPage.objects.filter(scan__message__ticket__in=tickets).order_by("pk")
    for page in pages.select_related("blob", "scan__message__ticket").iterator(chunk_size=10):
        message = page.scan.message
        if message:
            ending = page.content_type.rpartition("/")[2] or "bin"
            name = f"scans/{_place(message.ticket)}-{page.scan_id}-{page.number}.{_safe(ending)}"
            yield message.pk, _("Page %(number)s") % {"number": page.number}, name, page.blob.content


def _unfiled(person: Person) -> Iterator[tuple[str, bytes]]:
    """Mail of theirs that became no ticket: who wrote it stands in its bytes alone."""
    if not person.mails:
        return
    for row in unfiled_after(0, person.tenant_id).select_related("raw").iterator(chunk_size=50):
        if row.raw and not writers_of(row).isdisjoint(person.mails):
            yield f"mails/unfiled-{row.pk}.eml", row.raw.content


def _json(said: dict[str, Any]) -> bytes:
    return json.dumps(said, default=str, ensure_ascii=False, indent=2).encode()


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
    return str(ticket.number)


def _safe(name: str) -> str:
    """A name of a file in a folder, on every system: nothing in it leads elsewhere or reads backwards."""
    path = PurePosixPath(without_bidi(one_line(name)).replace("\\", "/"))
    plain = _NOT_IN_NAMES.sub("_", path.name).strip(". ")
    return plain[:120] or "file"


def _readme(customer: Customer) -> str:
    return _(
        "What %(tenant)s keeps of this contact.\n\n"
        "index.html: to be read: the contact, its requests with all messages, its calls, and how long what is kept.\n"
        "data.json: everything that is stored, by table, for programs.\n"
        "notes.json: what colleagues noted and drafted.\n"
        "mails: the mails as they came and went. attachments: their files.\n"
        "letters: letters that were sent. scans: letters that came in.\n"
    ) % {"tenant": customer.tenant.name}
