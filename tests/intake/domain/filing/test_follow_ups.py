"""A mail finds its ticket."""

from __future__ import annotations

from collections.abc import Callable

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.enums import Outcome
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.closing import close_after_sending
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import Message, Notice, Ticket
from tests.factories.tickets import make_message, make_ticket
from tests.intake.domain.conftest import Receive
from tests.intake.domain.filing.conftest import CLOSED, Answer, as_it_is
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope


def test_an_answer_to_our_mail_finds_its_ticket_by_the_token(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive
) -> None:
    sent = answer()

    arrival = receive(
        account, letter("Etwas ganz anderes", sender="other@post.example", In_Reply_To=sent.message.message_id)
    )

    assert (arrival.outcome, arrival.reason, arrival.ticket) == (Outcome.FOLLOW_UP, "token", sent.ticket)
    assert as_it_is(sent.ticket).unread is True


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
    assert as_it_is(sent.ticket).state == TicketState.CLOSED


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

    after = as_it_is(sent.ticket)
    assert (after.state, after.owner_id, after.unread) == (TicketState.ASSIGNED, anna.pk, True)


def test_a_follow_up_has_the_bytes_of_its_mail(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive
) -> None:
    arrival = receive(account, letter(In_Reply_To=answer().message.message_id))

    assert arrival.message is not None
    assert (arrival.message.raw_id, arrival.raw_id is None) == (arrival.raw_id, False)


def test_our_answer_that_comes_back_is_known_by_its_name_alone(
    account: MailAccount, answer: Callable[..., Answer], receive: Receive
) -> None:
    """Whoever forwards it by program may leave nothing of it but that."""
    arrival = receive(account, letter(sender=account.address, message_id=answer().message.message_id))

    assert (arrival.outcome, arrival.reason) == (Outcome.IGNORED, "own_mail")
