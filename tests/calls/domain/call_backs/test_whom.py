"""Who is called back, when, and who is told."""

from __future__ import annotations

from datetime import timedelta

from kontor.calls.domain.phone_tickets import attach, open_for
from kontor.calls.enums import Creation, Direction, Moment, Outcome, Question
from kontor.calls.models import Call
from kontor.calls.preferences import CALL_BACK, CALL_BACK_AFTER, MOMENT_IN, TICKET_IN, TICKET_MISSED
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.waiting import deliver_waiting
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Notice, Ticket
from tests.calls.domain.call_backs.conftest import DAY, HOUR, promised, said, ticket_of, waits
from tests.calls.making import SHOWN, answered, ended, make_call, missed_call, prefer, rings
from tests.conftest import Frozen
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope


def test_further_missed_calls_of_the_number_come_to_the_same_ticket(phones: Tenant, frozen: Frozen) -> None:
    ticket = ticket_of(missed_call(phones))
    frozen.move(minutes=10)
    second = missed_call(phones)
    other = missed_call(phones, remote_normal="+49409991234")

    assert ticket_of(second) == ticket
    assert ticket_of(other) != ticket
    assert said(ticket)[-2:] == [f"Call with {SHOWN} put here by the system", f"Missed call from {SHOWN}"]
    assert promised(ticket)["call_back"] == timedelta(minutes=50)


def test_a_call_back_may_rest_first(phones: Tenant, frozen: Frozen) -> None:
    prefer(phones, CALL_BACK_AFTER, 15)
    ticket = ticket_of(missed_call(phones))
    assert (ticket.state, ticket.held_until) == (TicketState.RESUBMITTED, clock.now() + timedelta(minutes=15))
    assert waits(ticket)
    frozen.move(minutes=5)
    assert ticket_of(missed_call(phones)).state == TicketState.RESUBMITTED

    frozen.move(minutes=11)
    with in_scope(phones):
        deliver_waiting(phones.pk)

    assert ticket_of(missed_call(phones)).state == TicketState.QUEUED


def test_who_is_not_to_be_called_back(phones: Tenant) -> None:
    anonymous = ticket_of(missed_call(phones, anonymous=True, remote="anonymous", remote_normal=""))
    prefer(phones, CALL_BACK, False)
    ticket = ticket_of(missed_call(phones))

    assert (waits(anonymous), waits(ticket)) == (False, False)
    assert [sorted(promised(each)) for each in (anonymous, ticket)] == [["first", "resolution"]] * 2


def test_the_owner_of_an_open_ticket_is_told(phones: Tenant, anna: User, billing: Category) -> None:
    mine = make_ticket(billing, owner=anna)
    call = make_call(phones, customer=customer_with(mine))

    ended(rings(call))

    assert ticket_of(call) == mine
    with in_scope(phones):
        assert list(Notice.objects.values_list("user", "kind")) == [(anna.pk, "call_missed")]
        assert Ticket.objects.get(pk=mine.pk).unread
    assert "call_back" in promised(mine)


def customer_with(ticket: Ticket) -> object:
    with in_scope(ticket.tenant_id):
        return ticket.customer


def test_what_rests_for_somebody_comes_back_when_the_customer_calls_in_vain(
    phones: Tenant, anna: User, billing: Category
) -> None:
    resting = make_ticket(billing, state=TicketState.RESUBMITTED, held_until=clock.now() + DAY)

    missed_call(phones, customer=customer_with(resting))

    with in_scope(phones):
        assert Ticket.objects.get(pk=resting.pk).state == TicketState.QUEUED


def test_made_when_it_rang_and_missed_it_is_a_call_back(phones: Tenant) -> None:
    prefer(phones, TICKET_IN, Creation.ALWAYS.value)
    prefer(phones, MOMENT_IN, Moment.RINGING.value)
    call = rings(make_call(phones))
    assert "call_back" not in promised(ticket_of(call))

    ended(call)

    assert promised(ticket_of(call))["call_back"] == HOUR


def test_known_late_to_have_been_answered_nobody_is_called_back(phones: Tenant, anna: User, frozen: Frozen) -> None:
    """The telephone system tells the end before it tells that somebody had answered."""
    call = missed_call(phones)
    ticket = ticket_of(call)
    assert waits(ticket)

    with everywhere():
        Call.objects.filter(pk=call.pk).update(answered_at=call.started_at, outcome=Outcome.ANSWERED, agent=anna)
    rings(call)

    assert not waits(ticket)
    assert sorted(promised(ticket)) == ["resolution"]


def test_asked_about_a_missed_call_one_makes_the_call_back_by_hand(phones: Tenant, anna: User, ticket: Ticket) -> None:
    prefer(phones, TICKET_MISSED, Creation.ASK.value)
    one, two = missed_call(phones), missed_call(phones, remote_normal="+49409991234")
    with in_scope(phones):
        made = open_for(one, anna, category=None, customer=None)
        attach(two, ticket, anna)

    assert [sorted(promised(each)) for each in (made, ticket)] == [
        ["call_back", "first", "resolution"],
        ["call_back", "first", "resolution"],
    ]


def test_a_call_to_who_waits_is_the_call_back(phones: Tenant, anna: User, billing: Category, frozen: Frozen) -> None:
    first = missed_call(phones)
    ticket = ticket_of(first)
    make_ticket(billing, customer=customer_with(ticket), owner=anna)
    frozen.move(minutes=5)

    call = answered(make_call(phones, direction=Direction.OUT, placed_by=anna), anna)

    assert (ticket_of(call), call.question) == (ticket, Question.NONE)
    assert not waits(ticket)


def test_a_call_to_who_waits_no_more_asks(phones: Tenant, anna: User, frozen: Frozen) -> None:
    missed_call(phones)
    frozen.move(minutes=5)
    ended(answered(make_call(phones, direction=Direction.OUT, placed_by=anna), anna))
    frozen.move(minutes=5)

    again = answered(make_call(phones, direction=Direction.OUT, placed_by=anna), anna)

    assert (again.ticket_id, again.question) == (None, Question.ASKED)
