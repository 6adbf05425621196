"""What lies beside the letters of a batch: a cover sheet for people, a list for their programs, and the manifest."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils import formats, translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.kernel.money import money
from kontor.kernel.spreadsheets import harmless
from kontor.letters.domain.manifest import VERSION, letter_facts, written
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.letters.rendering.sheet import Document
from kontor.tickets.domain.numbers import format_number

COVER, LIST = "cover.pdf", "list.csv"
LISTED = 500
"""Up to so many letters are on the cover sheet one by one; more are in the list."""


def cover_sheet(batch: PrintBatch, letters: Sequence[OutgoingLetter]) -> Document:
    """The sums, the envelopes, and the letters one by one, in the tenant's language. The same batch, the same sheet."""
    tenant = batch.tenant
    with translation.override(tenant.language):
        title = _("Batch %(number)s of %(tenant)s, %(day)s") % {
            "number": batch.number,
            "tenant": tenant.name,
            "day": formats.date_format(batch.day, "DATE_FORMAT"),
        }
        body = format_html(
            "<h1>{}</h1><p>{}</p>{}{}", title, _sums(batch), _envelopes(letters), _one_by_one(letters[:LISTED])
        )
        return Document(
            body_html=str(body), made_at=batch.made_at, title=title, author=tenant.name, language=tenant.language
        )


def letters_list(letters: Sequence[OutgoingLetter]) -> bytes:
    """A line a letter, for spreadsheets: UTF-8 with a mark, separated by semicolons."""
    file = io.StringIO()
    rows = csv.writer(file, delimiter=";", lineterminator="\r\n")
    rows.writerow(["letter", "ticket", "recipient", "country", "pages", "sheets", "grams", "postage", "price", "file"])
    for letter in letters:
        facts = letter_facts(letter)
        recipient, postage = harmless(", ".join(letter.address)), harmless(letter.postage)
        sums = [facts[name] if facts[name] is not None else "" for name in ("pages", "sheets", "grams")]
        rows.writerow(
            [letter.pk, facts["ticket"], recipient, letter.country, *sums, postage, facts["price"] or "", facts["file"]]
        )
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def batch_manifest(batch: PrintBatch, letters: Sequence[OutgoingLetter], files: Sequence[tuple[str, str]]) -> bytes:
    """The sign that the batch is complete. ``files`` are the PDFs with their hashes, in the order of the letters."""
    facts: dict[str, Any] = {
        "kind": "batch",
        "version": VERSION,
        "tenant": batch.tenant.code,
        "batch": batch.number,
        "day": batch.day.isoformat(),
        "created": batch.made_at.isoformat(timespec="seconds"),
        "form": batch.form,
        "letters": batch.letters,
        "pages": batch.pages,
        "sheets": batch.sheets,
        "grams": batch.grams,
        "price": str(batch.price) if batch.price is not None else None,
        "currency": batch.currency if batch.price is not None else None,
        "cover": COVER,
        "list": LIST,
        "files": [{"file": name, "sha256": digest} for name, digest in files],
        "contents": [letter_facts(letter) for letter in letters],
    }
    return written(facts)


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _sums(batch: PrintBatch) -> str:
    said = [
        ngettext("%(letters)s letter", "%(letters)s letters", batch.letters),
        ngettext("%(pages)s page", "%(pages)s pages", batch.pages),
        ngettext("%(sheets)s sheet", "%(sheets)s sheets", batch.sheets),
        _("%(grams)s g"),
    ]
    values = {name: formats.number_format(getattr(batch, name)) for name in ("letters", "pages", "sheets", "grams")}
    price = [money(batch.price, batch.currency)] if batch.price is not None else []
    return ", ".join([*(each % values for each in said), *price])


def _envelopes(letters: Sequence[OutgoingLetter]) -> str:
    """How many of each envelope, and what they cost."""
    counts = Counter((letter.postage, letter.price, letter.currency) for letter in letters)
    rows = (
        (name or _("no envelope fits"), number, money(price * number if price is not None else None, currency))
        for (name, price, currency), number in sorted(counts.items(), key=lambda item: (item[0][0] == "", item[0][0]))
    )
    head = format_html("<tr><th>{}</th><th>{}</th><th>{}</th></tr>", _("Envelope"), _("Letters"), _("Postage"))
    body = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", rows)
    return format_html("<table><thead>{}</thead><tbody>{}</tbody></table>", head, body)


def _one_by_one(letters: Sequence[OutgoingLetter]) -> str:
    heads = (_("Ticket"), _("To"), _("Pages"), _("Sheets"), _("Grams"), _("Envelope"))
    rows = (
        (
            format_number(letter.message.ticket.number),
            ", ".join(letter.address),
            letter.pages,
            letter.sheets,
            letter.grams,
            letter.postage or "–",
        )
        for letter in letters
    )
    head = format_html_join("", "<th>{}</th>", ((each,) for each in heads))
    cells = "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>"
    return format_html(
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, format_html_join("", cells, rows)
    )
