"""The backlog is written down every few minutes, so that the board can draw how it went."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kontor.kernel import clock
from kontor.reports.models import BacklogSample
from kontor.tickets.domain.backlog import Backlog, By, Group, breakdown_of

KEPT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Point:
    """What was open at a moment."""

    at: datetime
    open: int
    late: int


@transaction.atomic(savepoint=False)
def take_sample(tenant_id: int) -> None:
    """Write the tenant's backlog of now, once in five minutes however often it is called, and forget the old ones."""
    at = _slot(clock.now())
    if BacklogSample.objects.filter(tenant_id=tenant_id, at__gte=at).exists():
        return
    found = breakdown_of([tenant_id], [By.TENANT, By.CATEGORY])
    whole = found[By.TENANT].get(Group(tenant_id), Backlog())
    sample = BacklogSample(
        tenant_id=tenant_id,
        at=at,
        oldest_at=whole.oldest_at,
        categories={str(group.key): _figures(backlog) for group, backlog in found[By.CATEGORY].items()},
        **_figures(whole),
    )
    BacklogSample.objects.bulk_create([sample], ignore_conflicts=True)
    BacklogSample.objects.filter(tenant_id=tenant_id, at__lt=at - KEPT).delete()


def points_of(
    tenants: Collection[int],
    *,
    begin: datetime,
    end: datetime,
    categories: Collection[int] | None = None,
    half_hours: bool = False,
) -> dict[int, list[Point]]:
    """What was open in each tenant, or in some of its categories, from ``begin`` to before ``end``; in order.

    ``half_hours``: only what was sampled then, for drawings.
    """
    rows = BacklogSample.objects.filter(tenant_id__in=tenants, at__gte=begin, at__lt=end).order_by("at")
    if half_hours:
        rows = rows.filter(at__minute__in=(0, 30))
    found: dict[int, list[Point]] = {tenant: [] for tenant in tenants}
    columns = ("tenant_id", "at", "open", "late", *(("categories",) if categories is not None else ()))
    for tenant, at, open_, late, *parts in rows.values_list(*columns):
        found[tenant].append(_part(at, parts[0], categories) if categories is not None else Point(at, open_, late))
    return found


def _part(at: datetime, parts: dict[str, dict[str, int]], categories: Collection[int]) -> Point:
    wanted = [parts[str(category)] for category in categories if str(category) in parts]
    return Point(at, sum(each["open"] for each in wanted), sum(each["late"] for each in wanted))


def _slot(now: datetime) -> datetime:
    return now - timedelta(minutes=now.minute % 5, seconds=now.second, microseconds=now.microsecond)


def _figures(backlog: Backlog) -> dict[str, int]:
    return {"open": backlog.open, "waiting": backlog.waiting, "warned": backlog.warned, "late": backlog.late}
