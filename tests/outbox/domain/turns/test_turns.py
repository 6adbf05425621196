"""Whose turn it is."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from django.db import OperationalError, connection
from psycopg.errors import DiskFull

from kontor.channels.models import MailAccount
from kontor.outbox.domain import delivery, talks
from kontor.outbox.domain.delivery import deliver, send_queue
from kontor.outbox.domain.talks import persistently
from kontor.outbox.domain.turns import Queue as Line
from kontor.outbox.domain.turns import alone, is_lined_up, line_up, others_wait
from kontor.outbox.enums import DeliveryState
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.turns.conftest import elsewhere, line_to, states_of
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.scoping import in_scope
from tests.support.settled import becomes
from tests.support.threads import at_once


def senders_of(sink: SmtpSink) -> list[str]:
    return [kept.envelope_from.partition("@")[0] for kept in sink.kept]


def test_an_account_alone_sends_everything_over_one_connection(queue: Queue, smtp_sink: SmtpSink) -> None:
    mails = [queue() for _mail in range(7)]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")

    send_queue(line_to(mails[0]))

    assert (len(smtp_sink.kept), smtp_sink.connections) == (7, 1)
    assert waiting_jobs("send_queue") == []


def test_while_another_account_waits_no_more_than_the_weight_goes_out(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, second_account: MailAccount
) -> None:
    with in_scope(sending_account.owner):
        MailAccount.objects.filter(pk=sending_account.pk).update(weight_out=2)
    first = [queue() for _mail in range(5)]
    queue(account=second_account)

    run_jobs("deliver")
    by_mails = senders_of(smtp_sink)
    run_jobs("send_queue")

    assert by_mails == ["service", "service", "vertrag"]
    assert senders_of(smtp_sink) == ["service", "service", "vertrag", "service", "service", "service"]
    assert (states_of(), len(first)) == ({DeliveryState.SENT}, 5)


@pytest.mark.parametrize("weight", [0, 1])
def test_an_account_that_has_least_weight_sends_one_in_its_turn(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, second_account: MailAccount, weight: int
) -> None:
    with in_scope(sending_account.owner):
        MailAccount.objects.filter(pk=sending_account.pk).update(weight_out=weight)
    first = [queue() for _mail in range(2)]
    queue(account=second_account)

    send_queue(line_to(first[0]))

    assert senders_of(smtp_sink) == ["service"]


def test_a_turn_ends_after_so_many_mails_though_nobody_waits(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "MOST_IN_A_TURN", 2)
    with in_scope(sending_account.owner):
        MailAccount.objects.filter(pk=sending_account.pk).update(weight_out=1)
    mails = [queue() for _mail in range(3)]

    send_queue(line_to(mails[0]))

    assert (len(smtp_sink.kept), is_lined_up(line_to(mails[0]))) == (2, True)


def test_the_next_turn_is_behind_mail_of_others_that_was_just_queued(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()
    line_up(line_to(mail))
    line_up(line_to(mail))

    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, priority FROM procrastinate_jobs ORDER BY priority DESC, id")
        order = [(name.rpartition(".")[2], priority) for name, priority in cursor.fetchall()]
    assert order == [("deliver", 0), ("send_queue", -1)]
    assert (is_lined_up(line_to(mail)), others_wait(line_to(mail))) == (True, False)


def test_what_waits_for_a_turn_anyway_is_not_sent_by_its_own_job(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()
    line_up(line_to(mail))

    assert deliver(mail.tenant_id, mail.pk) is None
    assert smtp_sink.kept == []


def test_a_server_that_hangs_up_between_two_mails_costs_no_attempt(queue: Queue, smtp_sink: SmtpSink) -> None:
    mails = [queue() for _mail in range(3)]
    smtp_sink.hurried = True

    send_queue(line_to(mails[0]))

    assert (states_of(), len(smtp_sink.kept), smtp_sink.connections) == ({DeliveryState.SENT}, 3, 3)


def test_one_worker_at_a_time_works_on_a_queue(committed_db: str, queue: Queue, smtp_sink: SmtpSink) -> None:
    mails = [queue() for _mail in range(6)]
    smtp_sink.slow = 0.05

    at_once(*[partial(send_queue, line_to(mails[0]))] * 3)

    assert (len(smtp_sink.kept), smtp_sink.connections) == (6, 1)
    assert len({kept.mail["Message-ID"] for kept in smtp_sink.kept}) == 6


def test_mail_that_comes_while_the_queue_is_worked_on_is_not_left_lying(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink
) -> None:
    first = queue()
    smtp_sink.held_until = threading.Event()
    worker = threading.Thread(target=lambda: (send_queue(line_to(first)), connection.close()))
    worker.start()
    becomes(lambda: smtp_sink.connections, 1)
    second = queue()

    assert deliver(second.tenant_id, second.pk) is None
    smtp_sink.held_until.set()
    worker.join()

    assert (states_of(), len(smtp_sink.kept)) == ({DeliveryState.SENT}, 2)


def test_two_accounts_are_sent_at_the_same_time(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink, second_account: MailAccount
) -> None:
    slow = queue()
    other = queue(account=second_account)

    with elsewhere(lambda: alone(line_to(slow))):
        assert deliver(slow.tenant_id, slow.pk) is None
        assert deliver(other.tenant_id, other.pk) == DeliveryState.SENT


def test_a_turn_is_kept_while_the_database_has_no_room(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its connection is in order: another one would leave the lock behind in the pool, where nobody lets it go."""
    monkeypatch.setattr(talks.time, "sleep", lambda _seconds: None)
    full = iter([DiskFull("could not extend file"), None])

    def write() -> None:
        if error := next(full):
            raise OperationalError from error

    with alone(Line(1, 1)):
        persistently(write)
        kept = locks_of_this_connection()

    assert (kept, locks_of_this_connection()) == (1, 0)


def locks_of_this_connection() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        return int(cursor.fetchone()[0])
