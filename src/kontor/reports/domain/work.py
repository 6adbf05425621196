"""What was done in a period: what came, was answered and closed, and which promises were kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from kontor.reports.domain.promises_kept import Kept
from kontor.reports.domain.sight import Sight
from kontor.tickets.domain.duplicating import COPIED_FROM
from kontor.tickets.enums import Direction, LinkKind, MessageKind, TicketState

ANSWERS = (MessageKind.REPLY, MessageKind.INTERMEDIATE)
OUTSIDE = (MessageKind.INQUIRY, MessageKind.FORWARD)


class By(StrEnum):
    """What the figures are divided by."""

    CATEGORY = "category"
    DAY = "day"
    CHANNEL = "channel"
    AGENT = "agent"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Work:
    """``half_within``: half of what was closed was closed within so long after it was received, nights and weekends
    included. ``outside``: inquiries and forwards to the 2nd level."""

    came: int = 0
    answered: int = 0
    outside: int = 0
    closed: int = 0
    half_within: timedelta | None = None
    kept: Kept = field(default_factory=Kept)


Key = int | str | date | None
"""A category, person or closing code by id, a channel, a day; None for what has none."""


@dataclass(frozen=True)
class Report:
    total: Work
    by_tenant: Mapping[int, Work]
    groups: Mapping[tuple[int, Key], Work]
    """By tenant and key."""
    over_tenants: Mapping[Key, Work]
    """By key, all tenants together."""


def report_of(sight: Sight, first: date, last: date, by: By) -> Report:
    """What was done from the first day to the last, both included, on the clock of each tenant.

    A ticket counts with its own tenant and with the category in which it stands now. Of an agent there is what they
    sent and what was closed from their desk; of a closing code, what was closed with it. One statement.
    """
    found: dict[tuple[int | None, Key, bool], Work] = defaultdict(Work)
    for what, of_all_keys, tenant, key, first_figure, second_figure, half_within in _rows(sight, first, last, by):
        place = (tenant, None if of_all_keys else _key(by, key), bool(of_all_keys))
        found[place] = with_figures(found[place], what, first_figure, second_figure, half_within)
    return Report(
        total=found.pop((None, None, True), Work()),
        by_tenant={tenant: work for (tenant, _key, whole), work in found.items() if whole and tenant is not None},
        groups={
            (tenant, key): work for (tenant, key, whole), work in found.items() if not whole and tenant is not None
        },
        over_tenants={key: work for (tenant, key, whole), work in found.items() if not whole and tenant is None},
    )


def with_figures(work: Work, what: str, first: int, second: int, half_within: timedelta | None) -> Work:
    match what:
        case "came":
            return replace(work, came=first)
        case "sent":
            return replace(work, answered=first, outside=second)
        case "closed":
            return replace(work, closed=first, half_within=half_within)
        case _:
            return replace(work, kept=Kept(first, second))


def _key(by: By, key: str | None) -> Key:
    if key is None or by == By.CHANNEL:
        return key
    return date.fromisoformat(key) if by == By.DAY else int(key)


def _rows(sight: Sight, first: date, last: date, by: By) -> list[tuple[Any, ...]]:
    zones = [ZoneInfo(tenant.time_zone) for tenant in sight.tenants]
    since = [datetime.combine(first, time(), zone) for zone in zones]
    until = [datetime.combine(last + timedelta(days=1), time(), zone) for zone in zones]
    if not zones:
        return []
    values: dict[str, Any] = {
        "tenants": sight.tenant_ids,
        "since": since,
        "until": until,
        "zones": [zone.key for zone in zones],
        "begin": min(since),
        "end": max(until),
        "categories": sorted(sight.narrowed_to or ()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(by, narrowed=sight.narrowed_to is not None), values)
        return list(cursor.fetchall())


def _statement(by: By, *, narrowed: bool) -> str:
    parts = []
    for what, keys in _KEYS.items():
        if by in keys:
            source = SOURCES[what].format(key=keys[by], narrowed=_NARROWED if narrowed else "")
            parts.append(
                f"SELECT '{what}', GROUPING(key), tenant, key, {FIGURES[what]} FROM ({source}) r "
                "GROUP BY GROUPING SETS ((tenant, key), (key), (tenant), ())"
            )
    return _WANTED + "\nUNION ALL\n".join(parts)


_WANTED = """
WITH wanted AS (
    SELECT * FROM unnest(%(tenants)s::bigint[], %(since)s::timestamptz[], %(until)s::timestamptz[], %(zones)s::text[])
    AS w(tenant, since, until, zone)
)
"""
_NARROWED = "AND t.category_id = ANY (%(categories)s::bigint[])"
_STATES = ", ".join(f"'{state.value}'" for state in TicketState if state != TicketState.SPAM)
_DAY = "({moment} AT TIME ZONE w.zone)::date::text"
_OF_TICKET = {By.CATEGORY: "t.category_id::text", By.CHANNEL: "t.channel"}
_KEYS: dict[str, dict[By, str]] = {
    "came": {**_OF_TICKET, By.DAY: _DAY.format(moment="came.at")},
    "sent": {**_OF_TICKET, By.DAY: _DAY.format(moment="m.at"), By.AGENT: "m.author_id::text"},
    "closed": {
        **_OF_TICKET,
        By.DAY: _DAY.format(moment="t.closed_at"),
        By.AGENT: "t.last_owner_id::text",
        By.CODE: "t.closing_code_id::text",
    },
    "kept": {**_OF_TICKET, By.DAY: _DAY.format(moment="p.done_at")},
}
"""Where what is counted has the key; what has none is not counted there."""
_LATER = f"'{LinkKind.HANDED_OVER_FROM.value}', '{LinkKind.DUPLICATED_FROM.value}'"
_COPIED = f"""EXISTS (
    SELECT FROM tickets_ticketlink l
    WHERE l.ticket_id = t.id AND l.kind = '{LinkKind.DUPLICATED_FROM.value}' AND l.at >= {{after}}
)"""
"""It was done at another ticket, of which this one is a copy."""
FIGURES = {
    "came": "count(*), 0, NULL::interval",
    "sent": "count(*) FILTER (WHERE answer), count(*) FILTER (WHERE NOT answer), NULL::interval",
    "closed": "count(*), 0, percentile_cont(0.5) WITHIN GROUP (ORDER BY took)",
    "kept": "count(*) FILTER (WHERE kept), count(*), NULL::interval",
}
SOURCES = {
    # What another tenant has handed over, and a copy, come when that was done, whenever the first was received.
    "came": f"""
        SELECT t.tenant_id AS tenant, {{key}} AS key FROM wanted w
        JOIN LATERAL (
            SELECT x.id, COALESCE(
                (SELECT min(l.at) FROM tickets_ticketlink l WHERE l.ticket_id = x.id AND l.kind IN ({_LATER})),
                x.received_at
            ) AS at
            FROM tickets_ticket x
            WHERE x.tenant_id = w.tenant AND x.state IN ({_STATES})
              AND x.received_at >= w.since AND x.received_at < w.until
            UNION
            SELECT x.id, min(l.at) FROM tickets_ticketlink l JOIN tickets_ticket x ON x.id = l.ticket_id
            WHERE l.tenant_id = w.tenant AND l.at >= w.since AND l.kind IN ({_LATER})
              AND x.tenant_id = w.tenant AND x.state IN ({_STATES})
            GROUP BY x.id
        ) AS came ON came.at >= w.since AND came.at < w.until
        JOIN tickets_ticket t ON t.id = came.id WHERE TRUE {{narrowed}}
    """,
    # By person, for which there is an index: what people have written is a part of all messages.
    "sent": f"""
        SELECT m.tenant_id AS tenant, {{key}} AS key, t.id AS ticket, m.at AS at,
               m.kind IN ({", ".join(f"'{kind.value}'" for kind in ANSWERS)}) AS answer
        FROM people_user u
        JOIN tickets_message m ON m.author_id = u.id AND m.at >= %(begin)s AND m.at < %(end)s
         AND m.direction = '{Direction.OUT.value}'
         AND m.kind IN ({", ".join(f"'{kind.value}'" for kind in (*ANSWERS, *OUTSIDE))})
        JOIN wanted w ON w.tenant = m.tenant_id AND m.at >= w.since AND m.at < w.until
        JOIN tickets_ticket t ON t.id = m.ticket_id
        WHERE NOT (m.evidence ? '{COPIED_FROM}') AND NOT {_COPIED.format(after="m.at")} {{narrowed}}
    """,
    "closed": f"""
        SELECT t.tenant_id AS tenant, {{key}} AS key, t.id AS ticket, t.closed_at AS at,
               t.closed_at - t.received_at AS took FROM wanted w
        JOIN tickets_ticket t ON t.tenant_id = w.tenant AND t.closed_at >= w.since AND t.closed_at < w.until
        WHERE NOT {_COPIED.format(after="t.closed_at")} {{narrowed}}
    """,
    "kept": """
        SELECT p.tenant_id AS tenant, {key} AS key, p.kept FROM wanted w
        JOIN tickets_promise p ON p.tenant_id = w.tenant AND p.done_at >= w.since AND p.done_at < w.until
         AND p.kept IS NOT NULL
        JOIN tickets_ticket t ON t.id = p.ticket_id WHERE TRUE {narrowed}
    """,
}
