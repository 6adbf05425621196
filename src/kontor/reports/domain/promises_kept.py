"""How many promises were kept, of those that were settled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class Kept:
    kept: int = 0
    settled: int = 0

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 says all of them; None when nothing was settled."""
        return self.kept * 100 // self.settled if self.settled else None

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.kept + other.kept, self.settled + other.settled)


def kept_since(
    since: Mapping[int, datetime], *, categories: Collection[int] | None = None
) -> dict[tuple[int, int], Kept]:
    """By tenant and category, what of the tenants' own promises was settled since a moment of each tenant.

    One statement, within the scope.
    """
    tenants = sorted(since)
    narrowed = "AND t.category_id = ANY (%(categories)s::bigint[])" if categories is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            _KEPT.format(categories=narrowed),
            {
                "tenants": tenants,
                "since": [since[tenant] for tenant in tenants],
                "categories": sorted(categories or ()),
            },
        )
        return {(tenant, category): Kept(kept, settled) for tenant, category, kept, settled in cursor.fetchall()}


_KEPT = """
SELECT p.tenant_id, t.category_id, count(*) FILTER (WHERE p.kept), count(*)
FROM unnest(%(tenants)s::bigint[], %(since)s::timestamptz[]) AS wanted(tenant, since)
JOIN tickets_promise p ON p.tenant_id = wanted.tenant AND p.done_at >= wanted.since AND p.kept IS NOT NULL
JOIN tickets_ticket t ON t.id = p.ticket_id
WHERE TRUE {categories}
GROUP BY p.tenant_id, t.category_id
"""
