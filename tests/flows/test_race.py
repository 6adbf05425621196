"""Many agents take from one queue at the same moment."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import accumulate

from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.models import AgentGroup, Category
from kontor.people.models import Role, User
from kontor.routing.domain.take_next import take_next_ticket
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import number_for
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.org import make_member
from tests.factories.people import make_user
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once

MOST_BEHIND = 50


@dataclass(frozen=True)
class Taken:
    """One ticket in an agent's hands: its place in the queue, and when it was asked for and received."""

    place: int
    agent: int
    asked: float
    got: float


def _queue(category: Category, size: int) -> dict[int, int]:
    """So many waiting tickets; their places by id, the oldest first."""
    now = clock.now() - timedelta(days=1)
    with in_scope(category.tenant_id):
        waiting = [
            Ticket(
                tenant_id=category.tenant_id,
                category=category,
                number=number_for(100_000 + place),
                state=TicketState.QUEUED,
                received_at=now + timedelta(seconds=place),
                changed_at=now,
            )
            for place in range(size)
        ]
        made = Ticket.objects.bulk_create(waiting, batch_size=1_000)
    return {ticket.pk: place for place, ticket in enumerate(made)}


def _agents(group: AgentGroup, role: Role, number: int) -> list[User]:
    agents = [make_user() for _agent in range(number)]
    for agent in agents:
        make_member(agent, group, role)
    return agents


def _work(agent: User, tenant: Tenant, places: dict[int, int]) -> list[Taken]:
    """Take until nothing waits any more."""
    return list(_takes(agent, tenant, places))


def _takes(agent: User, tenant: Tenant, places: dict[int, int]) -> Iterator[Taken]:
    while True:
        asked = time.monotonic()
        with in_scope(tenant):
            ticket = take_next_ticket(agent, load_access(agent, (tenant.pk,)))
        if ticket is None:
            return
        yield Taken(places[ticket.pk], agent.pk, asked, time.monotonic())


def _furthest_behind(taken: list[Taken]) -> int:
    """How far a ticket was behind the oldest one that was certainly free when it was handed out.

    Certainly free is what somebody asked for and got only after this one was in its agent's hands.
    """
    by_asked = sorted(taken, key=lambda one: one.asked)
    oldest_from_here = list(accumulate((one.place for one in reversed(by_asked)), min))[::-1]
    furthest, position = 0, 0
    for one in sorted(taken, key=lambda each: each.got):
        while position < len(by_asked) and by_asked[position].asked <= one.got:
            position += 1
        if position < len(by_asked):
            furthest = max(furthest, one.place - oldest_from_here[position])
    return furthest


def _older_left(taken: list[Taken]) -> int:
    """How many older tickets were not yet in anybody's hands, at most, when one was handed out.

    An agent has one on the way at a time, so without overtaking it is one for each other agent.
    """
    in_order = [one.place for one in sorted(taken, key=lambda one: one.got)]
    return max(sum(later < place for later in in_order[number:]) for number, place in enumerate(in_order))


def test_each_ticket_goes_to_one_agent_and_nearly_in_order(
    committed_db: str, nordlicht: Tenant, nordlicht_service: AgentGroup, agent_role: Role, billing: Category, soak: bool
) -> None:
    agents, size = (100, 5_000) if soak else (50, 500)
    places = _queue(billing, size)
    people = _agents(nordlicht_service, agent_role, agents)

    started = time.monotonic()
    results = at_once(*[partial(_work, person, nordlicht, places) for person in people])
    took = time.monotonic() - started

    assert [result for result in results if isinstance(result, Exception)] == []
    taken = [one for result in results if isinstance(result, list) for one in result]
    assert sorted(one.place for one in taken) == list(range(size))
    assert _furthest_behind(taken) <= MOST_BEHIND
    assert _older_left(taken) < agents
    with everywhere():
        rows = list(Ticket.objects.values_list("id", "owner", "state"))
    assert sorted((places[pk], owner) for pk, owner, _state in rows) == sorted((one.place, one.agent) for one in taken)
    assert {state for _pk, _owner, state in rows} == {TicketState.ASSIGNED}
    print(f"{size} tickets, {agents} agents: {size / took:.0f}/s, {_older_left(taken)} older left")  # noqa: T201


def test_what_counts_as_behind() -> None:
    fair = [Taken(0, 1, 0.0, 1.0), Taken(1, 2, 0.5, 1.5), Taken(2, 1, 2.0, 3.0)]
    unfair = [Taken(60, 1, 0.0, 1.0), Taken(3, 2, 2.0, 3.0)]

    assert (_furthest_behind(fair), _furthest_behind(unfair)) == (0, 57)
    assert (_older_left(fair), _older_left(unfair)) == (0, 1)
