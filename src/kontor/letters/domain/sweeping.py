"""Once a minute: letters that nobody works on any more, batches whose hour has come, what the print service
says, and whether somebody must be told that nothing goes to print."""

from __future__ import annotations

from kontor.kernel import clock
from kontor.letters.domain.alarms import look_for_alarms
from kontor.letters.domain.batch_writing import due_batches
from kontor.letters.domain.batches import enqueue_batch, hand_over_due
from kontor.letters.domain.confirming import confirm_printed
from kontor.letters.domain.delivery import STALLED_AFTER, due
from kontor.letters.domain.given_up import give_up_waiting
from kontor.letters.domain.queueing import enqueue
from kontor.letters.domain.recalling import half_recalled
from kontor.letters.domain.results import WAITS
from kontor.letters.domain.switch import goes_to_print
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope

AT_A_TIME = 1000


def sweep(tenant_id: int) -> int:
    """Give everything that is due and has nobody a job again; returns how many. Does nothing while letters are off, and
    for a tenant that is switched off or deleted nothing but giving up what is old."""
    with scope(tenant_id):
        goes, is_off = goes_to_print(tenant_id), not Tenant.objects.works(tenant_id)
    if not goes:
        return give_up_waiting(tenant_id) if is_off else 0
    with scope(tenant_id):
        late = clock.now() - STALLED_AFTER
        _bring_near(tenant_id)
        letters = list(due(tenant_id).filter(next_attempt_at__lt=late).order_by("next_attempt_at")[:AT_A_TIME])
        for letter in letters:
            letter.next_attempt_at = None
            enqueue(letter, once=True)
        hand_over_due(tenant_id)
        batches = [*due_batches(tenant_id).filter(next_attempt_at__lt=late), *half_recalled(tenant_id)]
        for batch in batches:
            enqueue_batch(batch, once=True)
    confirm_printed(tenant_id)
    look_for_alarms(tenant_id)
    return len(letters) + len(batches)


def _bring_near(tenant_id: int) -> None:
    """What was put off while the clock was ahead is late."""
    late = clock.now() - STALLED_AFTER - clock.DIFFER
    letters = OutgoingLetter.objects.filter(state__in=(LetterState.QUEUED, LetterState.WRITING))
    batches = PrintBatch.objects.filter(state=BatchState.WRITING)
    for rows in (letters, batches):
        rows.filter(clock.put_off_too_far(WAITS), tenant_id=tenant_id).update(next_attempt_at=late)
