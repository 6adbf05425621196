"""Scans of accounts for letters are read before they are filed: claimed, read in a process of its own, written down.

A reader that dies leaves its claim, which runs out; a scan of which readers die is filed without its text. One for
whose pages there is no room waits until there is.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from logging import getLogger
from pathlib import PurePosixPath

from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kontor.channels.models import MailAccount
from kontor.intake.enums import ArrivalState
from kontor.intake.models import Arrival
from kontor.intake.parsing.mail import Attachment
from kontor.intake.parsing.reading import parse_mail
from kontor.kernel import clock
from kontor.kernel.outages import has_no_room
from kontor.letters.domain import scans
from kontor.letters.domain.switch import is_on
from kontor.letters.enums import ScanState
from kontor.letters.models import Scan
from kontor.letters.scanning.kinds import claims_to_be_scan, kind_of
from kontor.letters.scanning.process import read_scan
from kontor.letters.scanning.values import Limits, Remark, ScanReading
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.tickets.models import FilesAway

log = getLogger("kontor.intake")

TASK = "kontor.intake.tasks.read_scan"
DRAIN = "kontor.intake.tasks.drain"
ATTEMPTS = 3
"""Readers that may die of a scan."""
SECONDS = 240.0
"""For all the files of one mail."""
CLAIM = timedelta(minutes=6)
"""After that the reader is dead. It is longer than reading may take."""
PATIENCE = timedelta(seconds=30)


@dataclass(frozen=True)
class _Claim:
    scan_id: int
    attempt: int
    raw: bytes
    languages: tuple[str, ...]


def have_read(account: MailAccount, keys: Sequence[str]) -> None:
    """The scans of these rows of the ledger wait for a reader, in the transaction that wrote the rows."""
    assert account.tenant_id is not None
    rows = Arrival.objects.filter(account=account, key__in=keys, state=ArrivalState.READING)
    known = scans.scans_of_arrivals(list(rows.values_list("id", flat=True)))
    for arrival_id in rows.exclude(pk__in=known).order_by("id").values_list("id", flat=True):
        scans.await_reading(account.tenant_id, arrival_id)
        _ask(account.tenant_id, arrival_id)


def read_arrival(tenant_id: int, arrival_id: int) -> bool:
    """Read what the row brought, and have it filed. False when another reader has it, or nothing is to be read.

    Enters short scopes; none is open while the scan is read.
    """
    with scope(tenant_id):
        claim = _claim(tenant_id, arrival_id) if is_on() else None
    if claim is None:
        return False
    reading = _read(claim) if claim.attempt <= ATTEMPTS else ScanReading(remarks=(Remark("crashed"),))
    try:
        with scope(tenant_id):
            return _write_down(tenant_id, arrival_id, claim, reading)
    except FilesAway as error:
        log.warning("The scan of arrival %s waits, its pages cannot be kept now: %s", arrival_id, error)
    except OSError as error:
        if not has_no_room(error):
            raise
        log.warning("The scan of arrival %s waits, there is no room for its pages: %s", arrival_id, error)
    with scope(tenant_id):
        Scan.objects.filter(pk=claim.scan_id, attempts=claim.attempt).update(attempts=claim.attempt - 1)
    return False


def look_after_scans(tenant_id: int) -> None:
    """Have those read whose job is gone or whose reader has died. In the scope of the tenant."""
    if not is_on():
        return
    now = clock.now()
    forgotten = Q(claimed_at=None, created_at__lt=now - PATIENCE) | Q(claimed_at__lt=now - CLAIM)
    rows = Scan.objects.filter(forgotten, tenant_id=tenant_id, state=ScanState.WAITING)
    for arrival_id in rows.values_list("arrival", flat=True):
        _ask(tenant_id, arrival_id)


def _ask(tenant_id: int, arrival_id: int) -> None:
    with suppress(AlreadyEnqueued), transaction.atomic():
        job = app.configure_task(TASK, queue="scans", queueing_lock=f"scan:{arrival_id}")
        job.defer(tenant_id=tenant_id, arrival_id=arrival_id)


def _claim(tenant_id: int, arrival_id: int) -> _Claim | None:
    scan = Scan.objects.select_for_update(of=("self",)).filter(arrival=arrival_id, state=ScanState.WAITING).first()
    if scan is None or (scan.claimed_at and scan.claimed_at > clock.now() - CLAIM):
        return None
    arrival = Arrival.objects.select_related("raw", "tenant").get(pk=arrival_id)
    assert arrival.raw is not None
    scan.attempts += 1
    scan.claimed_at = clock.now()
    scan.save(update_fields=["attempts", "claimed_at"])
    return _Claim(scan.pk, scan.attempts, arrival.raw.content, scans.languages(Tenant.objects.get(pk=tenant_id)))


def _read(claim: _Claim) -> ScanReading:
    """All scans that the mail carries, one after the other, as one letter."""
    files = parse_mail(claim.raw, received_at=None).attachments
    ends_at = time.monotonic() + SECONDS
    found = [file for file in files if kind_of(file.content) or claims_to_be_scan(file.filename, file.content_type)]
    if not found:
        return ScanReading(remarks=(Remark(scans.NO_SCAN),))
    readings = []
    for file in found:
        left = max(ends_at - time.monotonic(), 1.0)
        limits = Limits(seconds=left, reading_seconds=left * 0.6)
        beside = _text_beside(file, files)
        readings.append(read_scan(file.content, file.content_type, beside, languages=claim.languages, limits=limits))
    return _joined(readings, [file.filename for file in found])


def _text_beside(scan: Attachment, files: Sequence[Attachment]) -> str:
    """The text file of the same name."""
    stem = PurePosixPath(scan.filename).stem
    names = {f"{stem}.txt".casefold(), f"{scan.filename}.txt".casefold()}
    found = next((file.content for file in files if file.filename.casefold() in names), b"")
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError:
        return found.decode("cp1252", "replace")


def _joined(readings: Sequence[ScanReading], names: Sequence[str]) -> ScanReading:
    several = len(readings) > 1
    remarks = [
        replace(remark, values={**remark.values, "file": name}) if several else remark
        for reading, name in zip(readings, names, strict=True)
        for remark in reading.remarks
    ]
    pages = tuple(page for reading in readings for page in reading.pages)
    most = Limits().pages
    if len(pages) > most:
        remarks.append(Remark("too_many_together", {"pages": len(pages), "shown": most}))
    return ScanReading(
        pages=pages[:most],
        text="\n\n".join(reading.text for reading in readings if reading.text),
        source=next((reading.source for reading in readings if reading.source), readings[0].source),
        codes=tuple(dict.fromkeys(code for reading in readings for code in reading.codes)),
        remarks=tuple(remarks),
    )


def _write_down(tenant_id: int, arrival_id: int, claim: _Claim, reading: ScanReading) -> bool:
    """What was read, and the row goes into the queue; unless somebody else has done so since."""
    rows = Arrival.objects.filter(pk=arrival_id, state=ArrivalState.READING).select_for_update(of=("self",))
    if not rows.exists() or not scans.write_reading(claim.scan_id, claim.attempt, reading):
        return False
    rows.update(state=ArrivalState.WAITING)
    app.configure_task(DRAIN, queue="intake").defer(tenant_id=tenant_id)
    return True
