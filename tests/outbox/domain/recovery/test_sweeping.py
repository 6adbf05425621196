"""What is left lying is seen to."""

from __future__ import annotations

import threading
from datetime import timedelta
from threading import Event
from uuid import uuid4

from django.db import connection
from django.test import override_settings

from kontor.channels.errors import DeliveryFailed
from kontor.channels.models import MailAccount
from kontor.channels.smtp import SendResult
from kontor.kernel.secrets import new_key
from kontor.org.models import Category
from kontor.outbox.domain import talks
from kontor.outbox.domain.delivery import deliver, send_queue
from kontor.outbox.domain.doubts import settle_by_what_came
from kontor.outbox.domain.recovery import GIVEN_UP_AFTER, STALLED_AFTER, recover, sweep
from kontor.outbox.domain.results import apply_failure, locked
from kontor.outbox.domain.turns import Queue as Line
from kontor.outbox.domain.turns import alone
from kontor.outbox.enums import DeliveryState, Phase
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.moving import merge_tickets
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Message, Ticket
from tests.conftest import Frozen
from tests.factories.tickets import make_ticket
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.recovery.conftest import as_it_is, line_to
from tests.servers.smtp_sink import SmtpSink
from tests.support.hearing import heard
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits


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
    assert [kept.mail["Message-ID"] for kept in smtp_sink.kept] == [as_it_is(mail).message.message_id]
    assert as_it_is(mail).message.ticket.state == TicketState.CLOSED


def test_a_mail_from_before_the_phases_is_not_sent_again(queue: Queue, frozen: Frozen, nordlicht: Tenant) -> None:
    mail = queue()
    with in_scope(nordlicht):
        OutgoingMail.objects.filter(pk=mail.pk).update(state=DeliveryState.SENDING, claimed_at=frozen.at)
    frozen.move(hours=1)

    sweep(nordlicht.pk)

    assert as_it_is(mail).state == DeliveryState.UNCLEAR


def test_a_mail_that_was_lent_is_left_to_the_queue_of_its_own_tenant(
    queue: Queue, frozen: Frozen, alpina: Tenant, smtp_sink: SmtpSink
) -> None:
    """Who has borrowed the ticket sees its mail, and may send through the same account."""
    mail = queue()
    with everywhere():
        OutgoingMail.objects.filter(pk=mail.pk).update(
            lent_to=alpina, state=DeliveryState.SENDING, phase=Phase.TALKING, claimed_at=frozen.at
        )

    assert recover(Line(alpina.pk, mail.account_id)) == 0
    assert as_it_is(mail).state == DeliveryState.SENDING


def test_a_doubt_about_a_mail_that_was_lent_is_left_to_its_own_tenant(queue: Queue, alpina: Tenant) -> None:
    mail = queue()
    with everywhere():
        OutgoingMail.objects.filter(pk=mail.pk).update(
            lent_to=alpina, state=DeliveryState.UNCLEAR, phase=Phase.ACCEPTED
        )
        Message.objects.filter(pk=mail.message_id).update(lent_to=alpina)

    assert settle_by_what_came(alpina.pk) == 0
    assert as_it_is(mail).state == DeliveryState.UNCLEAR
    assert settle_by_what_came(mail.tenant_id) == 1


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


def test_a_mail_that_was_lent_and_lies_too_long_is_left_to_its_own_tenant(
    queue: Queue, frozen: Frozen, alpina: Tenant
) -> None:
    mail = queue()
    with everywhere():
        OutgoingMail.objects.filter(pk=mail.pk).update(lent_to=alpina)
    frozen.move(hours=1)

    assert (sweep(alpina.pk), sweep(mail.tenant_id)) == (0, 1)


def test_what_went_out_long_ago_gets_no_turn(queue: Queue, smtp_sink: SmtpSink, frozen: Frozen) -> None:
    mail = queue()
    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.SENT
    frozen.move(hours=1)

    assert sweep(mail.tenant_id) == 0


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
        with alone(line_to(mail)):
            has_turn.set()
            end.wait(10)
        connection.close()

    worker = threading.Thread(target=living)
    worker.start()
    has_turn.wait(10)
    sweep(nordlicht.pk)
    during = as_it_is(mail).state
    end.set()
    worker.join()
    sweep(nordlicht.pk)

    assert (during, as_it_is(mail).state) == (DeliveryState.SENDING, DeliveryState.UNCLEAR)


def test_a_mail_that_ends_the_worker_each_time_is_given_up(queue: Queue, nordlicht: Tenant, anna: User) -> None:
    mail = queue()
    with in_scope(nordlicht):
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=DeliveryState.SENDING, phase=Phase.TALKING, attempts=99, claimed_at=mail.created_at
        )

    send_queue(line_to(mail))

    assert as_it_is(mail).state == DeliveryState.FAILED


def test_an_account_that_cannot_send_for_days_costs_no_mail_in_silence(
    queue: Queue, sending_account: MailAccount, frozen: Frozen, anna: User
) -> None:
    mail = queue()
    with in_scope(mail.tenant_id):
        MailAccount.objects.filter(pk=sending_account.pk).update(smtp_port=1)
    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.QUEUED
    frozen.move(seconds=GIVEN_UP_AFTER.total_seconds() + 1)

    sweep(mail.tenant_id)

    after = as_it_is(mail)
    assert (after.state, after.message.ticket.owner_id) == (DeliveryState.FAILED, anna.pk)
    assert "port 1" in after.last_error


def test_a_mail_that_lay_for_days_because_no_worker_was_at_work_leaves(
    queue: Queue, smtp_sink: SmtpSink, frozen: Frozen
) -> None:
    put_off, untried = queue(), queue()
    smtp_sink.answer_data = "451 4.3.0 try later"
    deliver(put_off.tenant_id, put_off.pk)
    smtp_sink.answer_data = ""
    with everywhere():
        OutgoingMail.objects.filter(pk=untried.pk).update(attempts=0)
    frozen.move(seconds=2 * GIVEN_UP_AFTER.total_seconds())

    sweep(put_off.tenant_id)
    assert (as_it_is(put_off).state, as_it_is(untried).state) == (DeliveryState.QUEUED, DeliveryState.QUEUED)

    run_jobs("send_queue")
    assert (as_it_is(put_off).state, as_it_is(untried).state) == (DeliveryState.SENT, DeliveryState.SENT)


def test_a_mail_whose_account_has_a_secret_that_cannot_be_read_is_given_up_after_days(
    queue: Queue, sending_account: MailAccount, frozen: Frozen
) -> None:
    mail = queue()
    with in_scope(mail.tenant_id):
        MailAccount.objects.filter(pk=sending_account.pk).update(smtp_password="secret")
    frozen.move(seconds=GIVEN_UP_AFTER.total_seconds() + 1)

    with override_settings(SECRETS_KEYS=[new_key()]):
        sweep(mail.tenant_id)

    assert as_it_is(mail).state == DeliveryState.FAILED


def test_a_result_is_read_from_what_was_written_down() -> None:
    mail = OutgoingMail(
        in_flight=["a@post.example"],
        answer="250 ok",
        dialogue=[{"refused": {"c@post.example": [550, "before"]}}, {"refused": {"b@post.example": [450, "later"]}}],
    )

    assert talks.result_of(mail) == SendResult(("a@post.example",), {"b@post.example": (450, "later")}, "250 ok")


def test_a_talk_that_has_lost_its_mail_writes_nothing_down() -> None:
    claim = uuid4()

    assert talks.told_by(claim, OutgoingMail(claim=claim, state=DeliveryState.SENDING)) is True
    assert talks.told_by(claim, OutgoingMail(claim=uuid4(), state=DeliveryState.SENDING)) is False


def test_what_nobody_is_sending_needs_no_recovery(queue: Queue) -> None:
    assert recover(line_to(queue())) == 0


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


def test_open_pages_hear_that_a_mail_waits_again(queue: Queue, nordlicht: Tenant, frozen: Frozen) -> None:
    mail = queue()
    with in_scope(nordlicht):
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=DeliveryState.SENDING, phase=Phase.TALKING, claimed_at=frozen.at
        )

    with heard() as told:
        recover(Line(mail.tenant_id, mail.account_id))

    assert as_it_is(mail).state == DeliveryState.QUEUED
    assert ("t", nordlicht.pk, "ticket", mail.message.ticket_id) in told
