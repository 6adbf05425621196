"""Who works: their states, what lies on their desks, what they have done today."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from kontor.people.enums import Availability
from kontor.people.models import Absence

SIGNED_OUT = ""


@dataclass(frozen=True, slots=True)
class Agent:
    """``state`` is an ``Availability``, or empty for whoever is signed in nowhere. ``tenants``: for which they work.

    ``absence`` is the planned one that goes on.
    """

    id: int
    name: str
    state: str
    since: datetime | None
    reason: str
    tenants: tuple[int, ...]
    done: int
    absence: Absence | None = None

    @property
    def state_label(self) -> str:
        return str(Availability(self.state).label) if self.state else ""


def agents_of(
    groups: Collection[int] | None,
    day: Mapping[int, datetime],
    *,
    categories: Collection[int] | None = None,
    also: Collection[int] = (),
    now: datetime,
) -> list[Agent]:
    """The people of these agent groups (None: of all groups of these tenants), and others by id, by name.

    Done is what was closed from each tenant's day on, of these categories (None: of all), whoever's desk it came from
    last; also what was lent to the tenant. One statement.
    """
    tenants = sorted(day)
    values: dict[str, Any] = {
        "tenants": tenants,
        "days": [day[tenant] for tenant in tenants],
        "groups": sorted(groups or ()),
        "categories": sorted(categories or ()),
        "also": sorted(also),
        "now": now,
    }
    narrowed = "AND g.id = ANY (%(groups)s::bigint[])" if groups is not None else ""
    done = "AND t.category_id = ANY (%(categories)s::bigint[])" if categories is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(_AGENTS.replace("{groups}", narrowed).replace("{categories}", done), values)
        return [
            Agent(pk, name, state or SIGNED_OUT, since, reason or "", tuple(of_tenants or ()), done, _absence(until))
            for pk, name, state, since, reason, of_tenants, done, until in cursor.fetchall()
        ]


def _absence(until: datetime | None) -> Absence | None:
    return Absence(until=until) if until else None


# A person with no row of a state who is signed in is shown as ready: states are optional.
_AGENTS = f"""
WITH member AS (
    SELECT m.user_id, array_agg(DISTINCT g.tenant_id) AS tenants
    FROM org_membership m JOIN org_agentgroup g ON g.id = m.agent_group_id AND g.deleted_at IS NULL
    WHERE g.tenant_id = ANY (%(tenants)s::bigint[]) {{groups}}
    GROUP BY m.user_id
), done AS (
    SELECT closed.user_id, count(*) AS number
    FROM (
        SELECT t.last_owner_id AS user_id, t.id
        FROM unnest(%(tenants)s::bigint[], %(days)s::timestamptz[]) AS wanted(tenant, day)
        JOIN tickets_ticket t ON t.tenant_id = wanted.tenant AND t.closed_at >= wanted.day
        {{categories}}
        UNION
        SELECT t.closed_by_id, t.ticket_id
        FROM unnest(%(tenants)s::bigint[], %(days)s::timestamptz[]) AS wanted(tenant, day)
        JOIN routing_loan t ON t.lent_to_id = wanted.tenant AND t.until >= wanted.day AND t.closed_by_id IS NOT NULL
        {{categories}}
    ) AS closed
    GROUP BY closed.user_id
), here AS (
    SELECT s.user_id, min(s.started_at) AS since FROM people_session s
    WHERE s.expire_date > %(now)s AND s.tenants && %(tenants)s::bigint[]
    GROUP BY s.user_id
)
SELECT u.id, u.name,
       CASE WHEN here.user_id IS NULL THEN '' ELSE COALESCE(a.availability, '{Availability.READY.value}') END,
       CASE WHEN here.user_id IS NOT NULL THEN COALESCE(a.since, here.since) END,
       r.name, member.tenants, COALESCE(done.number, 0),
       (SELECT b.until FROM people_absence b WHERE b.user_id = u.id AND b.since <= %(now)s AND b.until > %(now)s)
FROM people_user u
LEFT JOIN member ON member.user_id = u.id
LEFT JOIN here ON here.user_id = u.id
LEFT JOIN people_agentstate a ON a.user_id = u.id AND a.module = 'mail'
LEFT JOIN people_breakreason r ON r.id = a.reason_id AND a.availability = '{Availability.PAUSE.value}'
LEFT JOIN done ON done.user_id = u.id
WHERE (member.user_id IS NOT NULL AND u.deleted_at IS NULL AND u.active) OR u.id = ANY (%(also)s::bigint[])
ORDER BY u.sort_key, u.id
"""
