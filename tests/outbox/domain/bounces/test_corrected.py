"""An address is corrected, and the answer sent again."""

from __future__ import annotations

from email import message_from_bytes

import pytest

from kontor.customers.domain.contacts import correct_address
from kontor.customers.domain.reachability import mark_undeliverable
from kontor.customers.models import Address
from kontor.outbox.domain.bounces import Reported
from kontor.outbox.domain.composing import compose
from kontor.outbox.domain.delivery import deliver
from kontor.outbox.domain.retrying import correct_and_resend, not_reached
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import HistoryEntry
from tests.factories.customers import make_customer
from tests.outbox.domain.bounces.conftest import KAETHE, as_it_is, reported, sent_mail
from tests.outbox.domain.conftest import Queue
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


def test_a_corrected_address_gets_the_same_answer_alone(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant
) -> None:
    mail = sent_mail(queue, cc=[["", "copy@post.example"]])
    bounced = reported(mail, Reported(KAETHE, status="5.1.1", diagnostic="unknown"))

    with in_scope(nordlicht):
        again = correct_and_resend(bounced, old=KAETHE, new=" kaethe@post.test ", by=anna)
    run_jobs()

    first, second = smtp_sink.kept
    assert second.recipients == ["kaethe@post.test"]
    assert second.mail["To"] == "Käthe Kunde <kaethe@post.test>"
    assert (second.mail["Message-ID"], second.mail["Cc"]) == (first.mail["Message-ID"], "copy@post.example")
    assert (as_it_is(mail).state, as_it_is(mail).refused) == (DeliveryState.SENT, {})
    assert as_it_is(again).state == DeliveryState.SENT
    assert as_it_is(mail).message.ticket.delivery_failed is False
    with everywhere():
        step = HistoryEntry.objects.filter(ticket=mail.message.ticket, action="resent").get()
        assert (step.details, step.actor_id) == ({"old": KAETHE, "new": "kaethe@post.test"}, anna.pk)


def test_a_correction_can_be_corrected(queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant) -> None:
    mail = queue()
    smtp_sink.refuse = {KAETHE: "550 5.1.1 unknown", "kate@post.example": "550 5.1.1 unknown"}
    deliver(mail.tenant_id, mail.pk)
    with in_scope(nordlicht):
        second = correct_and_resend(as_it_is(mail), old=KAETHE, new="kate@post.example", by=anna)
    run_jobs()
    with in_scope(nordlicht):
        third = correct_and_resend(as_it_is(second), old="kate@post.example", new="kathe@post.example", by=anna)
    run_jobs()

    assert [as_it_is(each).state for each in (mail, second, third)] == [
        DeliveryState.CANCELLED,
        DeliveryState.CANCELLED,
        DeliveryState.SENT,
    ]
    assert smtp_sink.kept[0].mail["To"] == "Käthe Kunde <kathe@post.example>"


def test_whom_else_it_did_not_reach_is_left_as_it_was(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant
) -> None:
    smtp_sink.answer_data = "554 not wanted"
    mail = queue(cc=[["", "copy@post.example"]])
    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.FAILED

    with in_scope(nordlicht):
        correct_and_resend(as_it_is(mail), old=KAETHE, new="kate@post.example", by=anna)

    after = as_it_is(mail)
    assert (after.state, not_reached(after)) == (DeliveryState.FAILED, ["copy@post.example"])
    assert after.message.ticket.delivery_failed is True


def test_a_report_about_a_corrected_address_finds_its_delivery(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant
) -> None:
    mail = sent_mail(queue)
    bounced = reported(mail, Reported(KAETHE, status="5.1.1"))
    with in_scope(nordlicht):
        again = correct_and_resend(bounced, old=KAETHE, new="kate@post.example", by=anna)
    run_jobs()

    reported(mail, Reported("kate@post.example", status="5.1.1", diagnostic="unknown"))

    assert as_it_is(again).refused == {"kate@post.example": "unknown"}
    assert as_it_is(mail).state == DeliveryState.CANCELLED


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("copy@post.example", "neu@post.example", "This mail has not failed for copy@post.example."),
        (KAETHE, "kein ziel", "is not an e-mail address."),
        (KAETHE, "KAETHE@post.example", "is a recipient of this mail already."),
        (KAETHE, "copy@post.example", "is a recipient of this mail already."),
        (KAETHE, "neu@post.example\r\nBcc: x@evil.example", "is not an e-mail address."),
    ],
)
def test_what_cannot_be_corrected(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant, old: str, new: str, sentence: str
) -> None:
    mail = reported(sent_mail(queue, cc=[["", "copy@post.example"]]), Reported(KAETHE, status="5.1.1"))

    assert not_reached(mail) == [KAETHE]
    with in_scope(nordlicht), refused(sentence):
        correct_and_resend(mail, old=old, new=new, by=anna)


def test_the_contacts_address_is_corrected_too(address: Address, nordlicht: Tenant) -> None:
    make_customer(nordlicht, email="andere@post.example")
    with in_scope(nordlicht):
        mark_undeliverable(nordlicht.pk, KAETHE, reason="gone")
        correct_address(Address.objects.get(pk=address.pk), "kate@post.example")

        after = Address.objects.get(pk=address.pk)
        assert (after.value, after.normalized, after.undeliverable_since) == (
            "kate@post.example",
            "kate@post.example",
            None,
        )
        with refused("Another contact has this address already."):
            correct_address(after, "andere@post.example")


def test_the_mail_to_a_corrected_address_is_the_same_each_time(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant
) -> None:
    bounced = reported(sent_mail(queue), Reported(KAETHE, status="5.1.1"))
    with in_scope(nordlicht):
        again = correct_and_resend(bounced, old=KAETHE, new="kate@post.example", by=anna)
        rows = OutgoingMail.objects.select_related("message", "account", "no_reply", "tenant")
        raw = compose(rows.get(pk=again.pk))

    assert KAETHE not in str(message_from_bytes(raw)["To"])


def test_a_late_report_about_the_old_address_says_nothing_about_the_corrected_one(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant
) -> None:
    mail = sent_mail(queue)
    bounced = reported(mail, Reported(KAETHE, status="5.1.1"))
    other = make_customer(nordlicht, email="kate@post.example")
    with in_scope(nordlicht):
        again = correct_and_resend(bounced, old=KAETHE, new="kate@post.example", by=anna)
    run_jobs()

    reported(mail, Reported(KAETHE, status="5.1.1", diagnostic="550 5.1.1 unknown"))

    assert (as_it_is(again).state, as_it_is(again).refused) == (DeliveryState.SENT, {})
    with everywhere():
        assert Address.objects.get(customer=other).undeliverable_since is None


def test_a_report_about_one_recipient_says_nothing_about_the_corrected_other_one(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant
) -> None:
    mail = sent_mail(queue, cc=[["", "copy@post.example"]])
    bounced = reported(mail, Reported(KAETHE, status="5.1.1"))
    with in_scope(nordlicht):
        again = correct_and_resend(bounced, old=KAETHE, new="kate@post.example", by=anna)
    run_jobs()

    reported(mail, Reported("copy@post.example", status="5.2.2", diagnostic="full"))

    assert (as_it_is(again).state, as_it_is(again).refused) == (DeliveryState.SENT, {})
    assert as_it_is(mail).refused == {"copy@post.example": "full"}
