"""From a customer's mail to the answer and back, through a real mail server and a real worker."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.intake.domain.fetching import start
from kontor.intake.models import Arrival
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.take_next import take_next_ticket
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Message, Ticket
from tests.factories.routing import make_rule
from tests.flows.conftest import answer
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.support.letters import letter
from tests.support.processes import Worker, until, worker
from tests.support.scoping import everywhere, in_scope


def _messages(*, seen: int) -> bool:
    with everywhere():
        return Message.objects.filter(direction="in").count() == seen


def _receive(account: MailAccount, server: Dovecot, raw: bytes, running: Worker) -> Arrival:
    """The mail lies in the mailbox; the worker fetches and files it."""
    with everywhere():
        before = Message.objects.filter(direction="in").count()
    server.deliver(account.address, raw)
    start(account.owner, account.pk)
    until(lambda: _messages(seen=before + 1), "the mail is filed", worker=running)
    with everywhere():
        return Arrival.objects.select_related("ticket__category", "message").latest("id")


def _take(user: User, tenant: Tenant) -> Ticket:
    with in_scope(tenant):
        ticket = take_next_ticket(user, load_access(user, (tenant.pk,)))
    assert ticket is not None
    return ticket


def _state(ticket: Ticket) -> str:
    with everywhere():
        return Ticket.objects.get(pk=ticket.pk).state


def test_a_mail_comes_in_is_answered_and_the_customer_answers_again(
    committed_db: str,
    mail_server: Dovecot,
    inbox: MailAccount,
    sink: SmtpSink,
    moving: Category,
    nordlicht: Tenant,
    alpina: Tenant,
    anna: User,
) -> None:
    make_rule(moving, "Umzug")

    with worker(committed_db) as running:
        first = _receive(inbox, mail_server, letter("Mein Umzug", to=inbox.address), running)
        assert first.ticket is not None
        assert (first.ticket.tenant_id, first.ticket.category) == (nordlicht.pk, moving)
        with in_scope(alpina):
            assert (Ticket.objects.count(), Message.objects.count(), Arrival.objects.count()) == (0, 0, 0)

        ticket = _take(anna, nordlicht)
        assert ticket == first.ticket
        answer(ticket, "Wohin ziehen Sie? Schöne Grüße", by=anna, final=False)
        until(lambda: len(sink.kept) == 1, "the question is out", worker=running)
        question = sink.kept[0].mail
        assert question["From"] == f"Nordlicht Service <{inbox.address}>"
        assert sink.kept[0].recipients == ["kaethe@post.example"]
        assert "Schöne Grüße" in question.get_content()
        assert _state(ticket) == TicketState.ASSIGNED

        reply = _receive(
            inbox, mail_server, letter("Re: etwas", to=inbox.address, In_Reply_To=question["Message-ID"]), running
        )
        assert (reply.outcome, reply.reason, reply.ticket) == ("follow_up", "token", ticket)

        answer(ticket, "Alles erledigt.", by=anna)
        until(lambda: _state(ticket) == TicketState.CLOSED, "the answer is out", worker=running)
        final = sink.kept[1].mail
        assert final["In-Reply-To"] == reply.message.message_id if reply.message else None
        assert question["Message-ID"] != final["Message-ID"]

        thanks = _receive(
            inbox, mail_server, letter("Danke", to=inbox.address, In_Reply_To=final["Message-ID"]), running
        )
        assert thanks.ticket is not None
        assert (thanks.outcome, thanks.ticket.process_id, _state(ticket)) == (
            "new_ticket",
            ticket.pk,
            TicketState.CLOSED,
        )
