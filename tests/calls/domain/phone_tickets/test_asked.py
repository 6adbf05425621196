"""Somebody is asked, and what people may not."""

from __future__ import annotations

from kontor.calls.domain.phone_tickets import asked_because, attach, decline, open_for
from kontor.calls.enums import Creation, Question
from kontor.calls.preferences import (
    CATEGORY,
    TICKET_IN,
)
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.models import Ticket
from tests.calls.domain.phone_tickets.conftest import said
from tests.calls.making import (
    SHOWN,
    answered,
    ended,
    make_call,
    missed_call,
    prefer,
    spoken_call,
)
from tests.factories.org import make_category
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


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


def test_a_spoken_call_that_nobody_wants_a_ticket_of(phones: Tenant, there: User) -> None:
    prefer(phones, TICKET_IN, Creation.NEVER.value)

    call = spoken_call(phones, there)

    assert (call.ticket_id, call.question) == (None, Question.NONE)
    assert missed_call(phones).ticket_id
