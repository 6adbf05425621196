"""How much is open, and how it stands with its promises: the figures of boards, alarms, rules and overflow.

A ticket counts where it stands: a lent one in the tenant it is lent to, and not in its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple

from django.db import connection

from kontor.kernel import clock
from kontor.tickets.domain.forecast import Flow
from kontor.tickets.enums import OPEN_STATES, LinkKind, TicketState

AGES = (timedelta(hours=4), timedelta(hours=24), timedelta(days=3))
"""Where one age band ends and the next begins, since receipt."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """Open tickets. ``waiting`` are in the queue, the oldest of them was received at ``oldest_at``.

    ``late`` are beyond what was promised; ``warned`` have used most of it. ``ages``: those not late, by age band,
    the youngest first. Nothing that stands still (it waits for somebody else) is warned or late.
    """

    open: int = 0
    waiting: int = 0
    warned: int = 0
    late: int = 0
    oldest_at: datetime | None = None
    ages: tuple[int, ...] = (0,) * (len(AGES) + 1)

    @property
    def late_share(self) -> int:
        """Percent of the open ones, rounded down."""
        return self.late * 100 // self.open if self.open else 0


class By(Enum):
    """What figures are told apart by. The value is the column of ``_HERE``."""

    TENANT = "tenant"
    CATEGORY = "category"
    CHANNEL = "channel"
    STATE = "state"
    OWNER = "owner"


class Group(NamedTuple):
    """``key`` is the id of a category or person (None: nobody's), a channel or a state; None for the tenant itself."""

    tenant: int
    key: int | str | None = None


Breakdown = dict[By, dict[Group, Backlog]]


def backlog_of(tenant_id: int, categories: Collection[int] | None = None) -> Backlog:
    """The tenant's backlog, or that in some of its categories. One statement, within the scope."""
    found = breakdown_of([tenant_id], [By.TENANT], categories=categories)
    return found[By.TENANT].get(Group(tenant_id), Backlog())


def breakdown_of(tenants: Iterable[int], by: Iterable[By], *, categories: Collection[int] | None = None) -> Breakdown:
    """The backlog of each tenant, told apart in each of these ways, in one statement within the scope.

    Groups in which nothing is open are missing. ``categories``: only what stands in these.
    """
    wanted = tuple(by)
    found: Breakdown = {each: {} for each in wanted}
    for row in _rows(tenants, wanted, categories):
        tenant, column, key, *figures = row
        each = By(column)
        found[each][Group(tenant, _key(each, key))] = _backlog(*figures)
    return found


def add_up(backlogs: Iterable[Backlog]) -> Backlog:
    """The sum of backlogs of different tickets."""
    found = list(backlogs)
    oldest = [each.oldest_at for each in found if each.oldest_at]
    return Backlog(
        sum(each.open for each in found),
        sum(each.waiting for each in found),
        sum(each.warned for each in found),
        sum(each.late for each in found),
        min(oldest, default=None),
        tuple(map(sum, zip(*(each.ages for each in [Backlog(), *found]), strict=True))),
    )


def lent_out(tenants: Collection[int]) -> Mapping[int, int]:
    """How many open tickets of each tenant stand in one that is none of these, so that no sum counts them. For whoever
    asks within the scope of the lenders."""
    with connection.cursor() as cursor:
        cursor.execute(_LENT, {"tenants": list(tenants)})
        return dict(cursor.fetchall())


def flows_since(since: Mapping[int, datetime], *, categories: Collection[int] | None = None) -> dict[int, Flow]:
    """What came to each tenant and what of its own was closed, since a moment of its own. One statement.

    What another tenant has handed over comes when it did so, however long ago it was received there. Spam neither comes
    nor goes; where a ticket stands makes no difference.
    """
    tenants = sorted(since)
    values: dict[str, Any] = {
        "tenants": tenants,
        "since": [since[each] for each in tenants],
        "categories": sorted(categories or ()),
    }
    narrowed = "AND category_id = ANY (%(categories)s::bigint[])" if categories is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(_FLOWS.format(categories=narrowed), values)
        return {tenant: Flow(since[tenant], came, went) for tenant, came, went in cursor.fetchall()}


def _rows(tenants: Iterable[int], by: tuple[By, ...], categories: Collection[int] | None) -> list[tuple[Any, ...]]:
    now = clock.now()
    values: dict[str, Any] = {
        "tenants": list(tenants),
        "now": now,
        "categories": sorted(categories or ()),
        **{f"age{index}": now - age for index, age in enumerate(AGES)},
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(by, narrowed=categories is not None), values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _key(by: By, key: str | None) -> int | str | None:
    return int(key) if key is not None and by in (By.CATEGORY, By.OWNER) else key


def _backlog(open_: int, waiting: int, warned: int, late: int, oldest_at: datetime | None, *ages: int) -> Backlog:
    return Backlog(open_, waiting, warned, late, oldest_at, ages)


def _statement(by: tuple[By, ...], *, narrowed: bool) -> str:
    """Tickets are counted once by everything that is asked for; the few rows of that are added up in each way."""
    columns = ", ".join(dict.fromkeys(["tenant", *(each.value for each in by)]))
    sets = " UNION ALL ".join(_ADDED_UP.format(column=each.value, key=_KEYS[each]) for each in by)
    categories = "AND queue_category_id = ANY (%(categories)s::bigint[])" if narrowed else ""
    return _FIGURES.format(columns=columns, sets=sets, here=_HERE.format(categories=categories))


_KEYS = {
    By.TENANT: "NULL::text",
    By.CATEGORY: "category::text",
    By.CHANNEL: "channel",
    By.STATE: "state",
    By.OWNER: "owner::text",
}

_OPEN = ", ".join(f"'{state.value}'" for state in OPEN_STATES)

_COLUMNS = "queue_category_id AS category, channel, state, owner_id AS owner, received_at, due_at, warn_at"

# Two halves, each by its index: own tickets that are at home, and those of others that are lent here.
_HERE = f"""
    SELECT tenant_id AS tenant, {_COLUMNS} FROM tickets_ticket
    WHERE tenant_id = ANY (%(tenants)s::bigint[]) AND lent_to_id IS NULL AND state IN ({_OPEN}) {{categories}}
    UNION ALL
    SELECT lent_to_id, {_COLUMNS} FROM tickets_ticket
    WHERE lent_to_id = ANY (%(tenants)s::bigint[]) AND state IN ({_OPEN}) {{categories}}
"""

_BANDS = (
    "> %(age0)s",
    "> %(age1)s AND received_at <= %(age0)s",
    "> %(age2)s AND received_at <= %(age1)s",
    "<= %(age2)s",
)
_COUNTED_AGES = ",\n        ".join(
    f"count(*) FILTER (WHERE received_at {band} AND (due_at > %(now)s) IS NOT FALSE) AS age{index}"
    for index, band in enumerate(_BANDS)
)
_SUMS = ", ".join(f"sum({column})::int" for column in ("opened", "waiting", "warned", "late"))
_SUMMED_AGES = ", ".join(f"sum(age{index})::int" for index in range(len(_BANDS)))

_ADDED_UP = f"""
SELECT tenant, '{{column}}', {{key}}, {_SUMS}, min(oldest), {_SUMMED_AGES}
FROM counted GROUP BY tenant, {{key}}"""

_FIGURES = f"""
WITH counted AS (
    SELECT {{columns}},
        count(*) AS opened,
        count(*) FILTER (WHERE state = '{TicketState.QUEUED.value}') AS waiting,
        count(*) FILTER (WHERE warn_at <= %(now)s AND due_at > %(now)s) AS warned,
        count(*) FILTER (WHERE due_at <= %(now)s) AS late,
        min(received_at) FILTER (WHERE state = '{TicketState.QUEUED.value}') AS oldest,
        {_COUNTED_AGES}
    FROM ({{here}}) AS here
    GROUP BY {{columns}}
)
{{sets}}
"""

_LENT = f"""
SELECT tenant_id, count(*) FROM tickets_ticket
WHERE tenant_id = ANY (%(tenants)s::bigint[]) AND lent_to_id <> ALL (%(tenants)s::bigint[]) AND state IN ({_OPEN})
GROUP BY tenant_id
"""

_STATES = ", ".join(f"'{state.value}'" for state in TicketState if state != TicketState.SPAM)

_FLOWS = f"""
SELECT tenant, (
    SELECT count(*) FROM tickets_ticket
    WHERE tenant_id = tenant AND state IN ({_STATES}) AND received_at >= since {{categories}}
) + (
    SELECT count(*) FROM tickets_ticket
    WHERE tenant_id = tenant AND state IN ({_STATES}) AND received_at < since {{categories}} AND id IN (
        SELECT ticket_id FROM tickets_ticketlink l
        WHERE l.tenant_id = tenant AND l.at >= since AND l.kind = '{LinkKind.HANDED_OVER_FROM.value}'
    )
), (
    SELECT count(*) FROM tickets_ticket WHERE tenant_id = tenant AND closed_at >= since {{categories}}
)
FROM unnest(%(tenants)s::bigint[], %(since)s::timestamptz[]) AS wanted(tenant, since)
"""
