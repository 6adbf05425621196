"""What is answered automatically."""

from __future__ import annotations

from email import message_from_bytes, policy

from kontor.answers.enums import AutomaticAction
from kontor.answers.models import SentAnswer
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.outbox.domain.composing import compose, envelope_from
from kontor.outbox.models import OutgoingMail
from kontor.tenants.models import Tenant
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.closing import close_after_sending, reopen_after_failure
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.messages import append_message
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import HistoryEntry, Message
from tests.factories.answers import acknowledging
from tests.factories.channels import make_account, make_no_reply_address
from tests.factories.reviews import make_automatic
from tests.factories.tickets import new_message
from tests.intake.domain.automatic.conftest import answers_to, run_all
from tests.intake.domain.conftest import Receive
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope


def test_a_new_request_is_answered_in_the_tenants_design(
    receive: Receive, account: MailAccount, answering: ReplyTemplate
) -> None:
    receive(account, letter("Abrechnung stimmt nicht", message_id="<1@post.example>"))
    run_all()

    (message,) = answers_to()
    assert (message.direction, message.author_id, message.to) == ("out", None, [["", "kaethe@post.example"]])
    assert "Guten Tag Käthe Kunde," in message.text
    assert "<strong>Abrechnung stimmt nicht</strong>" in message.html
    assert message.in_reply_to == "<1@post.example>"
    assert message.ticket.state == TicketState.QUEUED
    with everywhere():
        assert SentAnswer.objects.get().template == answering
        entry = HistoryEntry.objects.get(action="automatic")
        assert sentence(entry) == f"Dealt with automatically, with the template “{answering.name}”"


def test_it_travels_as_automatic_mail(receive: Receive, account: MailAccount, answering: ReplyTemplate) -> None:
    receive(account, letter("Abrechnung", message_id="<1@post.example>"))
    run_all()

    with everywhere():
        mail = OutgoingMail.objects.select_related("message", "account", "no_reply", "tenant").get()
        made = message_from_bytes(compose(mail), policy=policy.default)
    assert envelope_from(mail) == ""
    assert made["Auto-Submitted"] == "auto-replied"
    assert made["X-Kontor-Automatic"]
    assert not mail.final


def test_answered_and_closed_once_the_mail_is_out(receive: Receive, account: MailAccount, billing: Category) -> None:
    make_automatic(billing, action=AutomaticAction.ANSWER_AND_CLOSE)
    receive(account, letter())
    run_all()

    (message,) = answers_to()
    assert message.ticket.state == TicketState.SENDING
    with in_scope(billing.tenant_id):
        assert OutgoingMail.objects.get().final
        assert close_after_sending(message.ticket).state == TicketState.CLOSED


def test_a_mail_that_fails_brings_the_ticket_into_the_queue(
    receive: Receive, account: MailAccount, billing: Category
) -> None:
    make_automatic(billing, action=AutomaticAction.ANSWER_AND_CLOSE)
    receive(account, letter())
    run_all()

    (message,) = answers_to()
    with in_scope(billing.tenant_id):
        ticket = reopen_after_failure(message.ticket, author=None, recipients="x", reason="550")
    assert (ticket.state, ticket.owner_id, ticket.delivery_failed) == (TicketState.QUEUED, None, True)


def test_a_customer_who_writes_while_it_is_closed_keeps_it_open(
    receive: Receive, account: MailAccount, billing: Category
) -> None:
    make_automatic(billing, action=AutomaticAction.ANSWER_AND_CLOSE)
    receive(account, letter())
    run_all()

    (message,) = answers_to()
    with in_scope(billing.tenant_id):
        append_message(message.ticket, new_message(message.ticket.customer))
        assert close_after_sending(message.ticket).state == TicketState.QUEUED


def test_it_is_sent_as_the_template_says(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    make_no_reply_address(nordlicht, "no-reply@nordlicht.example", display_name="Nordlicht", is_default=True)
    other = make_account(nordlicht, "info@nordlicht.example", sender_name="Info")
    row = make_automatic(billing, sender=other, sender_owner=other.owner)
    receive(account, letter())
    run_all()
    with in_scope(nordlicht):
        ReplyTemplate.objects.filter(pk=row.template_id).update(from_no_reply=True)
    receive(account, letter(sender="Max Muster <max@post.example>"))
    run_all()

    assert [(one.from_name, one.from_address) for one in answers_to()] == [
        ("Info", "info@nordlicht.example"),
        ("Nordlicht", "no-reply@nordlicht.example"),
    ]


def test_a_strangers_words_carry_no_link_and_no_markup(
    receive: Receive, account: MailAccount, answering: ReplyTemplate
) -> None:
    receive(account, letter("Gewinn <b>hier</b> https://boese.example/x"))
    run_all()

    (message,) = answers_to()
    assert "boese" not in message.html + message.text
    assert "<b>" not in message.html


def test_it_is_not_acknowledged_too(
    receive: Receive, account: MailAccount, billing: Category, answering: ReplyTemplate
) -> None:
    acknowledging(billing)
    receive(account, letter())
    run_all()

    with everywhere():
        kinds = set(Message.objects.filter(direction="out").values_list("kind", flat=True))
    assert kinds == {MessageKind.AUTOMATIC}
