"""The answer to a forward goes on to the customer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest

from kontor.answers.domain.forward import forward, forward_letter
from kontor.answers.models import AutomaticBudget
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.intake.domain.lookups import KnownTickets
from kontor.intake.parsing.reading import parse_mail
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.outbox.domain.retrying import correct_and_resend
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart
from kontor.tickets.domain.closing import close_after_sending, close_ticket
from kontor.tickets.domain.moving import merge_tickets
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import InquiryState, MessageKind, TicketState
from kontor.tickets.models import Attachment, Inquiry, Message, Ticket
from tests.factories.channels import make_account
from tests.factories.texts import make_include
from tests.factories.tickets import make_ticket
from tests.intake.domain.conftest import Receive
from tests.intake.domain.outside.conftest import ELKE, SAID, answer_comes, as_it_is, state_of, steps_of
from tests.support.letters import letter, letter_with_file
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

FORWARDED = "---------- Weitergeleitete Nachricht ----------\nVon: Chef <chef@experts.example>\n\nUnter uns: unmöglich!"

DOUBTS = "mx.example; dmarc=fail header.from=experts.example"

HEADERS_ABOVE = "Von: Chef\nGesendet: 23.11.2026 10:00\nAn: Elke\nBetreff: Zähler\n\nUnter uns: unmöglich!"


@pytest.fixture
def forwarding(nordlicht: Tenant) -> MailAccount:
    return make_account(nordlicht, "weiterleitung@nordlicht.example", kind=AccountKind.REPLY)


@pytest.fixture
def forwarded(mine: Ticket, forwarding: MailAccount, anna: User) -> Inquiry:
    """Anna has forwarded the ticket to Elke."""
    with in_scope(mine.tenant_id):
        letter = forward_letter(mine, to=[["Elke Elektrik", "elke@experts.example"]])
        return Inquiry.objects.select_related("message").get(message=forward(mine, letter, closing=False, by=anna))


def passed_on_to(ticket: Ticket) -> Message | None:
    with everywhere():
        return Message.objects.filter(ticket=ticket, kind=MessageKind.REPLY).first()


def test_the_answer_to_a_forward_goes_to_the_customer_in_the_tenants_design_and_closes(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, account: MailAccount, nordlicht: Tenant, receive: Receive
) -> None:
    make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Briefkopf Nordlicht</p>")
    quoted = f"{SAID}\n\nAm 24.11.2026 schrieb Nordlicht:\n> Bitte antworten Sie.\n"

    receive(forwarding, answer_comes(forwarded, text=quoted))

    message = passed_on_to(mine)
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
    assert (state_of(forwarded), as_it_is(mine).state) == (InquiryState.PASSED_ON, TicketState.SENDING)
    with everywhere():
        close_after_sending(mine)
    assert as_it_is(mine).state == TicketState.CLOSED


def test_its_files_go_along(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, nordlicht: Tenant, receive: Receive
) -> None:
    raw = letter_with_file("Re: Zähler", "protokoll.pdf", b"%PDF-1", sender=ELKE)
    head = f"In-Reply-To: {forwarded.message.message_id}\r\n".encode()

    receive(forwarding, head + raw)

    with everywhere():
        message = passed_on_to(mine)
        assert [file.filename for file in Attachment.objects.filter(message=message)] == ["protokoll.pdf"]


Prepare = Callable[[Ticket, Tenant], None]


def _bounces(ticket: Ticket, tenant: Tenant) -> None:
    ticket.customer.addresses.update(undeliverable_since=clock.now())


def _is_taken(ticket: Ticket, tenant: Tenant) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED)


def _has_no_share_left(ticket: Ticket, tenant: Tenant) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(preferences={"answers.automatic_per_hour": 0})


def _trusts_its_server(ticket: Ticket, tenant: Tenant) -> None:
    MailAccount.objects.filter(tenant=tenant).update(trusted_authserv="mx.example")


@pytest.mark.parametrize(
    ("prepare", "more", "why"),
    [
        (_trusts_its_server, {"Authentication_Results": DOUBTS}, "answer_unexpected"),
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

    receive(forwarding, answer_comes(forwarded, **more))

    step = next(step for step in steps_of(mine) if step.action == "answer_not_passed_on")
    assert step.details["why"] == why
    assert passed_on_to(mine) is None
    assert (as_it_is(mine).state, as_it_is(mine).owner) == (TicketState.ASSIGNED, anna)
    assert state_of(forwarded) == InquiryState.ANSWERED


def test_a_colleague_of_those_asked_is_expected(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, receive: Receive
) -> None:
    receive(forwarding, answer_comes(forwarded, sender="Otto <otto@experts.example>"))

    assert passed_on_to(mine) is not None


def test_a_second_answer_sends_nothing(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, receive: Receive
) -> None:
    receive(forwarding, answer_comes(forwarded))
    receive(forwarding, answer_comes(forwarded, text="Noch etwas."))

    with everywhere():
        assert Message.objects.filter(ticket=mine, kind=MessageKind.REPLY).count() == 1
        assert Message.objects.filter(ticket=mine, kind=MessageKind.FORWARD_ANSWER).count() == 2
    assert steps_of(mine)[-1].action == "inquiry_answered_late"


def test_an_answer_after_closing_sends_nothing(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, anna: User, receive: Receive
) -> None:
    with in_scope(mine.tenant_id):
        close_ticket(as_it_is(mine), by=anna)

    receive(forwarding, answer_comes(forwarded))

    assert passed_on_to(mine) is None
    assert as_it_is(mine).state == TicketState.CLOSED


def test_passing_on_does_not_wait_for_the_pause_after_an_acknowledgement(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, receive: Receive
) -> None:
    with everywhere():
        address = mine.customer.addresses.get().normalized
        for kind, key in (("address", address), ("ticket", str(mine.pk))):
            AutomaticBudget.objects.create(
                tenant_id=mine.tenant_id, kind=kind, key=key, used=1, until=clock.now() + timedelta(hours=1)
            )

    receive(forwarding, answer_comes(forwarded))

    assert passed_on_to(mine) is not None


def test_a_forward_of_the_system_whose_answer_cannot_go_on_is_in_the_queue(
    billing: Category, forwarding: MailAccount, receive: Receive
) -> None:
    ticket = make_ticket(billing)
    with in_scope(ticket.tenant_id):
        letter = forward_letter(ticket, to=[["", "elke@experts.example"]])
        asked = Inquiry.objects.select_related("message").get(message=forward(ticket, letter, closing=False, by=None))

    receive(forwarding, answer_comes(asked, sender="Otto <otto@elsewhere.example>"))

    assert (as_it_is(ticket).state, as_it_is(ticket).owner) == (TicketState.QUEUED, None)


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
    answered = receive(asking, answer_comes(inquiry))
    with in_scope(mine.tenant_id):
        letter_out = forward_letter(mine, to=[["Otto", "otto@elsewhere.example"]])
        message = forward(mine, letter_out, closing=False, by=anna)
        forwarded = Inquiry.objects.get(message=message)

    by_number = f"Nachtrag zu {format_number(mine.number)}"
    receive(asking, letter(by_number, text="Nur für Sie.", sender=ELKE, to="rueckfrage@nordlicht.example"))
    to_the_answer = {"In_Reply_To": answered.message.message_id, "sender": "Chef <chef@experts.example>"}
    receive(asking, answer_comes(inquiry, text="Auch ich sehe es so.", **to_the_answer))

    assert passed_on_to(mine) is None
    assert (state_of(forwarded), as_it_is(mine).state) == (InquiryState.OPEN, TicketState.EXTERNAL_FORWARDED)


def test_the_answer_from_an_address_that_was_put_right_goes_to_the_customer(
    forwarded: Inquiry, mine: Ticket, forwarding: MailAccount, anna: User, receive: Receive
) -> None:
    with in_scope(mine.tenant_id):
        OutgoingMail.objects.filter(message=forwarded.message).update(state=DeliveryState.FAILED)
        mail = OutgoingMail.objects.get(message=forwarded.message)
        correct_and_resend(mail, old="elke@experts.example", new="elke@elektrik.example", by=anna)

    receive(forwarding, answer_comes(forwarded, sender="Elke Elektrik <elke@elektrik.example>"))

    assert passed_on_to(mine) is not None


def test_the_answer_to_a_question_of_a_merged_ticket_does_not_go_to_the_customer_of_the_other(
    inquiry: Inquiry, mine: Ticket, asking: MailAccount, forwarding: MailAccount, anna: User, receive: Receive
) -> None:
    other = make_ticket(mine.category, customer=mine.customer, account=mine.account, owner=anna)
    with in_scope(mine.tenant_id):
        merge_tickets(as_it_is(mine), other, by=anna)
        to_his_house = forward_letter(other, to=[["Otto", "otto@experts.example"]])
        message = forward(other, to_his_house, closing=False, by=anna)
        forwarded = Inquiry.objects.get(message=message)

    receive(asking, answer_comes(inquiry))

    assert passed_on_to(other) is None
    assert (state_of(forwarded), as_it_is(other).state) == (InquiryState.OPEN, TicketState.EXTERNAL_FORWARDED)


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

    assert passed_on_to(mine) is None
    assert (
        next(step for step in steps_of(mine) if step.action == "answer_not_passed_on").details["why"]
        == "answer_forwards"
    )
