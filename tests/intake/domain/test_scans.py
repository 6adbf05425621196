"""Letters on paper: from a folder or a mailbox, read by a process of their own, filed as every mail."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from kontor.channels.enums import AfterFetch, Channel, Protocol
from kontor.channels.models import MailAccount
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.channels.scan_folder import ScanFolder, TakenScan
from kontor.customers.models import Customer
from kontor.intake.domain import scan_reading
from kontor.intake.domain.fetching import due_mailboxes, fetch_account
from kontor.intake.domain.ledger import reason_in_words
from kontor.intake.domain.paper import subject_of
from kontor.intake.domain.scan_reading import look_after_scans, read_arrival
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.letters.domain.codes import make_code
from kontor.letters.enums import LetterState, ScanState, TextSource
from kontor.letters.models import OutgoingLetter, Scan, ScannedPage
from kontor.letters.preferences import SCAN_LANGUAGES
from kontor.letters.scanning.remarks import sentence_of
from kontor.letters.scanning.values import Page, ScanReading
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageChannel, MessageKind, TicketKind
from kontor.tickets.models import Attachment, Message, Ticket
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.factories.customers import make_postal_address
from tests.factories.tickets import make_message, make_ticket
from tests.intake.domain.conftest import seen, store
from tests.servers.dovecot import Dovecot
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letter_switch import letters_on
from tests.support.letters import letter, letter_with_file, mailbox_of
from tests.support.scans import page, pdf, pdf_with_text
from tests.support.scoping import everywhere, in_scope

Drop = Callable[..., Path]
TEXT = "Betreff: Meine Abrechnung\n\nSehr geehrte Damen und Herren,\ndie Abrechnung ist falsch."
FROM_LAYER = TEXT.replace("\n\n", "\n")
"""A text layer knows no empty lines."""


@pytest.fixture(autouse=True)
def letters(db: None) -> None:
    """Letters are switched on."""
    letters_on()


@pytest.fixture
def root(tmp_path: Path, nordlicht: Tenant) -> Any:
    """What the installation keeps for scans; the first tenant's folder is in it."""
    (tmp_path / nordlicht.code / "north").mkdir(parents=True)
    with override_settings(SCANS_ROOT=tmp_path, SCANS_PATIENCE=0):
        yield tmp_path / nordlicht.code


@pytest.fixture
def account(nordlicht: Tenant, billing: Category, root: Path) -> MailAccount:
    """A folder with scans of the first tenant; what comes in goes into ``billing``."""
    made = make_account(
        nordlicht,
        "briefe@nordlicht.example",
        channel=Channel.LETTER,
        protocol=Protocol.FOLDER,
        folder="north",
        after_fetch=AfterFetch.MOVE,
        done_folder="done",
        host="",
        username="",
    )
    with everywhere():
        set_fallback(made, billing, by=None)
    return made


@pytest.fixture
def drop(root: Path) -> Drop:
    """``drop(content)``: a scanner puts a file into the folder."""

    def make(content: bytes, name: str = "scan0001.pdf", *, text: str = "") -> Path:
        path = root / "north" / name
        path.write_bytes(content)
        if text:
            path.with_suffix(".txt").write_text(text)
        return path

    return make


def sent_letter(
    category: Category, *, customer: Customer | None = None, text: str = "Ihr Brief", **values: Any
) -> OutgoingLetter:
    """A letter that went out from a ticket of the category, with its code."""
    ticket = make_ticket(category, **({"customer": customer} if customer else {}))
    of_ours = {"direction": Direction.OUT, "kind": MessageKind.REPLY, "channel": MessageChannel.LETTER, "text": text}
    message = make_message(ticket, **of_ours)
    with in_scope(category.tenant_id):
        sent = OutgoingLetter.objects.create(
            tenant_id=ticket.tenant_id, message=message, code=f"x{message.pk}", **values
        )
        sent.code = make_code(sent.pk, ticket.tenant_id)
        sent.save(update_fields=["code"])
    return sent


def rows() -> list[Arrival]:
    with everywhere():
        related = ("account", "ticket__category", "ticket__customer", "message")
        return list(Arrival.objects.select_related(*related).order_by("id"))


def only_row() -> Arrival:
    [row] = rows()
    return row


def only_scan() -> Scan:
    with everywhere():
        return Scan.objects.select_related("message", "letter").get()


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


def test_our_barcode_finds_the_ticket_and_its_customer(account, drop, billing, customer: Customer):
    sent = sent_letter(billing, customer=customer)
    drop(pdf([page("Danke für Ihren Brief", code=sent.code)]), text="Danke für Ihren Brief")

    fetch_account(account.owner, account.pk)
    run_jobs()

    row = only_row()
    assert (row.outcome, row.reason, row.ticket) == (Outcome.FOLLOW_UP, "letter_code", sent.message.ticket)
    assert row.ticket.customer == customer
    assert only_scan().letter == sent
    assert row.message.evidence["signals"]["letter_code"] == 110


def back(drop: Drop, account: MailAccount, sent: OutgoingLetter, words: str) -> OutgoingLetter:
    """The letter is scanned with these words on it; as it is afterwards."""
    drop(pdf([page(code=sent.code)]), text=words)
    fetch_account(account.owner, account.pk)
    run_jobs()
    with everywhere():
        return OutgoingLetter.objects.select_related("postal_address", "message__ticket").get(pk=sent.pk)


def test_a_letter_that_came_back_is_marked_with_its_address(account, drop, billing, customer: Customer):
    address = make_postal_address(customer)
    sent = sent_letter(
        billing,
        customer=customer,
        state=LetterState.CONFIRMED,
        postal_address=address,
        address=["Gerda Petersen", "Am Alten Hafen 12a", "24103 Kiel"],
        text="Guten Tag,\nIhr Paket ist unterwegs.",
    )
    words = "Gerda Petersen\nEmpfänger  unbekannt verzogen\nZurück an Absender\nGuten Tag, Ihr Paket ist unterwegs."

    row = back(drop, account, sent, words)

    assert (row.state, row.returned_reason) == (LetterState.RETURNED, "Empfänger unbekannt verzogen")
    assert row.postal_address.undeliverable_since is not None
    assert only_row().ticket == sent.message.ticket


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (LetterState.CONFIRMED, "Ich bin im Mai verzogen, danke für Ihren Brief."),
        (LetterState.CONFIRMED, "Ihr Brief\nDas Paket kam leider als unzustellbar zurück."),
        (LetterState.CONFIRMED, "Ihr Brief\nEs wurde die\nAnnahme verweigert"),
        (LetterState.CONFIRMED, "Sollte der Brief unzustellbar sein, bitte nachsenden."),
        (LetterState.QUEUED, "unzustellbar"),
    ],
    ids=["a customer has moved", "of a parcel", "of a parcel, on two lines", "the words are ours", "not printed yet"],
)
def test_what_only_looks_like_coming_back_is_an_answer(account, drop, billing, customer, state, words):
    ours = "Sollte der Brief unzustellbar sein, bitte nachsenden." if "nachsenden" in words else ""
    sent = sent_letter(billing, customer=customer, state=state, text=ours)

    assert back(drop, account, sent, words).state == state
    assert only_row().outcome == Outcome.FOLLOW_UP


def test_the_barcode_of_another_tenant_is_nothing_here(account, drop, claims: Category):
    theirs = sent_letter(claims)
    drop(pdf([page(code=theirs.code)]), text="Ein Brief")

    fetch_account(account.owner, account.pk)
    run_jobs()

    row = only_row()
    assert (row.outcome, row.tenant_id, row.ticket.pk != theirs.message.ticket_id) == (
        Outcome.NEW_TICKET,
        account.tenant_id,
        True,
    )
    assert (only_scan().letter, only_scan().codes) == (None, [theirs.code])


def test_a_ticket_number_in_the_text_is_a_suggestion(account, drop, billing):
    known = make_ticket(billing)
    drop(pdf([page()]), text=f"Guten Tag, zu Ihrer Nummer {known.number} habe ich eine Frage.")

    fetch_account(account.owner, account.pk)
    run_jobs()

    row = only_row()
    assert (row.outcome, row.message.evidence["ticket"]) == (Outcome.NEW_TICKET, known.number)


def test_a_mail_that_brings_a_scan_is_not_from_whoever_sent_it(nordlicht, billing, db):
    account = make_account(nordlicht, channel=Channel.LETTER)
    with everywhere():
        set_fallback(account, billing, by=None)
    raw = letter_with_file("Scan vom Kopierer", "scan.pdf", pdf_with_text(TEXT))
    store(account, seen(raw.replace(b"Subject:", b"Auto-Submitted: auto-generated\r\nSubject:")))
    run_jobs()

    row = only_row()
    assert (row.outcome, row.ticket.customer, row.ticket.kind) == (Outcome.NEW_TICKET, None, TicketKind.LETTER)
    assert (row.message.text, row.message.kind) == (FROM_LAYER, MessageKind.CUSTOMER)


def test_a_mail_without_a_scan_stays_a_mail_and_makes_nobody_a_customer(nordlicht, billing, db):
    account = make_account(nordlicht, channel=Channel.LETTER)
    with everywhere():
        set_fallback(account, billing, by=None)
    store(account, seen(letter("Zustellung der Scans")))
    run_jobs()

    row = only_row()
    assert (row.outcome, row.ticket.customer, row.ticket.kind) == (Outcome.NEW_TICKET, None, TicketKind.MAIL)
    assert (row.message.from_address, row.message.channel) == ("kaethe@post.example", MessageChannel.MAIL)


def test_a_file_that_cannot_be_read_is_filed_with_its_bytes(account, drop):
    drop(b"%PDF-1.7 broken\n%%EOF")

    fetch_account(account.owner, account.pk)
    run_jobs()

    scan = only_scan()
    assert (scan.state, scan.remarks) == (ScanState.UNREADABLE, [{"kind": "broken"}])
    assert only_row().outcome == Outcome.NEW_TICKET
    with everywhere():
        assert bytes(Attachment.objects.get().blob.content) == b"%PDF-1.7 broken\n%%EOF"


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


def test_a_folder_that_is_not_there_is_the_accounts_trouble(account, root):
    os.rmdir(root / "north")

    fetch_account(account.owner, account.pk)

    with everywhere():
        account.refresh_from_db()
    assert account.error == (
        f"The folder for scans has no folder “{root.name}/north”. Create it, or correct the folder in the account."
    )


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


def test_files_that_have_too_many_pages_together_are_shown_in_part_and_say_so():
    half = ScanReading(pages=(Page(b"", "image/png", 1, 1),) * 120)

    joined = scan_reading._joined([half, half], ["a.pdf", "b.pdf"])
    one = scan_reading._joined([half], ["a.pdf"])

    assert (len(joined.pages), len(one.pages), one.remarks) == (200, 120, ())
    assert [sentence_of(remark.as_plain()) for remark in joined.remarks] == [
        "The files have 240 pages together; the first 200 are shown here. The files have all of them."
    ]


def test_nobody_is_answered_automatically(account, drop):
    drop(pdf_with_text(TEXT))

    fetch_account(account.owner, account.pk)
    run_jobs()

    with everywhere():
        assert Message.objects.filter(direction=Direction.OUT).count() == 0
        assert Ticket.objects.count() == 1


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_a_scan_attached_to_a_mail_of_a_real_server_becomes_a_letter(
    protocol: str, mail_server: Dovecot, new_mailbox: Callable[[], str], nordlicht: Tenant, billing: Category
) -> None:
    mailbox = new_mailbox()
    made = make_account(
        nordlicht, mailbox, channel=Channel.LETTER, **mailbox_of(mail_server, mailbox, protocol=protocol)
    )
    prefer(nordlicht, ENABLED_CHANNELS, [Channel.MAIL.value, Channel.LETTER.value])
    with everywhere():
        set_fallback(made, billing, by=None)
    mail_server.deliver(
        mailbox, letter_with_file("Scan 17", "scan.pdf", pdf_with_text(TEXT), sender="scanner@post.example")
    )

    fetch_account(nordlicht.pk, made.pk)
    run_jobs()

    with everywhere():
        message = Message.objects.select_related("ticket").get()
        scan = Scan.objects.get()
    assert (message.channel, message.ticket.kind) == (MessageChannel.LETTER, TicketKind.LETTER)
    assert (scan.message_id, scan.text, scan.pages) == (message.pk, FROM_LAYER, 1)
    assert message.ticket.customer is None
