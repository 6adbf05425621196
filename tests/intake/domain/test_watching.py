"""Watching mailboxes whose server tells of new mail, and what happens when it cannot or the worker dies."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

import pytest

from kontor.channels.enums import Protocol
from kontor.channels.models import MailAccount
from kontor.intake.domain import leases, watching
from kontor.intake.domain.fetching import fetch_account
from kontor.intake.domain.rounds import Rounds
from kontor.intake.domain.visits import EVERY, WATCHED_EVERY
from kontor.intake.domain.watching import Watches
from kontor.intake.enums import LeasePurpose
from kontor.intake.models import Arrival, MailboxLease
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.channels import make_account
from tests.servers.dovecot import Dovecot
from tests.servers.lines import breaking_line
from tests.support.letters import letter, mailbox_of
from tests.support.processes import until, worker
from tests.support.scoping import everywhere, in_scope

Box = Callable[[], str]


@pytest.fixture
def box(committed_db: str, mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant) -> MailAccount:
    """A mailbox that was read before, and would be read again in an hour."""
    user = new_mailbox()
    account = make_account(nordlicht, user, **mailbox_of(mail_server, user))
    fetch_account(account.owner, account.pk)
    _not_due(account)
    return account


def _not_due(account: MailAccount) -> None:
    with everywhere():
        rows = MailAccount.objects.filter(pk=account.pk)
        rows.update(fetch_due_at=clock.now() + 180 * EVERY)


def _count() -> int:
    with everywhere():
        return Arrival.objects.count()


def _watched() -> int:
    with everywhere():
        return MailboxLease.objects.filter(purpose=LeasePurpose.WATCH).count()


@contextmanager
def watching_mailboxes(rounds: Rounds | None = None) -> Iterator[Watches]:
    """Watches that look once; what they wake is not read unless ``rounds`` runs."""
    watches = Watches(Event(), rounds or Rounds(Event()))
    watches.look()
    try:
        yield watches
    finally:
        watches.stop.set()
        watches.stop_all()
        watches.join(10)


@contextmanager
def reading() -> Iterator[Rounds]:
    rounds = Rounds(Event(), threads=2)
    rounds.start()
    try:
        yield rounds
    finally:
        rounds.stop.set()
        rounds.join(10)


def _due(account: MailAccount) -> bool:
    with everywhere():
        return MailAccount.objects.get(pk=account.pk).fetch_due_at is None


def _watch_begins(account: MailAccount) -> None:
    """The watch is on; the look with which it begins is over."""
    until(lambda: _due(account), "the watch begins with a look")
    _not_due(account)


def test_a_new_mail_is_read_at_once(box: MailAccount, mail_server: Dovecot) -> None:
    with reading() as rounds, watching_mailboxes(rounds):
        until(lambda: not _due(box) and _watched() == 1, "the watch is on")
        time.sleep(1)
        for number in (1, 2):
            began = time.monotonic()
            mail_server.deliver(box.address, letter(f"Nr {number}"))
            until(lambda number=number: _count() == number, "the mail is in the ledger")  # type: ignore[misc]
            took = time.monotonic() - began

    assert took < 8, "It was read by polling."


def test_what_came_while_nobody_watched_is_read_when_the_watch_begins(box: MailAccount) -> None:
    with watching_mailboxes():
        until(lambda: _due(box), "the mailbox is due")


def test_one_worker_watches_a_mailbox_and_another_takes_over_when_it_stops(box: MailAccount) -> None:
    with watching_mailboxes() as first:
        until(lambda: _watched() == 1, "the watch is on")
        with watching_mailboxes() as second:
            both = (len(first._watches), len(second._watches))
            first.stop_all()
            until(lambda: not first._watches, "the first one stops")
            second.look()
            after = (len(first._watches), len(second._watches))

    assert (both, after) == ((1, 0), (0, 1))
    assert _watched() == 0


def test_the_watch_of_a_killed_worker_is_taken_over(box: MailAccount) -> None:
    with in_scope(box.owner):
        leases.take(box.owner, box.pk, LeasePurpose.WATCH)
    with watching_mailboxes() as watches:
        before = len(watches._watches)
        with everywhere():
            MailboxLease.objects.update(until=clock.now() - EVERY)
        watches.look()

        assert (before, len(watches._watches)) == (0, 1)


def test_a_lost_connection_ends_the_watch_and_the_mailbox_is_read_by_the_clock_again(
    box: MailAccount, mail_server: Dovecot
) -> None:
    with breaking_line(mail_server.host, mail_server.ports["imaps"], after=10_000_000) as line:
        with everywhere():
            MailAccount.objects.filter(pk=box.pk).update(host="127.0.0.1", port=line.port)
        with watching_mailboxes() as watches:
            _watch_begins(box)
            line.after = 0
            mail_server.deliver(box.address, letter())
            until(lambda: not watches._watches, "the watch ends")
            watches.look()

            assert (len(watches._watches), _watched(), _due(box)) == (0, 0, True)


def test_a_server_that_cannot_tell_is_not_asked_again_for_a_while(
    box: MailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching.imap.Mailbox, "can_idle", False)
    with watching_mailboxes() as watches:
        until(lambda: not watches._watches, "the watch ends")
        watches.look()

        assert (len(watches._watches), _watched()) == (0, 0)


def test_what_was_put_off_while_the_clock_was_ahead_is_watched(
    box: MailAccount, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen.move(days=3)
    with monkeypatch.context() as unable, watching_mailboxes() as watches:
        unable.setattr(watching.imap.Mailbox, "can_idle", False)
        until(lambda: not watches._watches, "the watch ends")
        frozen.move(days=-3)
        unable.undo()
        watches.look()

        assert len(watches._watches) == 1


@pytest.mark.parametrize("values", [{"active": False}, {"version": 7}, {"error_count": 2}])
def test_a_watch_ends_when_its_account_is_another_one(box: MailAccount, values: dict[str, object]) -> None:
    with watching_mailboxes() as watches:
        _watch_begins(box)
        with everywhere():
            MailAccount.objects.filter(pk=box.pk).update(**values)
        watches.look()

        until(lambda: not watches._watches, "the watch ends")


def test_pop3_and_what_was_never_read_is_not_watched(
    committed_db: str, mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant
) -> None:
    user, other = new_mailbox(), new_mailbox()
    pop3 = make_account(nordlicht, user, **mailbox_of(mail_server, user, protocol=Protocol.POP3))
    fetch_account(pop3.owner, pop3.pk)
    make_account(nordlicht, other, **mailbox_of(mail_server, other))

    with watching_mailboxes() as watches:
        assert len(watches._watches) == 0


def test_no_more_are_watched_than_one_worker_can(box: MailAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    watches = Watches(Event(), Rounds(Event()), most=0)

    watches.look()

    assert (len(watches._watches), _watched()) == (0, 0)


@pytest.mark.parametrize(("watched", "every"), [(True, WATCHED_EVERY), (False, EVERY)])
def test_a_watched_mailbox_is_read_by_the_clock_more_rarely(
    mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant, frozen: Frozen, watched: bool, every: object
) -> None:
    user = new_mailbox()
    account = make_account(nordlicht, user, **mailbox_of(mail_server, user))
    if watched:
        with in_scope(account.owner):
            leases.take(account.owner, account.pk, LeasePurpose.WATCH)

    fetch_account(account.owner, account.pk)

    with everywhere():
        due = MailAccount.objects.get(pk=account.pk).fetch_due_at
    assert due and due - frozen.at == every


def test_a_real_worker_watches_and_stops_cleanly(committed_db: str, box: MailAccount, mail_server: Dovecot) -> None:
    with worker(committed_db) as running:
        until(lambda: _watched() == 1, "the worker watches", worker=running, seconds=60)
        time.sleep(2)
        began = time.monotonic()
        mail_server.deliver(box.address, letter())
        until(lambda: _count() == 1, "the mail is in the ledger", worker=running)
        took = time.monotonic() - began
        running.process.terminate()
        code = running.process.wait(15)

    assert took < 8, "It was read by polling."
    assert (code, _watched()) == (0, 0)
