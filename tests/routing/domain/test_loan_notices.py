"""A lent ticket goes back while somebody of the borrower has it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.loans import end_loan, end_loans
from kontor.routing.enums import LoanEnd
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.presence import show_presence
from kontor.tickets.enums import PresenceMode, TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.loans import lend_ticket
from tests.support.scoping import everywhere, in_scope

Texts = Callable[[User, Tenant], list[str]]


def read_by(user: User, tenant: Tenant) -> list[str]:
    with in_scope(tenant):
        return [line.text for line in latest_notices(user)]


@pytest.fixture
def lent(ticket: Ticket, claims: Category) -> Ticket:
    lend_ticket(ticket, claims)
    return ticket


def _on_the_desk_of(user: User, ticket: Ticket) -> None:
    with everywhere():
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED, owner=user, assigned_at=clock.now())
        ticket.refresh_from_db()


def _said(ticket: Ticket) -> str:
    return f"{format_number(ticket.number)} is back at Nordlicht Energie, which had lent it to you"


def test_taken_back_from_a_desk_its_agent_is_told(
    lent: Ticket, carla: User, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    _on_the_desk_of(carla, lent)

    with in_scope(nordlicht):
        end_loan(lent, LoanEnd.TAKEN_BACK, by=sven)

    assert read_by(carla, alpina) == [_said(lent)]
    with in_scope(nordlicht):
        assert latest_notices(carla) == []


def test_who_hands_it_back_knows(lent: Ticket, carla: User, nordlicht: Tenant, alpina: Tenant) -> None:
    _on_the_desk_of(carla, lent)

    with in_scope(nordlicht, alpina):
        end_loan(lent, LoanEnd.HANDED_BACK, by=carla)

    assert read_by(carla, alpina) == []


def test_the_backlog_falls_while_it_is_open_in_a_window(
    lent: Ticket, carla: User, bela: User, anna: User, frozen: Frozen, nordlicht: Tenant, alpina: Tenant
) -> None:
    with in_scope(nordlicht, alpina):
        show_presence(lent, bela, PresenceMode.READING)
        frozen.move(minutes=5)
        for person in (carla, anna):
            show_presence(lent, person, PresenceMode.READING)

        end_loans([lent.pk], LoanEnd.BACKLOG)

    told = {person.username: read_by(person, alpina) for person in (carla, bela, anna)}
    assert told == {carla.username: [_said(lent)], bela.username: [], anna.username: []}


def test_who_closes_it_is_told_nothing(lent: Ticket, carla: User, nordlicht: Tenant, alpina: Tenant) -> None:
    _on_the_desk_of(carla, lent)

    with in_scope(nordlicht, alpina):
        close_ticket(lent, by=carla)

    assert read_by(carla, alpina) == []
