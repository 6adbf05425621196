"""What does not arrive comes back to whoever wrote it, through real mail servers and a real worker."""

from __future__ import annotations

from collections.abc import Callable

from kontor.answers.domain.drafts import DraftValues, open_draft, save_draft
from kontor.answers.domain.inquire import send_inquiry
from kontor.answers.domain.outside_drafts import open_outside_draft
from kontor.answers.domain.send import send_answer
from kontor.answers.enums import DraftKind
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.customers.models import Address, Customer
from kontor.intake.domain.fetching import start
from kontor.org.models import Category
from kontor.outbox.domain.retrying import correct_and_resend
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.channels import make_account
from tests.factories.tickets import make_ticket
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp_sink import SmtpSink, users_of
from tests.support.letters import delivery_report, mailbox_of
from tests.support.processes import until, worker
from tests.support.scoping import everywhere, in_scope

KAETHE, RIGHT, ELKE = "kaethe@post.example", "kaethe.kunde@post.example", "elke@experts.example"


def _answer(ticket: Ticket, by: User) -> None:
    with in_scope(ticket.tenant_id):
        draft = open_draft(ticket, author=by)
        values = DraftValues(
            to=[["Käthe Kunde", KAETHE]], cc=[], bcc=[], subject="Re: Zähler", rich=True,
            html="<p>Der Zähler ist <strong>getauscht</strong>.</p>", text="Der Zähler ist getauscht.",
        )  # fmt: skip
        send_answer(save_draft(draft, values, version=draft.version, by=by), by=by)


def _ask(ticket: Ticket, by: User) -> None:
    with in_scope(ticket.tenant_id):
        draft = open_outside_draft(ticket, DraftKind.INQUIRY, author=by)
        draft.to = [["Elke Elektrik", ELKE]]
        draft.save()
        send_inquiry(draft, by=by)


def _back_with(ticket: Ticket, author: User) -> bool:
    with everywhere():
        row = Ticket.objects.get(pk=ticket.pk)
        return (row.state, row.owner_id, row.delivery_failed) == (TicketState.ASSIGNED, author.pk, True)


def _report(server: Dovecot, account: MailAccount, sink: SmtpSink, recipient: str) -> None:
    """A mail server further on gives back what the sink has taken."""
    message_id = str(sink.kept[-1].mail["Message-ID"])
    server.deliver(account.address, delivery_report(message_id, recipient, to=account.address))
    start(account.owner, account.pk)


def test_what_is_refused_or_bounces_returns_and_arrives_once_corrected(
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
    bela: User,
) -> None:
    mailbox = new_mailbox()
    questions = make_sink(users=users_of(mailbox), auth_without_tls=True)
    asking = make_account(
        nordlicht, mailbox, kind=AccountKind.SECOND_LEVEL, smtp_host="127.0.0.1", smtp_port=questions.port,
        smtp_security="plain", smtp_username=mailbox, smtp_password=PASSWORD, **mailbox_of(mail_server, mailbox),
    )  # fmt: skip
    refused = make_ticket(billing, customer=customer, account=inbox, owner=anna, subject="Zähler")
    asked = make_ticket(billing, customer=customer, account=inbox, owner=bela, subject="Anschluss")
    sink.refuse[KAETHE] = "550 5.1.1 no such user"

    with worker(committed_db) as running:
        _answer(refused, anna)
        until(lambda: _back_with(refused, anna), "the refused answer is back", worker=running)
        with everywhere():
            address = Address.objects.get(customer=customer, normalized=KAETHE)
            assert address.undeliverable_since is not None
            assert "no such user" in address.undeliverable_reason
        with in_scope(nordlicht):
            [mail] = OutgoingMail.objects.select_related("message__ticket").filter(message__ticket=refused)
            correct_and_resend(mail, old=KAETHE, new=RIGHT, by=anna)
        until(lambda: len(sink.kept) == 1, "the corrected answer is out", worker=running)
        assert sink.kept[0].recipients == [RIGHT]
        html = sink.kept[0].mail.get_body(("html",))
        assert html is not None
        assert "getauscht</strong>" in html.get_content()

        _report(mail_server, inbox, sink, RIGHT)
        until(lambda: _back_with(refused, anna), "the bounced answer is back", worker=running)

        _ask(asked, bela)
        until(lambda: len(questions.kept) == 1, "the question is out", worker=running)
        _report(mail_server, asking, questions, ELKE)
        until(lambda: _back_with(asked, bela), "the question is back with who asked", worker=running)
