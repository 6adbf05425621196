"""A tenant whose only account reads a real mailbox and sends through a real mail server to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.readiness.working import through
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.support.letters import mailbox_of
from tests.support.scoping import in_scope


@pytest.fixture
def working(
    mail_server: Dovecot,
    postfix_server: Postfix,
    new_mailbox: Callable[[], str],
    nordlicht: Tenant,
    billing: Category,
) -> MailAccount:
    """Reads by IMAP, sends through Postfix; its mail goes into ``billing``."""
    address = new_mailbox()
    account = make_account(
        nordlicht,
        address,
        name="Service",
        sender_name="Nordlicht Service",
        **mailbox_of(mail_server, address) | through(postfix_server, address),
    )
    with in_scope(nordlicht):
        set_fallback(account, billing, by=None)
    return account
