"""Figures of calls: of each tenant and of each person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kontor.calls.enums import CallState, Direction, Outcome, PartyState
from kontor.calls.preferences import CALL_BACK
from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.reports.domain.board import board_of
from kontor.reports.domain.calls import AgentCalls, CallFigures, calls_of
from kontor.reports.domain.sight import sight_of
from kontor.sla.enums import PromiseKind
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Promise, Ticket
from tests.factories.answers import prefer
from tests.factories.call_records import make_party, make_record
from tests.factories.sla import make_service_level
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def to_call_back(category: Category, due_at: datetime | None = None) -> Ticket:
    """A missed call with its ticket; with the target of a service level, if it names one."""
    ticket = make_ticket(category)
    make_record(category.tenant, ticket=ticket, outcome=Outcome.MISSED, started_at=clock.now() - 3 * HOUR)
    if due_at:
        level = make_service_level(category.tenant)
        with in_scope(category.tenant_id):
            Promise.objects.create(
                tenant_id=category.tenant_id,
                ticket=ticket,
                kind=PromiseKind.CALL_BACK,
                service_level=level,
                target=3600,
                started_at=ticket.received_at,
                due_at=due_at,
            )
    return ticket


def test_what_goes_on_and_what_the_day_has_brought(nordlicht: Tenant, alpina: Tenant) -> None:
    now = clock.now()
    day = {nordlicht.pk: now - 2 * HOUR, alpina.pk: now - 5 * HOUR}
    for state in (CallState.DIALLING, CallState.RINGING, CallState.TALKING, CallState.HELD, CallState.TALKING):
        make_record(nordlicht, state=state, started_at=now - 3 * HOUR)
    make_record(nordlicht, outcome=Outcome.MISSED, started_at=now - HOUR)
    make_record(nordlicht, started_at=now - HOUR)
    make_record(nordlicht, direction=Direction.OUT, outcome=Outcome.BUSY, started_at=now - HOUR)
    make_record(nordlicht, outcome=Outcome.MISSED, started_at=now - 3 * HOUR)
    make_record(alpina, outcome=Outcome.MISSED, started_at=now - 3 * HOUR)

    with in_scope(nordlicht, alpina):
        found = calls_of([nordlicht, alpina], day, now=now).of_tenant

    assert found[nordlicht.pk] == CallFigures(ringing=2, talking=3, came=2, went=1, missed=1)
    assert found[alpina.pk] == CallFigures(came=1, missed=1)


def test_whoever_is_in_two_calls_is_one_person_on_the_phone(nordlicht: Tenant, anna: User, bela: User) -> None:
    for _each in range(2):
        make_party(make_record(nordlicht, state=CallState.TALKING), anna, state=PartyState.TALKING)
    held = make_record(nordlicht, state=CallState.HELD)
    make_party(held, bela, "13", state=PartyState.HELD)
    make_party(held, None, "14", state=PartyState.TALKING)
    make_party(held, None, "15", state=PartyState.RINGING)

    with in_scope(nordlicht):
        assert (
            calls_of([nordlicht], {nordlicht.pk: clock.now()}, now=clock.now()).of_tenant[nordlicht.pk].on_the_phone
            == 2
        )


def test_who_is_to_be_called_back(nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category) -> None:
    now = clock.now()
    to_call_back(billing, now + HOUR)
    to_call_back(billing, now - HOUR)
    to_call_back(billing)
    spoken = to_call_back(billing, now - HOUR)
    make_record(nordlicht, direction=Direction.OUT, ticket=spoken, started_at=now - HOUR)
    closed = to_call_back(billing)
    to_call_back(claims, now - HOUR)
    with in_scope(nordlicht, alpina):
        Ticket.objects.filter(pk=closed.pk).update(state=TicketState.CLOSED)

        found = calls_of([nordlicht, alpina], {tenant.pk: now for tenant in (nordlicht, alpina)}, now=now).of_tenant

    assert found[nordlicht.pk] == CallFigures(call_backs=3, call_backs_late=1)
    assert found[alpina.pk] == CallFigures(call_backs=1, call_backs_late=1)


def test_a_tenant_that_calls_nobody_back_has_none_waiting(nordlicht: Tenant, billing: Category) -> None:
    to_call_back(billing)
    prefer(nordlicht, CALL_BACK, False)

    with in_scope(nordlicht):
        assert (
            calls_of([nordlicht], {nordlicht.pk: clock.now()}, now=clock.now()).of_tenant[nordlicht.pk] == CallFigures()
        )


def test_what_each_person_has_telephoned(nordlicht: Tenant, alpina: Tenant, anna: User, bela: User) -> None:
    now = clock.now()
    make_record(nordlicht, agent=bela, talk_seconds=40, started_at=now - HOUR)
    make_record(alpina, agent=bela, talk_seconds=100, started_at=now - HOUR)
    make_record(nordlicht, agent=anna, outcome=Outcome.BUSY, started_at=now - HOUR)
    make_record(nordlicht, agent=anna, talk_seconds=40, started_at=now - 3 * HOUR)
    make_record(nordlicht, started_at=now - HOUR)
    day = {nordlicht.pk: now - 2 * HOUR, alpina.pk: now - 2 * HOUR}

    with in_scope(nordlicht, alpina), statements() as sent:
        found = calls_of([nordlicht, alpina], day, now=now).of_agent

    assert found == {bela.pk: AgentCalls(2, 140), anna.pk: AgentCalls(1, 0)}
    assert len(sent) == 3


def test_whoever_passes_a_call_on_has_telephoned_until_then(nordlicht: Tenant, anna: User, bela: User) -> None:
    now = clock.now()
    begin = now - HOUR
    call = make_record(nordlicht, agent=bela, started_at=begin, ended_at=begin + 5 * MINUTE, talk_seconds=295)
    answered = begin + timedelta(seconds=5)
    make_party(call, anna, "11", answered_at=answered, left_at=begin + 4 * MINUTE)
    make_party(call, bela, "12", answered_at=begin + 4 * MINUTE, left_at=begin + 5 * MINUTE)
    make_party(call, None, "13", answered_at=answered, left_at=begin + 5 * MINUTE)
    rang_only = make_record(nordlicht, agent=bela, started_at=begin, talk_seconds=40)
    make_party(rang_only, anna, "11", left_at=begin + timedelta(seconds=5))

    with in_scope(nordlicht):
        found = calls_of([nordlicht], {nordlicht.pk: now - 2 * HOUR}, now=now).of_agent

    assert found == {anna.pk: AgentCalls(1, 235), bela.pk: AgentCalls(2, 60 + 40)}


def test_of_no_tenant_there_are_no_figures(db: None) -> None:
    with in_scope():
        found = calls_of([], {}, now=clock.now())

    assert (found.of_tenant, found.of_agent) == ({}, {})


def test_the_board_asks_three_statements_more_with_calls_however_many_there_are(nordlicht: Tenant, sven: User) -> None:
    def asked(with_calls: bool) -> int:
        with in_scope(nordlicht), statements() as sent:
            board_of(sight_of(load_access(sven, (nordlicht.pk,))), with_calls=with_calls)
        return len(sent)

    without, with_none = asked(False), asked(True)
    for _each in range(3):
        make_party(make_record(nordlicht, state=CallState.TALKING, agent=sven), sven, state=PartyState.TALKING)

    assert (with_none, asked(True), asked(False)) == (without + 3, without + 3, without)
