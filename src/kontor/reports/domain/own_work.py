"""What one person did, for themselves: the figures of reports over the days that one asks for, and behind each of them
the tickets. Promises count here for whoever settled them, which reports do not say of people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from kontor.reports.domain.periods import Period, days_of
from kontor.reports.domain.work import ANSWERS, FIGURES, SOURCES, Work, with_figures
from kontor.sla.enums import PromiseKind
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction

PERIODS = (
    Period.TODAY,
    Period.YESTERDAY,
    Period.THIS_WEEK,
    Period.LAST_WEEK,
    Period.LAST_30_DAYS,
    Period.THIS_MONTH,
)


class Figure(StrEnum):
    ANSWERED = "answered"
    OUTSIDE = "outside"
    CLOSED = "closed"
    PROMISES = "promises"


@dataclass(frozen=True, slots=True)
class Own:
    """Whose work, in which tenants. ``today`` is the day from which periods are counted."""

    person_id: int
    tenants: Sequence[Tenant]
    today: date

    def wanted(self, periods: Sequence[Period]) -> dict[str, Any]:
        """Each tenant's days begin on its own clock."""
        rows = [
            (period, tenant.pk, *_moments(days_of(period, self.today), ZoneInfo(tenant.time_zone)))
            for period in periods
            for tenant in self.tenants
        ]
        return {
            "person": self.person_id,
            "periods": [row[0].value for row in rows],
            "tenants": [row[1] for row in rows],
            "since": [row[2] for row in rows],
            "until": [row[3] for row in rows],
            "begin": min(row[2] for row in rows),
            "end": max(row[3] for row in rows),
        }


def own_in(person_id: int, tenant_ids: Collection[int], today: date) -> Own:
    tenants = Tenant.objects.living().filter(pk__in=tenant_ids).order_by("sort_key")
    return Own(person_id, list(tenants), today)


@dataclass(frozen=True, slots=True)
class Did:
    """A ticket that counts. ``kept``, of a promise: whether; None otherwise."""

    ticket_id: int
    at: datetime
    kept: bool | None = None


def own_work(own: Own) -> dict[Period, Work]:
    """Of each of ``PERIODS``, the tenants together. What was received is nobody's and not counted. One statement."""
    found = {period: Work() for period in PERIODS}
    if own.tenants:
        with connection.cursor() as cursor:
            cursor.execute(_ALL, own.wanted(PERIODS))
            for what, period, first, second, half_within in cursor.fetchall():
                place = Period(period)
                found[place] = with_figures(found[place], what, first, second, half_within)
    return found


def tickets_behind(own: Own, period: Period, figure: Figure, *, readable: Collection[int], most: int) -> list[Did]:
    """The tickets that one figure of one period counts and the person may still read (on their desk, or in a category
    of ``readable``), each once, the latest first. One statement."""
    if not own.tenants:
        return []
    with connection.cursor() as cursor:
        wanted = {**own.wanted([period]), "readable": sorted(readable), "most": most}
        cursor.execute(_BEHIND[figure], wanted)
        return [Did(*row) for row in cursor.fetchall()]


def _moments(days: tuple[date, date], zone: ZoneInfo) -> tuple[datetime, datetime]:
    first, last = days
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


_WANTED = """
WITH wanted AS (
    SELECT * FROM unnest(%(periods)s::text[], %(tenants)s::bigint[], %(since)s::timestamptz[], %(until)s::timestamptz[])
    AS w(period, tenant, since, until)
)
"""
# A response ends with the message that gives it, a resolution when its ticket is closed: at the same instant.
_SETTLED = f"""
    SELECT w.period AS key, m.ticket_id AS ticket, p.done_at AS at, p.kept FROM wanted w
    JOIN tickets_message m ON m.author_id = %(person)s AND m.tenant_id = w.tenant
     AND m.at >= w.since AND m.at < w.until AND m.direction = '{Direction.OUT.value}'
     AND m.kind IN ({", ".join(f"'{kind.value}'" for kind in ANSWERS)})
    JOIN tickets_promise p ON p.ticket_id = m.ticket_id AND p.done_at = m.at AND p.kept IS NOT NULL
     AND p.kind <> '{PromiseKind.RESOLUTION.value}'
    UNION ALL
    SELECT w.period, t.id, p.done_at, p.kept FROM wanted w
    JOIN tickets_ticket t ON t.tenant_id = w.tenant AND t.last_owner_id = %(person)s
     AND t.closed_at >= w.since AND t.closed_at < w.until
    JOIN tickets_promise p ON p.ticket_id = t.id AND p.done_at = t.closed_at AND p.kept IS NOT NULL
     AND p.kind = '{PromiseKind.RESOLUTION.value}'
"""
_SENT = SOURCES["sent"].format(key="w.period", narrowed="AND u.id = %(person)s")
_CLOSED = SOURCES["closed"].format(key="w.period", narrowed="AND t.last_owner_id = %(person)s")
_OWN = {"sent": _SENT, "closed": _CLOSED, "kept": _SETTLED}
_ALL = _WANTED + "\nUNION ALL\n".join(
    f"SELECT '{what}', key, {FIGURES[what]} FROM ({source}) r GROUP BY key" for what, source in _OWN.items()
)
_LIST = """
SELECT t.id, max(r.at), {kept} FROM ({source}) r JOIN tickets_ticket t ON t.id = r.ticket
WHERE {counts} AND (t.owner_id = %(person)s OR t.queue_category_id = ANY (%(readable)s::bigint[])
   OR t.category_id = ANY (%(readable)s::bigint[]))
GROUP BY t.id ORDER BY 2 DESC, 1 DESC LIMIT %(most)s
"""
_BEHIND = {
    Figure.ANSWERED: _WANTED + _LIST.format(kept="NULL::boolean", source=_SENT, counts="r.answer"),
    Figure.OUTSIDE: _WANTED + _LIST.format(kept="NULL::boolean", source=_SENT, counts="NOT r.answer"),
    Figure.CLOSED: _WANTED + _LIST.format(kept="NULL::boolean", source=_CLOSED, counts="TRUE"),
    Figure.PROMISES: _WANTED + _LIST.format(kept="bool_and(r.kept)", source=_SETTLED, counts="TRUE"),
}
