"""An account that failed and was corrected: what waits for it is tried at once."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from kontor.answers.preferences import UNDO_SECONDS
from kontor.channels.domain.troubles import troubles_of
from kontor.channels.enums import Direction
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.models import MailAccount
from kontor.outbox.domain.delivery import send_queue
from kontor.outbox.domain.pausing import PAUSES, account_failed, send_anew, standing_of
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.domain.turns import SEND_QUEUE
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction as MessageDirection
from kontor.tickets.enums import MessageKind
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.factories.tickets import make_message
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.turns.conftest import line_to, states_of
from tests.outbox.domain.turns.test_pauses import notices_of, port_of
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letters import sending_through
from tests.support.scoping import everywhere, in_scope


def test_what_waits_for_an_account_is_tried_at_once_when_it_is_corrected(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, sven: User, frozen: Frozen
) -> None:
    mail = queue()
    _fails(mail, sending_account, frozen, times=5)
    assert [job.at for job in waiting_jobs()] == [frozen.at + PAUSES[4] - timedelta(seconds=1)]

    _correct(sending_account, smtp_sink)
    run_jobs("try_anew")

    assert [(job.task, job.at) for job in waiting_jobs()] == [(SEND_QUEUE, None)]
    run_jobs()
    assert (states_of(), len(smtp_sink.kept)) == ({DeliveryState.SENT}, 1)
    assert notices_of(sven)[0] == "Mail can be sent through service@nordlicht.example again"


def test_a_correction_that_was_none_waits_as_long_as_before(
    queue: Queue, sending_account: MailAccount, frozen: Frozen
) -> None:
    mail = queue()
    _fails(mail, sending_account, frozen, times=3)
    with in_scope(sending_account.owner):
        send_anew(sending_account)
    run_jobs("try_anew")
    frozen.move(seconds=1)

    send_queue(line_to(mail))

    with in_scope(sending_account.owner):
        standing = standing_of(MailAccount.objects.get(pk=sending_account.pk))
        assert (standing.paused, standing.trouble and standing.trouble.count) == (True, 4)
        assert standing.until == frozen.at + PAUSES[3]


def test_mails_that_were_put_off_one_by_one_are_tried_and_what_may_be_taken_back_waits(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, nordlicht: Tenant, frozen: Frozen
) -> None:
    put_off = queue()
    with in_scope(nordlicht):
        rows = OutgoingMail.objects.filter(pk=put_off.pk)
        rows.update(attempts=1, last_error="The connection broke off.", next_attempt_at=frozen.at + timedelta(hours=6))
    prefer(nordlicht, UNDO_SECONDS, 30)
    fresh = queue()

    with in_scope(nordlicht):
        send_anew(sending_account)
    run_jobs("try_anew")
    send_queue(line_to(put_off))

    with in_scope(nordlicht):
        assert dict(OutgoingMail.objects.values_list("pk", "state")) == {
            put_off.pk: DeliveryState.SENT,
            fresh.pk: DeliveryState.QUEUED,
        }


def test_another_account_goes_on_as_it_was(
    queue: Queue, sending_account: MailAccount, second_account: MailAccount, frozen: Frozen
) -> None:
    queue()
    other = queue(account=second_account)
    later = frozen.at + timedelta(hours=6)
    with in_scope(other.tenant_id):
        OutgoingMail.objects.filter(pk=other.pk).update(attempts=6, next_attempt_at=later)

        send_anew(sending_account)
    run_jobs("try_anew")

    with in_scope(other.tenant_id):
        assert OutgoingMail.objects.get(pk=other.pk).next_attempt_at == later
        corrected = dict(MailAccount.objects.values_list("pk", "corrected_at"))
    assert (corrected[sending_account.pk], corrected[second_account.pk]) == (frozen.at, None)


def test_what_is_due_already_keeps_its_place(queue: Queue, sending_account: MailAccount, frozen: Frozen) -> None:
    mail, before = queue(), frozen.at - timedelta(hours=1)
    with in_scope(mail.tenant_id):
        OutgoingMail.objects.filter(pk=mail.pk).update(attempts=1, next_attempt_at=before)

        send_anew(sending_account)
    run_jobs("try_anew")

    with in_scope(mail.tenant_id):
        assert OutgoingMail.objects.get(pk=mail.pk).next_attempt_at == before


def test_where_nothing_is_due_there_is_no_turn(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, nordlicht: Tenant
) -> None:
    _goes_out(queue())
    prefer(nordlicht, UNDO_SECONDS, 30)
    queue()

    with in_scope(nordlicht):
        send_anew(sending_account)
    run_jobs("try_anew")

    assert waiting_jobs("send_queue") == []


def test_what_fails_with_settings_that_were_just_replaced_is_tried_with_the_new_ones(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, frozen: Frozen
) -> None:
    """A worker was at it with the old password when the new one was saved."""
    queue()
    with in_scope(sending_account.owner):
        in_use = MailAccount.objects.get(pk=sending_account.pk)
        send_anew(sending_account)
    run_jobs("try_anew")

    assert account_failed(in_use, ConnectionFailed(Kind.SIGN_IN, host="mail.example")) == frozen.at

    with in_scope(sending_account.owner):
        assert not troubles_of(sending_account, Direction.OUT).exists()


def test_a_general_account_is_tried_for_every_tenant(
    queue: Queue, smtp_sink: SmtpSink, alpina_ticket: Ticket, frozen: Frozen
) -> None:
    general = make_account(None, "info@kontor.example", **{**sending_through(smtp_sink), "smtp_port": 1})
    mail = queue(account=general)
    theirs = _mail_of(alpina_ticket, general)
    _fails(mail, general, frozen, times=4)
    send_queue(line_to(theirs))

    _correct(general, smtp_sink)
    run_jobs()

    assert (states_of(), len(smtp_sink.kept)) == ({DeliveryState.SENT}, 2)


def _fails(mail: OutgoingMail, account: MailAccount, frozen: Frozen, *, times: int) -> None:
    """The account has failed so often, the last time just now."""
    port_of(account, 1)
    for failure in range(times):
        frozen.move(seconds=PAUSES[failure - 1].total_seconds() if failure else 0)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")  # a worker has taken it
        send_queue(line_to(mail))
    frozen.move(seconds=1)


def _goes_out(mail: OutgoingMail) -> None:
    """It goes out."""
    assert send_queue(line_to(mail)) == {mail.pk: DeliveryState.SENT}


def _correct(account: MailAccount, sink: SmtpSink) -> None:
    port_of(account, sink.port)
    with everywhere():
        send_anew(account)


def _mail_of(ticket: Ticket, account: MailAccount) -> OutgoingMail:
    message = make_message(
        ticket, direction=MessageDirection.OUT, kind=MessageKind.REPLY, to=[["", "alpine@post.example"]]
    )
    with in_scope(ticket.tenant_id):
        return queue_mail(message, account=account)
