"""What a worker has begun to file, written down before: a mail that kills the worker itself is found by that."""

from __future__ import annotations

from datetime import timedelta
from itertools import takewhile
from logging import getLogger

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival, Claim
from kontor.kernel import clock
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

log = getLogger("kontor.intake")

BYTES_TOGETHER = 8 * 1024 * 1024
"""The bytes of mails that are filed together; one mail may have more."""
CRASHES = 4
"""Workers that may die of a mail: one while it was among others, and three while it was alone."""
CHOOSING = 5_432_002
"""The advisory lock of whoever chooses what is filed next, for each tenant."""
SURELY_LOCKED = timedelta(seconds=5)
"""Between writing the claim and locking its rows there are milliseconds. A claim that is older and whose rows nobody
has locked is a dead worker's."""


def waiting_rows(tenant_id: int) -> QuerySet[Arrival]:
    """The queue of the tenant (0: that of general accounts)."""
    rows = Arrival.objects.filter(state=ArrivalState.WAITING)
    return rows.filter(tenant_id=tenant_id) if tenant_id != INSTALLATION else rows.filter(tenant=None)


def scope_of_queue(tenant_id: int) -> tuple[int, ...]:
    """The scope in which it is filed: mail of general accounts may become any tenant's."""
    return (INSTALLATION, *every_tenant()) if tenant_id == INSTALLATION else (tenant_id,)


def begin(tenant_id: int, waiting: QuerySet[Arrival], most: int) -> Claim | None:
    """The next rows that nobody has begun, as far as they can be filed together; None when nothing waits.

    In a transaction of its own. The oldest first; one that failed before, or during which a worker died, is taken
    alone, the latter after all others. One worker chooses at a time, so that each sees what the others have begun.
    """
    with scope(*scope_of_queue(tenant_id)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CHOOSING, tenant_id])
        rows = waiting.exclude(pk__in=_begun(tenant_id)).order_by("id")
        rows = rows.only("id", "size", "attempts").select_for_update(of=("self",), skip_locked=True)
        found = list(rows.filter(crashes=0)[:most]) or list(rows.filter(crashes__gt=0)[:1])
        fresh = list(takewhile(lambda row: not row.attempts, found))
        chosen = _not_too_large(fresh or found[:1])
        if not chosen:
            return None
        return Claim.objects.create(
            tenant_id=tenant_id or None, arrivals=[row.pk for row in chosen], began_at=clock.now()
        )


def forget(claim: Claim) -> None:
    """It did not work out, but the worker lives."""
    with scope(claim.tenant_id or INSTALLATION):
        Claim.objects.filter(pk=claim.pk).delete()


def _begun(tenant_id: int) -> set[int]:
    """The rows that living workers are filing. The claims of dead ones are counted at their rows and removed."""
    begun: set[int] = set()
    for claim in Claim.objects.filter(tenant_id=tenant_id or None):
        if not _is_left_over(claim):
            begun |= set(claim.arrivals)
    return begun


def _is_left_over(claim: Claim) -> bool:
    if claim.began_at > clock.now() - SURELY_LOCKED:
        return False
    rows = Arrival.objects.filter(pk__in=claim.arrivals, state=ArrivalState.WAITING)
    free = set(rows.select_for_update(of=("self",), skip_locked=True).values_list("id", flat=True))
    if len(free) < rows.count():
        return False
    if claim.delete()[0]:
        _count_crash(free, alone=len(claim.arrivals) == 1)
    return True


def _count_crash(ids: set[int], *, alone: bool) -> None:
    rows = Arrival.objects.filter(pk__in=ids)
    rows.update(crashes=F("crashes") + 1 if alone else Greatest(F("crashes"), 1))
    log.warning("A worker died while it was filing %s arrivals.", len(ids))
    rows.filter(crashes__gte=CRASHES).update(
        state=ArrivalState.HELD, outcome=Outcome.HELD, reason="crash", processed_at=clock.now()
    )


def _not_too_large(rows: list[Arrival]) -> list[Arrival]:
    size = 0
    for at, row in enumerate(rows):
        size += row.size
        if at and size > BYTES_TOGETHER:
            return rows[:at]
    return rows
