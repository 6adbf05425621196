"""Push: two hundred agents who are ready, and all that waits in the tenants of the house."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import connection

from benchmarks.figures import Row, milliseconds
from benchmarks.fill import House
from kontor.kernel import clock
from kontor.people.enums import Availability, Module
from kontor.people.models import AgentState, Session, User
from kontor.preferences.models import SystemValues
from kontor.tenants.scope import every_tenant, scope
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

AGENTS, ROOM = 200, 20


def measure(house: House) -> list[Row]:
    """A whole distribution as the job does it: people and queues read, decided, written with its reasons, committed."""
    from kontor.routing.domain.distribute import distribute

    crew = _crew(house)
    waiting = _waiting()
    began = time.perf_counter()
    given = distribute()
    took = time.perf_counter() - began
    began = time.perf_counter()
    assert distribute() == 0, "nobody has room any more"
    idle = time.perf_counter() - began
    assert given == min(AGENTS * ROOM, waiting), f"{given} of {min(AGENTS * ROOM, waiting)} were given"
    with scope(*every_tenant()), connection.cursor() as cursor:
        cursor.execute(
            _MOST,
            [crew],
        )
        assert cursor.fetchone()[0] <= ROOM, "a desk got more than it has room for"
    return [
        Row(f"distribution, {AGENTS} agents, {waiting} waiting", f"{given / took:.0f} a second", "aim: over 200"),
        Row("  with nobody who has room", milliseconds(idle)),
    ]


def _waiting() -> int:
    with scope(*every_tenant()):
        return Ticket.objects.filter(state=TicketState.QUEUED).count()


def _crew(house: House) -> list[int]:
    """Members of a tenant's group or of several, signed in and ready."""
    with scope(0, *every_tenant()):
        people = User.objects.bulk_create(
            User(
                username=f"agent{n}",
                username_key=f"agent{n}",
                email=f"a{n}@bench.example",
                email_key=f"a{n}@bench.example",
                name=f"Agent {n}",
                sort_key=f"agent {n:03}",
                password="!",
            )
            for n in range(AGENTS)
        )
        now = clock.now()
        tenants = [tenant.pk for tenant in house.tenants]
        Session.objects.bulk_create(
            Session(
                session_key=f"bench{user.pk}",
                session_data="",
                expire_date=now + timedelta(days=1),
                user=user,
                tenants=tenants,
            )
            for user in people
        )
        AgentState.objects.bulk_create(
            AgentState(user=user, module=Module.MAIL, availability=Availability.READY, since=now) for user in people
        )
        SystemValues.objects.update_or_create(id=1, defaults={"preferences": {"routing.capacity": ROOM}})
        ids = [user.pk for user in people]
        with connection.cursor() as cursor:
            cursor.execute(_MEMBERS, [ids])
            cursor.execute(_GRANTS, [ids])
    return ids


_MOST = "SELECT max(n) FROM (SELECT count(*) AS n FROM tickets_ticket WHERE owner_id = ANY (%s) GROUP BY owner_id) held"
_MEMBERS = """
INSERT INTO org_membership (tenant_id, user_id, agent_group_id)
SELECT g.tenant_id, u.id, g.id FROM org_agentgroup g JOIN unnest(%s::bigint[]) AS u(id) ON (u.id + g.id) %% 3 = 0
"""
_GRANTS = """
INSERT INTO org_grant (tenant_id, user_id, role_id, agent_group_id)
SELECT m.tenant_id, m.user_id, (SELECT role_id FROM org_grant WHERE agent_group_id IS NOT NULL LIMIT 1),
       m.agent_group_id
FROM org_membership m WHERE m.user_id = ANY (%s::bigint[])
"""
