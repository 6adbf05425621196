"""Reports, automatic replies, our own mail."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.domain.processing import drain
from kontor.intake.enums import ArrivalState, Outcome
from kontor.org.models import Category
from kontor.outbox.domain.system_mail import send_system_mail
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tickets.domain.moving import merge_tickets, move_message
from kontor.tickets.enums import LinkKind, MessageKind, NoticeKind, TicketState
from kontor.tickets.models import Message, Notice, TicketLink
from tests.factories.channels import make_account
from tests.factories.loans import lend_ticket
from tests.factories.tickets import make_ticket
from tests.intake.domain.conftest import Receive, newest, seen, store
from tests.intake.domain.filing.conftest import CLOSED, Answer, as_it_is, tickets_of
from tests.servers.smtp_sink import SmtpSink
from tests.support.letters import delivery_report, letter, sending_through
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits


@pytest.mark.parametrize("state", [TicketState.ASSIGNED, TicketState.SENDING])
def test_a_failed_delivery_comes_back_to_its_author(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive, anna: User, state: TicketState
) -> None:
    sent = answer(state=state)

    arrival = receive(account, delivery_report(sent.message.message_id, "kaethe@post.example"))

    assert (arrival.outcome, arrival.reason, arrival.ticket) == (Outcome.BOUNCE, "failed", sent.ticket)
    after = as_it_is(sent.ticket)
    assert (after.state, after.owner_id, after.delivery_failed) == (TicketState.ASSIGNED, anna.pk, True)
    with everywhere():
        mail = OutgoingMail.objects.get(pk=sent.mail.pk)
        assert (mail.state, list(mail.refused)) == (DeliveryState.BOUNCED, ["kaethe@post.example"])
        assert list(Notice.objects.values_list("user", "kind")) == [(anna.pk, NoticeKind.DELIVERY_FAILED)]


def test_whoever_has_the_ticket_of_another_author_hears_of_the_report(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive, anna: User, bela: User
) -> None:
    sent = answer(owner=bela)

    receive(account, delivery_report(sent.message.message_id, "kaethe@post.example"))

    with everywhere():
        assert set(Notice.objects.values_list("user", "kind")) == {
            (anna.pk, NoticeKind.DELIVERY_FAILED),
            (bela.pk, NoticeKind.NEW_MESSAGE),
        }


def test_a_report_about_two_recipients_names_each(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive
) -> None:
    sent = answer()

    receive(account, delivery_report(sent.message.message_id, "kaethe@post.example", "max@post.example"))

    with everywhere():
        mail = OutgoingMail.objects.get(pk=sent.mail.pk)
    assert sorted(mail.refused) == ["kaethe@post.example", "max@post.example"]


def test_a_failed_delivery_of_a_closed_ticket_marks_it_and_tells_its_author(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive, anna: User
) -> None:
    sent = answer(**CLOSED)

    receive(account, delivery_report(sent.message.message_id, "kaethe@post.example"))

    after = as_it_is(sent.ticket)
    assert (after.state, after.delivery_failed) == (TicketState.CLOSED, True)
    with everywhere():
        assert list(Notice.objects.values_list("user", "kind")) == [(anna.pk, NoticeKind.DELIVERY_FAILED)]


def test_a_delay_is_no_failure(account: MailAccount, answer: Callable[..., Answer], receive: Receive) -> None:
    sent = answer()

    arrival = receive(account, delivery_report(sent.message.message_id, "kaethe@post.example", action="delayed"))

    assert (arrival.outcome, arrival.reason, arrival.ticket) == (Outcome.BOUNCE, "delayed", sent.ticket)
    assert as_it_is(sent.ticket).delivery_failed is False
    with everywhere():
        assert OutgoingMail.objects.get(pk=sent.mail.pk).state == DeliveryState.SENT
        assert Notice.objects.values_list("user", "kind").get() == (sent.message.author_id, NoticeKind.NEW_MESSAGE)


def test_a_report_about_an_unknown_mail_becomes_a_ticket(account: MailAccount, receive: Receive) -> None:
    arrival = receive(account, delivery_report("<foreign@elsewhere.example>", "kaethe@post.example"))

    assert arrival.outcome == Outcome.NEW_TICKET
    assert arrival.message is not None
    assert arrival.message.kind == MessageKind.BOUNCE


@pytest.mark.parametrize("returned", ["whole", "head", "quoted"])
def test_a_report_about_a_mail_of_kontor_itself_is_shown_to_nobody(
    account: MailAccount, receive: Receive, smtp_sink: SmtpSink, returned: str
) -> None:
    """The mail that came back may hold a link to a new password."""
    send_system_mail(
        "ada@kontor.example",
        "New password",
        "Follow the link.",
        through=make_account(None, **sending_through(smtp_sink)),
    )
    report = delivery_report("<1@house.example>", "ada@kontor.example")
    before = report.partition(b"From: service@nordlicht.example\r\n")[0]
    raw = smtp_sink.kept[0].raw
    if returned == "head":
        before, raw = before.replace(b"message/rfc822", b"text/rfc822-headers"), raw.partition(b"\r\n\r\n")[0]
    elif returned == "quoted":
        said = b"This is the mail system."
        before = before.partition(b"--r\r\nContent-Type: message/rfc822")[0].replace(said, said + b"\r\n" + raw)
        raw = b""

    arrival = receive(account, before + raw + b"\r\n--r--\r\n")

    assert (arrival.outcome, arrival.reason, tickets_of()) == (Outcome.IGNORED, "about_system", [])


def test_a_report_without_the_mail_suggests_the_ticket_that_its_subject_names(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive
) -> None:
    sent = answer(**CLOSED)
    report, _boundary, _returned = delivery_report("<1@gone.example>", "kaethe@post.example").partition(
        b"--r\r\nContent-Type: message/rfc822"
    )
    subject = f"Undeliverable: Re: Anliegen [#{sent.ticket.number}]".encode()

    arrival = receive(account, report.replace(b"Undelivered Mail Returned to Sender", subject) + b"--r--\r\n")

    assert (arrival.outcome, arrival.reason) == (Outcome.NEW_TICKET, "failed")
    with everywhere():
        assert list(TicketLink.objects.values_list("ticket", "kind", "other_number")) == [
            (arrival.ticket_id, LinkKind.SUGGESTED, sent.ticket.number)
        ]


def test_an_automatic_reply_goes_to_its_ticket(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive
) -> None:
    sent = answer(**CLOSED)

    arrival = receive(
        account,
        letter("Abwesend", In_Reply_To=sent.message.message_id, Auto_Submitted="auto-replied"),
    )

    assert (arrival.outcome, arrival.ticket) == (Outcome.FOLLOW_UP, sent.ticket)
    assert arrival.message is not None
    assert arrival.message.kind == MessageKind.AUTO_REPLY
    assert as_it_is(sent.ticket).state == TicketState.CLOSED


def test_a_receipt_that_names_our_mail_only_in_its_report_goes_to_its_ticket(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive
) -> None:
    sent = answer(**CLOSED)

    arrival = receive(
        account,
        b"From: kaethe@post.example\r\nTo: service@nordlicht.example\r\nSubject: Gelesen: Re: Anliegen\r\n"
        b"Content-Type: multipart/report; report-type=disposition-notification; boundary=r\r\n\r\n"
        b"--r\r\nContent-Type: text/plain\r\n\r\nGelesen.\r\n"
        b"--r\r\nContent-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; kaethe@post.example\r\n"
        b"Original-Message-ID: " + sent.message.message_id.encode() + b"\r\n"
        b"Disposition: manual-action/MDN-sent-manually; displayed\r\n--r--\r\n",
    )

    assert (arrival.outcome, arrival.reason, arrival.ticket) == (Outcome.FOLLOW_UP, "read_receipt", sent.ticket)
    assert len(tickets_of()) == 1


def test_our_own_mail_that_came_back_is_ignored(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive
) -> None:
    sent = answer()
    tickets = len(tickets_of())

    arrival = receive(account, letter(sender=account.address, message_id=sent.message.message_id))

    assert (arrival.state, arrival.outcome, arrival.reason) == (ArrivalState.DONE, Outcome.IGNORED, "own_mail")
    assert (arrival.ticket, len(tickets_of())) == (None, tickets)


def test_another_tenants_mail_through_the_general_account_is_not_our_own(
    alpina_account: MailAccount,
    claims: Category,
    general_account: MailAccount,
    answer: Callable[..., Answer],
    receive: Receive,
) -> None:
    """The tenant answers a customer who is a tenant of the same house, and writes with the address that all may use."""
    sent = answer()
    with everywhere():
        set_fallback(alpina_account, claims, by=None)

    arrival = receive(alpina_account, letter(sender=general_account.address, message_id=sent.message.message_id))

    assert arrival.outcome == Outcome.NEW_TICKET
    assert arrival.ticket is not None
    assert arrival.ticket.tenant_id == claims.tenant_id


def test_a_report_to_the_borrower_about_a_mail_of_the_lender_is_a_ticket_of_the_borrower(
    alpina_account: MailAccount, claims: Category, answer: Callable[..., Answer], receive: Receive
) -> None:
    """Somebody forwarded it, or made it up: it is not lost, and says nothing about the lender's mail."""
    sent = answer(state=TicketState.QUEUED, owner=None)
    lend_ticket(sent.ticket, claims)
    with everywhere():
        set_fallback(alpina_account, claims, by=None)

    arrival = receive(alpina_account, delivery_report(sent.message.message_id, "kaethe@post.example"))

    assert arrival.ticket is not None
    assert (arrival.outcome, arrival.ticket.tenant_id) == (Outcome.NEW_TICKET, claims.tenant_id)
    assert as_it_is(sent.ticket).delivery_failed is False
    with everywhere():
        assert OutgoingMail.objects.get(pk=sent.mail.pk).state == DeliveryState.SENT


def test_a_report_that_knows_only_the_token_finds_a_message_that_was_moved(
    account: MailAccount, answer: Callable[..., Answer], billing: Category, anna: User, receive: Receive
) -> None:
    """The server on the way had given the mail another Message-ID."""
    sent = answer()
    other = make_ticket(billing)
    with in_scope(billing.tenant_id):
        message = Message.objects.select_related("ticket").get(pk=sent.message.pk)
        move_message(message, other, by=anna)
    report = delivery_report("<other@relay.example>", "kaethe@post.example")
    token = f"X-Kontor-Token: {sent.message.message_id}\r\nSubject: Re: Ihre Anfrage".encode()

    arrival = receive(account, report.replace(b"Subject: Re: Ihre Anfrage", token))

    assert (arrival.outcome, arrival.ticket) == (Outcome.BOUNCE, other)
    with everywhere():
        assert OutgoingMail.objects.get(pk=sent.mail.pk).state == DeliveryState.BOUNCED


def test_a_report_goes_to_the_ticket_that_its_mail_was_merged_into_meanwhile(
    committed_db: str, account: MailAccount, answer: Callable[..., Answer], billing: Category, anna: User
) -> None:
    sent, other = answer(), make_ticket(billing)
    store(account, seen(delivery_report(sent.message.message_id, "kaethe@post.example")))
    merged = Event()

    def merge() -> None:
        with in_scope(billing.tenant_id):
            merge_tickets(sent.ticket, other, by=anna)
            merged.set()
            until_somebody_waits()

    def file() -> None:
        merged.wait(10)
        drain(account.owner)

    assert at_once(merge, file) == [None, None]

    assert newest().ticket == other
    assert (as_it_is(other).delivery_failed, as_it_is(sent.ticket).delivery_failed) == (True, False)
