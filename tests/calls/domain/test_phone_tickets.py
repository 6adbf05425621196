"""Calls become phone tickets: what is in the database afterwards."""

from __future__ import annotations

from functools import partial

import pytest
from django.test import Client

from kontor.calls.domain.phone_tickets import asked_because, attach, by_itself, decline, open_for
from kontor.calls.enums import CallState, Creation, Direction, Moment, Outcome, Question
from kontor.calls.models import Call, DialledNumber
from kontor.calls.preferences import (
    ATTACH,
    CATEGORY,
    MOMENT_IN,
    MOMENT_OUT,
    SUBJECT,
    TICKET_IN,
    TICKET_MISSED,
    TICKET_OUT,
)
from kontor.channels.enums import Channel
from kontor.customers.domain.contacts import add_address, link_customers
from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.history import sentence
from kontor.tickets.enums import TicketKind, TicketState
from kontor.tickets.models import Ticket
from tests.calls.making import (
    NUMBER,
    SHOWN,
    answered,
    ended,
    make_call,
    make_system,
    missed_call,
    prefer,
    rings,
    spoken_call,
)
from tests.factories.customers import make_customer
from tests.factories.org import make_category
from tests.factories.tickets import make_ticket
from tests.support.client import sign_in
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.support.threads import at_once, while_uncommitted


@pytest.fixture
def phones(nordlicht: Tenant, billing: Category) -> Tenant:
    """Nordlicht makes phone tickets of all calls, when they are answered."""
    for preference, value in (
        (TICKET_IN, Creation.ALWAYS.value),
        (TICKET_OUT, Creation.ALWAYS.value),
        (TICKET_MISSED, Creation.ALWAYS.value),
        (CATEGORY, billing.pk),
    ):
        prefer(nordlicht, preference, value)
    return nordlicht


@pytest.fixture
def there(anna: User, nordlicht: Tenant) -> User:
    sign_in(Client(), anna, nordlicht)
    return anna


def ticket_of(call: Call) -> Ticket:
    with everywhere():
        assert call.ticket_id
        return Ticket.objects.select_related("customer", "category", "owner").get(pk=call.ticket_id)


def said(ticket: Ticket) -> list[str]:
    with everywhere():
        return [sentence(entry) for entry in ticket.history.select_related("actor").order_by("id")]


def known(customer: Customer, number: str = NUMBER) -> Customer:
    with in_scope(customer.tenant_id):
        add_address(customer, kind=AddressKind.PHONE, value=number)
    return customer


def test_an_answered_call_is_a_ticket_on_the_desk_of_who_answered(
    phones: Tenant, there: User, billing: Category
) -> None:
    customer = known(make_customer(phones))
    call = rings(make_call(phones, customer=customer))
    assert call.ticket_id is None

    ticket = ticket_of(answered(call, there))

    assert (ticket.kind, ticket.channel, ticket.state) == (TicketKind.PHONE, Channel.PHONE, TicketState.ASSIGNED)
    assert (ticket.owner, ticket.category, ticket.customer) == (there, billing, customer)
    assert ticket.received_at == call.started_at
    assert said(ticket) == [
        f"Phone ticket of the call with {SHOWN}",
        f"Anna Arndt spoke with the customer on the phone: {SHOWN}",
    ]


def test_what_ends_afterwards_says_nothing_more(phones: Tenant, there: User) -> None:
    call = answered(make_call(phones), there)
    before = said(ticket_of(call))

    ended(call)

    assert said(ticket_of(call)) == before
    assert call.ticket_settled
    with in_scope(phones):
        assert Ticket.objects.count() == 1


def test_whoever_is_not_signed_in_gets_nothing_on_their_desk(phones: Tenant, anna: User) -> None:
    assert ticket_of(answered(make_call(phones), anna)).state == TicketState.QUEUED


def test_made_when_it_rings_it_comes_to_whoever_answers(phones: Tenant, there: User) -> None:
    prefer(phones, MOMENT_IN, Moment.RINGING.value)
    call = rings(make_call(phones))
    assert ticket_of(call).state == TicketState.QUEUED

    answered(call, there)

    assert ticket_of(call).owner == there
    assert said(ticket_of(call))[-1] == "Taken by Anna Arndt"


def test_when_it_has_ended(phones: Tenant, there: User) -> None:
    prefer(phones, MOMENT_IN, Moment.END.value)
    call = answered(make_call(phones), there)
    assert call.ticket_id is None

    assert ticket_of(ended(call)).owner == there


def test_an_outgoing_call_is_the_ticket_of_who_placed_it(phones: Tenant, there: User) -> None:
    prefer(phones, MOMENT_OUT, Moment.RINGING.value)
    call = make_call(phones, direction=Direction.OUT, state=CallState.DIALLING, placed_by=there, agent=there)
    assert rings(call).ticket_id is None
    with everywhere():
        Call.objects.update(state=CallState.RINGING)

    ticket = ticket_of(ended(rings(call)))

    assert (ticket.owner, ticket.subject) == (there, f"Anruf an {SHOWN}")
    assert said(ticket)[-1] == f"Call to {SHOWN} by Anna Arndt: No answer"


def test_a_call_from_a_ticket_belongs_to_it(phones: Tenant, there: User, ticket: Ticket) -> None:
    call = make_call(phones, direction=Direction.OUT, placed_by=there, agent=there, ticket=ticket)

    ended(answered(call, there))

    with in_scope(phones):
        assert Ticket.objects.count() == 1
    assert said(ticket)[-1] == f"Anna Arndt spoke with the customer on the phone: {SHOWN}"
    assert not call.made_ticket


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


def test_asked_one_says_yes(phones: Tenant, there: User, moving: Category) -> None:
    prefer(phones, TICKET_IN, Creation.ASK.value)
    call = answered(make_call(phones), there)
    assert call.question == Question.ASKED
    with in_scope(phones):
        assert asked_because(call) == ""

        ticket = open_for(call, there, category=moving, customer=None)
        again = open_for(call, there, category=None, customer=None)

    assert again == ticket
    assert (ticket.owner, ticket.category, ticket.customer) == (there, moving, None)
    assert (call.question, call.made_ticket) == (Question.YES, True)
    assert said(ticket)[0] == "Created by Anna Arndt"


def test_asked_one_chooses_a_ticket(phones: Tenant, there: User, ticket: Ticket) -> None:
    prefer(phones, TICKET_IN, Creation.ASK.value)
    call = answered(make_call(phones), there)
    with in_scope(phones):
        attach(call, ticket, there)
        attach(call, ticket, there)

    assert (call.question, call.customer) == (Question.YES, ticket.customer)
    assert said(ticket)[-2] == f"Call with {SHOWN} put here by Anna Arndt"


def test_asked_one_says_no_and_is_not_asked_again(phones: Tenant, there: User) -> None:
    prefer(phones, TICKET_IN, Creation.ASK.value)
    call = answered(make_call(phones), there)
    with in_scope(phones):
        decline(call, there)

    assert ended(call).question == Question.NO
    assert call.ticket_id is None


def test_what_people_may_not(
    phones: Tenant,
    there: User,
    ticket: Ticket,
    alpina_ticket: Ticket,
    claims: Category,
    nordlicht_service: AgentGroup,
) -> None:
    barred = make_category(nordlicht_service, allowed_for_phone_tickets=False)
    prefer(phones, TICKET_IN, Creation.NEVER.value)
    prefer(phones, CATEGORY, 0)
    call = answered(make_call(phones), there)
    with everywhere():
        with refused("Choose a category for the phone ticket."):
            open_for(call, there, category=None, customer=None)
        with refused("is not allowed for phone tickets."):
            open_for(call, there, category=barred, customer=None)
        with refused("This category belongs to another tenant."):
            open_for(call, there, category=claims, customer=None)
        with refused("This contact belongs to another tenant."):
            open_for(call, there, category=ticket.category, customer=alpina_ticket.customer)
        with refused("This ticket belongs to another tenant."):
            attach(call, alpina_ticket, there)
        close_ticket(ticket, by=there)
        with refused("This ticket is closed."):
            attach(call, ticket, there)
        open_for(call, there, category=ticket.category, customer=None)
        with refused("belongs to ticket"):
            attach(call, alpina_ticket, there)
        with refused("belongs to ticket"):
            decline(call, there)


def test_two_who_settle_at_once_make_one_ticket(committed_db: str, phones: Tenant, there: User) -> None:
    call = make_call(phones, state=CallState.TALKING, answered_at=make_call(phones).started_at, agent=there)

    def settle() -> None:
        with everywhere():
            by_itself(Call.objects.get(pk=call.pk))

    at_once(settle, settle, settle)

    with in_scope(phones):
        assert Ticket.objects.count() == 1
        assert Customer.objects.count() == 1


def test_two_missed_calls_of_a_number_at_once_are_one_ticket(committed_db: str, phones: Tenant) -> None:
    ends = make_call(phones).started_at
    calls = [make_call(phones, state=CallState.ENDED, ended_at=ends, outcome=Outcome.MISSED).pk for _each in range(2)]

    def settle(pk: int) -> None:
        with everywhere():
            by_itself(Call.objects.get(pk=pk))

    at_once(lambda: settle(calls[0]), lambda: settle(calls[1]))

    with in_scope(phones):
        assert Ticket.objects.count() == 1
        assert Call.objects.filter(ticket=Ticket.objects.get()).count() == 2


def test_a_call_of_which_the_ticket_is_just_being_closed_gets_one_of_its_own(
    committed_db: str, phones: Tenant, billing: Category
) -> None:
    """Found open, closed when it is locked: nobody would call back."""
    earlier = make_ticket(billing, customer=known(make_customer(phones)))
    missed = make_call(phones, state=CallState.ENDED, ended_at=clock.now(), outcome=Outcome.MISSED)

    while_uncommitted(everywhere, partial(close_ticket, earlier, by=None), partial(by_itself, missed))

    with in_scope(phones):
        missed.refresh_from_db()
    assert (missed.made_ticket, ticket_of(missed) == earlier) == (True, False)


def test_a_spoken_call_that_nobody_wants_a_ticket_of(phones: Tenant, there: User) -> None:
    prefer(phones, TICKET_IN, Creation.NEVER.value)

    call = spoken_call(phones, there)

    assert (call.ticket_id, call.question) == (None, Question.NONE)
    assert missed_call(phones).ticket_id
