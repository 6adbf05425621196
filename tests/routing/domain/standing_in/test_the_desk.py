"""When an absence begins the desk goes to whoever stands in."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from kontor.config.schedule import start
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category
from kontor.people.domain.absences import end_absence
from kontor.people.models import Absence, Role, User
from kontor.routing.domain.assign import assign_ticket
from kontor.routing.domain.standing_in import begin_absences
from kontor.routing.domain.waiting import welcome
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.states import lock
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.loans import lend_ticket
from tests.factories.org import make_member
from tests.factories.people import make_user
from tests.factories.tickets import make_ticket
from tests.routing.domain.standing_in.conftest import (
    IN_QUEUE,
    ON_DESK,
    QUEUED,
    SUBSTITUTED,
    away,
    notices,
    place,
    steps,
    sweep,
    there,
)
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits

WAITS = (TicketState.INTERNAL_FORWARDED, "", "bela")


# -- the desk ---------------------------------------------------------------------------------------


def test_the_desk_goes_to_the_substitute_once_and_says_so(
    mine: Ticket, billing: Category, anna: User, bela: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    second = make_ticket(billing, owner=anna)
    there(bela, nordlicht)
    away(anna, bela, begins=1)

    assert begin_absences() == 0
    frozen.move(hours=1)
    assert [begin_absences(), begin_absences()] == [2, 0]

    assert (place(mine), place(second)) == (ON_DESK, ON_DESK)
    assert steps(mine)[-1] == SUBSTITUTED
    numbers = f"{format_number(mine.number)}, {format_number(second.number)}"
    assert notices(bela, nordlicht) == [f"You stand in for Anna Arndt and have got: {numbers}"]
    assert notices(anna, nordlicht) == []


def test_the_clock_begins_absences(mine: Ticket, anna: User) -> None:
    away(anna)

    start(tenant_id=0, task="kontor.routing.tasks.begin_absences", each_tenant=False, timestamp=0)
    run_jobs()

    assert place(mine) == IN_QUEUE


def test_one_ticket_is_told_with_the_way_to_it(mine: Ticket, anna: User, bela: User, nordlicht: Tenant) -> None:
    there(bela, nordlicht)
    away(anna, bela)

    begin_absences()

    assert notices(bela, nordlicht) == ["You stand in for Anna Arndt and have this ticket now"]


def test_a_substitute_who_is_not_there_finds_it_on_coming_or_the_queue_gets_it_in_time(
    mine: Ticket, billing: Category, anna: User, bela: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    late = make_ticket(billing, owner=anna)
    away(anna, bela)
    begin_absences()
    assert (place(mine), steps(mine)[-1]) == (WAITS, "Waits for Bela Brand, who stands in for Anna Arndt")

    with everywhere():
        Ticket.objects.filter(pk=late.pk).update(held_until=clock.now())
    sweep(nordlicht)
    there(bela, nordlicht)
    welcome(bela, [nordlicht.pk])

    assert (place(late), place(mine)) == (IN_QUEUE, ON_DESK)


def test_without_a_substitute_everything_goes_to_its_place_in_the_queue(mine: Ticket, anna: User) -> None:
    with everywhere():
        rank = Ticket.objects.get(pk=mine.pk).rank_at
    away(anna)

    begin_absences()

    with everywhere():
        row = Ticket.objects.get(pk=mine.pk)
    assert (place(mine), steps(mine)[-1]) == (IN_QUEUE, QUEUED)
    assert (row.rank_at, row.last_owner) == (rank, anna)


def test_a_substitute_of_another_tenant_gets_and_learns_nothing(
    mine: Ticket, anna: User, carla: User, alpina: Tenant, nordlicht: Tenant
) -> None:
    there(carla, alpina)
    away(anna, carla)

    begin_absences()

    assert place(mine) == IN_QUEUE
    assert notices(carla, alpina, nordlicht) == []
    assert not [step for step in steps(mine) if "Carla" in step]


def test_of_one_who_works_for_two_tenants_the_substitute_gets_what_they_may_work(
    mine: Ticket, claims: Category, bela: User, carla: User, alpina: Tenant, nordlicht: Tenant
) -> None:
    with everywhere():
        Ticket.objects.filter(pk=mine.pk).update(owner=bela)
    theirs = make_ticket(claims, owner=bela)
    there(carla, alpina)
    away(bela, carla)

    begin_absences()

    assert (place(mine), place(theirs)) == (IN_QUEUE, (TicketState.ASSIGNED, "carla", ""))
    assert notices(carla, alpina) == ["You stand in for Bela Brand and have this ticket now"]


def test_only_a_member_with_the_right_to_take_stands_in(
    mine: Ticket, anna: User, sven: User, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    reader = make_user("Rita Reader")
    make_member(reader, nordlicht_service)
    there(reader, nordlicht)
    away(anna, reader)

    begin_absences()

    assert place(mine) == IN_QUEUE


@pytest.mark.parametrize("gone", [{"active": False}, {"deleted_at": datetime(2026, 1, 1, tzinfo=UTC)}])
def test_a_substitute_who_left_meanwhile_gets_nothing(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant, gone: dict[str, Any]
) -> None:
    there(bela, nordlicht)
    away(anna, bela)
    User.objects.filter(pk=bela.pk).update(**gone)

    begin_absences()

    assert place(mine) == IN_QUEUE


def test_the_substitutes_substitute_gets_it_when_both_are_away(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant, nordlicht_service: AgentGroup, agent_role: Role
) -> None:
    erik = make_user("Erik Ernst", username="erik")
    make_member(erik, nordlicht_service, agent_role)
    there(erik, nordlicht)
    away(anna, bela)
    away(bela, erik)

    begin_absences()

    assert place(mine) == (TicketState.ASSIGNED, "erik", "")


def test_a_lent_ticket_goes_to_who_works_where_it_is_lent_to(
    ticket: Ticket, claims: Category, anna: User, bela: User, carla: User, alpina: Tenant, nordlicht: Tenant
) -> None:
    lend_ticket(ticket, claims)
    with in_scope(nordlicht, alpina):
        assign_ticket(Ticket.objects.get(pk=ticket.pk), to=carla, by=bela)
    there(bela, alpina)
    away(carla, bela)

    begin_absences()

    assert place(ticket) == ON_DESK
    with everywhere():
        assert Ticket.objects.get(pk=ticket.pk).lent_to == alpina
    assert notices(bela, alpina) == ["You stand in for Carla Conrad and have this ticket now"]


def test_a_lent_ticket_does_not_go_to_who_works_only_for_the_lender(
    ticket: Ticket, claims: Category, anna: User, bela: User, carla: User, alpina: Tenant, nordlicht: Tenant
) -> None:
    lend_ticket(ticket, claims)
    with in_scope(nordlicht, alpina):
        assign_ticket(Ticket.objects.get(pk=ticket.pk), to=carla, by=bela)
    there(anna, nordlicht)
    away(carla, anna)

    begin_absences()

    assert place(ticket) == IN_QUEUE


def test_an_absence_that_is_over_before_the_clock_comes_moves_nothing(
    mine: Ticket, anna: User, bela: User, frozen: Frozen
) -> None:
    absence = away(anna, bela)
    frozen.move(minutes=1)
    end_absence(absence, by=anna)

    assert begin_absences() == 0
    assert place(mine) == (TicketState.ASSIGNED, "anna", "")


def test_a_worker_that_dies_between_two_tickets_has_moved_none_and_the_next_moves_all(
    committed_db: str, mine: Ticket, billing: Category, anna: User, bela: User, nordlicht: Tenant
) -> None:
    second = make_ticket(billing, owner=anna)
    there(bela, nordlicht)
    away(anna, bela)

    held = Event()

    def begin() -> int:
        held.wait(30)
        return begin_absences()

    def hold_the_second_and_kill_who_waits() -> None:
        with transaction.atomic(), in_scope(nordlicht):
            lock(second)
            held.set()
            until_somebody_waits()
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE wait_event_type = 'Lock' AND datname = current_database()"
                )

    ends = at_once(hold_the_second_and_kill_who_waits, begin)

    assert isinstance(ends[1], OperationalError)
    assert (place(mine), Absence.objects.get().begun_at) == ((TicketState.ASSIGNED, "anna", ""), None)
    assert sorted(str(end) for end in at_once(begin_absences, begin_absences)) == ["0", "2"]
    assert (place(mine), place(second)) == (ON_DESK, ON_DESK)
    assert steps(mine).count(SUBSTITUTED) == 1
