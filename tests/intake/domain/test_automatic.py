"""New requests of some categories are answered by themselves, or say why not."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from kontor.answers.domain.automatic import reply_automatically
from kontor.answers.enums import AutomaticAction
from kontor.answers.models import AutomaticReply, SentAnswer
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.customers.domain.reachability import mark_undeliverable
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.outbox.domain.composing import compose, envelope_from
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.domain.assign import open_from_queue
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.closing import close_after_sending, reopen_after_failure
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.messages import append_message
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import HistoryEntry, Inquiry, Message, Ticket
from tests.conftest import Frozen
from tests.factories.answers import acknowledging
from tests.factories.channels import make_account, make_no_reply_address
from tests.factories.reviews import make_automatic
from tests.factories.tickets import new_message
from tests.intake.domain.conftest import Receive
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

HTML = "<p>Guten Tag ${customer.name},</p><p>wir haben <strong>${ticket.subject}</strong> erhalten.</p>"


@pytest.fixture
def answering(billing: Category) -> ReplyTemplate:
    return make_automatic(billing, html=HTML).template


def _answers() -> list[Message]:
    with everywhere():
        rows = Message.objects.filter(kind=MessageKind.AUTOMATIC).select_related("ticket", "ticket__owner")
        return list(rows.order_by("id"))


def _reasons() -> list[str]:
    with everywhere():
        rows = HistoryEntry.objects.filter(action="not_automatic").order_by("id")
        return [entry.details["why"] for entry in rows]


def _run() -> None:
    run_jobs("reply_automatically")


# What is sent


def test_a_new_request_is_answered_in_the_tenants_design(
    receive: Receive, account: MailAccount, answering: ReplyTemplate
) -> None:
    receive(account, letter("Abrechnung stimmt nicht", message_id="<1@post.example>"))
    _run()

    (message,) = _answers()
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
    _run()

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
    _run()

    (message,) = _answers()
    assert message.ticket.state == TicketState.SENDING
    with in_scope(billing.tenant_id):
        assert OutgoingMail.objects.get().final
        assert close_after_sending(message.ticket).state == TicketState.CLOSED


def test_a_mail_that_fails_brings_the_ticket_into_the_queue(
    receive: Receive, account: MailAccount, billing: Category
) -> None:
    make_automatic(billing, action=AutomaticAction.ANSWER_AND_CLOSE)
    receive(account, letter())
    _run()

    (message,) = _answers()
    with in_scope(billing.tenant_id):
        ticket = reopen_after_failure(message.ticket, author=None, recipients="x", reason="550")
    assert (ticket.state, ticket.owner_id, ticket.delivery_failed) == (TicketState.QUEUED, None, True)


def test_a_customer_who_writes_while_it_is_closed_keeps_it_open(
    receive: Receive, account: MailAccount, billing: Category
) -> None:
    make_automatic(billing, action=AutomaticAction.ANSWER_AND_CLOSE)
    receive(account, letter())
    _run()

    (message,) = _answers()
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
    _run()
    with in_scope(nordlicht):
        ReplyTemplate.objects.filter(pk=row.template_id).update(from_no_reply=True)
    receive(account, letter(sender="Max Muster <max@post.example>"))
    _run()

    assert [(one.from_name, one.from_address) for one in _answers()] == [
        ("Info", "info@nordlicht.example"),
        ("Nordlicht", "no-reply@nordlicht.example"),
    ]


def test_a_strangers_words_carry_no_link_and_no_markup(
    receive: Receive, account: MailAccount, answering: ReplyTemplate
) -> None:
    receive(account, letter("Gewinn <b>hier</b> https://boese.example/x"))
    _run()

    (message,) = _answers()
    assert "boese" not in message.html + message.text
    assert "<b>" not in message.html


def test_it_is_not_acknowledged_too(
    receive: Receive, account: MailAccount, billing: Category, answering: ReplyTemplate
) -> None:
    acknowledging(billing)
    receive(account, letter())
    _run()

    with everywhere():
        kinds = set(Message.objects.filter(direction="out").values_list("kind", flat=True))
    assert kinds == {MessageKind.AUTOMATIC}


# Forwards


@pytest.fixture
def forwarding(billing: Category, nordlicht: Tenant) -> AutomaticReply:
    make_account(nordlicht, "antwort@nordlicht.example", kind=AccountKind.REPLY)
    row = make_automatic(billing, action=AutomaticAction.FORWARD, kind=TemplateKind.FORWARD)
    with in_scope(nordlicht):
        AutomaticReply.objects.filter(pk=row.pk).update(forward_to=[["Werk", "werk@partner.example"]])
    return row


def _forwards() -> list[Message]:
    with everywhere():
        return list(Message.objects.filter(kind=MessageKind.FORWARD).select_related("ticket"))


def test_a_new_request_is_forwarded_outside(
    receive: Receive, account: MailAccount, billing: Category, forwarding: AutomaticReply
) -> None:
    acknowledging(billing)
    receive(account, letter())
    _run()

    (message,) = _forwards()
    assert (message.to, message.author_id) == ([["Werk", "werk@partner.example"]], None)
    assert message.ticket.state == TicketState.EXTERNAL_FORWARDED
    with everywhere():
        assert Inquiry.objects.get().asked_by is None
        kinds = set(Message.objects.filter(direction="out").values_list("kind", flat=True))
    assert kinds == {MessageKind.FORWARD, MessageKind.ACKNOWLEDGEMENT}


def test_forwarded_and_closed(receive: Receive, account: MailAccount, forwarding: AutomaticReply) -> None:
    with in_scope(forwarding.tenant_id):
        AutomaticReply.objects.update(action=AutomaticAction.FORWARD_AND_CLOSE)
    receive(account, letter())
    _run()

    (message,) = _forwards()
    assert message.ticket.state == TicketState.SENDING
    with in_scope(forwarding.tenant_id):
        assert OutgoingMail.objects.get().final
        assert close_after_sending(message.ticket).state == TicketState.CLOSED


def test_a_forward_that_cannot_go_leaves_the_ticket_in_the_queue(
    receive: Receive, account: MailAccount, forwarding: AutomaticReply
) -> None:
    with in_scope(forwarding.tenant_id):
        AutomaticReply.objects.update(forward_to=[])
    receive(account, letter())
    _run()

    assert (_forwards(), _reasons()) == ([], ["refused"])
    with everywhere():
        assert Ticket.objects.get().state == TicketState.QUEUED


# What is not


def test_further_mails_of_a_request_are_not_answered(
    receive: Receive, account: MailAccount, answering: ReplyTemplate, frozen: Frozen
) -> None:
    receive(account, letter(message_id="<1@post.example>"))
    _run()
    frozen.move(days=30)
    receive(account, letter(message_id="<2@post.example>", References="<1@post.example>"))

    assert waiting_jobs("reply_automatically") == []
    assert len(_answers()) == 1


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto-Submitted": "auto-generated"}, "auto_submitted"),
        ({"List-Id": "<liste.example>"}, "list"),
        ({"Precedence": "bulk"}, "bulk"),
        ({"X-Auto-Response-Suppress": "All"}, "suppressed"),
    ],
)
def test_machines_and_lists_get_none(
    receive: Receive, account: MailAccount, answering: ReplyTemplate, headers: dict[str, str], why: str
) -> None:
    receive(account, letter(**headers))

    assert waiting_jobs("reply_automatically") == []
    assert (_reasons(), _answers()) == ([why], [])


def test_own_addresses_get_none(
    receive: Receive, account: MailAccount, answering: ReplyTemplate, alpina_account: MailAccount
) -> None:
    receive(account, letter(sender=f"Alpina <{alpina_account.address}>"))
    _run()

    assert (_reasons(), _answers()) == (["own_address"], [])


def test_addresses_that_do_not_exist_get_none(
    receive: Receive, account: MailAccount, answering: ReplyTemplate, nordlicht: Tenant
) -> None:
    receive(account, letter())
    with in_scope(nordlicht):
        mark_undeliverable(nordlicht.pk, "kaethe@post.example", reason="unknown")
    _run()

    assert (_reasons(), _answers()) == (["undeliverable"], [])


def test_what_somebody_took_is_theirs(
    receive: Receive, account: MailAccount, answering: ReplyTemplate, nordlicht: Tenant, anna: User
) -> None:
    receive(account, letter())
    with in_scope(nordlicht):
        open_from_queue(Ticket.objects.get(), by=anna)
    _run()

    assert (_reasons(), _answers()) == (["taken"], [])


def test_a_missing_value_stops_it(receive: Receive, account: MailAccount, billing: Category) -> None:
    make_automatic(billing, html="<p>Ihre Kundennummer ist ${customer.number}.</p>")
    receive(account, letter())
    _run()

    assert (_reasons(), _answers()) == (["missing_value"], [])


def test_a_template_that_is_gone_stops_it(
    receive: Receive, account: MailAccount, answering: ReplyTemplate, nordlicht: Tenant
) -> None:
    receive(account, letter())
    with in_scope(nordlicht):
        ReplyTemplate.objects.filter(pk=answering.pk).update(deleted_at=clock.now())
    _run()

    assert (_reasons(), _answers()) == (["no_text"], [])


def test_an_address_gets_one_and_then_waits(
    receive: Receive, account: MailAccount, answering: ReplyTemplate, frozen: Frozen
) -> None:
    for number in range(3):
        receive(account, letter(f"Frage {number}"))
        _run()

    assert (len(_answers()), _reasons()) == (1, ["budget_address", "budget_address"])


def test_a_job_that_runs_twice_sends_once(receive: Receive, account: MailAccount, answering: ReplyTemplate) -> None:
    receive(account, letter())
    (job,) = waiting_jobs("reply_automatically")
    _run()
    with in_scope(answering.tenant_id):
        assert reply_automatically(job.arguments["message_id"]) is None

    assert len(_answers()) == 1
    assert set(job.arguments) == {"tenant_id", "message_id"}


def test_a_rule_that_is_switched_off_does_nothing(receive: Receive, account: MailAccount, billing: Category) -> None:
    make_automatic(billing, active=False)
    receive(account, letter())
    _run()

    assert (_answers(), _reasons()) == ([], [])


def test_the_rule_of_another_tenant_does_nothing(
    receive: Receive, account: MailAccount, billing: Category, claims: Category
) -> None:
    make_automatic(claims)
    receive(account, letter())

    assert (waiting_jobs("reply_automatically"), _reasons()) == ([], [])


def test_filing_costs_one_statement_more(receive: Receive, account: MailAccount, billing: Category) -> None:
    with statements() as sent:
        receive(account, letter())

    assert len([one for one in sent if "answers_automaticreply" in one]) == 1
