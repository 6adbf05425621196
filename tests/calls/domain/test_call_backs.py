"""A missed call is to be called back, until somebody has spoken with the customer or written to them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.calls.domain.call_backs import waiting_call_back, waiting_call_backs
from kontor.calls.domain.phone_tickets import attach, open_for
from kontor.calls.enums import CallState, Creation, Direction, Moment, Outcome
from kontor.calls.models import Call
from kontor.calls.preferences import CALL_BACK, CALL_BACK_AFTER, CATEGORY, MOMENT_IN, TICKET_IN, TICKET_MISSED
from kontor.escalations.domain.replay_promises import terms_now
from kontor.escalations.domain.spans import clock_under, outcome_of, pasts_of, spans_of
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.distribute import distribute
from kontor.routing.domain.waiting import deliver_waiting
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.deadlines import answer_taken_back
from kontor.tickets.domain.deadlines import answered as mail_answered
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.settling import recompute
from kontor.tickets.enums import Direction as MessageDirection
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import Notice, Promise, Ticket
from tests.calls.making import SHOWN, answered, ended, make_call, missed_call, prefer, rings, spoken_call
from tests.conftest import Frozen
from tests.factories.sla import choose, make_service_level
from tests.factories.tickets import make_message, make_ticket
from tests.routing.domain.distributing.conftest import owners, ready
from tests.routing.domain.distributing.conftest import prefer as capacity
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.tickets.promising import assert_columns_agree, running
from tests.tickets.promising import ended as over


@pytest.fixture
def phones(nordlicht: Tenant, billing: Category, frozen: Frozen) -> Tenant:
    """Nordlicht promises to call back within an hour, and to respond and resolve within a day and a week."""
    prefer(nordlicht, CATEGORY, billing.pk)
    level = make_service_level(nordlicht, first_response=1440, next_response=1440, resolution=10080, call_back=60)
    choose(nordlicht, SERVICE_LEVEL, level)
    return nordlicht


def ticket_of(call: Call) -> Ticket:
    with everywhere():
        assert call.ticket_id
        return Ticket.objects.get(pk=call.ticket_id)


def promised(ticket: Ticket) -> dict[str, timedelta | None]:
    """How far ahead what runs is due."""
    with in_scope(ticket.tenant_id):
        return {kind: due and due - clock.now() for kind, due in running(ticket).items()}


def waits(ticket: Ticket) -> bool:
    with in_scope(ticket.tenant_id):
        return waiting_call_back(ticket) is not None


def said(ticket: Ticket) -> list[str]:
    with everywhere():
        return [sentence(entry) for entry in ticket.history.select_related("actor").order_by("id")]


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_missed_call_is_a_ticket_with_a_target_of_its_own(phones: Tenant) -> None:
    call = missed_call(phones)
    ticket = ticket_of(call)

    assert (ticket.state, ticket.subject) == (TicketState.QUEUED, f"Verpasster Anruf von {SHOWN}")
    assert promised(ticket) == {"call_back": HOUR, "first": DAY, "resolution": 7 * DAY}
    assert waits(ticket)
    assert said(ticket) == [f"Phone ticket of the call with {SHOWN}", f"Missed call from {SHOWN}"]
    with in_scope(phones):
        assert_columns_agree(ticket)


def test_its_target_decides_who_is_next(phones: Tenant, anna: User, billing: Category) -> None:
    """It is given before a mail that came earlier but has more time."""
    mail = make_ticket(billing, received_at=clock.now() - timedelta(hours=5))
    call_back = ticket_of(missed_call(phones))
    with in_scope(phones):
        Ticket.objects.filter(pk=mail.pk).update(rank_at=clock.now() + 19 * HOUR)
    capacity(anna, capacity=1)
    ready(anna, phones)

    distribute()

    assert owners(call_back, mail) == [anna, None]


def test_spoken_with_in_time_it_is_kept(phones: Tenant, anna: User, frozen: Frozen) -> None:
    ticket = ticket_of(missed_call(phones))
    frozen.move(minutes=30)

    spoken_call(phones, anna, direction=Direction.OUT, ticket=ticket, placed_by=anna)

    assert not waits(ticket)
    with in_scope(phones):
        assert sorted(over(ticket)) == [("call_back", True), ("first", True)]
        assert list(running(ticket)) == ["resolution"]


def test_spoken_with_too_late_it_is_broken(phones: Tenant, anna: User, frozen: Frozen) -> None:
    ticket = ticket_of(missed_call(phones))
    frozen.move(minutes=61)

    spoken_call(phones, anna, direction=Direction.OUT, ticket=ticket, placed_by=anna)

    with in_scope(phones):
        assert sorted(over(ticket)) == [("call_back", False), ("first", True)]


def test_called_in_vain_they_still_wait(phones: Tenant, anna: User, frozen: Frozen) -> None:
    ticket = ticket_of(missed_call(phones))
    frozen.move(minutes=5)

    ended(make_call(phones, direction=Direction.OUT, ticket=ticket, placed_by=anna, agent=anna))

    assert waits(ticket)
    assert said(ticket)[-1] == f"Call to {SHOWN} by Anna Arndt: No answer"
    assert "call_back" in promised(ticket)


def test_the_customer_calls_again_and_is_answered(phones: Tenant, anna: User, frozen: Frozen) -> None:
    prefer(phones, TICKET_IN, Creation.ALWAYS.value)
    ticket = ticket_of(missed_call(phones))
    frozen.move(minutes=5)

    assert ticket_of(spoken_call(phones, anna)) == ticket
    assert not waits(ticket)
    assert "call_back" not in promised(ticket)


def test_an_answer_by_mail_keeps_it_until_it_is_taken_back(phones: Tenant, frozen: Frozen) -> None:
    ticket = ticket_of(missed_call(phones))
    frozen.move(minutes=5)
    with in_scope(phones):
        message = make_message(ticket, kind=MessageKind.REPLY, direction=MessageDirection.OUT, at=clock.now())
        mail_answered(ticket, message)
        assert not waits(ticket)
        assert sorted(running(ticket)) == ["resolution"]

        answer_taken_back(ticket, message)
        message.delete()

        assert sorted(running(ticket)) == ["call_back", "first", "resolution"]
        assert waiting_call_back(ticket) is not None


def test_closed_it_falls_away(phones: Tenant, anna: User) -> None:
    ticket = ticket_of(missed_call(phones))
    with in_scope(phones):
        close_ticket(ticket, by=anna)

        assert ("call_back", None) in over(ticket)
        assert running(ticket) == {}
    assert not waits(ticket)


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
    call = make_call(phones, customer=_customer(mine))

    ended(rings(call))

    assert ticket_of(call) == mine
    with in_scope(phones):
        assert list(Notice.objects.values_list("user", "kind")) == [(anna.pk, "call_missed")]
        assert Ticket.objects.get(pk=mine.pk).unread
    assert "call_back" in promised(mine)


def _customer(ticket: Ticket) -> object:
    with in_scope(ticket.tenant_id):
        return ticket.customer


def test_what_rests_for_somebody_comes_back_when_the_customer_calls_in_vain(
    phones: Tenant, anna: User, billing: Category
) -> None:
    resting = make_ticket(billing, state=TicketState.RESUBMITTED, held_until=clock.now() + DAY)

    missed_call(phones, customer=_customer(resting))

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


def test_spoken_with_on_the_phone_the_first_response_stays_given(phones: Tenant, anna: User, frozen: Frozen) -> None:
    """Promises computed anew agree: what was said on the phone was a response, until the customer writes."""
    prefer(phones, TICKET_IN, Creation.ALWAYS.value)
    ticket = ticket_of(spoken_call(phones, anna))
    frozen.move(minutes=5)
    with in_scope(phones):
        recompute([ticket.pk])
        assert list(running(ticket)) == ["resolution"]

        frozen.move(minutes=5)
        make_message(ticket, kind=MessageKind.CUSTOMER, direction=MessageDirection.IN, at=clock.now())
        recompute([ticket.pk])

        assert sorted(running(ticket)) == ["next", "resolution"]
        assert over(ticket) == [("first", True)]
        assert_columns_agree(Ticket.objects.get(pk=ticket.pk))


def test_terms_that_promise_no_call_back_take_it_away_and_nothing_breaks(phones: Tenant, nordlicht: Tenant) -> None:
    ticket = ticket_of(missed_call(phones))
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, first_response=60))
    with in_scope(phones):
        recompute([ticket.pk])

        assert list(running(ticket)) == ["first"]
        assert waiting_call_back(ticket) is not None


def test_many_tickets_are_asked_in_two_statements(phones: Tenant) -> None:
    tickets = [ticket_of(missed_call(phones, remote_normal=f"+4940{number}99999")) for number in range(3)]
    with in_scope(phones), statements() as sent:
        found = waiting_call_backs([ticket.pk for ticket in tickets])

    assert sorted(found) == sorted(ticket.pk for ticket in tickets)
    assert len(sent) == 2


def test_what_still_rings_is_not_missed(phones: Tenant) -> None:
    call = answered(make_call(phones, state=CallState.RINGING))

    assert call.ticket_id is None


def test_a_dry_run_of_the_terms_that_hold_finds_what_really_was(phones: Tenant, anna: User, frozen: Frozen) -> None:
    ticket = ticket_of(missed_call(phones))
    frozen.move(minutes=61)
    spoken_call(phones, anna, direction=Direction.OUT, ticket=ticket, placed_by=anna)
    assert _tried(ticket) == _was(ticket)

    frozen.move(minutes=10)
    missed_call(phones)
    frozen.move(minutes=10)
    missed_call(phones)
    assert _tried(ticket) == _was(ticket)
    assert len(_tried(ticket)) == 4

    with in_scope(phones):
        close_ticket(Ticket.objects.get(pk=ticket.pk), by=anna)
    assert _tried(ticket) == _was(ticket)
    assert len(_tried(ticket)) == 3


def _tried(ticket: Ticket) -> list[tuple[object, ...]]:
    with in_scope(ticket.tenant_id):
        (past,) = pasts_of(Ticket.objects.filter(pk=ticket.pk))
        terms = terms_now(ticket.tenant_id)[past.category_id]
        spans = [(span, clock_under(span, terms, past.pauses, clock.now())) for span in spans_of(past)]
        return sorted((span.kind.value, span.started_at, outcome_of(span, its).value) for span, its in spans)


def _was(ticket: Ticket) -> list[tuple[object, ...]]:
    words = {True: "kept", False: "broken", None: "open"}
    with in_scope(ticket.tenant_id):
        rows = Promise.objects.filter(ticket=ticket).exclude(kept=None, done_at__isnull=False)
        return sorted((row.kind, row.started_at, words[row.kept]) for row in rows)
