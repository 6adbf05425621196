"""A worker is killed hard in the middle of an erasure, twice; another one goes on. Everything goes, once, and nothing
is left: not in the database as its superuser reads it, not in the folder of files."""

from __future__ import annotations

import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from django.db import connection, connections
from django.test import override_settings

from kontor.audit.domain.chains import verify
from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.customers.models import Address, Customer
from kontor.intake.enums import ArrivalState, Outcome
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.asking import ask_erasure
from kontor.privacy.domain.certificates import checked
from kontor.privacy.domain.erasing import wake_waiting
from kontor.privacy.enums import ErasureState
from kontor.privacy.models import Erasure
from kontor.tenants.scope import scope
from kontor.tickets.domain.blobs import IN_ROW
from kontor.tickets.domain.kept_files import keep_sweep_away, sweep_files
from kontor.tickets.domain.messages import NewFile, write_message
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import HistoryEntry, Note, Ticket
from tests.factories.customers import make_customer, make_expert
from tests.factories.intake import make_arrival
from tests.factories.tickets import make_inquiry, make_note, make_ticket, new_message
from tests.support.processes import until, worker
from tests.support.scoping import everywhere, in_scope
from tests.support.server import Server
from tests.support.threads import somebody_waits_for

SECRET = "zqxforgetme"
ADDRESS = f"{SECRET}@post.example"
TICKETS = 6


def test_an_erasure_that_is_killed_twice_is_finished_and_nothing_is_left(
    committed_db: str,
    server: Server,
    billing: Category,
    nordlicht_account: MailAccount,
    anna: User,
    tmp_path: Path,
) -> None:
    tenant_id, folder = billing.tenant_id, tmp_path / "var"
    with override_settings(MAIL_STORAGE=str(folder / "mail")):
        customer, tickets = _a_marked_contact(billing, nordlicht_account, anna)
    assert _marked_tables(server, committed_db) != []
    assert len(_marked_files(folder)) >= TICKETS
    with in_scope(tenant_id):
        erasure = ask_erasure(customer, reason="Article 17", by=anna)
        note, address = Note.objects.get(ticket=tickets[3]), Address.objects.get(customer=customer)
    around = {"KONTOR_VAR": str(folder), "KONTOR_MAIL_STORAGE": str(folder / "mail")}

    _killed_at(note, committed_db, around)  # in the middle of the fourth ticket
    half_way = _erased_tickets(tenant_id)
    with in_scope(tenant_id):
        wake_waiting(tenant_id)
    _killed_at(address, committed_db, around)  # in the middle of the last step
    with in_scope(tenant_id):
        customer.refresh_from_db()
        erasure.refresh_from_db()
        at_the_end = (erasure.state, customer.name)
        wake_waiting(tenant_id)
    with worker(committed_db, **around) as running:
        until(lambda: _state(erasure) == ErasureState.DONE, "the erasure is done", worker=running, seconds=120)

    assert (half_way, at_the_end) == (3, (ErasureState.RUNNING, f"Jana {SECRET}"))
    with everywhere():
        erasure.refresh_from_db()
        told = Counter(HistoryEntry.objects.filter(action="erased").values_list("ticket_id", flat=True))
        logged = AuditEntry.objects.filter(action="erased").count()
    assert (dict(told), logged) == ({ticket.pk: 1 for ticket in tickets}, 1)
    counts = {line["table"]: line["rows"] for line in checked(erasure)["erased"]}
    once = {
        "tickets.Ticket": TICKETS,
        "tickets.Message": 3 * TICKETS,
        "tickets.Attachment": TICKETS,
        "tickets.Note": TICKETS,
        "tickets.Inquiry": TICKETS,
        "intake.Arrival": 1,
        "customers.Customer": 1,
        "customers.Address": 1,
        "customers.Expert": 1,
    }
    assert {label: counts.get(label) for label in once} == once
    assert checked(erasure)["files"]["count"] == TICKETS + 1
    assert (_marked_tables(server, committed_db), _marked_files(folder)) == ([], [])
    assert verify(tenant_id).holds


def test_files_of_a_step_that_was_committed_and_not_cleared_away_go_with_the_sweep(
    committed_db: str, billing: Category, nordlicht_account: MailAccount, anna: User, tmp_path: Path
) -> None:
    """Killed exactly between the commit and the removal of its files: the rows are gone, the file is named by nothing,
    and the nightly sweep removes it and nothing else."""
    tenant_id, folder = billing.tenant_id, tmp_path / "var"
    with override_settings(MAIL_STORAGE=str(folder / "mail")):
        customer, tickets = _a_marked_contact(billing, nordlicht_account, anna)
        of_another = make_ticket(billing)
        file = NewFile("rechnung.bin", "application/octet-stream", os.urandom(2 * IN_ROW))
        with in_scope(tenant_id):
            kept = write_message(of_another, new_message(None, files=[file]))
    with in_scope(tenant_id):
        erasure = ask_erasure(customer, reason="Article 17", by=anna)
    around = {"KONTOR_VAR": str(folder), "KONTOR_MAIL_STORAGE": str(folder / "mail")}

    with _holding(tenant_id, keep_sweep_away) as holder, worker(committed_db, **around) as dying:
        until(lambda: somebody_waits_for(holder), "the worker comes to the files", worker=dying, seconds=120)
        committed = _erased_tickets(tenant_id)
        dying.kill()
    files_then = len(_marked_files(folder))
    with in_scope(tenant_id):
        wake_waiting(tenant_id)
    with worker(committed_db, **around) as running:
        until(lambda: _state(erasure) == ErasureState.DONE, "the erasure is done", worker=running, seconds=120)
    left = _marked_files(folder)
    for path in (path for path in folder.rglob("*") if path.is_file()):
        os.utime(path, times=(0, 0))

    with override_settings(MAIL_STORAGE=str(folder / "mail")):
        removed = sweep_files()
        with in_scope(tenant_id):
            content = kept.attachments.get().blob.content

    assert (committed, files_then, len(left)) == (1, TICKETS, 1)
    assert (removed, _marked_files(folder), content) == (1, [], file.content)
    with in_scope(tenant_id):
        assert {ticket.erased_at for ticket in Ticket.objects.filter(customer=customer)} == set()
        assert Ticket.objects.get(pk=tickets[0].pk).erased_at is not None


def _a_marked_contact(category: Category, account: MailAccount, anna: User) -> tuple[Customer, list[Ticket]]:
    """Tickets with a file of their own each, a note, an expert who was asked and has answered; a mail that became no
    ticket; and the contact itself in the address book."""
    with in_scope(category.tenant_id):
        tenant = category.tenant
    customer = make_customer(tenant, f"Jana {SECRET}", email=ADDRESS)
    make_expert(tenant, f"Jana {SECRET}", address=ADDRESS)
    tickets = []
    for _number in range(TICKETS):
        ticket = make_ticket(category, customer=customer, subject=f"Von {SECRET}", text=f"Ich bin {SECRET}")
        make_note(ticket, anna, f"{SECRET} klingt verärgert")
        make_inquiry(ticket, anna)
        with in_scope(tenant):
            answer = new_message(None, kind=MessageKind.INQUIRY_ANSWER, text=f"> {SECRET} schrieb", files=[_file()])
            write_message(ticket, answer)
            Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.CLOSED, closed_at=clock.now())
        tickets.append(ticket)
    raw = f"From: <{ADDRESS}>\r\nSubject: {SECRET}\r\n\r\n{SECRET}".encode()
    make_arrival(account, raw=raw, state=ArrivalState.DONE, outcome=Outcome.IGNORED)
    return customer, tickets


def _file() -> NewFile:
    """Too large for a row, so that it lies in the folder; no two are the same."""
    return NewFile("ausweis.bin", "application/octet-stream", SECRET.encode() + os.urandom(IN_ROW))


def _killed_at(row: Note | Address, address: str, around: dict[str, str]) -> None:
    """The worker comes to this row, which somebody holds, in the middle of a step; then it is killed."""

    def take() -> None:
        type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)

    with _holding(row.tenant_id, take) as holder, worker(address, **around) as dying:
        until(lambda: somebody_waits_for(holder), f"the worker comes to {row._meta.label}", worker=dying, seconds=120)
        dying.kill()


@contextmanager
def _holding(tenant_id: int, take: Callable[[], object]) -> Iterator[int]:
    """Somebody has taken it. Gives the connection that holds it."""
    taken, let_go = Event(), Event()
    backends: list[int] = []

    def hold() -> None:
        try:
            with scope(tenant_id):
                take()
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    backends.append(cursor.fetchone()[0])
                taken.set()
                let_go.wait(300)
        finally:
            connections.close_all()

    holding = Thread(target=hold)
    holding.start()
    try:
        assert taken.wait(60)
        yield backends[0]
    finally:
        let_go.set()
        holding.join(60)


def _erased_tickets(tenant_id: int) -> int:
    with in_scope(tenant_id):
        return Ticket.objects.filter(erased_at__isnull=False).count()


def _state(erasure: Erasure) -> str:
    with in_scope(erasure.tenant_id):
        return Erasure.objects.get(pk=erasure.pk).state


def _marked_tables(server: Server, address: str) -> list[str]:
    """Every table of the database in which the secret stands, as text or as bytes."""
    with server.admin(address.rpartition("/")[2].partition("?")[0]) as link:
        tables = link.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
        ).fetchall()
        words = [f"%{SECRET}%", f"%{SECRET.encode().hex()}%"]
        return [
            table
            for (table,) in tables
            if link.execute(f"SELECT 1 FROM {table} row WHERE row::text ILIKE ANY(%s) LIMIT 1", [words]).fetchone()
        ]


def _marked_files(folder: Path) -> list[str]:
    """Files that hold the secret, packed or not, or have it in their name."""
    return [path.name for path in folder.rglob("*") if path.is_file() and _holds(path)]


def _holds(path: Path) -> bool:
    content = path.read_bytes()
    with suppress(zlib.error):
        content += zlib.decompress(content)
    return SECRET.encode() in content or SECRET in path.name
