"""Several at the same moment."""

from __future__ import annotations

from functools import partial

from kontor.calls.domain.phone_tickets import by_itself
from kontor.calls.enums import CallState, Outcome
from kontor.calls.models import Call
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.models import Ticket
from tests.calls.domain.phone_tickets.conftest import known, ticket_of
from tests.calls.making import (
    make_call,
)
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, while_uncommitted


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
