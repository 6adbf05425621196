"""Draining the ledger: batches of waiting rows, each in a transaction, many workers at once."""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import takewhile

from django.db.models import QuerySet

from kontor.intake.domain.acknowledging import acknowledge_filed
from kontor.intake.domain.concluding import conclude_all
from kontor.intake.domain.filing import file_mails
from kontor.intake.domain.judging import judge
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.tenants.scope import INSTALLATION, every_tenant, scope
from kontor.tickets.models import Blob

log = logging.getLogger("kontor.intake")

ATTEMPTS = 3
BATCH = 200
"""Mails a job; then it makes room for others."""
TOGETHER, BYTES_TOGETHER = 50, 8 * 1024 * 1024
"""Mails a transaction, and their bytes (one mail may have more)."""
PATIENCE = timedelta(seconds=30)


def drain(tenant_id: int, *, most: int = BATCH) -> int:
    """Process waiting arrivals of the tenant (0: those of general accounts) until none is left or ``most`` are done.

    Enters a scope for each batch. Rows another worker holds are skipped. Returns how many were dealt with.
    """
    done = 0
    failed: set[int] = set()
    while done < most:
        waiting = _waiting(tenant_id).exclude(pk__in=failed)
        dealt_with = _file_next(tenant_id, waiting, failed, most=min(TOGETHER, most - done))
        if not dealt_with:
            break
        done += dealt_with
    return done


def something_waits(tenant_id: int) -> bool:
    """Rows of the tenant (0: of general accounts) wait although their job is gone."""
    return _waiting(tenant_id).filter(stored_at__lt=clock.now() - PATIENCE).exists()


def _waiting(tenant_id: int) -> QuerySet[Arrival]:
    rows = Arrival.objects.filter(state=ArrivalState.WAITING)
    return rows.filter(tenant_id=tenant_id) if tenant_id != INSTALLATION else rows.filter(tenant=None)


def _scope_ids(tenant_id: int) -> tuple[int, ...]:
    return (INSTALLATION, *every_tenant()) if tenant_id == INSTALLATION else (tenant_id,)


def _file_next(tenant_id: int, waiting: QuerySet[Arrival], failed: set[int], *, most: int) -> int:
    """The next rows together, or each alone when that fails. Returns how many were dealt with; 0 when nothing waits.

    Whatever goes wrong with a mail is that mail's trouble: the others are filed, it is tried again and then held.
    """
    taken: list[int] = []
    try:
        return _file(tenant_id, waiting, most, taken)
    except Exception as error:
        if not taken:
            raise
        if len(taken) == 1:
            log.exception("Arrival %s could not be processed: %s", taken[0], type(error).__name__)
            failed.add(taken[0])
            _note_failure(tenant_id, taken[0], error)
            return 1
        log.info("%s arrivals are processed one by one because of %s", len(taken), type(error).__name__)
    for arrival_id in taken:
        _file_next(tenant_id, waiting.filter(pk=arrival_id), failed, most=1)
    return len(taken)


def _file(tenant_id: int, waiting: QuerySet[Arrival], most: int, taken: list[int]) -> int:
    """From the queue to the outcome, in one transaction. ``taken`` tells the ids even when it fails."""
    with scope(*_scope_ids(tenant_id)):
        arrivals = _take(waiting, most)
        taken += [arrival.pk for arrival in arrivals]
        if not arrivals:
            return 0
        judged = judge(arrivals)
        filed = list(zip(judged, file_mails(judged), strict=True))
        acknowledge_filed(filed)
        conclude_all([(one.arrival, outcome) for one, outcome in filed])
    return len(judged)


def _take(waiting: QuerySet[Arrival], most: int) -> list[Arrival]:
    """The oldest rows that nobody holds, locked, with their bytes. One that failed before is taken alone."""
    rows = list(waiting.select_for_update(of=("self",), skip_locked=True).order_by("id")[:most])
    fresh = list(takewhile(lambda row: not row.attempts, rows))
    rows = _not_too_large(fresh or rows[:1])
    raws = Blob.objects.in_bulk([row.raw_id for row in rows])
    for row in rows:
        row.raw = raws.get(row.raw_id)
    return rows


def _not_too_large(rows: list[Arrival]) -> list[Arrival]:
    size = 0
    for at, row in enumerate(rows):
        size += row.size
        if at and size > BYTES_TOGETHER:
            return rows[:at]
    return rows


def _note_failure(tenant_id: int, arrival_id: int, error: Exception) -> None:
    """Count the attempt; after the last one the mail is held for a person, raw bytes and all.

    Nothing is counted when another worker has filed it since.
    """
    with scope(*_scope_ids(tenant_id)):
        rows = Arrival.objects.select_for_update(of=("self",)).filter(state=ArrivalState.WAITING)
        arrival = rows.filter(pk=arrival_id).first()
        if arrival is None:
            return
        arrival.attempts += 1
        arrival.details = {**arrival.details, "error": type(error).__name__}
        if arrival.attempts >= ATTEMPTS:
            arrival.state, arrival.outcome, arrival.reason = ArrivalState.HELD, Outcome.HELD, "error"
        arrival.save(update_fields=["attempts", "details", "state", "outcome", "reason"])
