"""Tickets of other tenants, and what a batch costs."""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.domain.processing import drain
from kontor.intake.enums import Outcome
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.models import Message, Ticket
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.intake.domain.belonging.conftest import KAETHE, evidence_of, suggestions_of
from tests.intake.domain.conftest import Receive, newest, seen, store
from tests.support.letters import letter
from tests.support.scoping import everywhere
from tests.support.statements import statements


def test_a_ticket_of_another_tenant_is_as_unknown_as_none(
    account: MailAccount, alpina_ticket: Ticket, receive: Receive
) -> None:
    with everywhere():
        other = Message.objects.get(ticket=alpina_ticket)
    token = make_message_id(alpina_ticket.pk, other.pk, "alpina.example")

    arrival = receive(
        account,
        letter(f"Zu {alpina_ticket.number}", sender=other.from_address, In_Reply_To=token, References=other.message_id),
    )

    assert arrival.outcome == Outcome.NEW_TICKET
    assert (evidence_of(arrival), suggestions_of()) == ({"filing": "new"}, [])


def test_on_an_account_of_all_tenants_nothing_of_one_is_kept_at_another(
    general_account: MailAccount, billing: Category, alpina_ticket: Ticket, receive: Receive
) -> None:
    """The stranger's mail goes to the first tenant by the rules; it names a ticket of the second."""
    with everywhere():
        set_fallback(general_account, billing, by=None)
        known = Message.objects.get(ticket=alpina_ticket).message_id

    arrival = receive(general_account, letter("Re:", sender="stranger@elsewhere.example", In_Reply_To=known))

    assert arrival.ticket
    assert arrival.ticket.tenant_id == billing.tenant_id
    assert (evidence_of(arrival), suggestions_of()) == ({"filing": "new"}, [])


@pytest.mark.parametrize("change", [{"active": False}, {"deleted_at": "2026-01-01T00:00Z"}])
def test_a_tenant_that_works_no_more_gets_nothing_through_an_account_of_all(
    general_account: MailAccount,
    alpina: Tenant,
    claims: Category,
    billing: Category,
    receive: Receive,
    change: dict[str, object],
) -> None:
    with everywhere():
        set_fallback(general_account, billing, by=None)
    old = make_ticket(claims, customer=make_customer(alpina, "Käthe", email=KAETHE))
    with everywhere():
        known = Message.objects.get(ticket=old).message_id
        answer = letter("Re:", sender=KAETHE, In_Reply_To=known)
        Tenant.objects.filter(pk=claims.tenant_id).update(**change)

    arrival = receive(general_account, answer)

    assert arrival.ticket
    assert arrival.ticket.tenant_id == billing.tenant_id
    with everywhere():
        assert Message.objects.filter(ticket=old).count() == 1


def test_what_a_batch_refers_to_is_looked_up_in_as_many_statements_as_two_mails(
    account: MailAccount, billing: Category
) -> None:
    tickets = [make_ticket(billing, account=account) for _ticket in range(12)]
    with everywhere():
        known = dict(Message.objects.values_list("ticket_id", "message_id"))

    def cost(count: int, place: str) -> int:
        mails = [
            letter(f"Zu {ticket.number}", sender=f"x{ticket.pk}@{place}.example", In_Reply_To=known[ticket.pk])
            for ticket in tickets[:count]
        ]
        store(account, *map(seen, mails))
        with statements() as sent:
            drain(account.owner)
        return len(sent)

    cost(2, "first")
    assert cost(12, "many") <= cost(2, "few")
    assert newest().outcome == Outcome.NEW_TICKET
    assert len(suggestions_of()) == 16
