"""Rules give tickets to people who are ready."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from kontor.escalations.domain.content import Action
from kontor.escalations.domain.sweep import sweep
from kontor.escalations.enums import ActionKind
from kontor.escalations.models import Firing
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category, GroupCategory
from kontor.people.enums import Availability, Module
from kontor.people.models import AgentState, Role, User
from kontor.routing.domain.crew import lock_states
from kontor.routing.preferences import CAPACITY
from kontor.tenants.models import Tenant
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.escalations.domain.sweep.conftest import WAITS, as_it_is, old, steps_of
from tests.factories.escalations import (
    TAGS,
    TELLS_SUPERVISORS,
    rule_in_force,
)
from tests.factories.org import make_agent_group, make_category, make_member
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits

ClientFor = Callable[..., Browser]


@pytest.fixture
def ready(
    client_for: ClientFor, nordlicht: Tenant, nordlicht_service: AgentGroup, anna: User, bela: User
) -> AgentGroup:
    """Anna and Bela are there and ready."""
    for person in (anna, bela):
        client_for(person, nordlicht)
        AgentState.objects.update_or_create(
            user=person,
            module=Module.MAIL,
            defaults={"availability": Availability.READY, "since": clock.now()},
        )
    return nordlicht_service


def assigns(group: AgentGroup) -> Action:
    return Action(ActionKind.ASSIGN, values=(str(group.pk),))


def test_tickets_go_to_whoever_of_the_group_is_ready_and_has_least(
    nordlicht: Tenant, billing: Category, ready: AgentGroup, anna: User, bela: User
) -> None:
    rule_in_force(nordlicht, WAITS, do=(assigns(ready),))
    make_ticket(billing, owner=anna)
    tickets = [old(billing) for _each in range(3)]

    sweep(nordlicht.pk)

    assert [as_it_is(ticket).owner for ticket in tickets] == [bela, anna, bela]
    with in_scope(nordlicht):
        assert {line.text for line in latest_notices(bela)} == {"This ticket was assigned to you by an escalation rule"}


def test_nobody_gets_more_than_there_is_room_for(
    nordlicht: Tenant, billing: Category, ready: AgentGroup, anna: User, bela: User
) -> None:
    rule_in_force(nordlicht, WAITS, do=(assigns(ready),))
    for person, most in ((anna, 1), (bela, 2)):
        CAPACITY.set_on(person, most)
        person.save(update_fields=["preferences"])
    tickets = [old(billing) for _each in range(4)]

    sweep(nordlicht.pk)

    owners = [as_it_is(ticket).owner for ticket in tickets]
    assert (owners.count(anna), owners.count(bela), owners.count(None)) == (1, 2, 1)


def test_what_lies_on_the_desk_for_another_tenant_takes_room_too(
    nordlicht: Tenant, billing: Category, claims: Category, ready: AgentGroup, anna: User, bela: User
) -> None:
    rule_in_force(nordlicht, WAITS, do=(assigns(ready),))
    AgentState.objects.filter(user=anna).delete()
    CAPACITY.set_on(bela, 1)
    bela.save(update_fields=["preferences"])
    make_ticket(claims, owner=bela)
    ticket = old(billing)

    sweep(nordlicht.pk)

    assert as_it_is(ticket).owner is None


def test_who_is_not_ready_or_not_there_gets_nothing(
    nordlicht: Tenant, billing: Category, ready: AgentGroup, anna: User, bela: User
) -> None:
    rule_in_force(nordlicht, WAITS, do=(assigns(ready),), name="R")
    AgentState.objects.filter(user=bela).update(availability=Availability.BUSY)
    AgentState.objects.filter(user=anna).delete()
    ticket = old(billing)

    sweep(nordlicht.pk)

    assert as_it_is(ticket).state == TicketState.QUEUED
    assert steps_of(ticket) == [f"Escalation rule “R”, version 1: could not be assigned ({ready.name})"]


def test_a_group_that_does_not_work_the_category_gets_nothing(
    nordlicht: Tenant, nordlicht_supervisors: Any, ready: AgentGroup
) -> None:
    foreign = make_category(make_agent_group(nordlicht_supervisors))
    rule_in_force(nordlicht, WAITS, do=(assigns(ready),))
    ticket = old(foreign)
    sweep(nordlicht.pk)
    assert as_it_is(ticket).state == TicketState.QUEUED


def test_only_members_of_the_group_get_it(
    nordlicht: Tenant, billing: Category, nordlicht_supervisors: Any, ready: AgentGroup, anna: User, agent_role: Role
) -> None:
    second = make_agent_group(nordlicht_supervisors)
    make_member(anna, second, agent_role)
    with in_scope(nordlicht):
        GroupCategory.objects.create(tenant=nordlicht, agent_group=second, category=billing)
    rule_in_force(nordlicht, WAITS, do=(assigns(second),))
    make_ticket(billing, owner=anna)
    ticket = old(billing)

    sweep(nordlicht.pk)

    assert as_it_is(ticket).owner == anna


# several workers
def test_two_workers_at_once_do_each_thing_once(committed_db: str, nordlicht: Tenant, billing: Category) -> None:
    rule_in_force(nordlicht, WAITS, do=(TAGS, TELLS_SUPERVISORS))
    tickets = [old(billing) for _each in range(12)]

    fired = at_once(*[lambda: sweep(nordlicht.pk)] * 3)

    assert sum(each for each in fired if isinstance(each, int)) == 12, fired
    with everywhere():
        assert Firing.objects.count() == 12
        assert HistoryEntry.objects.filter(action="escalated").count() == 12
    assert [as_it_is(ticket).tags for ticket in tickets] == [["eilig"]] * 12


def test_a_desk_that_is_being_filled_by_distribution_is_waited_for(
    committed_db: str, nordlicht: Tenant, billing: Category, ready: AgentGroup, anna: User, bela: User
) -> None:
    rule_in_force(nordlicht, WAITS, do=(assigns(ready),))
    AgentState.objects.filter(user=bela).delete()
    CAPACITY.set_on(anna, 1)
    anna.save(update_fields=["preferences"])
    given, waits_still = make_ticket(billing), old(billing)
    deciding = Event()

    def distribute() -> None:
        with everywhere():
            lock_states()
            deciding.set()
            until_somebody_waits()
            Ticket.objects.filter(pk=given.pk).update(state=TicketState.ASSIGNED, owner=anna)

    def act() -> None:
        deciding.wait(10)
        sweep(nordlicht.pk)

    assert at_once(distribute, act) == [None, None]
    assert (as_it_is(given).owner, as_it_is(waits_still).owner) == (anna, None)
