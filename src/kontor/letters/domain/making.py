"""A letter is rendered, once: what comes out is kept, and every later attempt writes the same bytes."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import cast

from kontor.channels.print_errors import PrintFailed
from kontor.kernel.errors import Refused
from kontor.kernel.html import html_from_plain_text
from kontor.kernel.outages import has_no_room
from kontor.letters.domain.composing import compose, pictures_of, stylesheet_of
from kontor.letters.domain.places import directory_for, filename_for, own_directory_of
from kontor.letters.domain.troubles import NO_ROOM, LetterFailed
from kontor.letters.domain.weighing import Envelope, envelope_for, grams_of, sheets_of
from kontor.letters.models import OutgoingLetter, PostageClass
from kontor.letters.preferences import CURRENCY, DUPLEX, ENVELOPE_GRAMS, PAPER, PAPER_GRAMS, TRAY
from kontor.letters.rendering.sheet import Rendered, Sheet
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tickets.domain.blobs import keep
from kontor.tickets.models import Blob

MADE = (
    "pdf",
    "sha256",
    "pages",
    "sheets",
    "grams",
    "postage",
    "price",
    "currency",
    "paper",
    "tray",
    "duplex",
    "page_size",
    "pdf_kind",
    "remarks",
    "listed",
    "directory",
    "filename",
    "stylesheet",
    "stylesheet_version",
)
"""The columns that ``keep_made`` fills."""
PLACED = ("directory", "filename")
"""Those of them that say where the letter is put."""


def sheet_of(letter: OutgoingLetter) -> Sheet:
    """The values of the letter. Its day is the day on which it was sent."""
    message = letter.message
    files = message.attachments.filter(inline=False).values_list("filename", flat=True)
    return compose(
        letter.tenant,
        address=letter.address,
        subject=message.subject,
        html=message.html or html_from_plain_text(message.text),
        language=letter.language or message.ticket.language or letter.tenant.language,
        template=letter.template,
        ticket=message.ticket,
        author=message.author,
        enclosures=list(files),
        code=letter.code,
        at=letter.created_at,
        pictures=pictures_of(message),
    )


def keep_made(letter: OutgoingLetter, sheet: Sheet, rendered: Rendered) -> None:
    """What came out, what it weighs and costs, and where it goes. The caller saves the columns ``MADE``.

    Raises PrintFailed where the directory that is set leaves the root, LetterFailed where there is no room to keep it.
    """
    tenant, system = letter.tenant, cast(Holder, system_values())
    stylesheet = stylesheet_of(tenant, letter.template)
    letter.pdf = _kept(rendered.pdf, letter.tenant_id)
    letter.sha256, letter.pages = hashlib.sha256(rendered.pdf).hexdigest(), rendered.pages
    letter.page_size, letter.pdf_kind = sheet.page_size, sheet.pdf_kind
    letter.remarks = [asdict(remark) for remark in rendered.remarks]
    letter.stylesheet, letter.stylesheet_version = stylesheet, stylesheet.version_in_force if stylesheet else None
    letter.listed = list(sheet.enclosures[letter.message.attachments.filter(inline=False).count() :])
    letter.paper, letter.tray = PAPER.get(system, tenant)[:120], TRAY.get(system, tenant)[:120]
    letter.duplex = DUPLEX.get(system, tenant)
    _weigh(letter, system)
    place(letter, system)


def _kept(pdf: bytes, tenant_id: int) -> Blob:
    try:
        return keep(pdf, tenant_id=tenant_id)
    except OSError as error:
        if not has_no_room(error):
            raise
        raise LetterFailed(NO_ROOM, permanent=False) from error


def place(letter: OutgoingLetter, system: Holder) -> None:
    """Where the letter is put, by what is set now."""
    letter.directory = directory_for(letter.tenant, own_directory_of(letter.template_id), system)
    letter.filename = filename_for(letter, letter.created_at, system)


def place_again(letter: OutgoingLetter) -> None:
    """The same for a person who waits for an answer: Refused where the directory leaves the root."""
    try:
        place(letter, cast(Holder, system_values()))
    except PrintFailed as failure:
        raise Refused(failure.sentence) from failure


def _weigh(letter: OutgoingLetter, system: Holder) -> None:
    tenant = letter.tenant
    letter.sheets = sheets_of(letter.pages, duplex=letter.duplex)
    letter.grams = grams_of(
        letter.sheets,
        page_size=letter.page_size,
        paper_grams=PAPER_GRAMS.get(system, tenant),
        envelope_grams=ENVELOPE_GRAMS.get(system, tenant),
    )
    abroad = bool(letter.country) and letter.country != tenant.country
    rows = PostageClass.objects.filter(tenant=tenant, abroad=abroad)
    typed = [Envelope(row.name, row.most_grams, row.most_sheets, row.price) for row in rows]
    envelope = envelope_for(typed, grams=letter.grams, sheets=letter.sheets)
    letter.currency = CURRENCY.get(system, tenant)
    letter.postage, letter.price = (envelope.name, envelope.price) if envelope else ("", None)
