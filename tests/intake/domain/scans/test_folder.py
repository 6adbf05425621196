"""A scan in the folder becomes a ticket, once."""

from __future__ import annotations

import pytest

from kontor.channels.enums import AfterFetch, Channel
from kontor.channels.models import MailAccount
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.channels.scan_folder import ScanFolder, TakenScan
from kontor.intake.domain import scan_reading
from kontor.intake.domain.fetching import due_mailboxes, fetch_account
from kontor.intake.domain.ledger import reason_in_words
from kontor.intake.domain.paper import subject_of
from kontor.intake.domain.scan_reading import read_arrival
from kontor.intake.enums import ArrivalState, Outcome
from kontor.letters.enums import ScanState, TextSource
from kontor.letters.models import ScannedPage
from kontor.letters.preferences import SCAN_LANGUAGES
from kontor.letters.scanning.values import Page, ScanReading
from kontor.tickets.enums import MessageChannel, TicketKind
from kontor.tickets.models import Attachment
from tests.factories.answers import prefer
from tests.intake.domain.scans.conftest import FROM_LAYER, TEXT, only_row, only_scan, rows
from tests.support.jobs import run_jobs
from tests.support.letter_switch import letters_on
from tests.support.scans import page, pdf, pdf_with_text
from tests.support.scoping import everywhere


def test_a_scan_in_the_folder_becomes_a_ticket(account, drop, root, billing):
    drop(pdf_with_text(TEXT))

    fetched = fetch_account(account.owner, account.pk)
    while_read = only_row()
    run_jobs()

    row, scan = only_row(), only_scan()
    assert (fetched, while_read.state, reason_in_words(while_read)) == (
        1,
        ArrivalState.READING,
        "Its scan is being read.",
    )
    assert (row.state, row.outcome, row.ticket.category) == (ArrivalState.DONE, Outcome.NEW_TICKET, billing)
    assert (row.ticket.kind, row.ticket.channel, row.ticket.customer) == (TicketKind.LETTER, Channel.LETTER, None)
    assert (row.ticket.subject, row.ticket.language) == ("Meine Abrechnung", "de")
    assert (row.message.channel, row.message.text, row.message.from_address) == (MessageChannel.LETTER, FROM_LAYER, "")
    assert (scan.state, scan.text_source, scan.pages) == (ScanState.READ, TextSource.LAYER, 1)
    assert scan.message == row.message
    with everywhere():
        assert list(Attachment.objects.values_list("filename", flat=True)) == ["scan0001.pdf"]
        assert list(ScannedPage.objects.values_list("number", "content_type", "text")) == [(1, "image/png", FROM_LAYER)]
    assert sorted(path.name for path in (root / "north").iterdir()) == ["done"]
    assert [path.name for path in (root / "north" / "done").iterdir()] == ["scan0001.pdf"]


def test_a_scan_is_read_in_the_tenants_languages(account, drop, nordlicht, monkeypatch):
    asked: list[tuple[str, ...]] = []

    def read(content: bytes, content_type: str, beside: str, *, languages: tuple[str, ...], limits: object):
        asked.append(languages)
        return ScanReading(pages=(Page(b"x", "image/png", 1, 1),))

    monkeypatch.setattr(scan_reading, "read_scan", read)
    for number, chosen in enumerate((["fr", "de"], [])):
        prefer(nordlicht, SCAN_LANGUAGES, chosen)
        drop(pdf_with_text(f"Brief {number}"), f"{number}.pdf")
        fetch_account(account.owner, account.pk)
        run_jobs("read_scan")

    assert asked == [("de", "fr"), ("de",)]


def test_text_beside_the_scan_is_its_text(account, drop, root):
    drop(pdf([page("Unleserlich")]), text=TEXT)

    fetch_account(account.owner, account.pk)
    run_jobs()

    assert (only_row().message.text, only_scan().text_source) == (TEXT, TextSource.BESIDE)
    assert sorted(path.name for path in (root / "north" / "done").iterdir()) == ["scan0001.pdf", "scan0001.txt"]


def test_the_same_file_again_is_put_away_and_nothing_more(account, drop, root):
    content = pdf_with_text(TEXT)
    for _time in range(2):
        drop(content)
        fetch_account(account.owner, account.pk)
        run_jobs()

    assert len(rows()) == 1
    assert sorted(path.name for path in (root / "north").iterdir()) == ["done"]


@pytest.mark.parametrize("after", [AfterFetch.MOVE, AfterFetch.DELETE])
def test_a_scan_that_replaces_one_while_that_is_kept_is_taken_too(account, drop, root, monkeypatch, after):
    with everywhere():
        MailAccount.objects.filter(pk=account.pk).update(after_fetch=after)
    read = ScanFolder.read

    def read_and_replace(folder: ScanFolder, name: str) -> TakenScan | None:
        taken = read(folder, name)
        drop(pdf_with_text("Ein anderer Brief"))
        monkeypatch.undo()
        return taken

    drop(pdf_with_text(TEXT))
    monkeypatch.setattr(ScanFolder, "read", read_and_replace)
    for _visit in range(2):
        fetch_account(account.owner, account.pk)

    assert len(rows()) == 2
    assert [path.name for path in (root / "north").iterdir() if path.is_file()] == []


def test_a_worker_that_dies_before_it_puts_the_file_away_takes_it_once(account, drop, root, frozen, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_arguments: object) -> None:
        raise Killed

    drop(pdf_with_text(TEXT))
    with monkeypatch.context() as patch:
        patch.setattr("kontor.channels.scan_folder.ScanFolder.put_away", die)
        with pytest.raises(Killed):
            fetch_account(account.owner, account.pk)
    frozen.move(minutes=2)  # its lease of the folder has run out
    fetch_account(account.owner, account.pk)

    assert len(rows()) == 1
    assert [path.name for path in (root / "north").iterdir()] == ["done"]


def test_a_folder_is_read_while_letters_are_on_and_its_tenant_uses_them(account, drop, nordlicht):
    unused = [one.account_id for one in due_mailboxes()]
    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])
    due = [one.account_id for one in due_mailboxes()]
    drop(pdf_with_text(TEXT))
    fetch_account(account.owner, account.pk)
    letters_on(False)

    assert (unused, due) == ([], [account.pk])
    assert [one.account_id for one in due_mailboxes()] == []
    assert not read_arrival(account.owner, only_row().pk)
    assert only_row().state == ArrivalState.READING


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Firma\nStraße 1\n\nBetreff: Kündigung  zum Jahresende\n\nGuten Tag", "Kündigung zum Jahresende"),
        ("Betr.: Rechnung 4711", "Rechnung 4711"),
        ("Subject: My order", "My order"),
        ("Guten Tag, im Betreff steht nichts", ""),
        ("", ""),
    ],
)
def test_the_subject_is_what_the_writer_calls_it(text, expected):
    assert subject_of(text) == expected
