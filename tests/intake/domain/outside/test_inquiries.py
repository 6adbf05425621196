"""The answer of somebody who was asked comes back to who asked."""

from __future__ import annotations

import pytest

from kontor.answers.domain.inquire import send_inquiry
from kontor.answers.domain.outside_drafts import open_outside_draft
from kontor.answers.domain.reminders import remind
from kontor.answers.domain.suggest import suggest_reply
from kontor.answers.enums import DraftKind
from kontor.answers.preferences import ACKNOWLEDGE_FOLLOW_UPS
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.lookups import KnownTickets
from kontor.intake.enums import Outcome
from kontor.intake.parsing.reading import parse_mail
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.routing.domain.leaving import delete_user
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.inquiries import take_back_inquiries
from kontor.tickets.domain.numbers import format_number, number_for
from kontor.tickets.domain.tokens import make_token
from kontor.tickets.enums import InquiryState, MessageKind, NoticeKind, TicketState
from kontor.tickets.models import Inquiry, Notice, Ticket
from tests.factories.answers import acknowledging, prefer
from tests.factories.channels import make_account
from tests.intake.domain.conftest import Receive
from tests.intake.domain.outside.conftest import ELKE, answer_comes, as_it_is, state_of, steps_of
from tests.support.letters import delivery_report, letter
from tests.support.scoping import everywhere, in_scope


def test_the_answer_comes_back_to_who_asked(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, receive: Receive
) -> None:
    arrival = receive(asking, answer_comes(inquiry))

    ticket = as_it_is(mine)
    assert (arrival.outcome, arrival.reason, arrival.ticket_id) == (Outcome.FOLLOW_UP, "outside", mine.pk)
    assert arrival.message.kind == MessageKind.INQUIRY_ANSWER
    assert (ticket.state, ticket.owner, ticket.unread) == (TicketState.ASSIGNED, anna, True)
    assert state_of(inquiry) == InquiryState.ANSWERED
    assert steps_of(mine)[-1].action == "inquiry_answered"
    with everywhere():
        notice = Notice.objects.get(user=anna)
        assert (notice.kind, notice.details) == (NoticeKind.INQUIRY_ANSWERED, {"sender": "Elke Elektrik"})


def test_it_is_never_the_customers_message(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, receive: Receive
) -> None:
    with everywhere():
        before = Customer.objects.count()

    receive(asking, answer_comes(inquiry))

    with everywhere():
        ticket = Ticket.objects.get(pk=mine.pk)
        assert Customer.objects.count() == before
        assert suggest_reply(ticket, author=anna).to[0][1] != "elke@experts.example"
        known = KnownTickets()
        mail = parse_mail(answer_comes(inquiry), received_at=clock.now())
        known.learn([mail])
        thread = known.outside_thread(mail)
        assert thread is not None
        assert "elke@experts.example" not in thread[0].parties | thread[0].copied
        assert "elke@experts.example" in thread[0].asked


def test_the_token_alone_finds_the_ticket_also_from_another_address_and_account(
    inquiry: Inquiry, mine: Ticket, account: MailAccount, receive: Receive
) -> None:
    arrival = receive(account, answer_comes(inquiry, sender="Otto <otto@elsewhere.example>"))

    assert (arrival.ticket_id, arrival.message.kind) == (mine.pk, MessageKind.INQUIRY_ANSWER)


def test_an_answer_to_a_reminder_answers_the_inquiry(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, receive: Receive
) -> None:
    with in_scope(mine.tenant_id):
        reminder = remind(inquiry, by=anna)

    receive(asking, answer_comes(inquiry, In_Reply_To=reminder.message_id))

    assert state_of(inquiry) == InquiryState.ANSWERED


def test_without_a_thread_the_number_and_somebody_who_was_asked_are_enough(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, receive: Receive
) -> None:
    named = f"Ihre Frage [#{format_number(mine.number)}]"

    stranger = receive(asking, letter(named, sender="Otto <otto@elsewhere.example>"))
    asked = receive(asking, letter(named, sender=ELKE))

    assert (stranger.outcome, stranger.ticket_id) == (Outcome.HELD, None)
    assert (asked.reason, asked.ticket_id) == ("outside_number", mine.pk)


def test_the_customer_whom_those_outside_copied_in_stays_the_customer(
    inquiry: Inquiry, mine: Ticket, account: MailAccount, receive: Receive
) -> None:
    with everywhere():
        address = mine.customer.addresses.get().value

    arrival = receive(account, answer_comes(inquiry, sender=f"Kunde <{address}>"))

    assert (arrival.ticket_id, arrival.message.kind) == (mine.pk, MessageKind.CUSTOMER)
    assert state_of(inquiry) == InquiryState.OPEN


def test_who_is_away_has_answered_nothing(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, receive: Receive
) -> None:
    arrival = receive(asking, answer_comes(inquiry, Auto_Submitted="auto-replied"))

    assert arrival.message.kind == MessageKind.AUTO_REPLY
    assert (state_of(inquiry), as_it_is(mine).state) == (InquiryState.OPEN, TicketState.EXTERNAL_INQUIRED)


def test_a_question_that_comes_back_undelivered_returns_the_ticket(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, receive: Receive
) -> None:
    with everywhere():
        OutgoingMail.objects.filter(message=inquiry.message).update(state=DeliveryState.SENT, recipients=[])

    receive(asking, delivery_report(inquiry.message.message_id, "elke@experts.example"))

    ticket = as_it_is(mine)
    assert (ticket.state, ticket.owner, ticket.delivery_failed) == (TicketState.ASSIGNED, anna, True)


def test_after_it_was_taken_back_an_answer_is_only_noted(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, receive: Receive
) -> None:
    with in_scope(mine.tenant_id):
        take_back_inquiries(mine, by=anna)

    receive(asking, answer_comes(inquiry))

    assert state_of(inquiry) == InquiryState.TAKEN_BACK
    assert steps_of(mine)[-1].action == "inquiry_answered_late"
    with everywhere():
        assert Notice.objects.get(user=anna).details["sentence"] == "inquiry_answered_late"


def test_after_closing_an_answer_opens_nothing_again(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, nordlicht: Tenant, receive: Receive
) -> None:
    with in_scope(mine.tenant_id):
        Tenant.objects.filter(pk=nordlicht.pk).update(preferences={"tickets.reopen_days": 30})
        close_ticket(as_it_is(mine), by=anna)

    arrival = receive(asking, answer_comes(inquiry))

    assert (arrival.ticket_id, as_it_is(mine).state) == (mine.pk, TicketState.CLOSED)


@pytest.mark.parametrize("leaves", [False, True])
def test_of_an_answer_after_closing_those_who_lead_hear_when_who_asked_has_left(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, sven: User, receive: Receive, leaves: bool
) -> None:
    with in_scope(mine.tenant_id):
        close_ticket(as_it_is(mine), by=anna)
    if leaves:
        with everywhere():
            delete_user(anna, by=None)

    receive(asking, answer_comes(inquiry))

    with in_scope(mine.tenant_id):
        told = Notice.objects.filter(kind=NoticeKind.INQUIRY_ANSWERED).values_list("user", "details__sentence")
        assert list(told) == [((sven if leaves else anna).pk, "inquiry_answered_late")]


def test_who_asked_is_gone_and_the_ticket_is_in_the_queue(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, receive: Receive
) -> None:
    with everywhere():
        User.objects.filter(pk=anna.pk).update(active=False)

    receive(asking, answer_comes(inquiry))

    assert (as_it_is(mine).state, as_it_is(mine).owner) == (TicketState.QUEUED, None)


def test_of_several_questions_each_answer_brings_the_ticket_back(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, receive: Receive
) -> None:
    with in_scope(mine.tenant_id):
        draft = open_outside_draft(as_it_is(mine), DraftKind.INQUIRY, author=anna)
        draft.to = [["Otto", "otto@experts.example"]]
        draft.save()
        other = send_inquiry(draft, by=anna)

    receive(asking, answer_comes(inquiry))

    assert (state_of(inquiry), state_of(other)) == (InquiryState.ANSWERED, InquiryState.OPEN)
    assert as_it_is(mine).state == TicketState.ASSIGNED


def test_mail_to_a_system_account_that_belongs_to_nothing_is_held_or_a_ticket_without_a_customer(
    asking: MailAccount, billing: Category, customer: Customer, receive: Receive
) -> None:
    held = receive(asking, letter("Werbung", sender="Otto <otto@elsewhere.example>"))
    with in_scope(billing.tenant_id):
        set_fallback(asking, billing, by=None)

    ticket = receive(asking, letter("Noch eine", sender="Otto <otto@elsewhere.example>")).ticket

    assert (held.outcome, held.reason) == (Outcome.HELD, "no_category")
    assert (ticket.state, ticket.customer) == (TicketState.QUEUED, None)


def test_a_token_says_nothing_to_another_tenant(
    inquiry: Inquiry, mine: Ticket, alpina: Tenant, receive: Receive
) -> None:
    foreign = make_account(alpina, "fragen@alpina.example", kind=AccountKind.SECOND_LEVEL)

    arrival = receive(foreign, answer_comes(inquiry))

    assert (arrival.outcome, arrival.ticket_id) == (Outcome.HELD, None)
    assert state_of(inquiry) == InquiryState.OPEN


def test_the_answer_of_somebody_outside_is_no_mail_to_acknowledge(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, billing: Category, receive: Receive
) -> None:
    acknowledging(billing)
    prefer(billing, ACKNOWLEDGE_FOLLOW_UPS, True)

    receive(asking, answer_comes(inquiry))

    assert [step.action for step in steps_of(mine)][-1] == "inquiry_answered"


def test_our_token_leads_to_the_question_where_a_program_left_nothing_else(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, receive: Receive
) -> None:
    token = make_token(mine.pk, inquiry.message_id)

    arrival = receive(asking, answer_comes(inquiry, In_Reply_To="<lost@experts.example>", X_Kontor_Token=token))

    assert (arrival.ticket_id, arrival.message.kind) == (mine.pk, MessageKind.INQUIRY_ANSWER)
    assert state_of(inquiry) == InquiryState.ANSWERED


def test_a_number_that_is_no_tickets_asks_nobody(
    inquiry: Inquiry, asking: MailAccount, mine: Ticket, receive: Receive
) -> None:
    unknown = number_for(mine.pk + 1_000, key=b"tests")

    both = receive(asking, letter(f"{format_number(unknown)} {format_number(mine.number)}", sender=ELKE))
    none = receive(asking, letter(format_number(unknown), sender=ELKE))

    assert (both.reason, both.ticket_id) == ("outside_number", mine.pk)
    assert (none.outcome, none.reason) == (Outcome.HELD, "no_category")
