"""Marks of the receiving server."""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.preferences import SPAM_BY_FLAG, SPAM_FROM_SCORE
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from tests.factories.answers import prefer
from tests.intake.domain.blocking.conftest import sentences_of
from tests.intake.domain.conftest import Receive
from tests.support.letters import letter
from tests.support.scoping import in_scope

MARKED = b"X-Spam-Flag: YES\r\nX-Spam-Score: 7.5\r\n"


def _trusting(account: MailAccount) -> None:
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(trusted_authserv="mx.nordlicht.example")


def test_mail_that_the_receiving_server_marked_goes_into_the_spam_folder(
    receive: Receive, account: MailAccount
) -> None:
    _trusting(account)

    arrival = receive(account, MARKED + letter())

    assert arrival.ticket is not None
    assert arrival.ticket.state == TicketState.SPAM
    assert sentences_of(arrival.ticket) == ["Filed as spam: the receiving server marked the mail as spam"]


def test_marks_of_servers_that_the_account_does_not_name_count_nothing(receive: Receive, account: MailAccount) -> None:
    ticket = receive(account, MARKED + letter()).ticket

    assert ticket is not None
    assert ticket.state == TicketState.QUEUED


@pytest.mark.parametrize(
    ("by_flag", "from_score", "state"),
    [
        (False, 0, TicketState.QUEUED),
        (False, 7, TicketState.SPAM),
        (False, 8, TicketState.QUEUED),
        (True, 8, TicketState.SPAM),
    ],
)
def test_tenant_says_which_marks_decide(
    receive: Receive, account: MailAccount, nordlicht: Tenant, by_flag: bool, from_score: int, state: TicketState
) -> None:
    _trusting(account)
    prefer(nordlicht, SPAM_BY_FLAG, by_flag)
    prefer(nordlicht, SPAM_FROM_SCORE, from_score)

    ticket = receive(account, MARKED + letter()).ticket

    assert ticket is not None
    assert ticket.state == state


def test_message_keeps_what_was_believed_of_it(receive: Receive, account: MailAccount) -> None:
    _trusting(account)
    head = b"Authentication-Results: mx.nordlicht.example; dmarc=pass header.from=post.example\r\n"

    message = receive(account, head + MARKED + letter()).message

    assert message is not None
    assert message.evidence["trust"] == {
        "dmarc": "pass",
        "spam_flag": True,
        "spam_score": 7.5,
        "server": "mx.nordlicht.example",
        "aligned": False,
    }
