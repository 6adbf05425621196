"""Whose ticket it is: the caller, their open tickets, the category."""

from __future__ import annotations

import pytest

from kontor.calls.domain.phone_tickets import asked_because, by_itself
from kontor.calls.enums import CallState, Outcome, Question
from kontor.calls.models import DialledNumber
from kontor.calls.preferences import (
    ATTACH,
    CATEGORY,
    SUBJECT,
    TICKET_IN,
)
from kontor.customers.domain.contacts import link_customers
from kontor.customers.models import Address, Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.calls.domain.phone_tickets.conftest import known, said, ticket_of
from tests.calls.making import (
    NUMBER,
    SHOWN,
    answered,
    ended,
    make_call,
    make_system,
    prefer,
    rings,
)
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def test_an_unknown_caller_becomes_a_customer_with_the_number(phones: Tenant, there: User) -> None:
    """As people write it: what the telephone system puts in front, here for an outside line, is no part of it."""
    call = answered(make_call(phones, remote="0040123456"), there)

    customer = ticket_of(call).customer

    assert customer is not None
    with in_scope(phones):
        assert list(customer.addresses.values_list("kind", "value", "normalized")) == [("phone", SHOWN, NUMBER)]
        assert call.customer == customer


def test_of_several_whose_number_it_may_be_nobody_is_chosen_and_nobody_made(phones: Tenant, there: User) -> None:
    one, other = known(make_customer(phones)), make_customer(phones)
    with in_scope(phones):
        link_customers(one, other)

    call = answered(make_call(phones), there)

    assert ticket_of(call).customer is None
    with in_scope(phones):
        assert Customer.objects.count() == 2


def test_while_there_is_nothing_to_do_nothing_is_looked_up(phones: Tenant) -> None:
    call = make_call(phones)
    with everywhere(), statements() as sent:
        by_itself(call)

    assert len(sent) == 1


def test_where_the_agent_is_asked_anyway_it_is_not_looked_up_who_calls(phones: Tenant, there: User) -> None:
    prefer(phones, TICKET_IN, "ask")
    call = make_call(phones, answered_at=clock.now(), state=CallState.TALKING, agent=there)
    with everywhere(), statements() as sent:
        by_itself(call)

    assert call.question == Question.ASKED
    assert not [statement for statement in sent if "customers_address" in statement]


def test_somebody_anonymous_is_no_customer(phones: Tenant, there: User) -> None:
    call = answered(make_call(phones, anonymous=True, remote="anonymous", remote_normal=""), there)

    assert ticket_of(call).customer is None
    with in_scope(phones):
        assert not Address.objects.exists()


def test_the_only_open_ticket_of_the_caller_gets_the_call(phones: Tenant, there: User, billing: Category) -> None:
    customer = known(make_customer(phones))
    present = make_ticket(billing, customer=customer)
    with in_scope(phones):
        close_ticket(make_ticket(billing, customer=customer), by=there)

    call = answered(make_call(phones), there)

    assert ticket_of(call) == present
    assert (call.customer_id, call.made_ticket) == (customer.pk, False)
    assert said(present)[-2:] == [
        f"Call with {SHOWN} put here by the system",
        f"Anna Arndt spoke with the customer on the phone: {SHOWN}",
    ]
    assert ticket_of(call).state == TicketState.QUEUED


def test_with_several_open_tickets_the_agent_is_asked(phones: Tenant, there: User, billing: Category) -> None:
    customer = known(make_customer(phones))
    for _each in range(2):
        make_ticket(billing, customer=customer)

    call = answered(make_call(phones), there)

    assert (call.ticket_id, call.question) == (None, Question.ASKED)
    with everywhere():
        assert asked_because(call) == "The caller has several open tickets."


def test_open_tickets_do_not_count_where_the_tenant_wants_new_ones(
    phones: Tenant, there: User, billing: Category
) -> None:
    prefer(phones, ATTACH, False)
    present = make_ticket(billing, customer=known(make_customer(phones)))

    assert ticket_of(answered(make_call(phones), there)) != present


def test_tickets_of_the_same_number_at_another_tenant_do_not_count(
    phones: Tenant, there: User, alpina: Tenant, claims: Category
) -> None:
    theirs = make_ticket(claims, customer=known(make_customer(alpina)))

    call = answered(make_call(phones), there)

    assert ticket_of(call) != theirs
    assert ticket_of(call).customer != theirs.customer


def test_the_number_that_was_dialled_has_a_category_of_its_own(phones: Tenant, there: User, moving: Category) -> None:
    system = make_system()
    with in_scope(phones):
        DialledNumber.objects.create(
            tenant=phones, system=system, number="040 1000", normalized="+49401000", category=moving
        )
    call = make_call(phones, system=system, dialled_normal="+49401000")

    assert ticket_of(answered(call, there)).category == moving


@pytest.mark.parametrize("why", ["deleted", "not allowed", "none"])
def test_without_a_category_the_agent_is_asked_and_nothing_is_lost(
    phones: Tenant, there: User, billing: Category, why: str
) -> None:
    with in_scope(phones):
        if why == "deleted":
            Category.objects.filter(pk=billing.pk).update(deleted_at=make_call(phones).started_at)
        elif why == "not allowed":
            Category.objects.filter(pk=billing.pk).update(allowed_for_phone_tickets=False)
        else:
            prefer(phones, CATEGORY, 0)

    call = answered(make_call(phones), there)

    assert (call.ticket_id, call.question) == (None, Question.ASKED)
    with everywhere():
        assert asked_because(call) == "No category is set that phone tickets may have. Choose one."


def test_blocked_callers_and_test_calls_are_no_tickets(phones: Tenant) -> None:
    blocked = make_call(phones, outcome=Outcome.BLOCKED, state=CallState.ENDED, ended_at=make_call(phones).started_at)
    tried = make_call(phones, is_test=True)

    assert (rings(blocked).ticket_id, ended(tried).ticket_id) == (None, None)
    with in_scope(phones):
        assert not Ticket.objects.exists()


def test_subjects_are_the_tenants(phones: Tenant, there: User) -> None:
    customer = known(make_customer(phones, "Erika Beispiel"))
    assert ticket_of(answered(make_call(phones, customer=customer), there)).subject == "Anruf von Erika Beispiel"
    prefer(phones, SUBJECT, "{direction}: {name} ({number})")
    prefer(phones, ATTACH, False)

    call = answered(make_call(phones, customer=customer), there)

    assert ticket_of(call).subject == f"Eingehend: Erika Beispiel ({SHOWN})"
