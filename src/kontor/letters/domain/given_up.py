"""Letters of a tenant that is switched off or deleted wait; those that have waited long come back to their authors."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet

from kontor.kernel import clock
from kontor.letters.domain.batches import SUMS, count, locked_batch
from kontor.letters.domain.delivery import STALLED_AFTER
from kontor.letters.domain.results import failed, locked
from kontor.letters.domain.troubles import TENANT_OFF, LetterFailed
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.tenants.scope import scope

GIVEN_UP_AFTER = timedelta(days=3)


def give_up_waiting(tenant_id: int) -> int:
    """Report what should have gone to print longer ago, so that none goes weeks later when the tenant is back.

    Each letter in a transaction of its own; returns how many. A batch that was being written is finished when the
    tenant is back.
    """
    with scope(tenant_id):
        ids = list(_waiting(tenant_id).order_by("pk").values_list("pk", flat=True))
    return sum(_give_up(tenant_id, letter_id) for letter_id in ids)


def _waiting(tenant_id: int) -> QuerySet[OutgoingLetter]:
    now = clock.now()
    free = Q(claim=None) | Q(claimed_at__lt=now - STALLED_AFTER)
    waits = Q(state__in=(LetterState.QUEUED, LetterState.COLLECTED)) | Q(state=LetterState.WRITING, batch=None)
    return OutgoingLetter.objects.filter(free & waits, tenant_id=tenant_id, next_attempt_at__lt=now - GIVEN_UP_AFTER)


def _give_up(tenant_id: int, letter_id: int) -> bool:
    with scope(tenant_id):
        letter = locked(letter_id)
        if not _waiting(tenant_id).filter(pk=letter_id).exists():
            return False
        batch = locked_batch(letter.batch_id) if letter.batch_id else None
        failed(letter, LetterFailed(TENANT_OFF))
        if batch:
            OutgoingLetter.objects.filter(pk=letter_id).update(batch=None)
            count(batch)
            batch.save(update_fields=SUMS)
        return True
