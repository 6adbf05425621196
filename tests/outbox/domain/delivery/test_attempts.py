"""How often a mail is tried, and when the count begins anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.outbox.domain.doubts import send_again
from kontor.outbox.domain.results import WAITS, try_later
from kontor.outbox.domain.retrying import try_again
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from tests.conftest import Frozen
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.delivery.conftest import as_it_is, delivered, ticket_of
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def wait_of(mail: OutgoingMail, frozen: Frozen) -> timedelta:
    at = as_it_is(mail).next_attempt_at
    assert at is not None
    return at - frozen.at


def test_a_recipient_who_is_put_off_to_the_last_is_given_up(
    queue: Queue, smtp_sink: SmtpSink, frozen: Frozen, anna: User
) -> None:
    mail = queue(cc=[["", "grau@post.example"]])
    smtp_sink.refuse["grau@post.example"] = "450 4.2.0 greylisted"
    for wait in WAITS:
        assert delivered(mail) == DeliveryState.QUEUED
        frozen.move(seconds=wait.total_seconds())

    assert delivered(mail) == DeliveryState.SENT

    after = as_it_is(mail)
    assert (after.recipients, after.refused) == ([], {"grau@post.example": "450 4.2.0 greylisted"})
    assert (ticket_of(mail).owner_id, ticket_of(mail).delivery_failed) == (anna.pk, True)


def test_a_mail_that_a_person_tries_again_waits_as_at_first(
    queue: Queue, smtp_sink: SmtpSink, frozen: Frozen, anna: User
) -> None:
    mail = queue()
    smtp_sink.answer_data = "451 later"
    for wait in WAITS:
        delivered(mail)
        frozen.move(seconds=wait.total_seconds())
    assert delivered(mail) == DeliveryState.FAILED

    with in_scope(mail.tenant_id):
        again = try_again(mail, by=anna)
        assert (again.attempts, again.next_attempt_at) == (0, frozen.at)
    assert delivered(mail) == DeliveryState.QUEUED

    assert wait_of(mail, frozen) == WAITS[0]


def test_a_doubtful_mail_that_a_person_sends_again_waits_as_at_first(
    queue: Queue, smtp_sink: SmtpSink, frozen: Frozen, anna: User
) -> None:
    mail = queue()
    smtp_sink.vanish_after_data = True
    assert delivered(mail) == DeliveryState.UNCLEAR
    smtp_sink.vanish_after_data = False
    smtp_sink.answer_data = "451 later"

    with in_scope(mail.tenant_id):
        again = send_again(mail, by=anna)
        assert (again.attempts, again.in_flight, again.next_attempt_at) == (0, [], frozen.at)
    assert ticket_of(mail).delivery_failed is False
    run_jobs("deliver")

    assert wait_of(mail, frozen) == WAITS[0]


def test_a_mail_in_doubt_that_some_refused_is_not_tried_again(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = queue(cc=[["", "weg@post.example"]])
    with in_scope(mail.tenant_id):
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=DeliveryState.UNCLEAR, refused={"weg@post.example": "550 no such user"}
        )

        with refused("This mail is still on its way."):
            try_again(mail, by=anna)


@pytest.mark.parametrize(
    ("attempts", "wait"), [(0, WAITS[0]), (1, WAITS[0]), (2, WAITS[1]), (7, WAITS[6]), (8, WAITS[6])]
)
def test_the_waits_begin_and_end_with_the_first_and_the_last(
    queue: Queue, frozen: Frozen, attempts: int, wait: timedelta
) -> None:
    mail = queue()
    with in_scope(mail.tenant_id):
        mail.attempts = attempts
        try_later(mail)

    assert (mail.state, mail.next_attempt_at) == (DeliveryState.QUEUED, frozen.at + wait)
