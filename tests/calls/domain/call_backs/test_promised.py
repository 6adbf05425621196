"""A missed call is promised a call back."""

from __future__ import annotations

from datetime import timedelta

from kontor.calls.domain.call_backs import waiting_call_back
from kontor.calls.enums import Creation, Direction
from kontor.calls.preferences import TICKET_IN
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.distribute import distribute
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.deadlines import answer_taken_back
from kontor.tickets.domain.deadlines import answered as mail_answered
from kontor.tickets.enums import Direction as MessageDirection
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import Ticket
from tests.calls.domain.call_backs.conftest import DAY, HOUR, promised, said, ticket_of, waits
from tests.calls.making import SHOWN, ended, make_call, missed_call, prefer, spoken_call
from tests.conftest import Frozen
from tests.factories.tickets import make_message, make_ticket
from tests.routing.domain.distributing.conftest import owners, ready
from tests.routing.domain.distributing.conftest import prefer as capacity
from tests.support.scoping import in_scope
from tests.tickets.promising import assert_columns_agree, running
from tests.tickets.promising import ended as over


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
