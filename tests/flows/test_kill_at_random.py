"""Workers are killed at random while mail comes in by IMAP and POP3: the ledger adds up, nothing is lost or doubled."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from kontor.channels.enums import Protocol
from kontor.channels.models import MailAccount
from kontor.intake.domain.fetching import go_on, start
from kontor.intake.domain.ledger import counts_by_day
from kontor.intake.enums import ArrivalState
from kontor.intake.models import Arrival, Claim
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.models import Message, Ticket
from tests.factories.channels import make_account
from tests.flows.passing_time import leases_end
from tests.servers.dovecot import Dovecot
from tests.support.letters import letter, mailbox_of
from tests.support.processes import Worker, until, worker
from tests.support.scoping import everywhere

SHORTEST, LONGEST = 1.5, 5.0
"""Seconds that a worker lives; it needs more than one of them to start."""


@pytest.fixture
def boxes(
    committed_db: str, mail_server: Dovecot, new_mailbox: Callable[[], str], nordlicht: Tenant, billing: Category
) -> list[MailAccount]:
    """One account by IMAP and one by POP3."""
    made = []
    for protocol in (Protocol.IMAP, Protocol.POP3):
        user = new_mailbox()
        made.append(make_account(nordlicht, user, **mailbox_of(mail_server, user, protocol=protocol)))
        with everywhere():
            set_fallback(made[-1], billing, by=None)
    return made


@contextmanager
def _two_workers(address: str) -> Iterator[list[Worker]]:
    with ExitStack() as stack:
        yield [stack.enter_context(worker(address)) for _worker in range(2)]


def _time_passes(boxes: list[MailAccount]) -> None:
    """What a dead worker held comes free, and the accounts are looked at again. That takes two minutes by itself."""
    for box in boxes:
        leases_end(box)
        start(box.owner, box.pk)
        go_on(box.owner)


def _filed() -> int:
    with everywhere():
        return Arrival.objects.exclude(state=ArrivalState.WAITING).count()


def _counts(account: MailAccount) -> list[tuple[int, int, int]]:
    """Received, tickets and unaccounted of today and of yesterday: where time was made to pass, midnight was passed."""
    today = timezone.localdate()
    with everywhere():
        days = counts_by_day(account, today - timedelta(days=1), today)
    return [(day.received, day.tickets, day.unaccounted) for day in days]


def test_workers_killed_at_random_lose_and_double_nothing(
    committed_db: str, boxes: list[MailAccount], mail_server: Dovecot, soak: bool
) -> None:
    size, kills = (500, 30) if soak else (60, 4)
    chance = random.Random(3)
    subjects = {box.pk: [f"{box.protocol} {number}" for number in range(size)] for box in boxes}
    waiting = {box.pk: list(subjects[box.pk]) for box in boxes}
    for _kill in range(kills):
        for box in boxes:
            part = [waiting[box.pk].pop() for _mail in range(min(-(-size // kills), len(waiting[box.pk])))]
            mail_server.deliver(box.address, *(letter(subject) for subject in part))
        _time_passes(boxes)
        with _two_workers(committed_db) as running:
            time.sleep(chance.uniform(SHORTEST, LONGEST))
            for dying in running:
                dying.kill()
    _time_passes(boxes)
    with _two_workers(committed_db) as running:
        until(lambda: _filed() == size * 2, "all mail is filed", worker=running[0], seconds=300)

    for box in boxes:
        assert tuple(map(sum, zip(*_counts(box), strict=True))) == (size, size, 0)
    with everywhere():
        expected = Counter(subject for each in subjects.values() for subject in each)
        assert Counter(Ticket.objects.values_list("subject", flat=True)) == expected
        assert Message.objects.count() == size * 2
        assert Claim.objects.count() == 0


def test_a_database_that_is_restarted_costs_nothing(
    committed_db: str, boxes: list[MailAccount], mail_server: Dovecot
) -> None:
    """Every connection of the workers is cut off, again and again, while they work. One that ends is started anew."""
    size = 60
    for box in boxes:
        mail_server.deliver(box.address, *(letter(f"{box.protocol} {number}") for number in range(size)))
    with _two_workers(committed_db) as running:
        for _cut in range(6):
            time.sleep(1)
            _cut_off()
        _time_passes(boxes)
        until(lambda: _filed() == size * 2 or _one_has_ended(running), "all mail is filed", seconds=120)
    if _filed() < size * 2:
        _time_passes(boxes)
        with _two_workers(committed_db) as more:
            until(lambda: _filed() == size * 2, "all mail is filed", worker=more[0], seconds=120)

    with everywhere():
        assert Counter(Arrival.objects.values_list("outcome", flat=True)) == {"new_ticket": size * 2}
        assert Ticket.objects.count() == Message.objects.count() == size * 2


def _one_has_ended(running: list[Worker]) -> bool:
    return any(each.process.poll() is not None for each in running)


def _cut_off() -> None:
    with connection.cursor() as cursor, suppress(OperationalError):
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
