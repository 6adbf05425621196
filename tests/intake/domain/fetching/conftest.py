"""A mailbox that is visited."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.domain.fetching import fetch_account
from kontor.intake.models import Arrival
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.servers.dovecot import Dovecot
from tests.support.letters import mailbox_of
from tests.support.scoping import everywhere

Box = Callable[[], str]


@pytest.fixture
def box(mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant) -> MailAccount:
    user = new_mailbox()
    return make_account(nordlicht, user, **mailbox_of(mail_server, user))


def subjects_in() -> list[str]:
    with everywhere():
        raws = [row.raw.content for row in Arrival.objects.order_by("id") if row.raw]
    return [raw.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for raw in raws]


def fetched(account: MailAccount) -> int:
    return fetch_account(account.owner, account.pk)
