"""An account of the first tenant at a real mail server, and a sink that takes what is sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.answers.domain.drafts import DraftValues, open_draft, save_draft
from kontor.answers.domain.send import send_answer
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import Role, User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.models import Message, Ticket
from tests.factories.channels import make_account
from tests.flows.house import House, furnish
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp_sink import SmtpSink, users_of
from tests.support.letters import mailbox_of
from tests.support.scoping import in_scope


@pytest.fixture
def ours(agent_role: Role, supervisor_role: Role, administrator_role: Role) -> House:
    return furnish(
        lambda kind: f"ours{kind}",
        code="OURS",
        agent=agent_role,
        supervisor=supervisor_role,
        administrator=administrator_role,
    )


@pytest.fixture
def theirs(agent_role: Role, supervisor_role: Role, administrator_role: Role) -> House:
    return furnish(
        lambda kind: f"zqxgeh{kind}",
        code="ZQXGEHCD",
        agent=agent_role,
        supervisor=supervisor_role,
        administrator=administrator_role,
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
