"""What becomes of a mail: new ticket, follow-up, report, nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.processing import drain
from kontor.intake.enums import ArrivalState, Outcome
from kontor.org.models import Category
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tickets.domain.closing import close_after_sending
from kontor.tickets.domain.messages import NewMessage, write_message
from kontor.tickets.domain.moving import merge_tickets, move_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import Direction, MessageKind, NoticeKind, TicketState
from kontor.tickets.models import Attachment, HistoryEntry, Message, Notice, Ticket
from tests.factories.tickets import make_message, make_ticket
from tests.intake.domain.conftest import Receive, newest, seen, store
from tests.support.letters import delivery_report, letter, letter_with_file
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits


def _tickets() -> list[Ticket]:
    with everywhere():
        return list(Ticket.objects.order_by("id").select_related("category", "customer"))


def _fresh(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.get(pk=ticket.pk)


@dataclass
class Answer:
    """An answer of Anna that went out."""

    ticket: Ticket
    message: Message
    mail: OutgoingMail


@pytest.fixture
def answer(account: MailAccount, billing: Category, customer: Customer, anna: User) -> Callable[..., Answer]:
    """``answer(state=...)``: an answer to Käthe that was sent, on a ticket in this state."""

    def make(**values: object) -> Answer:
        ticket = make_ticket(billing, customer=customer, account=account, owner=anna)
        with in_scope(billing.tenant_id):
            message = write_message(
                ticket,
                NewMessage(
                    direction=Direction.OUT,
                    kind=MessageKind.REPLY,
                    at=ticket.received_at,
                    author=anna,
                    from_address=account.address,
                    to=[["Käthe Kunde", "kaethe@post.example"], ["", "max@post.example"]],
                    subject="Re: Anliegen",
                    text="Gern.",
                ),
            )
            message.message_id = make_message_id(ticket.pk, message.pk, "nordlicht.example")
            message.save()
            mail = queue_mail(message, account=account)
            OutgoingMail.objects.filter(pk=mail.pk).update(state=DeliveryState.SENT, recipients=[])
            Ticket.objects.filter(pk=ticket.pk).update(**values)
        return Answer(_fresh(ticket), message, mail)

    return make


CLOSED = {"state": TicketState.CLOSED, "closed_at": "2026-01-01T00:00Z", "owner": None}

# New requests


def test_a_mail_becomes_a_ticket_of_its_sender(account: MailAccount, billing: Category, receive: Receive) -> None:
    arrival = receive(account, letter("Zählerstand", text="Guten Tag,\nich möchte meinen Zählerstand melden."))

    assert (arrival.state, arrival.outcome, arrival.reason) == (ArrivalState.DONE, Outcome.NEW_TICKET, "new")
    ticket, message = arrival.ticket, arrival.message
    assert ticket is not None
    assert message is not None
    assert (ticket.subject, ticket.state, ticket.category, ticket.language) == (
        "Zählerstand",
        TicketState.QUEUED,
        billing,
        "de",
    )
    assert ticket.received_at == arrival.received_at
    assert ticket.customer is not None
    assert ticket.customer.name == "Käthe Kunde"
    assert (message.from_address, message.raw_id, message.kind) == (
        "kaethe@post.example",
        arrival.raw_id,
        MessageKind.CUSTOMER,
    )
    with everywhere():
        actions = HistoryEntry.objects.filter(ticket=ticket).order_by("id").values_list("action", flat=True)
        assert list(actions) == ["received", "categorized"]


def test_two_mails_of_one_sender_have_one_customer(account: MailAccount, receive: Receive) -> None:
    for _mail in range(2):
        receive(account, letter(sender="KAETHE@post.example"))

    assert len({ticket.customer_id for ticket in _tickets()}) == 1
    assert len(_tickets()) == 2


def test_files_of_a_mail_are_kept(account: MailAccount, receive: Receive) -> None:
    arrival = receive(account, letter_with_file("Vertrag", "Verträge 1.pdf", b"%PDF"))

    assert arrival.ticket is not None
    assert arrival.ticket.has_attachments
    with everywhere():
        file = Attachment.objects.select_related("blob").get(message=arrival.message)
        assert (file.filename, file.content_type, file.blob.content) == ("Verträge 1.pdf", "application/pdf", b"%PDF")


def test_a_mail_that_no_rule_wants_is_held(nordlicht_account: MailAccount, receive: Receive) -> None:
    arrival = receive(nordlicht_account, letter())

    assert (arrival.state, arrival.outcome, arrival.reason) == (ArrivalState.HELD, Outcome.HELD, "no_category")
    assert _tickets() == []


def test_a_mail_without_sender_has_no_customer(account: MailAccount, receive: Receive) -> None:
    arrival = receive(account, b"Subject: Hallo\r\n\r\nOhne Absender.\r\n")

    assert arrival.ticket is not None
    assert arrival.ticket.customer is None


# Follow-ups


def test_an_answer_to_our_mail_finds_its_ticket_by_the_token(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive
) -> None:
    sent = answer()

    arrival = receive(
        account, letter("Etwas ganz anderes", sender="other@post.example", In_Reply_To=sent.message.message_id)
    )

    assert (arrival.outcome, arrival.reason, arrival.ticket) == (Outcome.FOLLOW_UP, "token", sent.ticket)
    assert _fresh(sent.ticket).unread is True


def test_a_made_up_token_finds_nothing(account: MailAccount, ticket: Ticket, receive: Receive) -> None:
    forged = make_message_id(ticket.pk, 1, "nordlicht.example").replace("kontor.", "kontor.b")

    assert receive(account, letter(sender="other@post.example", In_Reply_To=forged)).outcome == Outcome.NEW_TICKET


def test_a_reference_to_a_known_mail_finds_its_ticket(account: MailAccount, ticket: Ticket, receive: Receive) -> None:
    known = make_message(ticket, message_id="<known@post.example>")

    arrival = receive(account, letter("Re:", References=f"<unknown@post.example> {known.message_id}"))

    assert (arrival.outcome, arrival.reason, arrival.ticket) == (Outcome.FOLLOW_UP, "references", ticket)


def test_of_two_messages_with_one_id_the_newest_counts(
    account: MailAccount, ticket: Ticket, billing: Category, receive: Receive
) -> None:
    newer = make_ticket(billing)
    for each in (ticket, newer):
        make_message(each, message_id="<twice@post.example>")

    assert receive(account, letter("Re:", In_Reply_To="<twice@post.example>")).ticket == newer


def test_the_number_in_the_subject_counts_for_who_takes_part(
    account: MailAccount, ticket: Ticket, receive: Receive
) -> None:
    arrival = receive(account, letter(f"Noch etwas zu {format_number(ticket.number)}"))

    assert (arrival.outcome, arrival.reason, arrival.ticket) == (Outcome.FOLLOW_UP, "number", ticket)


def test_the_number_proves_nothing_for_a_stranger(account: MailAccount, ticket: Ticket, receive: Receive) -> None:
    arrival = receive(account, letter(f"Zu {ticket.number}", sender="stranger@post.example"))

    assert arrival.outcome == Outcome.NEW_TICKET
    assert arrival.ticket != ticket


def test_the_number_of_another_tenants_ticket_is_unknown_here(
    account: MailAccount, alpina_ticket: Ticket, receive: Receive
) -> None:
    with everywhere():
        party = Message.objects.get(ticket=alpina_ticket).from_address

    arrival = receive(account, letter(f"Zu {alpina_ticket.number}", sender=party))

    assert arrival.outcome == Outcome.NEW_TICKET
    assert arrival.ticket is not None
    assert arrival.ticket.tenant_id == account.tenant_id


def test_a_token_of_another_tenants_ticket_is_unknown_here(
    account: MailAccount, alpina_ticket: Ticket, receive: Receive
) -> None:
    arrival = receive(account, letter(In_Reply_To=make_message_id(alpina_ticket.pk, 1, "alpina.example")))

    assert arrival.outcome == Outcome.NEW_TICKET


def test_a_follow_up_tells_the_owner(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive, anna: User
) -> None:
    sent = answer()

    receive(account, letter(In_Reply_To=sent.message.message_id))

    with everywhere():
        assert list(Notice.objects.values_list("user", "kind", "ticket")) == [
            (anna.pk, NoticeKind.NEW_MESSAGE, sent.ticket.pk)
        ]


def test_a_follow_up_to_a_closed_ticket_is_a_new_one_of_the_same_process(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive
) -> None:
    sent = answer(**CLOSED)

    arrival = receive(account, letter("Re: Anliegen", In_Reply_To=sent.message.message_id))

    assert arrival.outcome == Outcome.NEW_TICKET
    assert arrival.ticket is not None
    assert (arrival.ticket.process_id, arrival.ticket.customer_id, arrival.ticket.category_id) == (
        sent.ticket.pk,
        sent.ticket.customer_id,
        sent.ticket.category_id,
    )
    assert _fresh(sent.ticket).state == TicketState.CLOSED


def test_a_follow_up_to_a_closed_ticket_of_a_deleted_category_goes_by_the_rules(
    account: MailAccount, moving: Category, customer: Customer, billing: Category, receive: Receive
) -> None:
    closed = make_ticket(moving, customer=customer, **CLOSED)
    with in_scope(moving.tenant_id):
        Category.objects.filter(pk=moving.pk).update(deleted_at=closed.received_at)

    arrival = receive(account, letter(f"Zu {closed.number}"))

    assert arrival.ticket is not None
    assert (arrival.ticket.category, arrival.ticket.process_id) == (billing, closed.pk)


def test_a_message_that_comes_while_the_answer_is_being_sent_keeps_the_ticket_open(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive, anna: User
) -> None:
    sent = answer(state=TicketState.SENDING)
    receive(account, letter(In_Reply_To=sent.message.message_id))

    with in_scope(account.owner):
        close_after_sending(sent.ticket)

    after = _fresh(sent.ticket)
    assert (after.state, after.owner_id, after.unread) == (TicketState.ASSIGNED, anna.pk, True)


# Reports, automatic replies, our own mail


@pytest.mark.parametrize("state", [TicketState.ASSIGNED, TicketState.SENDING])
def test_a_failed_delivery_comes_back_to_its_author(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive, anna: User, state: TicketState
) -> None:
    sent = answer(state=state)

    arrival = receive(account, delivery_report(sent.message.message_id, "kaethe@post.example"))

    assert (arrival.outcome, arrival.reason, arrival.ticket) == (Outcome.BOUNCE, "failed", sent.ticket)
    after = _fresh(sent.ticket)
    assert (after.state, after.owner_id, after.delivery_failed) == (TicketState.ASSIGNED, anna.pk, True)
    with everywhere():
        mail = OutgoingMail.objects.get(pk=sent.mail.pk)
        assert (mail.state, list(mail.refused)) == (DeliveryState.BOUNCED, ["kaethe@post.example"])
        assert NoticeKind.DELIVERY_FAILED in Notice.objects.filter(user=anna).values_list("kind", flat=True)


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

    after = _fresh(sent.ticket)
    assert (after.state, after.delivery_failed) == (TicketState.CLOSED, True)
    with everywhere():
        assert list(Notice.objects.values_list("user", "kind")) == [(anna.pk, NoticeKind.DELIVERY_FAILED)]


def test_a_delay_is_no_failure(account: MailAccount, answer: Callable[..., Answer], receive: Receive) -> None:
    sent = answer()

    arrival = receive(account, delivery_report(sent.message.message_id, "kaethe@post.example", action="delayed"))

    assert (arrival.outcome, arrival.reason, arrival.ticket) == (Outcome.BOUNCE, "delayed", sent.ticket)
    assert _fresh(sent.ticket).delivery_failed is False
    with everywhere():
        assert OutgoingMail.objects.get(pk=sent.mail.pk).state == DeliveryState.SENT


def test_a_report_about_an_unknown_mail_becomes_a_ticket(account: MailAccount, receive: Receive) -> None:
    arrival = receive(account, delivery_report("<foreign@elsewhere.example>", "kaethe@post.example"))

    assert arrival.outcome == Outcome.NEW_TICKET
    assert arrival.message is not None
    assert arrival.message.kind == MessageKind.BOUNCE


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
    assert _fresh(sent.ticket).state == TicketState.CLOSED


def test_our_own_mail_that_came_back_is_ignored(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive
) -> None:
    sent = answer()
    tickets = len(_tickets())

    arrival = receive(account, letter(sender=account.address, message_id=sent.message.message_id))

    assert (arrival.state, arrival.outcome, arrival.reason) == (ArrivalState.DONE, Outcome.IGNORED, "own_mail")
    assert (arrival.ticket, len(_tickets())) == (None, tickets)


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
    assert (_fresh(other).delivery_failed, _fresh(sent.ticket).delivery_failed) == (True, False)
