"""Delivery reports: what came back, what is only late, whom it marks, and what a person makes of it."""

from __future__ import annotations

from email import message_from_bytes
from uuid import uuid4

import pytest

from kontor.customers.domain.contacts import correct_address
from kontor.customers.domain.reachability import heard_from, mark_deliverable, mark_undeliverable
from kontor.customers.models import Address, Customer
from kontor.outbox.domain.bounce_kinds import is_wrong_address
from kontor.outbox.domain.bounces import Reported, record_report
from kontor.outbox.domain.composing import compose
from kontor.outbox.domain.delivery import deliver
from kontor.outbox.domain.doubts import confirm_arrival, send_again, settle_by_what_came
from kontor.outbox.domain.retrying import correct_and_resend, not_reached, try_again
from kontor.outbox.enums import DeliveryState, Phase
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import append_message
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import HistoryEntry, Notice, Ticket
from tests.factories.customers import make_customer
from tests.factories.tickets import new_message
from tests.outbox.domain.conftest import Queue
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

KAETHE = "kaethe@post.example"


@pytest.fixture
def address(customer: Customer) -> Address:
    with everywhere():
        return Address.objects.get(customer=customer, normalized=KAETHE)


def _sent(queue: Queue, **values: object) -> OutgoingMail:
    mail = queue(**values)
    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.SENT
    return mail


def _report(mail: OutgoingMail, *reported: Reported) -> OutgoingMail:
    with in_scope(mail.tenant_id):
        record_report(mail.message, reported)
    return _fresh(mail)


def _fresh(mail: OutgoingMail) -> OutgoingMail:
    with everywhere():
        return OutgoingMail.objects.select_related("message__ticket", "message__author").get(pk=mail.pk)


def _mark(address: Address) -> str:
    with everywhere():
        return Address.objects.get(pk=address.pk).undeliverable_reason


def test_a_report_about_a_wrong_address_marks_it(queue: Queue, smtp_sink: SmtpSink, address: Address) -> None:
    mail = _report(_sent(queue), Reported(KAETHE, status="5.1.1", diagnostic="550 5.1.1 user unknown"))

    assert (mail.state, mail.refused) == (DeliveryState.BOUNCED, {KAETHE: "550 5.1.1 user unknown"})
    assert _mark(address) == "550 5.1.1 user unknown"
    assert mail.message.ticket.delivery_failed is True


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "4.4.7"])
def test_a_report_about_something_else_marks_nobody(
    queue: Queue, smtp_sink: SmtpSink, address: Address, status: str
) -> None:
    mail = _report(_sent(queue), Reported(KAETHE, status=status, diagnostic="mailbox unavailable"))

    assert (mail.state, _mark(address)) == (DeliveryState.BOUNCED, "")


def test_a_delay_is_noted_and_is_no_failure(queue: Queue, smtp_sink: SmtpSink, address: Address, anna: User) -> None:
    sent = _sent(queue)
    mail = _report(sent, Reported(KAETHE, action="delayed", status="4.4.1", diagnostic="no answer"))

    assert (mail.state, mail.delayed, mail.refused) == (DeliveryState.SENT, {KAETHE: "no answer"}, {})
    assert (mail.message.ticket.delivery_failed, _mark(address)) == (False, "")
    assert _report(sent, Reported(KAETHE, action="delivered")).delayed == {}


def test_a_delay_that_ends_in_a_failure_is_one(queue: Queue, smtp_sink: SmtpSink) -> None:
    sent = _sent(queue)
    _report(sent, Reported(KAETHE, action="delayed", status="4.4.1"))

    mail = _report(sent, Reported(KAETHE, status="5.4.7", diagnostic="expired"))

    assert (mail.state, mail.delayed, mail.refused) == (DeliveryState.BOUNCED, {}, {KAETHE: "expired"})


def test_a_report_about_somebody_we_never_wrote_to_marks_nobody_and_is_never_sent_to(
    queue: Queue, smtp_sink: SmtpSink, address: Address, anna: User, nordlicht: Tenant
) -> None:
    """Who got a copy knows the Message-ID. With it alone nobody may stop mail to others, or get the answer."""
    victim = make_customer(nordlicht, email="viktor@andere.example")
    mail = _sent(queue, cc=[["", "mallory@evil.example"]])

    after = _report(mail, Reported("viktor@andere.example", status="5.1.1", diagnostic="550 5.1.1 unknown"))

    assert (after.state, after.refused) == (DeliveryState.BOUNCED, {})
    with everywhere():
        assert Address.objects.get(customer=victim).undeliverable_since is None
    with in_scope(nordlicht), refused("The report names none of the recipients"):
        try_again(after, by=anna)


def test_a_single_recipient_is_meant_by_whatever_name(queue: Queue, smtp_sink: SmtpSink, address: Address) -> None:
    """Käthe's mail is passed on, and the mailbox behind is gone."""
    mail = _report(_sent(queue), Reported("kk@intern.example", status="5.1.1", diagnostic="gone"))

    assert (mail.refused, _mark(address)) == ({KAETHE: "gone"}, "gone")


def test_another_tenants_contact_is_not_marked(queue: Queue, smtp_sink: SmtpSink, alpina: Tenant) -> None:
    theirs = make_customer(alpina, email=KAETHE)

    _report(_sent(queue), Reported(KAETHE, status="5.1.1"))

    with everywhere():
        assert Address.objects.get(customer=theirs).undeliverable_since is None


def test_a_refusal_in_the_talk_marks_as_well(queue: Queue, smtp_sink: SmtpSink, address: Address) -> None:
    mail = queue()
    smtp_sink.refuse[KAETHE] = "550 5.1.1 no such user"

    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.FAILED

    assert _mark(address) == "550 5.1.1 no such user"


@pytest.mark.parametrize(
    ("status", "words", "wrong"),
    [
        ("5.1.1", "", True),
        ("5.1.10", "RecipientNotFound", True),
        ("5.2.1", "mailbox disabled", True),
        ("5.4.4", "Host or domain name not found", True),
        ("5.2.2", "mailbox full, user unknown", False),
        ("5.7.1", "user unknown", False),
        ("5.1.8", "sender address rejected", False),
        ("4.2.2", "user unknown", False),
        ("5.0.0", "550 User unknown in virtual mailbox table", True),
        ("5.0.0", "554 message looks like spam", False),
        ("", "550 This user doesn't have a yahoo.example account", True),
        ("", "550 5.1.1 unknown", True),
        ("", "Empfänger ist unbekannt", True),
        ("", "Das Postfach ist voll", False),
        ("", "Utilisateur inconnu", True),
        ("", "", False),
    ],
)
def test_which_refusals_mean_the_address(status: str, words: str, wrong: bool) -> None:
    assert is_wrong_address(status, words) is wrong


# The mark goes


def test_who_writes_can_be_reached(customer: Customer, address: Address, nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht):
        assert mark_undeliverable(nordlicht.pk, KAETHE, reason="gone") is True
        assert mark_undeliverable(nordlicht.pk, "niemand@post.example", reason="gone") is False
    with everywhere():
        other_tenant = heard_from([(alpina.pk, KAETHE), (nordlicht.pk, "andere@post.example")])
        mine = heard_from([(nordlicht.pk, "Kaethe@POST.example"), (nordlicht.pk, "")])

    assert (other_tenant, mine, _mark(address)) == (0, 1, "")


def test_a_person_takes_the_mark_away(address: Address, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        mark_undeliverable(nordlicht.pk, KAETHE, reason="gone")
        mark_undeliverable(nordlicht.pk, KAETHE, reason="later")
        first = _mark(address)
        mark_deliverable(address)

    assert (first, _mark(address)) == ("gone", "")


# Correct and resend


def test_a_corrected_address_gets_the_same_answer_alone(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant
) -> None:
    mail = _sent(queue, cc=[["", "copy@post.example"]])
    bounced = _report(mail, Reported(KAETHE, status="5.1.1", diagnostic="unknown"))

    with in_scope(nordlicht):
        again = correct_and_resend(bounced, old=KAETHE, new=" kaethe@post.test ", by=anna)
    run_jobs()

    first, second = smtp_sink.kept
    assert second.recipients == ["kaethe@post.test"]
    assert second.mail["To"] == "Käthe Kunde <kaethe@post.test>"
    assert (second.mail["Message-ID"], second.mail["Cc"]) == (first.mail["Message-ID"], "copy@post.example")
    assert (_fresh(mail).state, _fresh(mail).refused) == (DeliveryState.SENT, {})
    assert _fresh(again).state == DeliveryState.SENT
    assert _fresh(mail).message.ticket.delivery_failed is False
    with everywhere():
        step = HistoryEntry.objects.filter(ticket=mail.message.ticket, action="resent").get()
        assert (step.details, step.actor_id) == ({"old": KAETHE, "new": "kaethe@post.test"}, anna.pk)


def test_a_correction_can_be_corrected(queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant) -> None:
    mail = queue()
    smtp_sink.refuse = {KAETHE: "550 5.1.1 unknown", "kate@post.example": "550 5.1.1 unknown"}
    deliver(mail.tenant_id, mail.pk)
    with in_scope(nordlicht):
        second = correct_and_resend(_fresh(mail), old=KAETHE, new="kate@post.example", by=anna)
    run_jobs()
    with in_scope(nordlicht):
        third = correct_and_resend(_fresh(second), old="kate@post.example", new="kathe@post.example", by=anna)
    run_jobs()

    assert [_fresh(each).state for each in (mail, second, third)] == [
        DeliveryState.CANCELLED,
        DeliveryState.CANCELLED,
        DeliveryState.SENT,
    ]
    assert smtp_sink.kept[0].mail["To"] == "Käthe Kunde <kathe@post.example>"


def test_a_report_about_a_corrected_address_finds_its_delivery(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant
) -> None:
    mail = _sent(queue)
    bounced = _report(mail, Reported(KAETHE, status="5.1.1"))
    with in_scope(nordlicht):
        again = correct_and_resend(bounced, old=KAETHE, new="kate@post.example", by=anna)
    run_jobs()

    _report(mail, Reported("kate@post.example", status="5.1.1", diagnostic="unknown"))

    assert _fresh(again).refused == {"kate@post.example": "unknown"}


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
    mail = _report(_sent(queue, cc=[["", "copy@post.example"]]), Reported(KAETHE, status="5.1.1"))

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


# Doubts


def _doubtful(queue: Queue, sink: SmtpSink) -> OutgoingMail:
    sink.vanish_after_data = True
    mail = queue()
    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.UNCLEAR
    sink.vanish_after_data = False
    return _fresh(mail)


def test_a_person_knows_that_it_arrived(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = _doubtful(queue, smtp_sink)

    with in_scope(mail.tenant_id):
        confirm_arrival(mail, by=anna)

    after = _fresh(mail)
    assert (after.state, after.message.ticket.state) == (DeliveryState.SENT, TicketState.CLOSED)
    assert (after.message.ticket.delivery_failed, len(smtp_sink.kept)) == (False, 1)
    with in_scope(mail.tenant_id), refused("It is clear by now"):
        send_again(mail, by=anna)


def test_a_person_sends_it_again(queue: Queue, smtp_sink: SmtpSink, anna: User) -> None:
    mail = _doubtful(queue, smtp_sink)

    with in_scope(mail.tenant_id):
        send_again(mail, by=anna)
    run_jobs("deliver")

    assert (_fresh(mail).state, len(smtp_sink.kept)) == (DeliveryState.SENT, 2)
    assert len({kept.mail["Message-ID"] for kept in smtp_sink.kept}) == 1


@pytest.mark.parametrize("refers", ["in_reply_to", "references"])
def test_an_answer_to_it_proves_that_it_arrived(queue: Queue, smtp_sink: SmtpSink, refers: str) -> None:
    mail = _doubtful(queue, smtp_sink)
    ours = mail.message.message_id
    with in_scope(mail.tenant_id):
        nothing = settle_by_what_came(mail.tenant_id)
        names = {refers: ours if refers == "in_reply_to" else [ours]}
        append_message(mail.message.ticket, new_message(None, **names))

    assert (nothing, settle_by_what_came(mail.tenant_id)) == (0, 1)
    assert _fresh(mail).state == DeliveryState.SENT
    with everywhere():
        ticket = Ticket.objects.get(pk=mail.message.ticket_id)
    assert (ticket.delivery_failed, ticket.is_open) == (False, True)


def test_a_late_yes_of_the_server_settles_it(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = _doubtful(queue, smtp_sink)
    with in_scope(mail.tenant_id):
        OutgoingMail.objects.filter(pk=mail.pk).update(phase=Phase.ACCEPTED, answer="250 ok", claim=uuid4())

    settle_by_what_came(mail.tenant_id)

    assert (_fresh(mail).state, _fresh(mail).answer) == (DeliveryState.SENT, "250 ok")


@pytest.mark.parametrize(
    ("action", "state"),
    [("failed", DeliveryState.BOUNCED), ("delayed", DeliveryState.SENT), ("relayed", DeliveryState.SENT)],
)
def test_a_report_settles_it_whatever_it_says(
    queue: Queue, smtp_sink: SmtpSink, anna: User, action: str, state: DeliveryState
) -> None:
    mail = _doubtful(queue, smtp_sink)

    assert _report(mail, Reported(KAETHE, action=action, status="5.1.1")).state == state
    with everywhere():
        kinds = list(Notice.objects.filter(user=anna).values_list("kind", flat=True))
    assert kinds == [NoticeKind.DELIVERY_FAILED] * (2 if action == "failed" else 1)


def test_the_mail_to_a_corrected_address_is_the_same_each_time(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant
) -> None:
    bounced = _report(_sent(queue), Reported(KAETHE, status="5.1.1"))
    with in_scope(nordlicht):
        again = correct_and_resend(bounced, old=KAETHE, new="kate@post.example", by=anna)
        rows = OutgoingMail.objects.select_related("message", "account", "no_reply", "tenant")
        raw = compose(rows.get(pk=again.pk))

    assert KAETHE not in str(message_from_bytes(raw)["To"])


def test_a_late_report_about_the_old_address_says_nothing_about_the_corrected_one(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant
) -> None:
    mail = _sent(queue)
    bounced = _report(mail, Reported(KAETHE, status="5.1.1"))
    other = make_customer(nordlicht, email="kate@post.example")
    with in_scope(nordlicht):
        again = correct_and_resend(bounced, old=KAETHE, new="kate@post.example", by=anna)
    run_jobs()

    _report(mail, Reported(KAETHE, status="5.1.1", diagnostic="550 5.1.1 unknown"))

    assert (_fresh(again).state, _fresh(again).refused) == (DeliveryState.SENT, {})
    with everywhere():
        assert Address.objects.get(customer=other).undeliverable_since is None


def test_a_report_about_one_recipient_says_nothing_about_the_corrected_other_one(
    queue: Queue, smtp_sink: SmtpSink, anna: User, nordlicht: Tenant
) -> None:
    mail = _sent(queue, cc=[["", "copy@post.example"]])
    bounced = _report(mail, Reported(KAETHE, status="5.1.1"))
    with in_scope(nordlicht):
        again = correct_and_resend(bounced, old=KAETHE, new="kate@post.example", by=anna)
    run_jobs()

    _report(mail, Reported("copy@post.example", status="5.2.2", diagnostic="full"))

    assert (_fresh(again).state, _fresh(again).refused) == (DeliveryState.SENT, {})
    assert _fresh(mail).refused == {"copy@post.example": "full"}
