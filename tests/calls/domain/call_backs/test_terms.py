"""Other terms, and what it costs."""

from __future__ import annotations

from kontor.calls.domain.call_backs import waiting_call_back, waiting_call_backs
from kontor.calls.enums import CallState, Creation, Direction
from kontor.calls.preferences import TICKET_IN
from kontor.escalations.domain.replay_promises import terms_now
from kontor.escalations.domain.spans import clock_under, outcome_of, pasts_of, spans_of
from kontor.kernel import clock
from kontor.people.models import User
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.settling import recompute
from kontor.tickets.enums import Direction as MessageDirection
from kontor.tickets.enums import MessageKind
from kontor.tickets.models import Promise, Ticket
from tests.calls.domain.call_backs.conftest import ticket_of
from tests.calls.making import answered, make_call, missed_call, prefer, spoken_call
from tests.conftest import Frozen
from tests.factories.sla import choose, make_service_level
from tests.factories.tickets import make_message
from tests.support.scoping import in_scope
from tests.support.statements import statements
from tests.tickets.promising import assert_columns_agree, running
from tests.tickets.promising import ended as over


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
