"""The people something can be given to: what they work, know and have room for. Read for all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from django.db import connection

from kontor.kernel import clock
from kontor.org.domain.workforce import worked_categories
from kontor.org.models import Membership
from kontor.people.domain.absences import away
from kontor.people.domain.availability import ready_agents
from kontor.people.enums import Module
from kontor.people.models import AgentState, Session, User
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.routing.preferences import CAPACITY
from kontor.tickets.enums import TicketState

TAKE = "tickets.take"


@dataclass
class Agent:
    """Somebody who is signed in. ``held`` tickets lie on their desk; ``given_at`` is when they got one last."""

    id: int
    name: str
    languages: frozenset[str]
    tags: frozenset[str]
    location: str
    ready: bool
    tenants: frozenset[int]
    capacity: int
    held: int = 0
    given_at: datetime | None = None
    away: bool = False
    categories: frozenset[int] = field(default_factory=frozenset)

    @property
    def room(self) -> int:
        """For so many more there is room."""
        return max(0, self.capacity - self.held)

    @property
    def turn(self) -> tuple[float, float, int]:
        """Among equals the smallest is next: most of the desk free, then longest without something new."""
        load = self.held / self.capacity if self.capacity else 1.0
        return (load, self.given_at.timestamp() if self.given_at else 0.0, self.id)


def lock_states() -> None:
    """Whoever is signing out or changes their state waits until what is being given lies on their desk, or is done."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [Module.MAIL.value])


def crew_of(user_ids: Collection[int] | None = None) -> list[Agent]:
    """Who is signed in (of these), in the scope of all tenants. ``categories`` are those of chosen tenants."""
    signed_in = _signed_in(user_ids)
    users = {user.pk: user for user in User.objects.living().filter(pk__in=signed_in, active=True)}
    ready = set(ready_agents(Module.MAIL).filter(user__in=users).values_list("user_id", flat=True))
    given = dict(AgentState.objects.filter(module=Module.MAIL, user__in=users).values_list("user_id", "given_at"))
    absent = away(users)
    held, worked, capacities = _held(users), worked_categories(users, TAKE), _capacities(users.values())
    return [
        Agent(
            id=pk,
            name=user.name,
            languages=frozenset(user.languages),
            tags=frozenset(user.tags),
            location=user.location,
            ready=pk in ready,
            tenants=frozenset(signed_in[pk]),
            capacity=capacities[pk],
            held=held.get(pk, 0),
            given_at=given.get(pk),
            away=pk in absent,
            categories=worked.get(pk, frozenset()),
        )
        for pk, user in users.items()
    ]


def _signed_in(user_ids: Collection[int] | None) -> dict[int, set[int]]:
    """By person the tenants they chose, in all their sign-ins."""
    rows = Session.objects.filter(user__isnull=False, expire_date__gt=clock.now())
    if user_ids is not None:
        rows = rows.filter(user_id__in=user_ids)
    found: dict[int, set[int]] = {}
    for user_id, tenants in rows.values_list("user_id", "tenants"):
        found.setdefault(user_id, set()).update(tenants)
    return found


def _held(user_ids: Collection[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [sorted(user_ids)])
        return dict(cursor.fetchall())


def _capacities(users: Iterable[User]) -> dict[int, int]:
    """The person's own number, else the smallest of their groups, else that of the installation."""
    users = list(users)
    of_groups: dict[int, list[int]] = {}
    members = Membership.objects.filter(user__in=users, agent_group__deleted_at=None)
    limited = members.filter(agent_group__preferences__has_key=CAPACITY.key).select_related("agent_group")
    for member in limited:
        group = cast(Holder, member.agent_group)
        if CAPACITY.is_set_on(group):
            of_groups.setdefault(member.user_id, []).append(CAPACITY.get(group))
    system = cast(Holder, system_values())
    return {
        user.pk: CAPACITY.get(cast(Holder, user))
        if CAPACITY.is_set_on(cast(Holder, user))
        else min(of_groups.get(user.pk, [CAPACITY.get(system)]))
        for user in users
    }


_LOCK = "SELECT FROM people_agentstate WHERE module = %s ORDER BY id FOR NO KEY UPDATE"

_HELD = f"""
SELECT owner_id, count(*) FROM tickets_ticket
WHERE owner_id = ANY (%s) AND closed_at IS NULL AND state = '{TicketState.ASSIGNED.value}'
GROUP BY owner_id
"""
