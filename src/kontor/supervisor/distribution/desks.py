"""What of somebody's desk one may count: what lies there for the tenants in which one has the right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kontor.org.domain.access import Access
from kontor.routing.domain.crew import Agent
from kontor.supervisor.distribution.access import READ
from kontor.tickets.domain.queries import held_for


@dataclass(frozen=True)
class Desk:
    """``elsewhere``: the person works for other tenants too. What lies there for them takes room and is not counted,
    and when they got something last is not said."""

    held: int
    capacity: int
    elsewhere: bool
    given_at: datetime | None


def desk_of(agent: Agent, access: Access) -> Desk:
    tenants = access.tenants_with(READ)
    held = held_for(tenants, owner_id=agent.id)
    elsewhere = held < agent.held or not agent.tenants <= set(tenants)
    return Desk(held, agent.capacity, elsewhere, None if elsewhere else agent.given_at)
