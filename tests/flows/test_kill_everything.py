"""Everything that can stop is stopped again and again: workers, mail server, database. No mail and no answer is lost.

The mails lie in real mailboxes (IMAP and POP3), the answers go out by SMTP. What a dead worker held comes free after a
while; that while is not waited for here, the rows are aged instead.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.db import Error, close_old_connections, connections
from pytest_django import DjangoDbBlocker

from kontor.channels.models import MailAccount
from kontor.host.postgres import binaries
from kontor.host.postgres.cluster import Cluster
from kontor.host.postgres.leftover import running
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.routing.domain.take_next import take_next_ticket
from kontor.tenants.models import Tenant
from kontor.tickets.models import Message, Ticket
from tests.factories.channels import make_account
from tests.flows.conftest import answer
from tests.flows.passing_time import leases_end, pauses_end, sending_stalls, settle_doubts
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.support.databases import connected_to, create_database, new_name
from tests.support.letters import letter, mailbox_of
from tests.support.processes import Worker, worker
from tests.support.scoping import everywhere, in_scope
from tests.support.server import ROOT, Server

DURABLE = {"max_connections": "60", "shared_buffers": "64MB", "scram_iterations": "1"}
STANDSTILL = 120
"""Seconds without any progress, after which what is left will not be done any more."""


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this test's own, as durable as in production: it is going to be stopped in the middle."""
    folder = ROOT / "var" / f"kill-postgres-{os.getpid()}"
    folder.mkdir(parents=True)
    cluster = Cluster(folder / str(binaries.major_version()), log=folder / "log", password="kill", settings=DURABLE)
    cluster.start()
    yield cluster
    cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def committed_db(cluster: Cluster, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A fresh database in that server."""
    name, server = new_name(), Server(cluster)
    with django_db_blocker.unblock():
        create_database(server, name)
        with connected_to(server, name):
            yield server.url("kontor_app", name)
            connections.close_all()


@dataclass
class Desk:
    """A tenant with a mailbox, the mails for it and the agent who answers them."""

    account: MailAccount
    agent: User
    subjects: list[str]
    delivered: int = 0

    def deliver(self, server: Dovecot, most: int) -> None:
        """Put the next mails into the mailbox, as far as the server takes them now."""
        for subject in self.subjects[self.delivered : self.delivered + most]:
            mail = letter(subject, sender=f"kunde{self.delivered % 7}@post.example", to=self.account.address)
            server.deliver(self.account.address, mail)
            self.delivered += 1

    def answer_one(self) -> bool:
        """Take the next ticket and answer it, in two transactions; False when none waits."""
        with in_scope(self.account.owner):
            ticket = _half_done(self.agent) or take_next_ticket(
                self.agent, load_access(self.agent, (self.account.owner,))
            )
        if ticket is None:
            return False
        answer(ticket, "Gern.", by=self.agent)
        return True


def _half_done(agent: User) -> Ticket | None:
    """A ticket on the agent's desk whose answer was not sent because the database went away."""
    return Ticket.objects.filter(owner=agent, state="assigned").first()


@dataclass
class Trouble:
    """What is stopped, and how often."""

    server: Dovecot
    cluster: Cluster
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)

    def make(self, turn: int, turns: int) -> None:
        if turn % 6 == 2:
            self.done["suspended"] += 1
            self.server.suspend()
            time.sleep(self.chance.uniform(0.2, 1.0))
            self.server.resume()
        if turn % 6 == 4:
            self.done["cut off"] += 1
            self.server.stop()
            time.sleep(self.chance.uniform(0.1, 0.5))
            self.server.start()
        if turn in (turns // 3, 2 * turns // 3):
            self.done["database"] += 1
            port = self.cluster.port
            _crash(self.cluster)
            time.sleep(self.chance.uniform(0.1, 0.5))
            self.cluster.start(on_port=port)
            connections.close_all()


def _crash(cluster: Cluster) -> None:
    """The server ends at once, without writing anything down, and recovers from its log at the next start."""
    server = running(cluster.data)
    assert server is not None
    os.kill(server.pid, signal.SIGQUIT)
    while running(cluster.data) is not None:
        time.sleep(0.02)


@pytest.fixture
def desks(
    committed_db: str,
    mail_server: Dovecot,
    new_mailbox: Callable[[], str],
    make_sink: Callable[..., SmtpSink],
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    anna: User,
    carla: User,
    soak: bool,
) -> list[Desk]:
    """One tenant reads by IMAP, the other by POP3."""
    size = 500 if soak else 60
    made = []
    for tenant, protocol, category, agent in (
        (nordlicht, "imap", billing, anna),
        (alpina, "pop3", claims, carla),
    ):
        address = new_mailbox()
        sending = {"smtp_host": "127.0.0.1", "smtp_security": "plain", "smtp_without_sign_in": True}
        account = make_account(tenant, address, **mailbox_of(mail_server, address, protocol=protocol), **sending)
        with in_scope(tenant):
            set_fallback(account, category, by=None)
        made.append(Desk(account, agent, [f"{protocol} {number}" for number in range(size)]))
    return made


@pytest.fixture
def sink(desks: list[Desk], make_sink: Callable[..., SmtpSink]) -> SmtpSink:
    """Takes the answers of both."""
    found = make_sink()
    for desk in desks:
        with in_scope(desk.account.owner):
            MailAccount.objects.filter(pk=desk.account.pk).update(smtp_port=found.port)
    return found


def test_nothing_is_lost_or_doubled_whatever_is_killed(
    committed_db: str, cluster: Cluster, mail_server: Dovecot, desks: list[Desk], sink: SmtpSink, soak: bool
) -> None:
    seed = random.randrange(10_000)
    chance = random.Random(seed)
    kills = 32 if soak else 6
    trouble = Trouble(mail_server, cluster, chance)
    doubts = 0
    chunk = max(1, len(desks[0].subjects) // kills + 1)

    for turn in range(kills):
        with worker(committed_db) as dying:
            end = time.monotonic() + chance.uniform(1.5, 4.0)
            for desk in desks:
                desk.deliver(mail_server, chunk)
            trouble.make(turn, kills)
            _work_until(end, desks, dying)
            dying.kill()
        doubts += _let_time_pass(desks, sink)
    left = _left(desks)
    with worker(committed_db) as running:
        before, end = left, time.monotonic() + STANDSTILL
        while now := _left(desks):
            if now != before:
                before, end = now, time.monotonic() + STANDSTILL
            assert time.monotonic() < end, f"{now}\n{running.log.read_text(errors='replace')[-3000:]}"
            for desk in desks:
                desk.deliver(mail_server, 10**6)
            _work_until(time.monotonic() + 1, desks, running)
            doubts += _settle(desks, sink)

    assert left, "All was done before the last worker came: nothing is proven."
    assert trouble.done["suspended"] and trouble.done["cut off"] and trouble.done["database"] == 2
    assert doubts <= 2 * kills, "Doubt is for what was on its way in the very moment, one mail of each tenant."
    _assert_nothing_lost_or_doubled(desks, sink)


def _let_time_pass(desks: list[Desk], sink: SmtpSink) -> int:
    """After a worker's death, until everything that it held is free. Returns how many doubts a person settled."""
    for desk in desks:
        leases_end(desk.account)
        sending_stalls(desk.account)
    return _settle(desks, sink)


def _settle(desks: list[Desk], sink: SmtpSink) -> int:
    for desk in desks:
        pauses_end(desk.account)
    return sum(settle_doubts(desk.account, sink, desk.agent) for desk in desks)


def _assert_nothing_lost_or_doubled(desks: list[Desk], sink: SmtpSink) -> None:
    with everywhere():
        for desk in desks:
            rows = Arrival.objects.filter(account=desk.account)
            assert Counter(rows.values_list("outcome", flat=True)) == {Outcome.NEW_TICKET: len(desk.subjects)}
            tickets = Ticket.objects.filter(account=desk.account)
            assert sorted(tickets.values_list("subject", flat=True)) == sorted(desk.subjects)
            assert len(set(rows.values_list("ticket", flat=True))) == len(desk.subjects)
        answers = set(Message.objects.filter(direction="out").values_list("message_id", flat=True))
        assert Message.objects.filter(direction="in").count() == sum(len(desk.subjects) for desk in desks)
    assert len(answers) == sum(len(desk.subjects) for desk in desks)
    assert Counter(kept.mail["Message-ID"] for kept in sink.kept) == dict.fromkeys(answers, 1)


def _work_until(end: float, desks: list[Desk], running: Worker) -> None:
    """Answer what there is, whatever happens to the database meanwhile."""
    while time.monotonic() < end and running.process.poll() is None:
        answered = False
        for desk in desks:
            try:
                answered = desk.answer_one() or answered
            except Error:
                close_old_connections()
        if not answered:
            time.sleep(0.05)


def _left(desks: list[Desk]) -> dict[str, int]:
    """What is not done yet; empty when nothing is."""
    with everywhere():
        unsent = OutgoingMail.objects.exclude(state=DeliveryState.SENT)
        found = {
            "not delivered": sum(len(desk.subjects) - desk.delivered for desk in desks),
            "not seen": sum(len(desk.subjects) for desk in desks) - Arrival.objects.count(),
            "not filed": Arrival.objects.filter(state=ArrivalState.WAITING).count(),
            "not answered": Ticket.objects.exclude(messages__direction="out").count(),
            "not sent": unsent.count(),
        }
    return {what: count for what, count in found.items() if count}
