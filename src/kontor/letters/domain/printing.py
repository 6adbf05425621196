"""A ticket as a document to print, and a mail as a document for the archive.

What came in is foreign: it is cleaned, and nothing that it names outside itself is fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from django.template.defaultfilters import filesizeformat
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kontor.kernel.html import html_from_plain_text, sanitize_mail_html
from kontor.letters.domain.printed_scans import PrintedScans, scans_of
from kontor.letters.rendering.layout import lowered
from kontor.letters.rendering.sheet import Asset, Document
from kontor.people.models import User
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Attachment, Message, Note, Ticket

Facts = Sequence[tuple[str, str]]
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def print_of(ticket: Ticket, *, notes: Sequence[Note], by: User, at: datetime, language: str) -> Document:
    """The whole conversation by time, with these notes and no others. ``at`` is now: the head says who printed when.

    Needs the scope of the ticket. Raises ``ValueError`` for a note of another ticket.
    """
    if any(note.ticket_id != ticket.pk for note in notes):
        raise ValueError("A note of another ticket.")
    messages = list(ticket.messages.order_by("at", "id"))
    files, scans = _files(messages), scans_of(messages)
    zone = ZoneInfo(ticket.tenant.time_zone)
    with translation.override(language):
        parts = [
            *((message.at, _message(message, files.get(message.pk, []), scans, zone)) for message in messages),
            *((note.at, _note(note, zone)) for note in notes),
        ]
        facts = [
            (_("Ticket"), format_number(ticket.number)),
            (_("Tenant"), ticket.tenant.name),
            (_("Category"), ticket.category.name),
            (_("Customer"), _customer(ticket)),
            (_("State"), str(ticket.get_state_display())),
            (_("Received"), _moment(ticket.received_at, zone)),
            (_("Printed"), _("%(when)s by %(who)s") % {"when": _moment(at, zone), "who": by.name}),
        ]
        title = ticket.subject or _("(no subject)")
        body = _head(title, facts) + "".join(html for _at, html in sorted(parts, key=lambda part: part[0]))
        return _document(
            body, f"{format_number(ticket.number)} {title}", ticket, at, language, [*_pictures(files), *scans.assets()]
        )


def archive_of(message: Message, *, language: str) -> Document:
    """The mail as it was, with its heads and the names of its files. The same mail gives the same bytes at any time."""
    ticket, files, scans = message.ticket, _files([message]), scans_of([message])
    zone = ZoneInfo(ticket.tenant.time_zone)
    with translation.override(language):
        title, own = message.subject or _("(no subject)"), files.get(message.pk, [])
        facts = [
            (_("Ticket"), format_number(ticket.number)),
            *_addresses(message),
            (_("Date"), _moment(message.at, zone)),
            (pgettext("of a mail", "Message-ID"), message.message_id),
        ]
        body = _head(title, facts) + _words(message, own) + scans.html(message) + _file_list(own)
        return _document(body, title, ticket, message.at, language, [*_pictures(files), *scans.assets()])


def _document(body: str, title: str, ticket: Ticket, at: datetime, language: str, assets: Sequence[Asset]) -> Document:
    return Document(
        body_html=body,
        made_at=at,
        title=title,
        author=ticket.tenant.name,
        language=language,
        running_head=f"{ticket.tenant.name} · {format_number(ticket.number)}",
        assets=tuple(assets),
        page_words=(pgettext("page 1 of 3", "Page"), pgettext("page 1 of 3", "of")),
        picture_word=_("Picture"),
    )


def _files(messages: Iterable[Message]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = {}
    for row in Attachment.objects.filter(message__in=list(messages)).select_related("blob"):
        found.setdefault(row.message_id, []).append(row)
    return found


def _pictures(files: dict[int, list[Attachment]]) -> Iterable[Asset]:
    """What the messages show by ``cid:``; named after the row, so that two mails with the same names stay apart."""
    for rows in files.values():
        for row in rows:
            if row.content_id and row.content_type.lower() in PICTURES:
                yield Asset(f"file-{row.pk}", row.content_type, row.blob.content)


def _head(title: str, facts: Facts) -> str:
    return f"<h1>{escape(title)}</h1>{_facts(facts)}"


def _facts(facts: Facts) -> str:
    rows = (
        f'<div class="fact"><span class="fact__label">{escape(label)}</span> {escape(value)}</div>'
        for label, value in facts
        if value
    )
    return f'<div class="facts">{"".join(rows)}</div>'


def _message(message: Message, files: list[Attachment], scans: PrintedScans, zone: ZoneInfo) -> str:
    name = message.from_name or message.from_address or _("(no sender)")
    facts = [*_addresses(message), (_("Subject"), message.subject)]
    return (
        f'<section class="message"><h2>{escape(name)} · {escape(_moment(message.at, zone))}</h2>'
        f"{_facts(facts)}{_words(message, files)}{scans.html(message)}{_file_list(files)}</section>"
    )


def _addresses(message: Message) -> Facts:
    if message.postal:
        return [(_("To"), ", ".join(message.postal))]
    sender = _written(message.from_name, message.from_address)
    return [
        (_("From"), sender),
        (_("To"), ", ".join(_written(*each) for each in message.to)),
        (_("Copy"), ", ".join(_written(*each) for each in message.cc)),
    ]


def _written(name: str, address: str) -> str:
    return f"{name} <{address}>" if name and address else name or address


def _words(message: Message, files: list[Attachment]) -> str:
    if not message.html:
        return f'<div class="words">{html_from_plain_text(message.text)}</div>'
    shown = {row.content_id: f"asset:file-{row.pk}" for row in files if row.content_type.lower() in PICTURES}
    cleaned = sanitize_mail_html(message.html, cid_urls=shown).html
    return f'<div class="words">{lowered(cleaned, depth=2)}</div>'


def _file_list(files: list[Attachment]) -> str:
    rows = "".join(
        f"<li>{escape(row.filename)} ({escape(filesizeformat(row.size))})</li>" for row in files if not row.inline
    )
    return f'<p class="files__word">{escape(_("Files"))}</p><ul class="files">{rows}</ul>' if rows else ""


def _note(note: Note, zone: ZoneInfo) -> str:
    name = note.author.name if note.author else _("System")
    title = _("Note of %(name)s") % {"name": name}
    return (
        f'<section class="note"><h2>{escape(title)} · {escape(_moment(note.at, zone))}</h2>'
        f'<div class="words">{html_from_plain_text(note.text)}</div></section>'
    )


def _customer(ticket: Ticket) -> str:
    customer = ticket.customer
    return " · ".join(part for part in (customer.name, customer.number) if part) if customer else ""


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return date_format(timezone.localtime(at, zone), "DATETIME_FORMAT")
