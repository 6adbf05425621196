"""The block lists of several tenants."""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.enums import BlockAction
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.intake.domain.blocking.conftest import as_it_is, put_on_list
from tests.intake.domain.conftest import Receive
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope


def test_list_of_one_tenant_counts_for_no_other(
    receive: Receive, account: MailAccount, nordlicht: Tenant, alpina: Tenant
) -> None:
    entry = put_on_list(alpina, "post.example", BlockAction.IGNORE)

    ticket = receive(account, letter()).ticket

    assert ticket is not None
    assert (ticket.state, as_it_is(entry).hits) == (TicketState.QUEUED, 0)


@pytest.mark.parametrize("mine", [True, False])
def test_mail_of_a_general_account_is_judged_by_the_list_of_the_tenant_it_goes_to(
    receive: Receive, general_account: MailAccount, claims: Category, nordlicht: Tenant, alpina: Tenant, mine: bool
) -> None:
    with everywhere():
        set_fallback(general_account, claims, by=None)
    put_on_list(alpina if mine else nordlicht, "post.example", BlockAction.IGNORE)

    arrival = receive(general_account, letter(to=general_account.address))

    assert arrival.outcome == ("ignored" if mine else "new_ticket")


def test_mail_of_a_general_account_that_no_tenant_claims_is_held_whoever_blocks_its_sender(
    receive: Receive, general_account: MailAccount, nordlicht: Tenant, alpina: Tenant
) -> None:
    put_on_list(nordlicht, "post.example", BlockAction.IGNORE)
    put_on_list(alpina, "post.example", BlockAction.IGNORE)

    arrival = receive(general_account, letter(to=general_account.address))

    assert (arrival.outcome, arrival.reason) == ("held", "no_category")


def attached(account: MailAccount, billing: Category, customer: Customer, **values: object) -> bytes:
    """A mail of the customer that belongs to a ticket of the first tenant."""
    ticket = make_ticket(billing, customer=customer, account=account)
    with in_scope(billing.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(**{"subject": "Anliegen", **values})
    answered = make_message_id(ticket.pk, 1, "kontor.example")
    return letter("Re: Anliegen", to=account.address, In_Reply_To=answered)


@pytest.mark.parametrize("action", list(BlockAction))
def test_follow_up_of_a_blocked_sender_goes_to_no_other_tenant(
    receive: Receive,
    general_account: MailAccount,
    billing: Category,
    claims: Category,
    customer: Customer,
    nordlicht: Tenant,
    action: BlockAction,
) -> None:
    with everywhere():
        set_fallback(general_account, claims, by=None)
    mail = attached(general_account, billing, customer)
    put_on_list(nordlicht, "kaethe@post.example", action)

    arrival = receive(general_account, mail)

    if action == BlockAction.IGNORE:
        assert (arrival.outcome, arrival.reason, arrival.ticket) == ("ignored", "blocked", None)
        return
    assert arrival.ticket is not None
    assert (arrival.ticket.category, arrival.ticket.state) == (billing, TicketState.SPAM)


def test_answer_to_a_closed_ticket_of_a_deleted_category_goes_to_no_other_tenant(
    receive: Receive, general_account: MailAccount, billing: Category, claims: Category, customer: Customer
) -> None:
    with everywhere():
        set_fallback(general_account, claims, by=None)
    mail = attached(general_account, billing, customer, state=TicketState.CLOSED, closed_at="2026-01-01T00:00Z")
    with everywhere():
        Category.objects.filter(pk=billing.pk).update(deleted_at=clock.now())

    arrival = receive(general_account, mail)

    assert (arrival.outcome, arrival.reason, arrival.tenant_id) == ("held", "no_category", None)
