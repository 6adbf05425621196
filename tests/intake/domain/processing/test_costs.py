"""Many at once, and what it costs."""

from __future__ import annotations

from functools import partial

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.processing import drain
from kontor.org.models import AgentGroup, Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.models import Message, Ticket
from tests.intake.domain.conftest import seen, store
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.support.threads import at_once


def test_several_workers_file_each_mail_once(
    committed_db: str, account: MailAccount, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    store(account, *(seen(letter(f"Nr {number}", sender="neu@post.example")) for number in range(20)))

    done = at_once(*[partial(drain, account.owner)] * 4)

    assert sum(number for number in done if isinstance(number, int)) == 20
    with in_scope(nordlicht):
        assert sorted(Ticket.objects.values_list("subject", flat=True)) == sorted(f"Nr {n}" for n in range(20))
        assert Customer.objects.count() == 1


@pytest.mark.parametrize("general", [False, True])
def test_a_mail_costs_at_most_25_statements_with_storing(
    account: MailAccount, general_account: MailAccount, billing: Category, general: bool
) -> None:
    place = general_account if general else account
    with everywhere():
        set_fallback(general_account, billing, by=None)
    store(place, seen(letter(sender="first@post.example")))
    drain(place.owner)
    mails = [seen(letter(sender=f"Neu <neu{number}@post.example>")) for number in range(10)]

    with statements() as sent:
        store(place, *mails)
        drain(place.owner)

    assert len(sent) / 10 <= 25, f"{len(sent) / 10} statements a mail"


def test_a_follow_up_costs_at_most_25_statements_with_storing(account: MailAccount, ticket: Ticket) -> None:
    with everywhere():
        known = Message.objects.get(ticket=ticket).message_id
    mails = [seen(letter("Re:", In_Reply_To=known)) for _mail in range(10)]

    with statements() as sent:
        store(account, *mails)
        drain(account.owner)

    assert len(sent) / 10 <= 25, f"{len(sent) / 10} statements a mail"
    with everywhere():
        assert Message.objects.filter(ticket=ticket).count() == 11
