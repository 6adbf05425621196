"""How it stands with calls: what goes on now, what the day has brought, who is to be called back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from kontor.calls.domain.call_backs import Waiting, count_waiting
from kontor.calls.enums import CallState, Direction, Outcome, PartyState
from kontor.tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class CallFigures:
    """Of one tenant, or of several. ``on_the_phone`` are people; the three of the day count calls that began since."""

    ringing: int = 0
    talking: int = 0
    came: int = 0
    went: int = 0
    missed: int = 0
    on_the_phone: int = 0
    call_backs: int = 0
    call_backs_late: int = 0


@dataclass(frozen=True, slots=True)
class AgentCalls:
    """What one person has telephoned today, in the tenants that are shown."""

    calls: int = 0
    talk_seconds: int = 0


@dataclass(frozen=True)
class Calls:
    of_tenant: Mapping[int, CallFigures] = field(default_factory=dict)
    of_agent: Mapping[int, AgentCalls] = field(default_factory=dict)


def calls_of(tenants: Sequence[Tenant], day: Mapping[int, datetime], *, now: datetime) -> Calls:
    """The figures of these tenants since the beginning of each one's day. Three statements, within the scope."""
    ids = sorted(day)
    values: dict[str, Any] = {"tenants": ids, "days": [day[tenant] for tenant in ids], **_WORDS}
    back = count_waiting(tenants, now=now)
    with connection.cursor() as cursor:
        cursor.execute(_OF_TENANT, values)
        found = cursor.fetchall()
        of_tenant = {tenant: _figures(numbers, back.get(tenant, Waiting())) for tenant, *numbers in found}
        cursor.execute(_OF_AGENT, values)
        of_agent = {user: AgentCalls(calls, seconds) for user, calls, seconds in cursor.fetchall()}
    return Calls(of_tenant, of_agent)


def _figures(numbers: Sequence[int], back: Waiting) -> CallFigures:
    ringing, talking, came, went, missed, people = numbers
    return CallFigures(ringing, talking, came, went, missed, people, back.tickets, back.late)


_WORDS = {
    "ringing": [CallState.DIALLING.value, CallState.RINGING.value],
    "talking": [CallState.TALKING.value, CallState.HELD.value],
    "living": [state.value for state in CallState if state != CallState.ENDED],
    "present": [PartyState.TALKING.value, PartyState.HELD.value],
    "in": Direction.IN.value,
    "out": Direction.OUT.value,
    "missed": Outcome.MISSED.value,
}

_OF_TENANT = """
WITH wanted AS (
    SELECT * FROM unnest(%(tenants)s::bigint[], %(days)s::timestamptz[]) AS w(tenant, day)
), living AS (
    SELECT c.tenant_id AS tenant, count(*) FILTER (WHERE c.state = ANY (%(ringing)s)) AS ringing,
           count(*) FILTER (WHERE c.state = ANY (%(talking)s)) AS talking
    FROM calls_call c WHERE c.state = ANY (%(living)s) AND c.tenant_id = ANY (%(tenants)s::bigint[])
    GROUP BY c.tenant_id
), today AS (
    SELECT c.tenant_id AS tenant, count(*) FILTER (WHERE c.direction = %(in)s) AS came,
           count(*) FILTER (WHERE c.direction = %(out)s) AS went,
           count(*) FILTER (WHERE c.outcome = %(missed)s) AS missed
    FROM wanted JOIN calls_call c ON c.tenant_id = wanted.tenant AND c.started_at >= wanted.day
    GROUP BY c.tenant_id
), phones AS (
    SELECT p.tenant_id AS tenant, count(DISTINCT p.user_id) AS people
    FROM calls_callparty p WHERE p.state = ANY (%(present)s) AND p.tenant_id = ANY (%(tenants)s::bigint[])
    GROUP BY p.tenant_id
)
SELECT wanted.tenant, COALESCE(living.ringing, 0), COALESCE(living.talking, 0), COALESCE(today.came, 0),
       COALESCE(today.went, 0), COALESCE(today.missed, 0), COALESCE(phones.people, 0)
FROM wanted
LEFT JOIN living USING (tenant)
LEFT JOIN today USING (tenant)
LEFT JOIN phones USING (tenant)
"""

# Whoever has passed a call on has talked until then, and whoever has taken it from then on. A call of which nobody's
# phone is known to have talked is its agent's as a whole.
_OF_AGENT = """
SELECT person, count(*), sum(seconds)::int
FROM (
    SELECT c.id, spoke.person, COALESCE(sum(spoke.seconds), 0) AS seconds
    FROM unnest(%(tenants)s::bigint[], %(days)s::timestamptz[]) AS wanted(tenant, day)
    JOIN calls_call c ON c.tenant_id = wanted.tenant AND c.started_at >= wanted.day
    CROSS JOIN LATERAL (
        SELECT p.user_id AS person, floor(extract(epoch FROM greatest(
            least(p.left_at, c.ended_at) - greatest(p.answered_at, c.answered_at), interval '0'
        ))) AS seconds
        FROM calls_callparty p
        WHERE p.call_id = c.id AND p.user_id IS NOT NULL AND p.answered_at IS NOT NULL
        UNION ALL
        SELECT c.agent_id, CASE WHEN EXISTS (
            SELECT FROM calls_callparty p WHERE p.call_id = c.id AND p.user_id IS NOT NULL AND p.answered_at IS NOT NULL
        ) THEN 0 ELSE c.talk_seconds END
        WHERE c.agent_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM calls_callparty p
            WHERE p.call_id = c.id AND p.user_id = c.agent_id AND p.answered_at IS NOT NULL
        )
    ) spoke
    GROUP BY c.id, spoke.person
) of_call
GROUP BY person
"""
