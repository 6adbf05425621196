"""The cycle over all mailboxes: fair, without pause, and not to be stopped by servers that hang."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest

from kontor.channels.models import MailAccount
from kontor.channels.servers import MailServer
from kontor.intake.domain import rounds as module
from kontor.intake.domain.leases import LEASE
from kontor.intake.domain.rounds import LONGEST_STEP, Rounds
from kontor.intake.domain.visits import Visit
from kontor.intake.models import Arrival, MailboxLease
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.channels import make_account
from tests.servers.dovecot import Dovecot
from tests.servers.lines import breaking_line, silent_server
from tests.support.letters import letter, mailbox_of
from tests.support.processes import until
from tests.support.scoping import everywhere

Box = Callable[[], str]


@pytest.fixture
def make_box(mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant) -> Callable[..., MailAccount]:
    """An account with so many mails in its mailbox."""

    def make(mails: int = 0, **values: object) -> MailAccount:
        user = new_mailbox()
        account = make_account(nordlicht, user, **{**mailbox_of(mail_server, user), **values})
        mail_server.deliver(user, *(letter(f"{user} {number}") for number in range(mails)))
        return account

    return make


@pytest.fixture
def endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that says nothing is waited for longer than any test runs: whoever waits for it never gets done."""
    answer = MailAccount.mail_server
    monkeypatch.setattr(MailAccount, "mail_server", lambda account: replace(answer(account), timeout=600))


def _order() -> list[int]:
    with everywhere():
        return list(Arrival.objects.order_by("id").values_list("account_id", flat=True))


def _count() -> int:
    with everywhere():
        return Arrival.objects.count()


def _fresh(account: MailAccount) -> MailAccount:
    with everywhere():
        return MailAccount.objects.get(pk=account.pk)


@contextmanager
def running(**values: int) -> Iterator[Rounds]:
    stop = Event()
    rounds = Rounds(stop, **values)
    rounds.start()
    try:
        yield rounds
    finally:
        stop.set()
        rounds.join(10)


def test_while_others_wait_a_mailbox_hands_over_as_many_as_its_weight(make_box: Callable[..., MailAccount]) -> None:
    many, few, last = make_box(7), make_box(2, weight_in=1), make_box(4, weight_in=2)

    Rounds(Event()).run_once()

    assert _order() == [*[many.pk] * 3, few.pk, *[last.pk] * 2, *[many.pk] * 3, few.pk, *[last.pk] * 2, many.pk]


def test_whoever_is_alone_gets_whole_batches(make_box: Callable[..., MailAccount], mail_server: Dovecot) -> None:
    box = make_box(7)
    rounds = Rounds(Event())
    rounds.add(module.due_mailboxes())
    due = rounds._next()
    assert due

    rounds._turn(due)

    assert _order() == [box.pk] * 7


def test_the_connection_stays_open_between_the_steps(
    make_box: Callable[..., MailAccount], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    answer = MailAccount.mail_server

    def counted(account: MailAccount) -> MailServer:
        asked.append(account.pk)
        return answer(account)

    monkeypatch.setattr(MailAccount, "mail_server", counted)
    first, second = make_box(7), make_box(7)

    Rounds(Event()).run_once()

    assert len(_order()) == 14
    assert sorted(asked) == [first.pk, second.pk]


def test_trouble_of_one_account_does_not_stop_the_others(make_box: Callable[..., MailAccount]) -> None:
    broken, wrong, good = make_box(1, port=1), make_box(1, password="wrong"), make_box(3)

    Rounds(Event()).run_once()

    assert _order() == [good.pk] * 3
    assert [_fresh(account).error_kind for account in (broken, wrong, good)] == ["refused", "sign_in", ""]


def test_a_connection_that_breaks_between_two_steps_loses_and_doubles_nothing(
    make_box: Callable[..., MailAccount], mail_server: Dovecot
) -> None:
    target = mailbox_of(mail_server, "x")
    with breaking_line(str(target["host"]), int(str(target["port"])), after=100_000) as line:
        box = make_box(8, host="127.0.0.1", port=line.port)
        visit = Visit.begin(box.owner, box.pk)
        assert visit
        assert visit.step(3)
        line.after = 0

        assert not visit.step(3)
        line.after = 10_000_000
        again = Visit.begin(box.owner, box.pk)
        assert again
        while again.step(3):
            pass

    assert _order() == [box.pk] * 8
    assert _fresh(box).error == ""


def test_a_worker_that_lost_its_lease_writes_nothing_and_tells_the_server_nothing(
    committed_db: str, make_box: Callable[..., MailAccount], mail_server: Dovecot, frozen: Frozen
) -> None:
    box = make_box(6)
    late = Visit.begin(box.owner, box.pk)
    assert late
    late.step(2)
    frozen.move(seconds=LEASE.total_seconds() + 1)
    other = Visit.begin(box.owner, box.pk)
    assert other

    more = late.step(2)

    with mail_server.client(box.address) as client:
        client.select_folder("INBOX", readonly=True)
        unseen = len(client.search(["UNSEEN"]))
    assert (more, _count(), unseen) == (False, 2, 4)
    while other.step(50):
        pass
    assert _count() == 6


def test_two_workers_read_one_mailbox_without_doubling(committed_db: str, make_box: Callable[..., MailAccount]) -> None:
    boxes = [make_box(20) for _box in range(3)]
    with running(threads=4), running(threads=4):
        until(lambda: _count() == 60, "all mails are fetched", seconds=60)
        time.sleep(1)

    assert sorted(_order()) == sorted(box.pk for box in boxes for _mail in range(20))
    with everywhere():
        assert not MailboxLease.objects.exists()


@pytest.mark.usefixtures("endless_patience")
def test_servers_that_hang_cost_the_others_nothing(
    committed_db: str, make_box: Callable[..., MailAccount], mail_server: Dovecot
) -> None:
    with silent_server() as port:
        hanging = [make_box(port=port, host="127.0.0.1", security="plain") for _box in range(20)]
        good = [make_box(1) for _box in range(5)]
        with running():
            until(lambda: _count() == 5, "the good mailboxes are read, though others hang")

    assert sorted(_order()) == sorted(box.pk for box in good)
    assert len(hanging) == 20


@pytest.mark.usefixtures("endless_patience")
def test_ailing_mailboxes_get_a_few_threads_only(committed_db: str, make_box: Callable[..., MailAccount]) -> None:
    """However many fail, and however long each takes to do so, a healthy one finds a thread."""
    with silent_server() as port:
        for _box in range(4):
            make_box(port=port, host="127.0.0.1", security="plain", error_count=3)
        with running(threads=3, for_ailing=2) as rounds:
            until(lambda: rounds._ailing == 2, "those that fail have their threads")
            good = make_box(1)
            until(lambda: _order() == [good.pk], "the good mailbox is read")


def test_a_step_that_hangs_is_broken_off(make_box: Callable[..., MailAccount], frozen: Frozen) -> None:
    box = make_box(1)
    visit = Visit.begin(box.owner, box.pk)
    assert visit
    visit._enter()
    rounds = Rounds(Event())
    rounds._visits[box.pk] = visit
    visit.step_began_at = clock.now() - LONGEST_STEP - timedelta(seconds=1)

    rounds._break_off_what_hangs()
    more = visit.step(1)

    assert (more, _fresh(box).error_kind) == (False, "lost")


def test_stopping_gives_the_mailboxes_back(committed_db: str, make_box: Callable[..., MailAccount]) -> None:
    box = make_box(5)
    stop = Event()
    rounds = Rounds(stop)
    rounds.add([*module.due_mailboxes(), module.Due(box.owner, 0, 1)])
    due = rounds._next()
    assert due
    rounds._turn(due)
    with everywhere():
        before = MailboxLease.objects.count()

    stop.set()
    rounds.join(1)

    with everywhere():
        assert (before, MailboxLease.objects.count()) == (1, 0)
