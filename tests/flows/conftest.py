"""The two houses of the leak tests; an account at a real mail server, and a sink that takes what is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from kontor.answers.domain.drafts import DraftValues, open_draft, save_draft
from kontor.answers.domain.send import send_answer
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.people.permissions import ADMINISTRATOR, AGENT, SUPERVISOR
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.models import Message, Ticket
from tests.factories.channels import make_account
from tests.factories.people import make_role
from tests.flows.house import House, furnish
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp_sink import SmtpSink, users_of
from tests.support.databases import connected_to, create_database, drop_database, new_name
from tests.support.letters import mailbox_of
from tests.support.scoping import in_scope
from tests.support.server import Server

Houses = tuple[House, House]


@pytest.fixture(scope="session")
def furnished(
    server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, Houses]]:
    """A database with the two houses of the leak tests, furnished once a run."""
    name = new_name()
    with django_db_blocker.unblock():
        create_database(server, name)
        with connected_to(server, name):
            houses = two_houses()
        yield name, houses
        drop_database(server, name)


@pytest.fixture
def houses(request: pytest.FixtureRequest, server: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[Houses]:
    """Ours and theirs, in a transaction that is rolled back; in the test's own database where it commits."""
    if "committed_db" in request.fixturenames:
        request.getfixturevalue("committed_db")
        yield two_houses()
        return
    name, made = request.getfixturevalue("furnished")
    with django_db_blocker.unblock(), connected_to(server, name), transaction.atomic():
        yield deepcopy(made)
        transaction.set_rollback(True)


@pytest.fixture
def ours(houses: Houses) -> House:
    return houses[0]


@pytest.fixture
def theirs(houses: Houses) -> House:
    """Each of its texts bears a marker."""
    return houses[1]


def two_houses() -> Houses:
    roles = {
        "agent": make_role("Agent", AGENT),
        "supervisor": make_role("Supervisor", SUPERVISOR),
        "administrator": make_role("Administrator", ADMINISTRATOR),
    }
    return (
        furnish(lambda kind: f"ours{kind}", code="OURS", **roles),
        furnish(lambda kind: f"zqxgeh{kind}", code="ZQXGEHCD", **roles),
    )


@pytest.fixture
def inbox(
    committed_db: str,
    mail_server: Dovecot,
    new_mailbox: Callable[[], str],
    make_sink: Callable[..., SmtpSink],
    nordlicht: Tenant,
    billing: Category,
) -> MailAccount:
    """Reads a mailbox of its own by IMAP over TLS and sends through ``sink``; its mail goes into ``billing``."""
    user = new_mailbox()
    account = make_account(nordlicht, user, sender_name="Nordlicht Service", **mailbox_of(mail_server, user))
    with in_scope(nordlicht):
        set_fallback(account, billing, by=None)
    return account


@pytest.fixture
def sink(inbox: MailAccount, make_sink: Callable[..., SmtpSink]) -> SmtpSink:
    """Takes what the account sends."""
    found = make_sink(users=users_of(inbox.address), auth_without_tls=True)
    with in_scope(inbox.owner):
        MailAccount.objects.filter(pk=inbox.pk).update(
            smtp_host="127.0.0.1",
            smtp_port=found.port,
            smtp_security="plain",
            smtp_username=inbox.address,
            smtp_password=PASSWORD,
        )
    return found


def answer(ticket: Ticket, text: str, *, by: User, final: bool = True) -> Message:
    """The person answers the ticket that lies on their desk."""
    with in_scope(ticket.tenant_id):
        draft = open_draft(ticket, author=by)
        values = DraftValues(to=draft.to, cc=draft.cc, bcc=[], subject=draft.subject, text=text)
        return send_answer(save_draft(draft, values, version=draft.version, by=by), final=final, by=by)
