"""What somebody would be given next, and why; and why not, as it is at this moment. Nothing is given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from kontor.people.models import User
from kontor.routing.domain.choosing import Obstacle, choose, obstacle
from kontor.routing.domain.crew import Agent, crew_of
from kontor.routing.domain.distribute import circumstances, narrow_to_chosen
from kontor.routing.domain.queue_heads import Waiting, first_waiting, rules_of
from kontor.tenants.scope import every_tenant, scope

MOST = 20
AHEAD = 500
"""So many tickets of the same categories are looked at, to know what others are given before."""


@dataclass(frozen=True)
class Prospect:
    """A ticket that waits in the agent's categories. ``receiver`` would be given it now, None nobody."""

    ticket: Waiting
    obstacle: Obstacle | None
    receiver: Agent | None
    category: str


@dataclass(frozen=True)
class Outlook:
    """``agent`` is None for somebody who is not signed in: then nothing is given to them."""

    agent: Agent | None
    prospects: list[Prospect]


def outlook(user: User, visible: Collection[int]) -> Outlook:
    """The first tickets that wait in the person's categories, as far as they are ``visible`` to whoever asks.

    Who has room where is known only for all tenants together, so that is read in the scope of all; tickets are read in
    the scope in force.
    """
    with scope(*every_tenant()):
        crew = crew_of()
        rules = rules_of({category_id for agent in crew for category_id in agent.categories})
        narrow_to_chosen(crew, rules)
    agent = next((each for each in crew if each.id == user.pk), None)
    if agent is None:
        return Outlook(None, [])
    tickets = first_waiting(agent.categories & frozenset(visible), most=AHEAD)
    at = circumstances(tickets, rules)
    receivers = {each.ticket.id: each.agent for each in choose(tickets, [replace(each) for each in crew], at)}
    prospects = [
        Prospect(ticket, obstacle(agent, ticket, at), receivers.get(ticket.id), rules[ticket.category_id].name)
        for ticket in tickets[:MOST]
    ]
    return Outlook(agent, prospects)
