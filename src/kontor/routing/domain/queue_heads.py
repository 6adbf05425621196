"""What is to be given next: the heads of the queues, as far as somebody with room could have them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from django.db import connection

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.routing.domain.crew import Agent
from kontor.routing.domain.skills import demands_by, is_elsewhere, knows_enough
from kontor.routing.preferences import PREFER_DAYS, PREFER_MINUTES, PUSH
from kontor.tickets.domain.merged_heads import WAITING
from kontor.tickets.enums import TicketState

MOST_OF_ONE = 100
"""So many places of one category are looked at in one go."""


@dataclass(frozen=True)
class Rules:
    """How a category is distributed, with its settings and its tenant's."""

    category_id: int
    tenant_id: int
    name: str
    push: bool
    bundling: bool
    by_language: bool
    location: str
    prefer_days: int
    prefer_minutes: int


class Waiting(NamedTuple):
    """A ticket in a queue, as far as distributing looks at it."""

    id: int
    number: int
    tenant_id: int
    lent_to_id: int | None
    category_id: int
    customer_id: int | None
    language: str
    tags: list[str]
    rank_at: datetime
    due_at: datetime | None
    received_at: datetime
    last_owner_id: int | None


def rules_of(category_ids: Collection[int]) -> dict[int, Rules]:
    """By category how it is distributed."""
    system = cast(Holder, system_values())
    rows = Category.objects.living().filter(pk__in=category_ids).select_related("tenant")
    return {row.pk: _rules(row, system) for row in rows}


def _rules(category: Category, system: Holder) -> Rules:
    tenant, own = cast(Holder, category.tenant), cast(Holder, category)
    demands = demands_by(tenant, own)
    return Rules(
        category_id=category.pk,
        tenant_id=category.tenant_id,
        name=category.name,
        push=category.auto_routing and PUSH.get(system, tenant),
        bundling=category.bundling,
        by_language=demands.by_language,
        location=demands.location,
        prefer_days=PREFER_DAYS.get(system, tenant, own),
        prefer_minutes=PREFER_MINUTES.get(system, tenant, own),
    )


def heads(agents: Iterable[Agent], rules: dict[int, Rules], *, passed: Collection[int], most: int) -> list[Waiting]:
    """The earliest tickets that one of these agents could have, without those that were passed over already.

    Tickets that nobody of them knows enough for, or works at their location, are left out by the database: however
    many of them wait at the head of a queue, they keep nothing else from being found.
    """
    rooms: dict[int, int] = {}
    knows: set[tuple[int, str | None, str]] = set()
    for agent in agents:
        for category_id in agent.categories & rules.keys():
            rule = rules[category_id]
            if is_elsewhere(agent, rule):
                continue
            rooms[category_id] = min(MOST_OF_ONE, rooms.get(category_id, 0) + agent.room)
            languages = _MARK.join(sorted(agent.languages)) if rule.by_language else None
            knows.add((category_id, languages, _MARK.join(sorted(agent.tags))))
    if not rooms:
        return []
    known = sorted(knows, key=str)
    wanted: dict[str, Any] = {
        "categories": list(rooms),
        "rooms": list(rooms.values()),
        "of": [category_id for category_id, _languages, _tags in known],
        "languages": [languages for _category_id, languages, _tags in known],
        "tags": [tags for _category_id, _languages, tags in known],
        "mark": _MARK,
        "passed": list(passed),
        "most": most,
    }
    return _read(_HEADS, wanted)


def first_waiting(category_ids: Collection[int], *, most: int) -> list[Waiting]:
    """The first tickets that wait in these categories and that the scope shows, whoever could have them."""
    return _read(_FIRST, {"categories": sorted(category_ids), "most": most})


def of_same_customers(tickets: Sequence[Waiting], rules: dict[int, Rules]) -> dict[int, list[Waiting]]:
    """By customer what else of them waits in categories that bundle; for tickets of such categories."""
    bundling = [category_id for category_id, rule in rules.items() if rule.bundling]
    customers = {ticket.customer_id for ticket in tickets if ticket.customer_id and rules[ticket.category_id].bundling}
    found: dict[int, list[Waiting]] = {}
    if customers:
        for row in _read(_BUNDLES, {"customers": sorted(customers), "categories": bundling}):
            found.setdefault(cast(int, row.customer_id), []).append(row)
    return found


def last_contacts(tickets: Sequence[Waiting], rules: dict[int, Rules]) -> dict[int, tuple[int, datetime]]:
    """By customer who dealt with their newest request, and when, as far back as one of the categories looks."""
    days = max((rules[ticket.category_id].prefer_days for ticket in tickets), default=0)
    customers = {ticket.customer_id for ticket in tickets if ticket.customer_id}
    if not days or not customers:
        return {}
    wanted: dict[str, Any] = {"customers": sorted(customers), "since": clock.now() - timedelta(days=days)}
    with connection.cursor() as cursor:
        cursor.execute(_CONTACTS, wanted)
        return {customer: (owner, at) for customer, owner, at in cursor.fetchall()}


def given_up(tickets: Sequence[Waiting], since: datetime) -> set[int]:
    """Those whose last owner gave them back, had them taken away or let them lie, after ``since``."""
    had = [ticket.id for ticket in tickets if ticket.last_owner_id]
    if not had:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN_UP, {"tickets": had, "since": since})
        return {row[0] for row in cursor.fetchall()}


def _read(sql: str, wanted: dict[str, Any]) -> list[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted)
        return [Waiting(*row) for row in cursor.fetchall()]


_MARK = "\x1f"

_COLUMNS = """t.id, t.number, t.tenant_id, t.lent_to_id, t.queue_category_id, t.customer_id, t.language, t.tags,
       t.rank_at, t.due_at, t.received_at, t.last_owner_id"""

_HEADS = f"""
WITH knows AS MATERIALIZED (
    SELECT k.category, string_to_array(k.languages, %(mark)s) AS languages, string_to_array(k.tags, %(mark)s) AS tags
    FROM unnest(%(of)s::bigint[], %(languages)s::text[], %(tags)s::text[]) AS k(category, languages, tags)
)
SELECT head.*
FROM unnest(%(categories)s::bigint[], %(rooms)s::int[]) AS c(id, room)
CROSS JOIN LATERAL (
    SELECT {_COLUMNS} FROM tickets_ticket t
    WHERE t.queue_category_id = c.id AND {WAITING} AND t.id <> ALL (%(passed)s::bigint[]) AND EXISTS (
        SELECT FROM knows k
        WHERE k.category = c.id AND {knows_enough(languages="k.languages", tags="k.tags")}
    )
    ORDER BY t.rank_at, t.id LIMIT c.room
) head
ORDER BY head.rank_at, head.id LIMIT %(most)s
"""

_FIRST = f"""
SELECT head.*
FROM unnest(%(categories)s::bigint[]) AS c(id)
CROSS JOIN LATERAL (
    SELECT {_COLUMNS} FROM tickets_ticket t
    WHERE t.queue_category_id = c.id AND {WAITING}
    ORDER BY t.rank_at, t.id LIMIT %(most)s
) head
ORDER BY head.rank_at, head.id LIMIT %(most)s
"""

_BUNDLES = f"""
SELECT {_COLUMNS} FROM tickets_ticket t
WHERE t.customer_id = ANY (%(customers)s) AND {WAITING} AND t.queue_category_id = ANY (%(categories)s)
ORDER BY t.rank_at, t.id
"""

_CONTACTS = f"""
SELECT c.id, contact.owner, contact.changed_at
FROM unnest(%(customers)s::bigint[]) AS c(id)
CROSS JOIN LATERAL (
    SELECT COALESCE(t.owner_id, t.last_owner_id) AS owner, t.changed_at FROM tickets_ticket t
    WHERE t.customer_id = c.id AND COALESCE(t.owner_id, t.last_owner_id) IS NOT NULL
      AND t.state NOT IN ('{TicketState.QUEUED.value}', '{TicketState.SPAM.value}') AND t.changed_at >= %(since)s
    ORDER BY t.received_at DESC LIMIT 1
) contact
"""

_GIVEN_UP = """
SELECT DISTINCT ticket_id FROM tickets_historyentry
WHERE ticket_id = ANY (%(tickets)s) AND at > %(since)s
  AND action IN ('released', 'taken_back', 'returned_untouched')
"""
