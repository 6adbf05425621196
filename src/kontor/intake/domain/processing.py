"""Draining the ledger: batches of waiting rows, each in a transaction, many workers at once."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection
from django.db.models import QuerySet

from kontor.intake.domain import claims
from kontor.intake.domain.acknowledging import acknowledge_filed
from kontor.intake.domain.claims import scope_of_queue, waiting_rows
from kontor.intake.domain.concluding import conclude_all
from kontor.intake.domain.filing import file_mails
from kontor.intake.domain.judging import judge
from kontor.intake.domain.returned_letters import note_returned
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival, Claim
from kontor.kernel import clock
from kontor.kernel.outages import has_no_room, is_full
from kontor.tenants.scope import scope
from kontor.tickets.models import Blob, FilesAway

log = logging.getLogger("kontor.intake")

ATTEMPTS = 3
BATCH = 200
"""Mails a job; then it makes room for others."""
TOGETHER = 50
"""Mails a transaction."""
PATIENCE = timedelta(seconds=30)


def drain(tenant_id: int, *, most: int = BATCH) -> int:
    """Process waiting arrivals of the tenant (0: those of general accounts) until none is left or ``most`` are done.

    Enters a scope for each batch. Rows another worker has begun are skipped. Returns how many were dealt with.
    """
    done = 0
    failed: set[int] = set()
    while done < most:
        waiting = waiting_rows(tenant_id).exclude(pk__in=failed)
        dealt_with = _file_next(tenant_id, waiting, failed, most=min(TOGETHER, most - done))
        if dealt_with is None:
            break
        done += dealt_with
    return done


def something_waits(tenant_id: int) -> bool:
    """Rows of the tenant (0: of general accounts) wait although their job is gone."""
    return waiting_rows(tenant_id).filter(stored_at__lt=clock.now() - PATIENCE).exists()


def _file_next(tenant_id: int, waiting: QuerySet[Arrival], failed: set[int], *, most: int) -> int | None:
    """The next rows together, or each alone when that fails. Returns how many were dealt with; None when nothing waits.

    Whatever goes wrong with a mail is that mail's trouble: the others are filed, it is tried again and then held.
    When the database is gone or can keep nothing, nothing is any mail's trouble.
    """
    claim = claims.begin(tenant_id, waiting, most)
    if claim is None:
        return None
    taken = claim.arrivals
    try:
        return _file(tenant_id, claim)
    except Exception as error:
        if _database_is_gone(error):
            raise
        claims.forget(claim)
        if is_full(error):
            raise
        if len(taken) == 1:
            failed.add(taken[0])
            _tell(tenant_id, taken[0], error)
            return 1
        log.info("%s arrivals are processed one by one because of %s", len(taken), type(error).__name__)
    for arrival_id in taken:
        _file_next(tenant_id, waiting.filter(pk=arrival_id), failed, most=1)
    return len(taken)


def _tell(tenant_id: int, arrival_id: int, error: Exception) -> None:
    """That there is no room for its files, or that their folder is away, is no mail's trouble either: it waits until
    that is over."""
    if has_no_room(error):
        log.warning("Arrival %s waits, there is no room for it: %s", arrival_id, error)
        return
    if isinstance(error, FilesAway):
        log.warning("Arrival %s waits: %s", arrival_id, error)
        return
    log.exception("Arrival %s could not be processed: %s", arrival_id, type(error).__name__)
    _note_failure(tenant_id, arrival_id, error)


def _file(tenant_id: int, claim: Claim) -> int:
    """From the queue to the outcome, in one transaction. Returns how many were dealt with."""
    with scope(*scope_of_queue(tenant_id)):
        arrivals = _take(waiting_rows(tenant_id).filter(pk__in=claim.arrivals))
        judged = judge(arrivals)
        filed = list(zip(judged, file_mails(judged), strict=True))
        acknowledge_filed(filed)
        conclude_all([(one.arrival, outcome) for one, outcome in filed])
        note_returned([outcome.message for _one, outcome in filed if outcome.message])
        Claim.objects.filter(pk=claim.pk).delete()
    return len(judged)


def _take(waiting: QuerySet[Arrival]) -> list[Arrival]:
    """The rows, locked, with their bytes."""
    rows = list(waiting.select_for_update(of=("self",)).order_by("id"))
    raws = Blob.objects.in_bulk([row.raw_id for row in rows])
    for row in rows:
        row.raw = raws.get(row.raw_id)
    return rows


def _database_is_gone(error: Exception) -> bool:
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return connection.connection is None or connection.connection.closed


def _note_failure(tenant_id: int, arrival_id: int, error: Exception) -> None:
    """Count the attempt; after the last one the mail is held for a person, raw bytes and all.

    Nothing is counted when another worker has filed it since.
    """
    with scope(*scope_of_queue(tenant_id)):
        rows = Arrival.objects.select_for_update(of=("self",)).filter(state=ArrivalState.WAITING)
        arrival = rows.filter(pk=arrival_id).first()
        if arrival is None:
            return
        arrival.attempts += 1
        arrival.details = {**arrival.details, "error": type(error).__name__}
        if arrival.attempts >= ATTEMPTS:
            arrival.state, arrival.outcome, arrival.reason = ArrivalState.HELD, Outcome.HELD, "error"
        arrival.save(update_fields=["attempts", "details", "state", "outcome", "reason"])
