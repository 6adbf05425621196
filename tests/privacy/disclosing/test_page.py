"""The page in it, which is read without a program."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import unquote
from zipfile import ZipFile

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.block_list import block
from kontor.intake.enums import ArrivalState, BlockAction, Outcome
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.disclosing import (
    ask_disclosure,
    make_disclosure,
)
from kontor.privacy.enums import DisclosureState
from kontor.privacy.preferences import KEEP_CALLS_MONTHS, KEEP_MAIL_MONTHS, KEEP_MONTHS
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import record
from kontor.tickets.domain.messages import NewFile, write_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import Direction
from kontor.tickets.models import Message
from tests.factories.answers import prefer
from tests.factories.call_records import make_record
from tests.factories.customers import make_postal_address
from tests.factories.intake import make_arrival
from tests.factories.tickets import make_message, make_ticket, new_message
from tests.privacy.disclosing.conftest import disclosed
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


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
    assert "E-Mails, aus denen keine Anfrage wurde, werden aufbewahrt</th><td>1 Monat nach dem Ende</td>" in page
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


def test_who_works_here_and_who_else_was_written_to_in_secret_or_elsewhere_is_not_told(
    billing: Category, jana: Customer, anna: User
) -> None:
    ticket = make_ticket(billing, customer=jana)
    message = make_message(ticket)
    make_message(make_ticket(billing), direction=Direction.OUT, to=[["", "karl@post.example"]])
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
