"""What is handed out, and when it goes."""

from __future__ import annotations

import errno
import json
import os
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain import disclosing
from kontor.privacy.domain.disclosing import (
    ask_disclosure,
    disclosures_of,
    forget_disclosures,
    open_disclosure,
)
from kontor.privacy.domain.map_of_contacts import CONTACTS
from kontor.privacy.enums import DisclosureState
from kontor.tenants.models import Tenant
from kontor.tickets.domain.blobs import IN_ROW, keep
from kontor.tickets.domain.messages import NewFile, write_message
from kontor.tickets.models import Attachment, Blob, Message
from tests.factories.customers import make_customer, make_postal_address
from tests.factories.scans import make_letter
from tests.factories.tickets import make_message, make_note, make_ticket, new_message
from tests.privacy.disclosing.conftest import disclosed
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


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
    assert [name for name in names if not name.isascii() or " " in name] == []
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


@pytest.mark.parametrize("full", ["the folder for files", "that for temporary files"])
def test_where_there_is_no_room_for_it_it_can_be_asked_for_again(
    billing: Category,
    jana: Customer,
    anna: User,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    full: str,
) -> None:
    settings.MAIL_STORAGE = str(tmp_path)
    with in_scope(jana.tenant_id):
        write_message(make_ticket(billing, customer=jana), new_message(jana, text=token_hex(2 * IN_ROW)))
        ask_disclosure(jana, by=anna)
    with monkeypatch.context() as disk:
        if full == "the folder for files":
            disk.setattr(os, "fsync", _full)
        else:
            disk.setattr(disclosing, "write_file", _full)
        run_jobs("privacy.tasks.disclose")

    with in_scope(jana.tenant_id):
        [row] = disclosures_of(jana)
        assert (row.state, row.trouble, row.content) == (DisclosureState.FAILED, "no_room", None)
        ask_disclosure(jana, by=anna)
    run_jobs("privacy.tasks.disclose")
    with in_scope(jana.tenant_id):
        assert [row.state for row in disclosures_of(jana)] == [DisclosureState.READY, DisclosureState.FAILED]


@pytest.mark.parametrize("large", [b"", token_hex(2 * IN_ROW).encode()])
def test_while_the_folder_of_large_files_is_not_mounted_it_can_be_asked_for_again(
    billing: Category, jana: Customer, anna: User, settings: Any, tmp_path: Path, large: bytes
) -> None:
    """Whether a file of theirs lies in it or theirs alone would be kept there."""
    settings.MAIL_STORAGE = str(tmp_path / "kept")
    ticket = make_ticket(billing, customer=jana)
    with in_scope(jana.tenant_id):
        keep(token_hex(2 * IN_ROW).encode(), tenant_id=jana.tenant_id)
        raw = keep(b"Subject: roh\r\n\r\n" + large, tenant_id=jana.tenant_id)
        write_message(ticket, new_message(jana, raw=raw, text=token_hex(2 * IN_ROW)))
        ask_disclosure(jana, by=anna)
    settings.MAIL_STORAGE = str(tmp_path / "not mounted")
    run_jobs("privacy.tasks.disclose")

    with in_scope(jana.tenant_id):
        [row] = disclosures_of(jana)
        assert (row.state, row.trouble, row.content) == (DisclosureState.FAILED, "files_away", None)
        settings.MAIL_STORAGE = str(tmp_path / "kept")
        ask_disclosure(jana, by=anna)
    run_jobs("privacy.tasks.disclose")
    with in_scope(jana.tenant_id):
        assert [row.state for row in disclosures_of(jana)] == [DisclosureState.READY, DisclosureState.FAILED]


def _full(*_arguments: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


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
