"""Queues by account: weights, rounds, pauses, places at a domain."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from kontor.channels.domain.troubles import troubles_of
from kontor.channels.enums import Direction
from kontor.channels.models import MailAccount
from kontor.outbox.domain.delivery import deliver, send_queue
from kontor.outbox.domain.pausing import PAUSES, standing_of
from kontor.outbox.domain.turns import Queue as Line
from kontor.outbox.domain.turns import alone, is_lined_up, line_up, others_wait, place_at
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from kontor.tickets.domain.notices import latest_notices
from tests.conftest import Frozen
from tests.factories.channels import make_account
from tests.outbox.domain.conftest import Queue
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letters import sending_through
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once


@pytest.fixture
def second_account(nordlicht: Tenant, smtp_sink: SmtpSink) -> MailAccount:
    return make_account(nordlicht, "vertrag@nordlicht.example", **sending_through(smtp_sink))


def _line(mail: OutgoingMail) -> Line:
    return Line(mail.tenant_id, mail.account_id)


def _senders(sink: SmtpSink) -> list[str]:
    return [kept.envelope_from.partition("@")[0] for kept in sink.kept]


def _states() -> set[str]:
    with everywhere():
        return set(OutgoingMail.objects.values_list("state", flat=True))


@contextmanager
def _elsewhere(taken: Callable[[], object]) -> Iterator[None]:
    """Another worker, with a connection of its own, is inside this context."""
    is_in, end = threading.Event(), threading.Event()

    def work() -> None:
        with taken():  # type: ignore[attr-defined]
            is_in.set()
            end.wait(20)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert is_in.wait(10)
    yield
    end.set()
    worker.join()


def test_an_account_alone_sends_everything_over_one_connection(queue: Queue, smtp_sink: SmtpSink) -> None:
    mails = [queue() for _mail in range(7)]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")

    send_queue(_line(mails[0]))

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
    by_mails = _senders(smtp_sink)
    run_jobs("send_queue")

    assert by_mails == ["service", "service", "vertrag"]
    assert _senders(smtp_sink) == ["service", "service", "vertrag", "service", "service", "service"]
    assert (_states(), len(first)) == ({DeliveryState.SENT}, 5)


def test_the_next_turn_is_behind_mail_of_others_that_was_just_queued(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()
    line_up(_line(mail))
    line_up(_line(mail))

    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, priority FROM procrastinate_jobs ORDER BY priority DESC, id")
        order = [(name.rpartition(".")[2], priority) for name, priority in cursor.fetchall()]
    assert order == [("deliver", 0), ("send_queue", -1)]
    assert (is_lined_up(_line(mail)), others_wait(_line(mail))) == (True, False)


def test_what_waits_for_a_turn_anyway_is_not_sent_by_its_own_job(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()
    line_up(_line(mail))

    assert deliver(mail.tenant_id, mail.pk) is None
    assert smtp_sink.kept == []


def test_one_worker_at_a_time_works_on_a_queue(committed_db: str, queue: Queue, smtp_sink: SmtpSink) -> None:
    mails = [queue() for _mail in range(6)]
    smtp_sink.slow = 0.05

    at_once(*[partial(send_queue, _line(mails[0]))] * 3)

    assert (len(smtp_sink.kept), smtp_sink.connections) == (6, 1)
    assert len({kept.mail["Message-ID"] for kept in smtp_sink.kept}) == 6


def test_mail_that_comes_while_the_queue_is_worked_on_is_not_left_lying(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink
) -> None:
    first = queue()
    smtp_sink.slow = 0.5
    worker = threading.Thread(target=lambda: (send_queue(_line(first)), connection.close()))
    worker.start()
    while not smtp_sink.connections:
        pass
    second = queue()

    assert deliver(second.tenant_id, second.pk) is None
    worker.join()

    assert (_states(), len(smtp_sink.kept)) == ({DeliveryState.SENT}, 2)


def test_two_accounts_are_sent_at_the_same_time(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink, second_account: MailAccount
) -> None:
    slow = queue()
    other = queue(account=second_account)

    with _elsewhere(lambda: alone(_line(slow))):
        assert deliver(slow.tenant_id, slow.pk) is None
        assert deliver(other.tenant_id, other.pk) == DeliveryState.SENT


# Pauses


def test_an_account_that_fails_pauses_as_a_whole_and_its_mails_lose_no_attempt(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, second_account: MailAccount, frozen: Frozen
) -> None:
    mails = [queue() for _mail in range(4)]
    other = queue(account=second_account)
    _port_of(sending_account, 1)

    run_jobs("deliver")

    with in_scope(sending_account.owner):
        attempts = set(OutgoingMail.objects.filter(account=sending_account).values_list("attempts", "state"))
        trouble = troubles_of(sending_account, Direction.OUT).get()
    assert attempts == {(0, DeliveryState.QUEUED)}
    assert (trouble.kind, trouble.count, trouble.is_going_on) == ("refused", 1, True)
    assert deliver(mails[1].tenant_id, mails[1].pk) is None
    assert [kept.envelope_from for kept in smtp_sink.kept] == [second_account.address]
    assert other.tenant_id == mails[0].tenant_id


def test_the_pauses_grow_and_end_with_the_trouble(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, frozen: Frozen
) -> None:
    mail = queue()
    _port_of(sending_account, 1)

    waits = []
    for _failure in range(len(PAUSES) + 1):
        send_queue(_line(mail))
        with in_scope(sending_account.owner):
            until = standing_of(sending_account).until
        assert until is not None
        waits.append(until - frozen.at)
        frozen.move(seconds=waits[-1].total_seconds())
    _port_of(sending_account, smtp_sink.port)
    send_queue(_line(mail))

    assert waits == [*PAUSES, PAUSES[-1]]
    with in_scope(sending_account.owner):
        assert troubles_of(sending_account, Direction.OUT).filter(ended_at=None).count() == 0
        assert MailAccount.objects.get(pk=sending_account.pk).last_sent_at == frozen.at
    assert _states() == {DeliveryState.SENT}


def test_those_who_look_after_the_account_are_told_once_and_of_its_recovery(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, sven: User, anna: User, frozen: Frozen
) -> None:
    mail = queue()
    began = frozen.at
    _port_of(sending_account, 1)

    told = []
    for _failure in range(5):
        send_queue(_line(mail))
        told.append((frozen.at - began, _notices(sven)))
        with in_scope(sending_account.owner):
            until = standing_of(sending_account).until
        assert until is not None
        frozen.move(seconds=(until - frozen.at).total_seconds())
    _port_of(sending_account, smtp_sink.port)
    send_queue(_line(mail))

    fails = "No mail can be sent through service@nordlicht.example; its mails wait"
    assert [len(lines) for _after, lines in told] == [0, 0, 1, 1, 1]
    assert told[2] == (timedelta(minutes=3), [fails])
    assert _notices(sven) == ["Mail can be sent through service@nordlicht.example again", fails]
    assert _notices(anna) == []


def test_those_who_look_after_a_general_account_are_told(queue: Queue, ada: User, frozen: Frozen) -> None:
    general = make_account(None, "info@kontor.example", smtp_host="127.0.0.1", smtp_port=1, username="", password="")
    mail = queue(account=general)
    for wait in PAUSES[:3]:
        send_queue(_line(mail))
        frozen.move(seconds=wait.total_seconds())

    assert _notices(ada) == ["No mail can be sent through info@kontor.example; its mails wait"]


def test_a_sign_in_that_is_asked_for_late_is_the_accounts_trouble(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount
) -> None:
    mail = queue()
    smtp_sink.answer_sender = "530 5.7.0 Authentication required"

    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.QUEUED

    with in_scope(sending_account.owner):
        assert troubles_of(sending_account, Direction.OUT).get().kind == "sign_in"


def test_a_line_that_breaks_twice_in_a_row_is_the_accounts_trouble(
    queue: Queue, sending_account: MailAccount, frozen: Frozen
) -> None:
    from tests.servers.lines import hanging_up_at

    mails = [queue() for _mail in range(3)]
    with hanging_up_at("DATA") as port:
        _port_of(sending_account, port)
        send_queue(_line(mails[0]))

    with in_scope(sending_account.owner):
        assert list(OutgoingMail.objects.order_by("id").values_list("attempts", flat=True)) == [1, 0, 0]
        assert troubles_of(sending_account, Direction.OUT).get().kind == "lost"


def test_a_general_account_is_paused_for_all(queue: Queue, nordlicht: Tenant) -> None:
    general = make_account(None, "info@kontor.example", smtp_host="127.0.0.1", smtp_port=1, username="", password="")
    mail = queue(account=general)

    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.QUEUED

    with in_scope(nordlicht):
        assert standing_of(general).paused is True


# Places at a domain


def test_a_domain_has_so_many_places(committed_db: str) -> None:
    def taken(*addresses: str) -> bool:
        with place_at(addresses, 1) as free:
            return free

    with _elsewhere(lambda: place_at(["a@post.example", "b@POST.example"], 1)):
        assert taken("c@post.example") is False
        assert taken("c@andere.example", "d@post.example") is False
        assert taken("c@andere.example") is True
        with place_at(["c@post.example"], 2) as second:
            assert second is True
        with place_at(["c@post.example"], 0) as unbounded:
            assert unbounded is True
    assert taken("c@post.example") is True


def test_a_mail_to_a_busy_domain_waits_and_those_to_others_go_out(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink
) -> None:
    with everywhere():
        SystemValues.objects.update_or_create(id=1, defaults={"preferences": {"outbox.domain_places": 1}})
    busy = queue(to=[["", "kaethe@voll.example"]])
    free = queue(to=[["", "kaethe@leer.example"]])

    with _elsewhere(lambda: place_at(["x@voll.example"], 1)):
        send_queue(_line(busy))

    with everywhere():
        rows = {mail.pk: mail for mail in OutgoingMail.objects.all()}
    assert [kept.recipients for kept in smtp_sink.kept] == [["kaethe@leer.example"]]
    assert (rows[busy.pk].state, rows[busy.pk].attempts) == (DeliveryState.QUEUED, 0)
    assert rows[free.pk].state == DeliveryState.SENT
    assert is_lined_up(_line(busy))


def _notices(user: User) -> list[str]:
    with everywhere():
        return [line.text for line in latest_notices(user)]


def _port_of(account: MailAccount, port: int) -> None:
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(smtp_port=port)
