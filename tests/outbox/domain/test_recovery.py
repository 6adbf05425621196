"""What a worker leaves behind that dies at any point of a talk; each time another one goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from kontor.channels.errors import DeliveryFailed
from kontor.channels.models import MailAccount
from kontor.channels.smtp import SendResult
from kontor.org.models import Category
from kontor.outbox.domain import talks
from kontor.outbox.domain.delivery import deliver, send_queue
from kontor.outbox.domain.recovery import GIVEN_UP_AFTER, STALLED_AFTER, sweep
from kontor.outbox.domain.results import apply_failure, locked
from kontor.outbox.domain.talks import ClaimLost, Talk
from kontor.outbox.domain.turns import Queue as Line
from kontor.outbox.domain.turns import alone
from kontor.outbox.enums import DeliveryState, Phase
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.moving import merge_tickets
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import HistoryEntry, Notice, Ticket
from tests.conftest import Frozen
from tests.factories.tickets import make_ticket
from tests.outbox.domain.conftest import Queue
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits


class Killed(BaseException):
    """The worker is gone: nothing after this point happens."""


def _fresh(mail: OutgoingMail) -> OutgoingMail:
    with everywhere():
        return OutgoingMail.objects.select_related("message__ticket").get(pk=mail.pk)


def _line(mail: OutgoingMail) -> Line:
    return Line(mail.tenant_id, mail.account_id)


def _die_at(monkeypatch: pytest.MonkeyPatch, name: str, *, before: bool) -> None:
    """The next talk ends with a death before or after this step; the one after that does not."""
    real: Callable[..., None] = getattr(Talk, name)

    def dying(self: Talk, *arguments: Any) -> None:
        monkeypatch.setattr(Talk, name, real)
        if not before:
            real(self, *arguments)
        raise Killed

    monkeypatch.setattr(Talk, name, dying)


def _deliver_and_die(mail: OutgoingMail) -> None:
    with pytest.raises(Killed):
        deliver(mail.tenant_id, mail.pk)


@pytest.mark.parametrize("before", [True, False])
def test_who_dies_before_the_last_dot_has_sent_nothing(
    queue: Queue, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    """``before``: the doubt is not yet written down, so the mail goes out again by itself."""
    mail = queue()
    _die_at(monkeypatch, "handing_over", before=before)
    _deliver_and_die(mail)
    assert smtp_sink.kept == []

    send_queue(_line(mail))

    assert _fresh(mail).state == (DeliveryState.SENT if before else DeliveryState.UNCLEAR)
    assert len(smtp_sink.kept) == (1 if before else 0)


def test_who_dies_after_the_server_took_it_does_not_send_twice(
    queue: Queue, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = queue()
    _die_at(monkeypatch, "accepted", before=False)
    _deliver_and_die(mail)
    assert (_fresh(mail).state, _fresh(mail).phase) == (DeliveryState.SENDING, Phase.ACCEPTED)

    send_queue(_line(mail))

    after = _fresh(mail)
    assert (after.state, after.answer, len(smtp_sink.kept)) == (DeliveryState.SENT, "250 2.0.0 kept", 1)
    assert after.message.ticket.state == TicketState.CLOSED


def test_who_dies_between_the_dot_and_the_answer_leaves_doubt_with_evidence(
    queue: Queue, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch, anna: User
) -> None:
    mail = queue()
    _die_at(monkeypatch, "accepted", before=True)
    _deliver_and_die(mail)

    send_queue(_line(mail))

    after = _fresh(mail)
    assert (after.state, after.in_flight, len(smtp_sink.kept)) == (DeliveryState.UNCLEAR, ["kaethe@post.example"], 1)
    assert after.last_error == "Kontor was interrupted before the server's answer was written down."
    (talk,) = after.dialogue
    assert [code for _said, code, _answer in talk["lines"]] == [250, 250, 354]
    assert talk["size"] == len(smtp_sink.kept[0].raw)
    ticket = after.message.ticket
    assert (ticket.state, ticket.delivery_failed) == (TicketState.SENDING, True)
    with everywhere():
        assert list(Notice.objects.filter(user=anna).values_list("kind", flat=True)) == [NoticeKind.DELIVERY_FAILED]
        assert HistoryEntry.objects.filter(ticket=ticket).latest("id").action == "delivery_unclear"


def test_a_refusal_that_was_heard_before_death_is_still_known_after_it(
    queue: Queue, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = queue(cc=[["", "weg@post.example"], ["", "grau@post.example"]])
    smtp_sink.refuse = {"weg@post.example": "550 5.1.1 no such user", "grau@post.example": "450 4.2.0 greylisted"}
    _die_at(monkeypatch, "accepted", before=False)
    _deliver_and_die(mail)

    send_queue(_line(mail))

    after = _fresh(mail)
    assert after.refused == {"weg@post.example": "550 5.1.1 no such user"}
    assert (after.state, after.recipients) == (DeliveryState.QUEUED, ["grau@post.example"])
    assert after.delayed == {"grau@post.example": "450 4.2.0 greylisted"}


def test_a_lost_answer_is_doubt_and_is_not_sent_again(queue: Queue, smtp_sink: SmtpSink, frozen: Frozen) -> None:
    mail = queue()
    smtp_sink.vanish_after_data = True

    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.UNCLEAR
    frozen.move(days=1)
    sweep(mail.tenant_id)
    run_jobs()

    assert len(smtp_sink.kept) == 1
    assert _fresh(mail).last_error == "The connection to 127.0.0.1 broke off."
    assert _fresh(mail).dialogue[-1]["broke_off"] == "The connection to 127.0.0.1 broke off."


def test_who_lost_the_claim_stops_before_the_dot(
    queue: Queue, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that was away for long (its database connection broke) must not send what another one sends."""
    mail = queue()
    real = Talk.handing_over

    def taken_over(self: Talk, *arguments: Any) -> None:
        with in_scope(mail.tenant_id):
            OutgoingMail.objects.filter(pk=mail.pk).update(claim=uuid4())
        real(self, *arguments)

    monkeypatch.setattr(Talk, "handing_over", taken_over)

    assert deliver(mail.tenant_id, mail.pk) is None
    assert smtp_sink.kept == []


def test_a_talk_that_was_given_up_too_early_still_tells_its_end(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()
    claim = uuid4()
    with in_scope(mail.tenant_id):
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=DeliveryState.UNCLEAR, phase=Phase.HANDING_OVER, claim=claim, in_flight=mail.recipients
        )
    talk = Talk(_fresh(mail), smtp_sink.server())

    talk.accepted("250 ok")

    assert (_fresh(mail).phase, _fresh(mail).answer) == (Phase.ACCEPTED, "250 ok")
    with pytest.raises(ClaimLost):
        talk.handing_over([], {}, 1)


def test_the_servers_yes_is_written_down_when_the_database_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    tries: list[int] = []

    def write() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("the server closed the connection")
        return "written"

    monkeypatch.setattr(talks.time, "sleep", lambda _seconds: None)

    assert talks.persistently(write, patience=5) == "written"


def test_bounds_of_the_dialogue(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = _fresh(queue())
    mail.dialogue = [{"at": str(number)} for number in range(20)]
    talk = Talk(mail, smtp_sink.server())
    for number in range(talks.MOST_LINES + 5):
        talk.answered(f"RCPT TO:<{'x' * 1000}{number}>", 250, "y" * 1000)

    assert len(talk.dialogue) == talks.MOST_TALKS
    assert (len(talk.kept["lines"]), talk.kept["left_out"]) == (talks.MOST_LINES, 5)
    assert max(len(said) + len(answer) for said, _code, answer in talk.kept["lines"]) <= 2 * talks.MOST_LETTERS


# The sweep


def test_a_mail_whose_worker_died_early_is_sent_by_the_next(
    queue: Queue, smtp_sink: SmtpSink, frozen: Frozen, nordlicht: Tenant
) -> None:
    mail = queue()
    with in_scope(nordlicht):
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=DeliveryState.SENDING, phase=Phase.TALKING, claimed_at=frozen.at
        )
    run_jobs("deliver")
    frozen.move(seconds=STALLED_AFTER.total_seconds() - 1)
    early = sweep(nordlicht.pk)
    frozen.move(seconds=2)
    late = sweep(nordlicht.pk)

    run_jobs("send_queue")

    assert (early, late) == (0, 1)
    assert [kept.mail["Message-ID"] for kept in smtp_sink.kept] == [_fresh(mail).message.message_id]
    assert _fresh(mail).message.ticket.state == TicketState.CLOSED


def test_a_mail_from_before_the_phases_is_not_sent_again(queue: Queue, frozen: Frozen, nordlicht: Tenant) -> None:
    mail = queue()
    with in_scope(nordlicht):
        OutgoingMail.objects.filter(pk=mail.pk).update(state=DeliveryState.SENDING, claimed_at=frozen.at)
    frozen.move(hours=1)

    sweep(nordlicht.pk)

    assert _fresh(mail).state == DeliveryState.UNCLEAR


def test_a_mail_whose_job_is_gone_gets_its_turn(queue: Queue, frozen: Frozen, nordlicht: Tenant) -> None:
    mail = queue()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    frozen.move(seconds=(STALLED_AFTER + timedelta(seconds=1)).total_seconds())

    sweep(nordlicht.pk)
    sweep(nordlicht.pk)

    assert [job.arguments for job in waiting_jobs("send_queue")] == [
        {"tenant_id": nordlicht.pk, "account_id": mail.account_id}
    ]


def test_what_is_left_lying_at_another_tenant_is_not_touched(queue: Queue, frozen: Frozen, alpina: Tenant) -> None:
    queue()
    frozen.move(hours=1)

    assert sweep(alpina.pk) == 0


def test_what_another_worker_is_sending_is_left_alone(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink, nordlicht: Tenant
) -> None:
    """However long that takes: whoever sends has the turn, and keeps it as long as they live."""
    mail = queue()
    with in_scope(nordlicht):
        rows = OutgoingMail.objects.filter(pk=mail.pk)
        rows.update(
            state=DeliveryState.SENDING, phase=Phase.HANDING_OVER, claimed_at=mail.created_at - timedelta(days=1)
        )
    has_turn, end = threading.Event(), threading.Event()

    def living() -> None:
        with alone(_line(mail)):
            has_turn.set()
            end.wait(10)
        connection.close()

    worker = threading.Thread(target=living)
    worker.start()
    has_turn.wait(10)
    sweep(nordlicht.pk)
    during = _fresh(mail).state
    end.set()
    worker.join()
    sweep(nordlicht.pk)

    assert (during, _fresh(mail).state) == (DeliveryState.SENDING, DeliveryState.UNCLEAR)


def test_a_mail_that_ends_the_worker_each_time_is_given_up(queue: Queue, nordlicht: Tenant, anna: User) -> None:
    mail = queue()
    with in_scope(nordlicht):
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=DeliveryState.SENDING, phase=Phase.TALKING, attempts=99, claimed_at=mail.created_at
        )

    send_queue(_line(mail))

    assert _fresh(mail).state == DeliveryState.FAILED


def test_an_account_that_cannot_send_for_days_costs_no_mail_in_silence(
    queue: Queue, sending_account: MailAccount, frozen: Frozen, anna: User
) -> None:
    mail = queue()
    with in_scope(mail.tenant_id):
        MailAccount.objects.filter(pk=sending_account.pk).update(smtp_port=1)
    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.QUEUED
    frozen.move(seconds=GIVEN_UP_AFTER.total_seconds() + 1)

    sweep(mail.tenant_id)

    after = _fresh(mail)
    assert (after.state, after.message.ticket.owner_id) == (DeliveryState.FAILED, anna.pk)
    assert "port 1" in after.last_error


def test_a_result_is_read_from_what_was_written_down() -> None:
    mail = OutgoingMail(
        in_flight=["a@post.example"], answer="250 ok", dialogue=[{"refused": {"b@post.example": [450, "later"]}}]
    )

    assert talks.result_of(mail) == SendResult(("a@post.example",), {"b@post.example": (450, "later")}, "250 ok")


def test_what_became_of_a_mail_is_written_at_the_ticket_that_its_message_was_merged_into_meanwhile(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink, anna: User, billing: Category
) -> None:
    mail, other = queue(final=False), make_ticket(billing, owner=anna)
    merged = Event()

    def merge() -> None:
        with in_scope(billing.tenant_id):
            merge_tickets(mail.message.ticket, other, by=anna)
            merged.set()
            until_somebody_waits()

    def note() -> None:
        merged.wait(10)
        with in_scope(billing.tenant_id):
            row = locked(mail.pk)
            apply_failure(row, DeliveryFailed("550 no", permanent=True), [])

    assert at_once(merge, note) == [None, None]

    with everywhere():
        marked = Ticket.objects.filter(delivery_failed=True)
        assert [ticket.pk for ticket in marked] == [other.pk]
