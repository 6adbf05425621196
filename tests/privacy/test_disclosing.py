"""A contact gets everything that is kept of them, in one file, and nothing of others."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZipFile

import pytest

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.block_list import block
from kontor.intake.enums import ArrivalState, BlockAction, Outcome
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.disclosing import (
    ask_disclosure,
    disclosures_of,
    forget_disclosures,
    make_disclosure,
    open_disclosure,
)
from kontor.privacy.domain.map_of_contacts import CONTACTS
from kontor.privacy.enums import DisclosureState
from kontor.privacy.preferences import KEEP_CALLS_MONTHS, KEEP_MAIL_MONTHS, KEEP_MONTHS
from kontor.tenants.models import Tenant
from kontor.tickets.domain.blobs import keep
from kontor.tickets.domain.history import record
from kontor.tickets.domain.messages import NewFile, write_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Attachment, Blob, Message
from tests.factories.answers import prefer
from tests.factories.call_records import make_record
from tests.factories.customers import make_customer, make_postal_address
from tests.factories.intake import make_arrival
from tests.factories.scans import make_letter
from tests.factories.tickets import make_message, make_note, make_ticket, new_message
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def jana(nordlicht: Tenant) -> Customer:
    return make_customer(nordlicht, "Jana Petersen", email="jana@post.example", remarks="ruft gern an")


def disclosed(customer: Customer, by: User) -> ZipFile:
    with in_scope(customer.tenant_id):
        ask_disclosure(customer, by=by)
    run_jobs("privacy.tasks.disclose")
    with in_scope(customer.tenant_id):
        row = disclosures_of(customer)[0]
        assert row.state == DisclosureState.READY
        return ZipFile(BytesIO(open_disclosure(row, by=by)))


def test_mails_files_scans_notes_and_addresses_are_in_it(billing: Category, jana: Customer, anna: User) -> None:
    ticket = make_ticket(billing, customer=jana, subject="Mein Vertrag", text="Guten Tag")
    make_note(ticket, anna, "klingt verärgert")
    make_postal_address(jana, street="Am Kai 7")
    make_letter(ticket, "eine Seite")
    with in_scope(jana.tenant_id):
        raw = keep(b"Subject: roh\r\n\r\nwie er kam", tenant_id=jana.tenant_id)
        file = NewFile("../Ausweis.pdf", "application/pdf", b"%PDF")
        message = write_message(ticket, new_message(jana, raw=raw, files=[file]))

    packed = disclosed(jana, anna)

    names = packed.namelist()
    mails = [packed.read(name) for name in names if name.startswith("mails/")]
    assert b"Subject: roh\r\n\r\nwie er kam" in mails
    assert any(b"Subject: Mein Vertrag" in mail for mail in mails)
    attachments = [name for name in names if name.startswith("attachments/")]
    assert [packed.read(name) for name in attachments] == [b"%PDF"]
    assert attachments[0].endswith("-Ausweis.pdf")
    assert not any(".." in name for name in names)
    assert [name for name in names if name.startswith("scans/")] != []
    data = json.loads(packed.read("data.json"))
    assert "tickets.Note" not in data["tables"]
    assert json.loads(packed.read("notes.json"))["tables"]["tickets.Note"][0]["text"] == "klingt verärgert"
    assert data["tables"]["customers.Address"][0]["value"] == "jana@post.example"
    assert data["tables"]["customers.PostalAddress"][0]["street"] == "Am Kai 7"
    assert data["tables"]["customers.Customer"][0]["remarks"] == "ruft gern an"
    assert {row["id"] for row in data["tables"]["tickets.Message"]} >= {message.pk}
    assert set(data["tables"]) <= {table.label for table in CONTACTS}


@pytest.mark.parametrize(
    ("called", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.exe", "evil.exe"),
        ("rechnung.pdf:evil.exe", "rechnung.pdf_evil.exe"),
        ("rechnung\u202efdp.exe", "rechnungfdp.exe"),
        ("was?.pdf", "was_.pdf"),
        ("..", "file"),
    ],
)
def test_names_of_files_are_harmless_on_every_system(
    billing: Category, jana: Customer, anna: User, called: str, kept: str
) -> None:
    ticket = make_ticket(billing, customer=jana)
    with in_scope(jana.tenant_id):
        write_message(ticket, new_message(jana, files=[NewFile("a.pdf", "application/pdf", b"%PDF")]))
        Attachment.objects.update(filename=called)

    [name] = [name for name in disclosed(jana, anna).namelist() if name.startswith("attachments/")]

    assert name.rpartition("/")[2].split("-", 2)[2] == kept


def test_addresses_beyond_ascii_stop_nothing(billing: Category, nordlicht: Tenant, anna: User) -> None:
    """RFC 6531: such contacts have a right to their file too."""
    jörg = make_customer(nordlicht, 'Jörg "Jo" Grün', email="jörg@grün.example")
    ticket = make_ticket(billing, customer=jörg, subject="Mein Vertrag")
    with in_scope(nordlicht):
        Message.objects.filter(ticket=ticket).update(
            from_address="jörg@grün.example", from_name='Jörg "Jo" Grün', cc=[["", "jörg@grün.example"]]
        )

    packed = disclosed(jörg, anna)

    [name] = [name for name in packed.namelist() if name.startswith("mails/")]
    read = message_from_bytes(packed.read(name), policy=policy.SMTPUTF8)
    assert str(read["From"]) == '"Jörg \\"Jo\\" Grün" <jörg@grün.example>'
    assert str(read["Subject"]) == "Mein Vertrag"


def test_a_stored_file_that_is_lost_is_told_and_it_can_be_asked_for_again(
    billing: Category, jana: Customer, anna: User
) -> None:
    ticket = make_ticket(billing, customer=jana)
    with in_scope(jana.tenant_id):
        raw = keep(b"Subject: roh", tenant_id=jana.tenant_id)
        write_message(ticket, new_message(jana, raw=raw))
        Blob.objects.filter(pk=raw.pk).update(data=None, place="ab/lost")
        ask_disclosure(jana, by=anna)

    run_jobs("privacy.tasks.disclose")

    with in_scope(jana.tenant_id):
        [row] = disclosures_of(jana)
        assert (row.state, row.trouble, row.content) == (DisclosureState.FAILED, "unreadable", None)
        ask_disclosure(jana, by=anna)


def test_nothing_of_others_is_in_it(billing: Category, jana: Customer, anna: User) -> None:
    make_ticket(billing, customer=jana)
    other = make_customer(jana.tenant, "Karl Kunde", email="karl@post.example")
    make_ticket(billing, customer=other, subject="Karls Sache")

    packed = disclosed(jana, anna)

    everything = b"".join(packed.read(name) for name in packed.namelist())
    assert b"jana@post.example" in everything
    assert b"karl@post.example" not in everything
    assert b"Karls Sache" not in everything


def test_what_they_wrote_on_a_ticket_of_somebody_else_is_in_it(billing: Category, jana: Customer, anna: User) -> None:
    ticket = make_ticket(billing, subject="Karls Sache", text="Karls Worte")
    message = make_message(ticket, text="Janas Worte")
    with in_scope(jana.tenant_id):
        Message.objects.filter(pk=message.pk).update(from_address="JANA@post.example")

    packed = disclosed(jana, anna)

    data = packed.read("data.json").decode()
    assert [row["text"] for row in json.loads(data)["elsewhere"]] == ["Janas Worte"]
    assert "Karls Worte" not in data


def test_opening_it_is_written_down_and_it_goes_after_a_week(billing: Category, jana: Customer, anna: User) -> None:
    disclosed(jana, anna)

    with in_scope(jana.tenant_id):
        row = disclosures_of(jana)[0]
        actions = list(AuditEntry.objects.filter(kind="privacy.disclosure").values_list("action", "actor_id"))
        assert sorted(actions) == [("disclosure asked for", anna.pk), ("disclosure opened", anna.pk)]
        assert forget_disclosures(jana.tenant_id) == 0
        blob = row.content_id
        row.until = clock.now() - timedelta(minutes=1)
        row.save()
        assert forget_disclosures(jana.tenant_id) == 1
        row.refresh_from_db()
        assert (row.state, row.content_id, Blob.objects.filter(pk=blob).exists()) == ("expired", None, False)
        with refused("The file is not there any more."):
            open_disclosure(row, by=anna)


def test_refused_while_one_is_being_made_and_after_erasure(jana: Customer, anna: User) -> None:
    with in_scope(jana.tenant_id):
        ask_disclosure(jana, by=anna)
        with refused("The file is being made already."):
            ask_disclosure(jana, by=anna)
        Customer.objects.filter(pk=jana.pk).update(erased_at=clock.now())
        with refused("This contact was erased. Nothing is kept of it."):
            ask_disclosure(jana, by=anna)
    run_jobs("privacy.tasks.disclose")
    with in_scope(jana.tenant_id):
        row = disclosures_of(jana)[0]
    assert (row.state, row.trouble) == (DisclosureState.FAILED, "erased")


def page_of(packed: ZipFile) -> str:
    return packed.read("index.html").decode()


def test_the_page_is_read_without_a_program_in_the_contacts_language(
    billing: Category, jana: Customer, anna: User, nordlicht: Tenant
) -> None:
    """Every message with its date, what lies beside it, and what Article 15(1) asks for."""
    prefer(nordlicht, KEEP_MONTHS, 36)
    at = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    ticket = make_ticket(billing, customer=jana, subject="Mein <b>Vertrag</b>", received_at=at)
    with in_scope(nordlicht):
        Customer.objects.filter(pk=jana.pk).update(language="de")
        message = new_message(jana, files=[NewFile("Ausweis Größe.pdf", "application/pdf", b"%PDF")], text="Anbei <i>")
        Message.objects.filter(pk=write_message(ticket, message).pk).update(at=at)
    make_record(nordlicht, customer=jana, remote="0431 1234", note="wütend", recording_url="https://pbx.example/1.wav")

    packed = disclosed(jana, anna)
    page = page_of(packed)

    assert '<html lang="de">' in page
    assert "Mein &lt;b&gt;Vertrag&lt;/b&gt;" in page
    assert "Anbei &lt;i&gt;" in page
    assert "1. März 2026 23:30" in page
    assert "36 Monate" in page
    assert [word in page for word in ("0431 1234", "wütend", "https://pbx.example/1.wav")] == [True] * 3
    links = [unquote(link.split('"')[0]) for link in page.split('href="')[1:]]
    assert set(links) - set(packed.namelist()) == set()
    assert [link for link in links if link.endswith("-Ausweis Größe.pdf")] != []
    assert packed.read("README.txt").decode().startswith("Was Nordlicht Energie")


def test_lengths_languages_and_countries_are_said_in_words(nordlicht: Tenant, jana: Customer, anna: User) -> None:
    """As one says them: not in codes, and one month is one. Mail that became no request has a length too."""
    make_postal_address(jana, street="Ringstraße 41", country="AT")
    prefer(nordlicht, KEEP_MAIL_MONTHS, 1)
    prefer(nordlicht, KEEP_CALLS_MONTHS, 2)
    with in_scope(jana.tenant_id):
        Customer.objects.filter(pk=jana.pk).update(language="de")

    page = page_of(disclosed(jana, anna))

    assert "<td>Deutsch</td>" in page
    assert "Österreich</td>" in page
    assert "Mails, aus denen keine Anfrage wurde, werden aufbewahrt</th><td>1 Monat nach dem Ende</td>" in page
    assert "<td>2 Monate nach dem Ende</td>" in page


def test_rows_say_their_ticket_and_all_their_times(billing: Category, jana: Customer, anna: User) -> None:
    """For programs: what belongs together is found again."""
    ticket = make_ticket(billing, customer=jana)
    make_record(jana.tenant, customer=jana, ticket=ticket, answered_at=clock.now())

    tables = json.loads(disclosed(jana, anna).read("data.json"))["tables"]

    number = format_number(ticket.number)
    assert [
        row["ticket"] for label in ("tickets.Ticket", "tickets.Message", "calls.Call") for row in tables[label]
    ] == [number] * 3
    assert {"started_at", "answered_at"} <= tables["calls.Call"][0].keys()


def test_who_works_here_and_who_else_was_written_to_in_secret_is_not_told(
    billing: Category, jana: Customer, anna: User
) -> None:
    ticket = make_ticket(billing, customer=jana)
    message = make_message(ticket)
    with in_scope(jana.tenant_id):
        record(ticket, "assigned", by=anna, to="Zzy Kollegin")
        secret = [["", "karl@post.example"], ["", "jana@post.example"]]
        Message.objects.filter(pk=message.pk).update(direction="out", bcc=secret)

    packed = disclosed(jana, anna)

    everything = b"".join(packed.read(name) for name in packed.namelist())
    assert b"Zzy Kollegin" not in everything
    assert b"karl@post.example" not in everything
    rows = json.loads(packed.read("data.json"))["tables"]
    assert [row["bcc"] for row in rows["tickets.Message"] if "bcc" in row] == [[["", "jana@post.example"]]]
    assert "assigned" in {row["action"] for row in rows["tickets.HistoryEntry"]}


def test_what_lies_outside_their_tickets_is_in_it(
    billing: Category, jana: Customer, anna: User, nordlicht_account: MailAccount
) -> None:
    """Mail that became no ticket, lists they stand on, and what was written to them alone on a ticket of others."""
    old = {"state": ArrivalState.DONE, "outcome": Outcome.IGNORED}
    make_arrival(nordlicht_account, raw=b"From: Jana <jana@post.example>\r\n\r\nZzy ignoriert", **old)
    make_arrival(nordlicht_account, raw=b"From: karl@post.example\r\n\r\nZzy fremd", **old)
    message = make_message(make_ticket(billing), text="Zzy nur an Jana")
    with in_scope(jana.tenant_id):
        block(jana.tenant, "jana@post.example", action=BlockAction.SPAM, by=None)
        Message.objects.filter(pk=message.pk).update(direction="out", to=[["", "jana@post.example"]])

    packed = disclosed(jana, anna)

    everything = b"".join(packed.read(name) for name in packed.namelist())
    assert [word in everything for word in (b"Zzy ignoriert", b"Zzy fremd")] == [True, False]
    assert "Zzy nur an Jana" in page_of(packed)
    assert json.loads(packed.read("data.json"))["tables"]["intake.BlockEntry"][0]["value"] == "jana@post.example"


def test_a_job_of_another_tenant_makes_no_file(jana: Customer, nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht):
        disclosure = ask_disclosure(jana, by=None)

    make_disclosure(alpina.pk, disclosure.pk)

    with in_scope(nordlicht):
        disclosure.refresh_from_db()
    assert (disclosure.state, disclosure.content) == (DisclosureState.WAITING, None)
