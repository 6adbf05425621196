"""Letters and batches that could not be handed to print, in the hands of a person."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.letters.domain.batch_notices import show_anew
from kontor.letters.domain.batches import enqueue_batch, locked_batch, place_batch
from kontor.letters.domain.making import place_again
from kontor.letters.domain.queueing import enqueue
from kontor.letters.domain.reprinting import is_erased, require_content
from kontor.letters.domain.results import handed_over, locked, recipient_of
from kontor.letters.domain.troubles import TAKEN
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.people.models import User
from kontor.tickets.domain.history import Step, record, record_all
from kontor.tickets.domain.states import tell

WAITING = (LetterState.QUEUED, LetterState.WRITING)


@transaction.atomic(savepoint=False)
def try_again(letter: OutgoingLetter, *, by: User) -> OutgoingLetter:
    """Try now, by what is set now: another directory counts at once. What was rendered stays as it is.

    Refused while nothing is wrong with it, and while a worker has it.
    """
    row = locked(letter.pk)
    require_content(row)
    if not may_be_tried(row):
        if row.state == LetterState.WRITING and row.batch and row.batch.is_in_trouble:
            raise Refused(_("This letter goes with its batch. Try the batch again."))
        raise Refused(_("This letter has not failed."))
    row.state = LetterState.WRITING if row.pdf_id else LetterState.QUEUED
    if row.pdf_id:
        place_again(row)
    row.attempts, row.written_at, row.next_attempt_at = 0, None, clock.now()
    row.error_kind, row.error_values = "", {}
    row.save()
    enqueue(row)
    ticket = row.message.ticket
    ticket.delivery_failed = False
    ticket.save(update_fields=["delivery_failed"])
    record(ticket, "tried_again", by=by)
    tell(ticket)
    return row


@transaction.atomic(savepoint=False)
def count_as_handed_over(letter: OutgoingLetter, *, by: User) -> OutgoingLetter:
    """The print service has said that it has the letter. Only for one of which Kontor does not know."""
    row = locked(letter.pk)
    if row.state != LetterState.FAILED or row.error_kind != TAKEN:
        raise Refused(_("It is known what became of this letter."))
    ticket = row.message.ticket
    ticket.delivery_failed = False
    ticket.save(update_fields=["delivery_failed"])
    record(ticket, "letter_settled", by=by, recipients=recipient_of(row))
    handed_over(row)
    return row


def may_be_tried(letter: OutgoingLetter) -> bool:
    """It has failed, or waits after a failure. What goes by batch is tried again with its batch."""
    waits = letter.state in WAITING and bool(letter.error_kind) and letter.claim is None and letter.batch_id is None
    return (letter.state == LetterState.FAILED or waits) and not is_erased(letter)


@transaction.atomic(savepoint=False)
def try_batch_again(batch: PrintBatch, *, by: User) -> PrintBatch:
    """The same for a batch: what lies there already is not written again, unless it goes elsewhere now."""
    row = locked_batch(batch.pk)
    if not row.is_in_trouble:
        raise Refused(_("This batch has not failed."))
    before, kind = row.directory, row.error_kind
    row.state, row.error_kind, row.error_values = BatchState.WRITING, "", {}
    place_batch(row)
    if row.directory != before or kind == TAKEN:
        row.done, row.written_at = 0, None
    row.attempts, row.next_attempt_at, row.by = 0, clock.now(), by
    row.save()
    if row.state == BatchState.WRITING:
        enqueue_batch(row)
        show_anew(row)
    return row


@transaction.atomic(savepoint=False)
def count_batch_as_handed_over(batch: PrintBatch, *, by: User) -> PrintBatch:
    """The print service has said that it has the batch. Only for one of which Kontor does not know. Nothing is written;
    the job hands its letters over."""
    row = locked_batch(batch.pk)
    if not may_batch_be_settled(row):
        raise Refused(_("It is known what became of this batch."))
    row.state, row.error_kind, row.error_values, row.by = BatchState.WRITING, "", {}, by
    row.attempts, row.next_attempt_at, row.handed_over_at = 0, clock.now(), clock.now()
    row.save()
    letters = row.members.filter(state=LetterState.WRITING).select_related("message__ticket").order_by("pk")
    steps: list[Step] = [
        (letter.message.ticket, by, "letter_settled", {"recipients": recipient_of(letter)}) for letter in letters
    ]
    record_all(steps)
    enqueue_batch(row)
    show_anew(row)
    return row


def may_batch_be_settled(batch: PrintBatch) -> bool:
    return batch.state == BatchState.FAILED and batch.error_kind == TAKEN
