"""Somebody outside is asked and answers, through a real mail server and a real worker."""

from __future__ import annotations

from collections.abc import Callable

from kontor.answers.domain.forward import forward, forward_letter
from kontor.answers.domain.inquire import send_inquiry
from kontor.answers.domain.outside_drafts import open_outside_draft
from kontor.answers.enums import DraftKind
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.fetching import start
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import Message, Ticket
from tests.factories.channels import make_account
from tests.factories.texts import make_include
from tests.factories.tickets import make_ticket
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp_sink import SmtpSink, users_of
from tests.support.letters import letter, mailbox_of
from tests.support.processes import Worker, until, worker
from tests.support.scoping import everywhere, in_scope

ELKE = ["Elke Elektrik", "elke@experts.example"]
SAID = "Der Zähler war falsch eingebaut."


def _system_account(
    kind: AccountKind, tenant: Tenant, server: Dovecot, mailbox: str, make_sink: Callable[..., SmtpSink]
) -> tuple[MailAccount, SmtpSink]:
    """An account for answers from outside, with a mailbox of its own, that sends too."""
    sink = make_sink(users=users_of(mailbox), auth_without_tls=True)
    account = make_account(
        tenant,
        mailbox,
        kind=kind,
        **{
            **mailbox_of(server, mailbox),
            "smtp_host": "127.0.0.1",
            "smtp_port": sink.port,
            "smtp_security": "plain",
            "smtp_username": mailbox,
            "smtp_password": PASSWORD,
        },
    )
    return account, sink


def _ask(ticket: Ticket, by: User) -> None:
    with in_scope(ticket.tenant_id):
        draft = open_outside_draft(ticket, DraftKind.INQUIRY, author=by)
        draft.to = [ELKE]
        draft.save()
        send_inquiry(draft, by=by)


def _forward(ticket: Ticket, by: User) -> None:
    with in_scope(ticket.tenant_id):
        forward(ticket, forward_letter(ticket, to=[ELKE]), closing=False, by=by)


def _state(ticket: Ticket) -> str:
    with everywhere():
        return Ticket.objects.get(pk=ticket.pk).state


def _elke_answers(account: MailAccount, sink: SmtpSink, server: Dovecot, running: Worker) -> None:
    """What reached her is answered as her mail program does it: by Reply-To or From, in the thread, quoting."""
    until(lambda: len(sink.kept) == 1, "the question is out", worker=running)
    asked = sink.kept[0].mail
    assert sink.kept[0].recipients == [ELKE[1]]
    to = str(asked["Reply-To"] or asked["From"])
    text = f"{SAID}\n\nAm 28.11.2026 schrieb Nordlicht:\n> Bitte antworten Sie.\n"
    sender, thread = f"{ELKE[0]} <{ELKE[1]}>", str(asked["Message-ID"])
    raw = letter(f"AW: {asked['Subject']}", text=text, sender=sender, to=to, In_Reply_To=thread, References=thread)
    server.deliver(account.address, raw)
    start(account.owner, account.pk)


def test_an_inquiry_is_answered_and_a_forward_reaches_the_customer(
    committed_db: str,
    mail_server: Dovecot,
    new_mailbox: Callable[[], str],
    make_sink: Callable[..., SmtpSink],
    inbox: MailAccount,
    sink: SmtpSink,
    billing: Category,
    nordlicht: Tenant,
    customer: Customer,
    anna: User,
) -> None:
    make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Briefkopf Nordlicht</p>")
    asking, questions = _system_account(AccountKind.SECOND_LEVEL, nordlicht, mail_server, new_mailbox(), make_sink)
    passing, forwards = _system_account(AccountKind.REPLY, nordlicht, mail_server, new_mailbox(), make_sink)
    asked = make_ticket(billing, customer=customer, account=inbox, owner=anna, subject="Zähler")
    forwarded = make_ticket(billing, customer=customer, account=inbox, owner=anna, subject="Anschluss")

    with worker(committed_db) as running:
        _ask(asked, anna)
        assert _state(asked) == TicketState.EXTERNAL_INQUIRED
        _elke_answers(asking, questions, mail_server, running)
        until(lambda: _state(asked) == TicketState.ASSIGNED, "the ticket is back", worker=running)

        _forward(forwarded, anna)
        _elke_answers(passing, forwards, mail_server, running)
        until(lambda: _state(forwarded) == TicketState.CLOSED, "the customer has the answer", worker=running)

    with everywhere():
        note = Message.objects.get(ticket=asked, kind=MessageKind.INQUIRY_ANSWER)
        assert SAID in note.text
        assert Ticket.objects.get(pk=asked.pk).owner == anna
        assert Customer.objects.count() == 1
    [kept] = sink.kept
    with everywhere():
        address = customer.addresses.get().value
    assert kept.recipients == [address]
    assert kept.mail["From"] == f"Nordlicht Service <{inbox.address}>"
    assert str(forwards.kept[0].mail["Message-ID"]).encode() not in kept.raw
    shown = kept.mail.get_body(("plain",))
    assert shown is not None
    assert SAID in shown.get_content()
    assert "Bitte antworten Sie" not in shown.get_content()
