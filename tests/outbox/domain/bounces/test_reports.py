"""What reports say about addresses."""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.domain.reachability import heard_from, mark_deliverable, mark_undeliverable
from kontor.customers.models import Address, Customer
from kontor.outbox.domain.bounce_kinds import is_wrong_address
from kontor.outbox.domain.bounces import Reported, sent_message
from kontor.outbox.domain.delivery import deliver
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.domain.retrying import try_again
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import append_message
from tests.factories.customers import make_customer
from tests.factories.tickets import new_message
from tests.outbox.domain.bounces.conftest import KAETHE, as_it_is, reported, sent_mail
from tests.outbox.domain.conftest import Queue
from tests.servers.smtp_sink import SmtpSink
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


def mark_of(address: Address) -> str:
    with everywhere():
        return Address.objects.get(pk=address.pk).undeliverable_reason


def test_a_report_names_a_mail_of_ours_and_none_that_came_in(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = sent_mail(queue)
    ours, ticket = mail.message, mail.message.ticket
    with in_scope(mail.tenant_id):
        append_message(ticket, new_message(ticket.customer, message_id="<theirs@post.example>"))

        assert sent_message(["", "<theirs@post.example>"]) is None
        assert sent_message(["<theirs@post.example>", ours.message_id]) == ours


def test_a_report_about_a_wrong_address_marks_it(queue: Queue, smtp_sink: SmtpSink, address: Address) -> None:
    mail = reported(sent_mail(queue), Reported(KAETHE, status="5.1.1", diagnostic="550 5.1.1 user unknown"))

    assert (mail.state, mail.refused) == (DeliveryState.BOUNCED, {KAETHE: "550 5.1.1 user unknown"})
    assert mark_of(address) == "550 5.1.1 user unknown"
    assert mail.message.ticket.delivery_failed is True


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "4.4.7"])
def test_a_report_about_something_else_marks_nobody(
    queue: Queue, smtp_sink: SmtpSink, address: Address, status: str
) -> None:
    mail = reported(sent_mail(queue), Reported(KAETHE, status=status, diagnostic="mailbox unavailable"))

    assert (mail.state, mark_of(address)) == (DeliveryState.BOUNCED, "")


def test_a_delay_is_noted_and_is_no_failure(queue: Queue, smtp_sink: SmtpSink, address: Address, anna: User) -> None:
    sent = sent_mail(queue)
    mail = reported(sent, Reported(KAETHE, action="delayed", status="4.4.1", diagnostic="no answer"))

    assert (mail.state, mail.delayed, mail.refused) == (DeliveryState.SENT, {KAETHE: "no answer"}, {})
    assert (mail.message.ticket.delivery_failed, mark_of(address)) == (False, "")
    assert reported(sent, Reported(KAETHE, action="delivered")).delayed == {}


def test_a_delay_that_ends_in_a_failure_is_one(queue: Queue, smtp_sink: SmtpSink) -> None:
    sent = sent_mail(queue)
    reported(sent, Reported(KAETHE, action="delayed", status="4.4.1"))

    mail = reported(sent, Reported(KAETHE, status="5.4.7", diagnostic="expired"))

    assert (mail.state, mail.delayed, mail.refused) == (DeliveryState.BOUNCED, {}, {KAETHE: "expired"})


def test_a_report_about_somebody_we_never_wrote_to_marks_nobody_and_is_never_sent_to(
    queue: Queue, smtp_sink: SmtpSink, address: Address, anna: User, nordlicht: Tenant
) -> None:
    """Who got a copy knows the Message-ID. With it alone nobody may stop mail to others, or get the answer."""
    victim = make_customer(nordlicht, email="viktor@andere.example")
    mail = sent_mail(queue, cc=[["", "mallory@evil.example"]])

    after = reported(mail, Reported("viktor@andere.example", status="5.1.1", diagnostic="550 5.1.1 unknown"))

    assert (after.state, after.refused) == (DeliveryState.BOUNCED, {})
    with everywhere():
        assert Address.objects.get(customer=victim).undeliverable_since is None
    with in_scope(nordlicht), refused("The report names none of the recipients"):
        try_again(after, by=anna)


def test_a_single_recipient_is_meant_by_whatever_name(queue: Queue, smtp_sink: SmtpSink, address: Address) -> None:
    """Käthe's mail is passed on, and the mailbox behind is gone."""
    mail = reported(sent_mail(queue), Reported("kk@intern.example", status="5.1.1", diagnostic="gone"))

    assert (mail.refused, mark_of(address)) == ({KAETHE: "gone"}, "gone")


def test_another_tenants_contact_is_not_marked(queue: Queue, smtp_sink: SmtpSink, alpina: Tenant) -> None:
    theirs = make_customer(alpina, email=KAETHE)

    reported(sent_mail(queue), Reported(KAETHE, status="5.1.1"))

    with everywhere():
        assert Address.objects.get(customer=theirs).undeliverable_since is None


def test_a_refusal_in_the_talk_marks_as_well(queue: Queue, smtp_sink: SmtpSink, address: Address) -> None:
    mail = queue()
    smtp_sink.refuse[KAETHE] = "550 5.1.1 no such user"

    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.FAILED

    assert mark_of(address) == "550 5.1.1 no such user"


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

    assert (other_tenant, mine, mark_of(address)) == (0, 1, "")


def test_a_person_takes_the_mark_away(address: Address, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        mark_undeliverable(nordlicht.pk, KAETHE, reason="gone")
        mark_undeliverable(nordlicht.pk, KAETHE, reason="later")
        first = mark_of(address)
        mark_deliverable(address)

    assert (first, mark_of(address)) == ("gone", "")


def test_a_delay_says_nothing_new_about_whom_the_mail_did_not_reach(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = sent_mail(queue)
    reported(mail, Reported(KAETHE, status="5.1.1", diagnostic="unknown"))

    after = reported(mail, Reported(KAETHE, action="delayed", status="4.2.0", diagnostic="later"))

    assert (after.refused, after.delayed) == ({KAETHE: "unknown"}, {})


def test_what_is_said_about_nobody_changes_nothing_of_what_is_said_about_one(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = sent_mail(queue, cc=[["", "copy@post.example"]])

    after = reported(
        mail,
        Reported(KAETHE, status="5.1.1", diagnostic="unknown"),
        Reported("", action="delayed", status="4.2.0", diagnostic="later"),
    )

    assert (after.refused, after.delayed) == ({KAETHE: "unknown"}, {"copy@post.example": "later"})


def test_a_report_about_a_stranger_counts_for_the_latest_mail_of_the_message(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount
) -> None:
    first = sent_mail(queue, cc=[["", "copy@post.example"]])
    with in_scope(first.tenant_id):
        latest = queue_mail(first.message, account=sending_account)
        OutgoingMail.objects.filter(pk=first.pk).update(state=DeliveryState.CANCELLED)
        OutgoingMail.objects.filter(pk=latest.pk).update(state=DeliveryState.SENT)

    assert reported(first, Reported("viktor@andere.example")).state == DeliveryState.CANCELLED
    assert as_it_is(latest).state == DeliveryState.BOUNCED


def test_a_mail_that_was_passed_on_did_not_reach_the_recipient_it_was_for(queue: Queue, smtp_sink: SmtpSink) -> None:
    """Else nobody would know which of the three it is."""
    mail = sent_mail(queue, cc=[["", "eins@post.example"], ["", "zwei@post.example"]])

    gone = Reported("eins@elsewhere.example", status="5.1.1", original="eins@post.example")
    kept = Reported("eins@archive.example", "delivered", status="2.0.0", original="eins@post.example")

    after = reported(mail, gone, kept)

    assert (after.state, list(after.refused)) == (DeliveryState.BOUNCED, ["eins@post.example"])


@pytest.mark.parametrize("worst_first", [True, False])
@pytest.mark.parametrize("address", ["eins@post.example", "eins@elsewhere.example"])
def test_of_several_reports_on_one_recipient_the_worst_counts(
    queue: Queue, smtp_sink: SmtpSink, address: str, worst_first: bool
) -> None:
    """The mail was passed on to three mailboxes."""
    mail = sent_mail(queue, cc=[["", "eins@post.example"]])
    taken, late, gone = (
        Reported(address, action, diagnostic=action, original="eins@post.example")
        for action in ("delivered", "delayed", "failed")
    )
    step = -1 if worst_first else 1

    after = reported(mail, *[taken, late][::step])
    assert (after.delayed, after.refused) == ({"eins@post.example": "delayed"}, {})
    after = reported(mail, *[taken, late, gone][::step])
    assert (after.delayed, after.refused) == ({}, {"eins@post.example": "failed"})


@pytest.mark.parametrize("worst_first", [True, False])
def test_of_several_mailboxes_behind_a_single_recipient_the_worst_counts(
    queue: Queue, smtp_sink: SmtpSink, worst_first: bool
) -> None:
    kept, gone = Reported("kk@intern.example", "delivered"), Reported("old@intern.example", diagnostic="gone")

    after = reported(sent_mail(queue), *([gone, kept] if worst_first else [kept, gone]))

    assert (after.state, after.refused) == (DeliveryState.BOUNCED, {KAETHE: "gone"})


@pytest.mark.parametrize("nobody_first", [True, False])
def test_what_fails_for_nobody_by_name_is_no_failure_of_one_who_is_named(
    queue: Queue, smtp_sink: SmtpSink, nobody_first: bool
) -> None:
    mail = sent_mail(queue, cc=[["", "copy@post.example"]])
    nobody, kaethe = Reported("", diagnostic="gone"), Reported(KAETHE, "delivered")

    after = reported(mail, *([nobody, kaethe] if nobody_first else [kaethe, nobody]))

    assert after.refused == {"copy@post.example": "gone"}
