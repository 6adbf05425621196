"""Letters of a tenant that is switched off or deleted wait; those that have waited long come back to their authors."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet

from kontor.channels.print_errors import PrintFailed
from kontor.channels.print_storage import kept_storage
from kontor.kernel import clock
from kontor.letters.domain.batch_notices import tell_of_failed_batch
from kontor.letters.domain.batch_sheets import COVER
from kontor.letters.domain.batch_writing import due_batches, manifest_path
from kontor.letters.domain.batches import SUMS, count, free_batch
from kontor.letters.domain.delivery import STALLED_AFTER
from kontor.letters.domain.places import manifest_of
from kontor.letters.domain.results import failed, handed_over, locked
from kontor.letters.domain.troubles import TAKEN, TENANT_OFF, LetterFailed
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.tenants.scope import scope

GIVEN_UP_AFTER = timedelta(days=3)


def give_up_waiting(tenant_id: int) -> int:
    """Report what should have gone to print longer ago, so that none goes weeks later when the tenant is back.

    Each letter, and each batch that was being written, in a transaction of its own; returns how many. A letter that
    was complete when its worker died is written down as handed over. A batch fails with its letters in it, for a person
    to try again or recall; one that was complete is left until the tenant is back.
    """
    with scope(tenant_id):
        letters, batches = list(_waiting(tenant_id).order_by("pk")), list(_half_written(tenant_id).order_by("pk"))
    return sum(_give_up(letter) for letter in letters) + sum(_give_up_batch(batch) for batch in batches)


def _waiting(tenant_id: int) -> QuerySet[OutgoingLetter]:
    now = clock.now()
    free = Q(claim=None) | Q(claimed_at__lt=now - STALLED_AFTER)
    waits = Q(state__in=(LetterState.QUEUED, LetterState.COLLECTED)) | Q(state=LetterState.WRITING, batch=None)
    return OutgoingLetter.objects.filter(free & waits, tenant_id=tenant_id, next_attempt_at__lt=now - GIVEN_UP_AFTER)


def _half_written(tenant_id: int) -> QuerySet[PrintBatch]:
    old = clock.now() - GIVEN_UP_AFTER
    return due_batches(tenant_id).filter(next_attempt_at__lt=old, handed_over_at=None)


def _give_up(letter: OutgoingLetter) -> bool:
    try:
        failure = _failure_of(letter, letter.filename, manifest_of(letter.filename))
    except PrintFailed:  # nobody can look there now
        return False
    with scope(letter.tenant_id):
        row = locked(letter.pk)
        batch = free_batch(row.batch_id) if row.batch_id else None
        is_handed_over_now = row.batch_id is not None and batch is None
        same = _waiting(row.tenant_id).filter(pk=row.pk, written_at=letter.written_at)
        if is_handed_over_now or not same.exists():
            return False
        if failure is None:
            handed_over(row)
            return True
        failed(row, failure)
        if batch:
            OutgoingLetter.objects.filter(pk=row.pk).update(batch=None)
            count(batch)
            batch.save(update_fields=SUMS)
        return True


def _give_up_batch(batch: PrintBatch) -> bool:
    try:
        failure = _failure_of(batch, f"{batch.filename}/{COVER}", manifest_path(batch))
    except PrintFailed:
        return False
    if failure is None:
        return False
    with scope(batch.tenant_id):
        row = free_batch(batch.pk)
        same = _half_written(batch.tenant_id).filter(pk=batch.pk, written_at=batch.written_at)
        if row is None or not same.exists():
            return False
        row.state, row.claim, row.error_kind, row.error_values = BatchState.FAILED, None, failure.kind, failure.values
        if failure.kind == TENANT_OFF:
            row.written_at = None  # there is no manifest: it may be recalled
        row.save(update_fields=["state", "claim", "error_kind", "error_values", "written_at"])
        tell_of_failed_batch(row)
        return True


def _failure_of(row: OutgoingLetter | PrintBatch, file: str, manifest: str) -> LetterFailed | None:
    """Why it was not printed; None where its manifest lies there. The storage is asked, in no transaction."""
    if row.written_at is None:
        return LetterFailed(TENANT_OFF)
    storage = kept_storage(row.directory)
    if storage.exists(manifest):
        return None
    return LetterFailed(TENANT_OFF if storage.exists(file) else TAKEN)
