"""Scans: waiting to be read, read, and handed to the message that they became."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from kontor.kernel import clock
from kontor.letters.domain.codes import letter_of
from kontor.letters.enums import ScanState
from kontor.letters.models import OutgoingLetter, Scan, ScannedPage
from kontor.letters.preferences import SCAN_LANGUAGES
from kontor.letters.scanning.remarks import sentence_of
from kontor.letters.scanning.values import Page, ScanReading
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant
from kontor.tickets.domain.blobs import keep_all
from kontor.tickets.enums import MessageChannel
from kontor.tickets.models import Message, Ticket

NO_SCAN = "no_scan"


def await_reading(tenant_id: int, arrival_id: int) -> Scan:
    """The row of the ledger has something to read."""
    return Scan.objects.create(tenant_id=tenant_id, arrival=arrival_id)


def scans_of_arrivals(arrival_ids: Sequence[int]) -> dict[int, Scan]:
    """By row of the ledger, with the letter of ours that each shows; no statement for none."""
    if not arrival_ids:
        return {}
    rows = Scan.objects.filter(arrival__in=arrival_ids).select_related("letter__message")
    return {scan.arrival: scan for scan in rows}


def write_reading(scan_id: int, attempt: int, reading: ScanReading) -> bool:
    """What was read. False when another reader has begun since, or it is read already."""
    scan = Scan.objects.select_for_update(of=("self",)).filter(pk=scan_id, attempts=attempt).first()
    if scan is None or scan.state != ScanState.WAITING:
        return False
    is_without = any(remark.kind == NO_SCAN for remark in reading.remarks)
    scan.state = ScanState.READ if reading.pages or is_without else ScanState.UNREADABLE
    scan.text, scan.text_source = reading.text, reading.source
    scan.pages, scan.codes = len(reading.pages), list(reading.codes)
    scan.remarks = [remark.as_plain() for remark in reading.remarks]
    scan.letter = _letter(reading.codes, scan.tenant_id)
    scan.claimed_at, scan.read_at = None, clock.now()
    scan.save()
    _keep_pages(scan, reading.pages)
    return True


def hand_to_messages(messages: Mapping[int, Message]) -> None:
    """The scans of these rows of the ledger have become messages; whoever sees the one sees the other."""
    for scan in Scan.objects.filter(arrival__in=list(messages)) if messages else ():
        message = messages[scan.arrival]
        Scan.objects.filter(pk=scan.pk).update(message=message, lent_to_id=message.lent_to_id)
        ScannedPage.objects.filter(scan=scan).update(lent_to_id=message.lent_to_id)


def scans_of_messages(messages: Sequence[Message]) -> dict[int, Scan]:
    """The scans of letters that came in, by message; no statement where there are none."""
    ids = [message.pk for message in messages if message.channel == MessageChannel.LETTER]
    rows = Scan.objects.filter(message__in=ids).select_related("letter__message", "letter__postal_address")
    return {scan.message_id or 0: scan for scan in rows} if ids else {}


def scan_of_ticket(ticket: Ticket, scan_id: int) -> Scan | None:
    rows = Scan.objects.filter(pk=scan_id, message__ticket=ticket)
    return rows.select_related("letter__message", "letter__postal_address").first()


def latest_scan_of(ticket: Ticket) -> Scan | None:
    """The letter that came in last and can be looked at."""
    return Scan.objects.filter(message__ticket=ticket, pages__gt=0).order_by("-pk").first()


def pages_of(scans: Sequence[Scan]) -> dict[int, list[ScannedPage]]:
    """Without their pictures, in one statement; none for none."""
    pages: dict[int, list[ScannedPage]] = {scan.pk: [] for scan in scans}
    for page in ScannedPage.objects.filter(scan__in=scans).order_by("scan", "number") if scans else ():
        pages[page.scan_id].append(page)
    return pages


def page_with_picture(scan: Scan, number: int) -> ScannedPage | None:
    return ScannedPage.objects.filter(scan=scan, number=number).select_related("blob").first()


def languages(tenant: Tenant) -> tuple[str, ...]:
    """In which the tenant's letters are likely written: those that are set, its own language first."""
    chosen = SCAN_LANGUAGES.get(cast(Holder, system_values()), cast(Holder, tenant)) or [tenant.language]
    return tuple(sorted(chosen, key=lambda code: code != tenant.language))


def remarks_of(scan: Scan) -> list[str]:
    """As sentences, in the language that is active."""
    return [_of_file(cast("dict[str, Any]", remark)) for remark in scan.remarks]


def _of_file(remark: dict[str, Any]) -> str:
    sentence = sentence_of(remark)
    return f"{remark['file']}: {sentence}" if remark.get("file") else sentence


def _letter(codes: Sequence[str], tenant_id: int) -> OutgoingLetter | None:
    return next((letter for code in codes if (letter := letter_of(code, tenant_id))), None)


def _keep_pages(scan: Scan, pages: Sequence[Page]) -> None:
    blobs = keep_all([(scan.tenant_id, page.content) for page in pages])
    ScannedPage.objects.bulk_create(
        ScannedPage(
            tenant_id=scan.tenant_id,
            lent_to_id=scan.lent_to_id,
            scan=scan,
            number=number,
            blob=blob,
            content_type=page.content_type,
            width=page.width,
            height=page.height,
            text=page.text,
        )
        for number, (page, blob) in enumerate(zip(pages, blobs, strict=True), 1)
    )
