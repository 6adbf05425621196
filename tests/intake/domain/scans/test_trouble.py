"""Scans that cannot be read, and workers that die at it."""

from __future__ import annotations

import errno
import os
from datetime import timedelta

import pytest
from django.db import connection

from kontor.intake.domain import scan_reading
from kontor.intake.domain.fetching import fetch_account
from kontor.intake.domain.scan_reading import look_after_scans, read_arrival
from kontor.intake.enums import Outcome
from kontor.kernel import clock
from kontor.letters.enums import ScanState
from kontor.letters.models import Scan
from kontor.letters.scanning.remarks import sentence_of
from kontor.letters.scanning.values import Page, ScanReading
from kontor.tickets.domain import blobs
from kontor.tickets.domain.blobs import keep
from kontor.tickets.models import Attachment
from tests.intake.domain.scans.conftest import TEXT, only_row, only_scan
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letter_switch import letters_on
from tests.support.scans import pdf_with_text
from tests.support.scoping import everywhere, in_scope


def test_a_file_that_cannot_be_read_is_filed_with_its_bytes(account, drop):
    drop(b"%PDF-1.7 broken\n%%EOF")

    fetch_account(account.owner, account.pk)
    run_jobs()

    scan = only_scan()
    assert (scan.state, scan.remarks) == (ScanState.UNREADABLE, [{"kind": "broken"}])
    assert only_row().outcome == Outcome.NEW_TICKET
    with everywhere():
        assert bytes(Attachment.objects.get().blob.content) == b"%PDF-1.7 broken\n%%EOF"


def test_a_reader_of_another_tenant_reads_nothing(account, drop, alpina):
    drop(pdf_with_text(TEXT))
    fetch_account(account.owner, account.pk)
    arrival = only_row()

    assert not read_arrival(alpina.pk, arrival.pk)
    assert read_arrival(account.owner, arrival.pk)


def test_a_reader_that_dies_is_followed_by_another_and_after_three_by_none(account, drop, frozen, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_arguments: object, **_values: object) -> None:
        raise Killed

    drop(pdf_with_text(TEXT))
    fetch_account(account.owner, account.pk)
    arrival = only_row()
    monkeypatch.setattr(scan_reading, "read_scan", die)
    for _reader in range(scan_reading.ATTEMPTS):
        with pytest.raises(Killed):
            read_arrival(account.owner, arrival.pk)
        assert not read_arrival(account.owner, arrival.pk)  # somebody is at it, for all we know
        frozen.move(minutes=7)
    with in_scope(account.owner):
        look_after_scans(account.owner)
    run_jobs()

    assert (only_scan().state, only_scan().remarks) == (ScanState.UNREADABLE, [{"kind": "crashed"}])
    assert only_row().outcome == Outcome.NEW_TICKET


def test_a_scan_for_whose_pages_there_is_no_room_waits_until_there_is(
    committed_db, account, drop, frozen, monkeypatch, settings, tmp_path, caplog
):
    """However often it is tried."""

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    letters_on()
    settings.MAIL_STORAGE = str(tmp_path / "kept")
    drop(pdf_with_text(TEXT))
    fetch_account(account.owner, account.pk)
    arrival = only_row()
    monkeypatch.setattr(blobs, "IN_ROW", 0)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        for _time in range(scan_reading.ATTEMPTS + 1):
            assert not read_arrival(account.owner, arrival.pk)
            frozen.move(minutes=7)
    waiting = only_scan().state
    with in_scope(account.owner):
        look_after_scans(account.owner)
    run_jobs()

    assert (waiting, only_scan().state, only_scan().remarks) == (ScanState.WAITING, ScanState.READ, [])
    assert only_row().outcome == Outcome.NEW_TICKET
    assert caplog.text.count("there is no room for its pages") == scan_reading.ATTEMPTS + 1


def test_a_scan_waits_while_the_folder_for_its_pages_is_not_mounted(
    committed_db, account, drop, frozen, monkeypatch, settings, tmp_path
):
    letters_on()
    drop(pdf_with_text(TEXT))
    fetch_account(account.owner, account.pk)
    arrival = only_row()
    monkeypatch.setattr(blobs, "IN_ROW", 0)
    settings.MAIL_STORAGE = str(tmp_path / "kept")
    with in_scope(account.owner):
        keep(b"something else", tenant_id=account.owner)

    settings.MAIL_STORAGE = str(tmp_path / "not mounted")
    for _time in range(scan_reading.ATTEMPTS + 1):
        assert not read_arrival(account.owner, arrival.pk)
        frozen.move(minutes=7)
    settings.MAIL_STORAGE = str(tmp_path / "kept")

    assert read_arrival(account.owner, arrival.pk)
    assert (only_scan().state, only_scan().remarks) == (ScanState.READ, [])


def test_a_scan_whose_job_is_gone_is_read_all_the_same(account, drop, frozen):
    drop(pdf_with_text(TEXT))
    fetch_account(account.owner, account.pk)
    [job] = waiting_jobs("read_scan")

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.id])

    with in_scope(account.owner):
        look_after_scans(account.owner)
        at_once = len(waiting_jobs("read_scan"))
        Scan.objects.update(created_at=clock.now() - timedelta(minutes=1))
        look_after_scans(account.owner)

    assert (at_once, len(waiting_jobs("read_scan"))) == (0, 1)


def test_a_folder_that_is_not_there_is_the_accounts_trouble(account, root):
    os.rmdir(root / "north")

    fetch_account(account.owner, account.pk)

    with everywhere():
        account.refresh_from_db()
    assert account.error == (
        f"The folder for scans has no folder “{root.name}/north”. Create it, or correct the folder in the account."
    )


def test_files_that_have_too_many_pages_together_are_shown_in_part_and_say_so():
    half = ScanReading(pages=(Page(b"", "image/png", 1, 1),) * 120)

    joined = scan_reading._joined([half, half], ["a.pdf", "b.pdf"])
    one = scan_reading._joined([half], ["a.pdf"])

    assert (len(joined.pages), len(one.pages), one.remarks) == (200, 120, ())
    assert [sentence_of(remark.as_plain()) for remark in joined.remarks] == [
        "The files have 240 pages together; the first 200 are shown here. The files have all of them."
    ]
