"""A call becomes a phone ticket."""

from __future__ import annotations

from kontor.calls.enums import CallState, Direction, Moment
from kontor.calls.models import Call
from kontor.calls.preferences import (
    MOMENT_IN,
    MOMENT_OUT,
)
from kontor.channels.enums import Channel
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketKind, TicketState
from kontor.tickets.models import Ticket
from tests.calls.domain.phone_tickets.conftest import known, said, ticket_of
from tests.calls.making import (
    SHOWN,
    answered,
    ended,
    make_call,
    prefer,
    rings,
)
from tests.factories.customers import make_customer
from tests.support.scoping import everywhere, in_scope


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
