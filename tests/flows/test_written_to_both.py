"""A customer writes one mail to both tenants, and each answers to all: a real server hands it to both mailboxes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.answers.preferences import COPY_INCOMING_CC, GUARD_RECIPIENT
from kontor.channels.models import MailAccount
from kontor.channels.smtp import send
from kontor.intake.domain.fetching import fetch_account
from kontor.intake.domain.processing import drain
from kontor.intake.models import Arrival
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import Message, Ticket, TicketLink
from tests.factories.answers import acknowledging, prefer
from tests.factories.channels import make_account
from tests.flows.conftest import answer
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.postfix import Postfix
from tests.support.jobs import run_jobs
from tests.support.letters import letter, mailbox_of
from tests.support.scoping import everywhere, in_scope
from tests.support.settled import becomes

KAETHE = "kaethe@post.example"
MOST_ROUNDS = 10


@pytest.fixture
def ours(
    mail_server: Dovecot,
    postfix_server: Postfix,
    new_mailbox: Callable[[], str],
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
) -> list[MailAccount]:
    """A mailbox of each tenant. Both acknowledge, and copy in whom the customer wrote to besides."""
    accounts = []
    for tenant, category in ((nordlicht, billing), (alpina, claims)):
        user = new_mailbox()
        sending = {"smtp_host": "127.0.0.1", "smtp_port": postfix_server.ports["smtps"], "smtp_security": "tls"}
        signed_in = {"smtp_username": user, "smtp_password": PASSWORD}
        accounts.append(make_account(tenant, user, **sending, **signed_in, **mailbox_of(mail_server, user)))
        with in_scope(tenant):
            set_fallback(accounts[-1], category, by=None)
        acknowledging(category)
        prefer(tenant, COPY_INCOMING_CC, True)
        prefer(tenant, GUARD_RECIPIENT, "off")
    return accounts


@pytest.fixture
def writes(ours: list[MailAccount], mail_server: Dovecot, postfix_server: Postfix) -> Callable[[], list[Ticket]]:
    """The customer's mail is in both mailboxes, and filed. Gives the tickets, the first tenant's first."""

    def write() -> list[Ticket]:
        both = [account.address for account in ours]
        mail = letter("Angebot", to=", ".join(both), sender=KAETHE, message_id="<both@post.example>")
        server = postfix_server.server(both[0], security="plain")
        send(server, envelope_from=KAETHE, recipients=both, message=mail)
        work(ours, mail_server, until=[1, 1])
        with everywhere():
            return list(Ticket.objects.order_by("tenant_id"))

    return write


def work(accounts: list[MailAccount], server: Dovecot, *, until: list[int]) -> None:
    """Send, fetch and file until nothing moves any more: then so many mails have come in."""
    run_jobs("deliver")
    for account, count in zip(accounts, until, strict=True):
        becomes(lambda account=account, count=count: len(server.mailbox(account.address)) >= count, True)
    for _round in range(MOST_ROUNDS):
        came = sum(fetch_account(account.owner, account.pk) for account in accounts)
        for account in accounts:
            drain(account.owner)
        if not came + run_jobs("deliver"):
            break
    assert arrivals_of(accounts) == until


def arrivals_of(accounts: list[MailAccount]) -> list[int]:
    with everywhere():
        return [Arrival.objects.filter(account=account).count() for account in accounts]


def said_in(ticket: Ticket) -> list[tuple[str, str]]:
    with everywhere():
        return list(Message.objects.filter(ticket=ticket).order_by("id").values_list("kind", "from_address"))


def test_each_has_a_ticket_of_its_own_that_knows_nothing_of_the_other(
    committed_db: str, ours: list[MailAccount], writes: Callable[[], list[Ticket]], mail_server: Dovecot
) -> None:
    first, second = writes()

    assert [ticket.tenant_id for ticket in (first, second)] == [account.tenant_id for account in ours]
    assert first.process_id is second.process_id is None
    for ticket, account in zip((first, second), ours, strict=True):
        with in_scope(ticket.tenant_id):
            assert list(Ticket.objects.all()) == [ticket]
            asked = Message.objects.get(ticket=ticket, kind=MessageKind.CUSTOMER)
            assert asked.evidence == {"filing": "new", "accounts": [account.pk]}
            assert asked.raw is not None
            assert asked.raw.tenant_id == ticket.tenant_id
    with everywhere():
        assert not TicketLink.objects.exists()


def test_what_each_answers_to_all_reaches_the_other_once_and_is_answered_by_no_machine(
    committed_db: str,
    ours: list[MailAccount],
    writes: Callable[[], list[Ticket]],
    mail_server: Dovecot,
    anna: User,
    carla: User,
) -> None:
    """For each the other's address is somebody else's, as that of any company would be."""
    first, second = writes()
    north, alps = (account.address for account in ours)

    said = answer(_on_the_desk_of(anna, first), "Gern.", by=anna, final=False)
    assert (said.to, said.cc) == ([["", KAETHE]], [["", alps]])
    work(ours, mail_server, until=[1, 2])
    answered = answer(_on_the_desk_of(carla, second), "Auch gern.", by=carla, final=False)
    assert [address for _name, address in (*answered.to, *answered.cc)] == [north, KAETHE]
    work(ours, mail_server, until=[2, 2])

    question, receipt = (MessageKind.CUSTOMER, KAETHE), MessageKind.ACKNOWLEDGEMENT
    own, other = MessageKind.INTERMEDIATE, MessageKind.CUSTOMER
    assert said_in(first) == [question, (receipt, north), (own, north), (other, alps)]
    assert said_in(second) == [question, (receipt, alps), (other, north), (own, alps)]
    with everywhere():
        assert Ticket.objects.count() == 2
        assert not TicketLink.objects.exists()


def _on_the_desk_of(person: User, ticket: Ticket) -> Ticket:
    with everywhere():
        Ticket.objects.filter(pk=ticket.pk).update(owner=person, state=TicketState.ASSIGNED)
        return Ticket.objects.get(pk=ticket.pk)
