"""Mails of people outside who were asked: recognised, never the customer's, and passed on where that is safe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from kontor.answers.domain.forward import forward, forward_letter
from kontor.answers.domain.inquire import send_inquiry
from kontor.answers.domain.outside_drafts import open_outside_draft
from kontor.answers.domain.reminders import remind
from kontor.answers.domain.suggest import suggest_reply
from kontor.answers.enums import DraftKind
from kontor.answers.models import AutomaticBudget
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.lookups import KnownTickets
from kontor.intake.enums import Outcome
from kontor.intake.parsing.reading import parse_mail
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.outbox.domain.retrying import correct_and_resend
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart
from kontor.tickets.domain.closing import close_after_sending, close_ticket
from kontor.tickets.domain.inquiries import take_back_inquiries
from kontor.tickets.domain.moving import merge_tickets
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import InquiryState, MessageKind, NoticeKind, TicketState
from kontor.tickets.models import Attachment, HistoryEntry, Inquiry, Message, Notice, Ticket
from tests.factories.channels import make_account
from tests.factories.texts import make_include
from tests.factories.tickets import make_ticket
from tests.intake.domain.conftest import Receive
from tests.support.letters import delivery_report, letter, letter_with_file
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ELKE = "Elke Elektrik <elke@experts.example>"
FORWARDED = "---------- Weitergeleitete Nachricht ----------\nVon: Chef <chef@experts.example>\n\nUnter uns: unmöglich!"
HEADERS_ABOVE = "Von: Chef\nGesendet: 23.11.2026 10:00\nAn: Elke\nBetreff: Zähler\n\nUnter uns: unmöglich!"
SAID = "Der Zähler war falsch eingebaut."


@pytest.fixture
def asking(nordlicht: Tenant) -> MailAccount:
    return make_account(nordlicht, "rueckfrage@nordlicht.example", kind=AccountKind.SECOND_LEVEL)


@pytest.fixture
def forwarding(nordlicht: Tenant) -> MailAccount:
    return make_account(nordlicht, "weiterleitung@nordlicht.example", kind=AccountKind.REPLY)


@pytest.fixture
def mine(billing: Category, customer: Customer, account: MailAccount, anna: User) -> Ticket:
    return make_ticket(billing, customer=customer, account=account, owner=anna, subject="Zähler")


@pytest.fixture
def inquiry(mine: Ticket, asking: MailAccount, anna: User) -> Inquiry:
    """Anna has asked Elke."""
    with in_scope(mine.tenant_id):
        draft = open_outside_draft(mine, DraftKind.INQUIRY, author=anna)
        draft.to = [["Elke Elektrik", "elke@experts.example"]]
        draft.save()
        return send_inquiry(draft, by=anna)


@pytest.fixture
def forwarded(mine: Ticket, forwarding: MailAccount, anna: User) -> Inquiry:
    """Anna has forwarded the ticket to Elke."""
    with in_scope(mine.tenant_id):
        letter = forward_letter(mine, to=[["Elke Elektrik", "elke@experts.example"]])
        return Inquiry.objects.select_related("message").get(message=forward(mine, letter, closing=False, by=anna))


def _answer(asked: Inquiry, **more: Any) -> bytes:
    values = {
        "text": SAID,
        "sender": ELKE,
        "to": "rueckfrage@nordlicht.example",
        "In_Reply_To": asked.message.message_id,
    }
    return letter("Re: Zähler", **{**values, **more})


def _fresh(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.select_related("customer", "owner").get(pk=ticket.pk)


def _state(asked: Inquiry) -> str:
    with everywhere():
        return Inquiry.objects.get(pk=asked.pk).state


def _steps(ticket: Ticket) -> list[HistoryEntry]:
    with everywhere():
        return list(HistoryEntry.objects.filter(ticket=ticket).order_by("id"))


def _passed_on(ticket: Ticket) -> Message | None:
    with everywhere():
        return Message.objects.filter(ticket=ticket, kind=MessageKind.REPLY).first()


# -- inquiries --------------------------------------------------------------------------------------


def test_the_answer_comes_back_to_who_asked(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, receive: Receive
) -> None:
    arrival = receive(asking, _answer(inquiry))

    ticket = _fresh(mine)
    assert (arrival.outcome, arrival.reason, arrival.ticket_id) == (Outcome.FOLLOW_UP, "outside", mine.pk)
    assert arrival.message.kind == MessageKind.INQUIRY_ANSWER
    assert (ticket.state, ticket.owner, ticket.unread) == (TicketState.ASSIGNED, anna, True)
    assert _state(inquiry) == InquiryState.ANSWERED
    assert _steps(mine)[-1].action == "inquiry_answered"
    with everywhere():
        notice = Notice.objects.get(user=anna)
        assert (notice.kind, notice.details) == (NoticeKind.INQUIRY_ANSWERED, {"sender": "Elke Elektrik"})


def test_it_is_never_the_customers_message(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, receive: Receive
) -> None:
    with everywhere():
        before = Customer.objects.count()

    receive(asking, _answer(inquiry))

    with everywhere():
        ticket = Ticket.objects.get(pk=mine.pk)
        assert Customer.objects.count() == before
        assert suggest_reply(ticket, author=anna).to[0][1] != "elke@experts.example"
        known = KnownTickets()
        mail = parse_mail(_answer(inquiry), received_at=clock.now())
        known.learn([mail])
        thread = known.outside_thread(mail)
        assert thread is not None
        assert "elke@experts.example" not in thread[0].parties | thread[0].copied
        assert "elke@experts.example" in thread[0].asked


def test_the_token_alone_finds_the_ticket_also_from_another_address_and_account(
    inquiry: Inquiry, mine: Ticket, account: MailAccount, receive: Receive
) -> None:
    arrival = receive(account, _answer(inquiry, sender="Otto <otto@elsewhere.example>"))

    assert (arrival.ticket_id, arrival.message.kind) == (mine.pk, MessageKind.INQUIRY_ANSWER)


def test_an_answer_to_a_reminder_answers_the_inquiry(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, receive: Receive
) -> None:
    with in_scope(mine.tenant_id):
        reminder = remind(inquiry, by=anna)

    receive(asking, _answer(inquiry, In_Reply_To=reminder.message_id))

    assert _state(inquiry) == InquiryState.ANSWERED


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

    arrival = receive(account, _answer(inquiry, sender=f"Kunde <{address}>"))

    assert (arrival.ticket_id, arrival.message.kind) == (mine.pk, MessageKind.CUSTOMER)
    assert _state(inquiry) == InquiryState.OPEN


def test_who_is_away_has_answered_nothing(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, receive: Receive
) -> None:
    arrival = receive(asking, _answer(inquiry, Auto_Submitted="auto-replied"))

    assert arrival.message.kind == MessageKind.AUTO_REPLY
    assert (_state(inquiry), _fresh(mine).state) == (InquiryState.OPEN, TicketState.EXTERNAL_INQUIRED)


def test_a_question_that_comes_back_undelivered_returns_the_ticket(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, receive: Receive
) -> None:
    with everywhere():
        OutgoingMail.objects.filter(message=inquiry.message).update(state=DeliveryState.SENT, recipients=[])

    receive(asking, delivery_report(inquiry.message.message_id, "elke@experts.example"))

    ticket = _fresh(mine)
    assert (ticket.state, ticket.owner, ticket.delivery_failed) == (TicketState.ASSIGNED, anna, True)


def test_after_it_was_taken_back_an_answer_is_only_noted(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, receive: Receive
) -> None:
    with in_scope(mine.tenant_id):
        take_back_inquiries(mine, by=anna)

    receive(asking, _answer(inquiry))

    assert _state(inquiry) == InquiryState.TAKEN_BACK
    assert _steps(mine)[-1].action == "inquiry_answered_late"
    with everywhere():
        assert Notice.objects.get(user=anna).details["sentence"] == "inquiry_answered_late"


def test_after_closing_an_answer_opens_nothing_again(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, nordlicht: Tenant, receive: Receive
) -> None:
    with in_scope(mine.tenant_id):
        Tenant.objects.filter(pk=nordlicht.pk).update(preferences={"tickets.reopen_days": 30})
        close_ticket(_fresh(mine), by=anna)

    arrival = receive(asking, _answer(inquiry))

    assert (arrival.ticket_id, _fresh(mine).state) == (mine.pk, TicketState.CLOSED)


def test_who_asked_is_gone_and_the_ticket_is_in_the_queue(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, receive: Receive
) -> None:
    with everywhere():
        User.objects.filter(pk=anna.pk).update(active=False)

    receive(asking, _answer(inquiry))

    assert (_fresh(mine).state, _fresh(mine).owner) == (TicketState.QUEUED, None)


def test_of_several_questions_each_answer_brings_the_ticket_back(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, anna: User, receive: Receive
) -> None:
    with in_scope(mine.tenant_id):
        draft = open_outside_draft(_fresh(mine), DraftKind.INQUIRY, author=anna)
        draft.to = [["Otto", "otto@experts.example"]]
        draft.save()
        other = send_inquiry(draft, by=anna)

    receive(asking, _answer(inquiry))

    assert (_state(inquiry), _state(other)) == (InquiryState.ANSWERED, InquiryState.OPEN)
    assert _fresh(mine).state == TicketState.ASSIGNED


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

    arrival = receive(foreign, _answer(inquiry))

    assert (arrival.outcome, arrival.ticket_id) == (Outcome.HELD, None)
    assert _state(inquiry) == InquiryState.OPEN


# -- forwards ---------------------------------------------------------------------------------------


def test_the_answer_to_a_forward_goes_to_the_customer_in_the_tenants_design_and_closes(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, account: MailAccount, nordlicht: Tenant, receive: Receive
) -> None:
    make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Briefkopf Nordlicht</p>")
    quoted = f"{SAID}\n\nAm 24.11.2026 schrieb Nordlicht:\n> Bitte antworten Sie.\n"

    receive(forwarding, _answer(forwarded, text=quoted))

    message = _passed_on(mine)
    assert message is not None
    with everywhere():
        latest = mine.messages.get(kind=MessageKind.CUSTOMER)
        mail = OutgoingMail.objects.get(message=message)
        assert message.to == [[latest.from_name, latest.from_address]]
        assert (mail.account, mail.final, message.in_reply_to) == (account, True, latest.message_id)
    assert SAID in message.text
    assert "Briefkopf Nordlicht" in message.html
    assert "Bitte antworten Sie" not in message.text + message.html
    assert forwarded.message.message_id not in message.references
    assert (_state(forwarded), _fresh(mine).state) == (InquiryState.PASSED_ON, TicketState.SENDING)
    with everywhere():
        close_after_sending(mine)
    assert _fresh(mine).state == TicketState.CLOSED


def test_its_files_go_along(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, nordlicht: Tenant, receive: Receive
) -> None:
    raw = letter_with_file("Re: Zähler", "protokoll.pdf", b"%PDF-1", sender=ELKE)
    head = f"In-Reply-To: {forwarded.message.message_id}\r\n".encode()

    receive(forwarding, head + raw)

    with everywhere():
        message = _passed_on(mine)
        assert [file.filename for file in Attachment.objects.filter(message=message)] == ["protokoll.pdf"]


Prepare = Callable[[Ticket, Tenant], None]


def _bounces(ticket: Ticket, tenant: Tenant) -> None:
    ticket.customer.addresses.update(undeliverable_since=clock.now())


def _is_taken(ticket: Ticket, tenant: Tenant) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED)


def _has_no_share_left(ticket: Ticket, tenant: Tenant) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(preferences={"answers.automatic_per_hour": 0})


@pytest.mark.parametrize(
    ("prepare", "more", "why"),
    [
        (None, {"sender": "Otto <otto@elsewhere.example>"}, "answer_unexpected"),
        (None, {"text": "> Bitte antworten Sie.\n"}, "answer_empty"),
        (None, {"text": f"Siehe unten.\n\n{FORWARDED}"}, "answer_forwards"),
        (None, {"text": HEADERS_ABOVE}, "answer_forwards"),
        (_bounces, {}, "undeliverable"),
        (_is_taken, {}, "ticket_elsewhere"),
        (_has_no_share_left, {}, "budget_tenant"),
    ],
)
def test_what_speaks_against_it_brings_the_answer_to_people(
    forwarded: Inquiry,
    mine: Ticket,
    forwarding: MailAccount,
    anna: User,
    nordlicht: Tenant,
    receive: Receive,
    prepare: Prepare | None,
    more: dict[str, str],
    why: str,
) -> None:
    if prepare:
        with everywhere():
            prepare(mine, nordlicht)

    receive(forwarding, _answer(forwarded, **more))

    step = next(step for step in _steps(mine) if step.action == "answer_not_passed_on")
    assert step.details["why"] == why
    assert _passed_on(mine) is None
    assert (_fresh(mine).state, _fresh(mine).owner) == (TicketState.ASSIGNED, anna)
    assert _state(forwarded) == InquiryState.ANSWERED


def test_a_colleague_of_those_asked_is_expected(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, receive: Receive
) -> None:
    receive(forwarding, _answer(forwarded, sender="Otto <otto@experts.example>"))

    assert _passed_on(mine) is not None


def test_a_second_answer_sends_nothing(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, receive: Receive
) -> None:
    receive(forwarding, _answer(forwarded))
    receive(forwarding, _answer(forwarded, text="Noch etwas."))

    with everywhere():
        assert Message.objects.filter(ticket=mine, kind=MessageKind.REPLY).count() == 1
        assert Message.objects.filter(ticket=mine, kind=MessageKind.FORWARD_ANSWER).count() == 2
    assert _steps(mine)[-1].action == "inquiry_answered_late"


def test_an_answer_after_closing_sends_nothing(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, anna: User, receive: Receive
) -> None:
    with in_scope(mine.tenant_id):
        close_ticket(_fresh(mine), by=anna)

    receive(forwarding, _answer(forwarded))

    assert _passed_on(mine) is None
    assert _fresh(mine).state == TicketState.CLOSED


def test_passing_on_does_not_wait_for_the_pause_after_an_acknowledgement(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, receive: Receive
) -> None:
    with everywhere():
        address = mine.customer.addresses.get().normalized
        for kind, key in (("address", address), ("ticket", str(mine.pk))):
            AutomaticBudget.objects.create(
                tenant_id=mine.tenant_id, kind=kind, key=key, used=1, until=clock.now() + timedelta(hours=1)
            )

    receive(forwarding, _answer(forwarded))

    assert _passed_on(mine) is not None


def test_a_forward_of_the_system_whose_answer_cannot_go_on_is_in_the_queue(
    billing: Category, forwarding: MailAccount, receive: Receive
) -> None:
    ticket = make_ticket(billing)
    with in_scope(ticket.tenant_id):
        letter = forward_letter(ticket, to=[["", "elke@experts.example"]])
        asked = Inquiry.objects.select_related("message").get(message=forward(ticket, letter, closing=False, by=None))

    receive(forwarding, _answer(asked, sender="Otto <otto@elsewhere.example>"))

    assert (_fresh(ticket).state, _fresh(ticket).owner) == (TicketState.QUEUED, None)


def test_mails_that_nobody_outside_wrote_cost_no_statement_more(
    inquiry: Inquiry, mine: Ticket, account: MailAccount, receive: Receive
) -> None:
    """Whether a mail answers a question to somebody outside is read with what is read anyway."""
    mail = parse_mail(letter("Re: Zähler", In_Reply_To="<nobody@post.example>"), received_at=clock.now())
    known = KnownTickets()
    with in_scope(mine.tenant_id):
        known.learn([mail])
        with statements() as sent:
            known.outside_thread(mail)
            known.by_number(mail)

    assert sent == []


def test_a_late_word_about_an_inquiry_does_not_go_to_the_customer_as_the_answer_to_a_forward(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, forwarding: MailAccount, anna: User, receive: Receive
) -> None:
    answered = receive(asking, _answer(inquiry))
    with in_scope(mine.tenant_id):
        letter_out = forward_letter(mine, to=[["Otto", "otto@elsewhere.example"]])
        message = forward(mine, letter_out, closing=False, by=anna)
        forwarded = Inquiry.objects.get(message=message)

    by_number = f"Nachtrag zu {format_number(mine.number)}"
    receive(asking, letter(by_number, text="Nur für Sie.", sender=ELKE, to="rueckfrage@nordlicht.example"))
    to_the_answer = {"In_Reply_To": answered.message.message_id, "sender": "Chef <chef@experts.example>"}
    receive(asking, _answer(inquiry, text="Auch ich sehe es so.", **to_the_answer))

    assert _passed_on(mine) is None
    assert (_state(forwarded), _fresh(mine).state) == (InquiryState.OPEN, TicketState.EXTERNAL_FORWARDED)


def test_the_answer_from_an_address_that_was_put_right_goes_to_the_customer(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, anna: User, receive: Receive
) -> None:
    with in_scope(mine.tenant_id):
        OutgoingMail.objects.filter(message=forwarded.message).update(state=DeliveryState.FAILED)
        mail = OutgoingMail.objects.get(message=forwarded.message)
        correct_and_resend(mail, old="elke@experts.example", new="elke@elektrik.example", by=anna)

    receive(forwarding, _answer(forwarded, sender="Elke Elektrik <elke@elektrik.example>"))

    assert _passed_on(mine) is not None


def test_the_answer_to_a_question_of_a_merged_ticket_does_not_go_to_the_customer_of_the_other(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, forwarding: MailAccount, anna: User, receive: Receive
) -> None:
    other = make_ticket(mine.category, customer=mine.customer, account=mine.account, owner=anna)
    with in_scope(mine.tenant_id):
        merge_tickets(_fresh(mine), other, by=anna)
        to_his_house = forward_letter(other, to=[["Otto", "otto@experts.example"]])
        message = forward(other, to_his_house, closing=False, by=anna)
        forwarded = Inquiry.objects.get(message=message)

    receive(asking, _answer(inquiry))

    assert _passed_on(other) is None
    assert (_state(forwarded), _fresh(other).state) == (InquiryState.OPEN, TicketState.EXTERNAL_FORWARDED)


def test_an_attached_mail_does_not_go_to_the_customer(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, receive: Receive
) -> None:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = ELKE, forwarding.address, "Re: Zähler"
    made["Message-ID"], made["In-Reply-To"] = "<attached@experts.example>", forwarded.message.message_id
    made.set_content("Siehe Anlage.")
    inner = EmailMessage()
    inner["Subject"] = "Unter uns"
    inner.set_content("Unmöglich!")
    made.add_attachment(inner)

    receive(forwarding, made.as_bytes())

    assert _passed_on(mine) is None
    assert (
        next(step for step in _steps(mine) if step.action == "answer_not_passed_on").details["why"] == "answer_forwards"
    )
