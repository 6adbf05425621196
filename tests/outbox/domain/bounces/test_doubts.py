"""Nobody knows whether it arrived, until something proves it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from kontor.outbox.domain.bounces import Reported
from kontor.outbox.domain.delivery import deliver
from kontor.outbox.domain.doubts import confirm_arrival, send_again, settle_by_what_came
from kontor.outbox.enums import DeliveryState, Phase
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.domain.leaving import delete_user
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import Message, Notice, Ticket
from tests.factories.tickets import new_message
from tests.outbox.domain.bounces.conftest import KAETHE, as_it_is, reported
from tests.outbox.domain.conftest import Queue
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


def doubtful(queue: Queue, sink: SmtpSink) -> OutgoingMail:
    sink.vanish_after_data = True
    mail = queue()
    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.UNCLEAR
    sink.vanish_after_data = False
    return as_it_is(mail)


def test_a_person_knows_that_it_arrived(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = doubtful(queue, smtp_sink)

    with in_scope(mail.tenant_id):
        confirm_arrival(mail, by=anna)

    after = as_it_is(mail)
    assert (after.state, after.message.ticket.state) == (DeliveryState.SENT, TicketState.CLOSED)
    assert (after.message.ticket.delivery_failed, len(smtp_sink.kept)) == (False, 1)
    with in_scope(mail.tenant_id), refused("It is clear by now"):
        send_again(mail, by=anna)


def test_whoever_has_the_ticket_is_asked_about_what_nobody_wrote(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    """An answer from outside that goes on to the customer: its ticket is being sent until somebody decides."""
    mail = queue()
    with everywhere():
        Message.objects.filter(pk=mail.message_id).update(author=None)
    smtp_sink.vanish_after_data = True

    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.UNCLEAR

    with in_scope(mail.tenant_id):
        assert [line.text for line in latest_notices(anna)] == [
            f"It is unclear whether an automatic mail to {KAETHE} was sent"
        ]


def test_those_who_watch_are_asked_where_its_author_has_left(
    queue: Queue, smtp_sink: SmtpSink, anna: User, sven: User
) -> None:
    smtp_sink.vanish_after_data = True
    mail = queue()
    with everywhere():
        delete_user(anna, by=None)

    deliver(mail.tenant_id, mail.pk)

    with in_scope(mail.tenant_id):
        told = [line.text for line in latest_notices(sven)]
        assert not Notice.objects.filter(user=anna).exists()
    assert told == ["It is unclear whether the answer of Anna Arndt to kaethe@post.example was sent"]


def test_a_person_sends_it_again(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = doubtful(queue, smtp_sink)

    with in_scope(mail.tenant_id):
        Ticket.objects.filter(pk=mail.message.ticket_id).update(delivery_failed=True)
        send_again(mail, by=anna)
    assert as_it_is(mail).message.ticket.delivery_failed is False
    run_jobs("deliver")

    assert (as_it_is(mail).state, len(smtp_sink.kept)) == (DeliveryState.SENT, 2)
    assert len({kept.mail["Message-ID"] for kept in smtp_sink.kept}) == 1


def test_a_report_about_somebody_else_proves_nothing(queue: Queue, smtp_sink: SmtpSink) -> None:
    smtp_sink.vanish_after_data = True
    mail = queue(cc=[["Kurt", "kurt@post.example"]])
    deliver(mail.tenant_id, mail.pk)

    after = reported(mail, Reported("stranger@elsewhere.example", "delayed"))

    assert (after.state, after.delayed) == (DeliveryState.UNCLEAR, {})


@pytest.mark.parametrize("refers", ["in_reply_to", "references"])
def test_an_answer_to_it_proves_that_it_arrived(queue: Queue, smtp_sink: SmtpSink, refers: str) -> None:
    mail = doubtful(queue, smtp_sink)
    ours = mail.message.message_id
    with in_scope(mail.tenant_id):
        nothing = settle_by_what_came(mail.tenant_id)
        names = {refers: ours if refers == "in_reply_to" else [ours]}
        append_message(mail.message.ticket, new_message(None, **names))

    assert (nothing, settle_by_what_came(mail.tenant_id)) == (0, 1)
    assert as_it_is(mail).state == DeliveryState.SENT
    with everywhere():
        ticket = Ticket.objects.get(pk=mail.message.ticket_id)
    assert (ticket.delivery_failed, ticket.is_open) == (False, True)


def test_a_late_yes_of_the_server_settles_it(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = doubtful(queue, smtp_sink)
    with in_scope(mail.tenant_id):
        OutgoingMail.objects.filter(pk=mail.pk).update(phase=Phase.ACCEPTED, answer="250 ok", claim=uuid4())

    settle_by_what_came(mail.tenant_id)

    assert (as_it_is(mail).state, as_it_is(mail).answer) == (DeliveryState.SENT, "250 ok")


@pytest.mark.parametrize(
    ("action", "state"),
    [("failed", DeliveryState.BOUNCED), ("delayed", DeliveryState.SENT), ("relayed", DeliveryState.SENT)],
)
def test_a_report_settles_it_whatever_it_says(
    queue: Queue, smtp_sink: SmtpSink, anna: User, action: str, state: DeliveryState
) -> None:
    mail = doubtful(queue, smtp_sink)

    assert reported(mail, Reported(KAETHE, action=action, status="5.1.1")).state == state
    with everywhere():
        kinds = list(Notice.objects.filter(user=anna).values_list("kind", flat=True))
    assert kinds == [NoticeKind.DELIVERY_FAILED] * (2 if action == "failed" else 1)
