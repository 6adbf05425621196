"""A letter or a batch is recalled, as long as it has not been handed to print."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.letters.domain.batches import SUMS, count, enqueue_batch, free_batch, locked_batch
from kontor.letters.domain.results import locked, recipient_of
from kontor.letters.domain.troubles import TAKEN
from kontor.letters.enums import BEFORE_PRINT, BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.people.models import User
from kontor.tenants.scope import scope
from kontor.tickets.domain.deadlines import answer_taken_back
from kontor.tickets.domain.history import record
from kontor.tickets.domain.returning import bring_back
from kontor.tickets.domain.states import tell
from kontor.tickets.enums import TicketState


@transaction.atomic(savepoint=False)
def recall_letter(letter: OutgoingLetter, *, by: User) -> OutgoingLetter:
    """Nobody prints it; its ticket, if this letter was to close it, lies with its author again, and the customer still
    waits for an answer.

    Refused once it was handed to print, and while a worker makes or writes it.
    """
    row = locked(letter.pk)
    _require_recallable(row)
    batch = free_batch(row.batch_id) if row.batch_id else None
    if row.batch_id and batch is None:
        raise _being_written()
    _recall(row, by)
    if batch:
        count(batch)
        batch.save(update_fields=SUMS)
    return row


@transaction.atomic(savepoint=False)
def recall_batch(batch: PrintBatch, *, by: User) -> PrintBatch:
    """Nobody hands the batch over any more; a job recalls its letters one after the other and ends it.

    Refused unless it waits for its hour, or could not be written and was not complete before.
    """
    row = locked_batch(batch.pk)
    if not may_be_recalled(row):
        raise Refused(_("This batch has been handed to print, or is being written. It cannot be recalled any more."))
    row.state, row.by, row.next_attempt_at = BatchState.RECALLING, by, None
    row.error_kind, row.error_values = "", {}
    row.save(update_fields=["state", "by", "next_attempt_at", "error_kind", "error_values"])
    enqueue_batch(row)
    return row


def recall_members(tenant_id: int, batch_id: int) -> int:
    """Recall every letter that is still in the batch, each in a transaction of its own, and then end the batch. Returns
    how many were recalled. Whoever goes on after a worker's death does the rest."""
    with scope(tenant_id):
        rows = _still_in(batch_id).order_by("message__ticket_id", "pk")
        ids = list(rows.values_list("pk", flat=True))
    done = sum(_recall_member(tenant_id, batch_id, letter_id) for letter_id in ids)
    with scope(tenant_id):
        row = locked_batch(batch_id)
        if row.state == BatchState.RECALLING and not _still_in(batch_id).exists():
            row.state, row.recalled_at = BatchState.RECALLED, clock.now()
            count(row)
            row.save(update_fields=["state", "recalled_at", *SUMS])
    return done


def half_recalled(tenant_id: int) -> QuerySet[PrintBatch]:
    """Batches whose letters are being recalled, or were when the worker died."""
    return PrintBatch.objects.filter(tenant_id=tenant_id, state=BatchState.RECALLING)


def recalled_so_far(batch: PrintBatch) -> int:
    return batch.members.filter(state=LetterState.RECALLED).count()


def may_be_recalled(batch: PrintBatch) -> bool:
    return batch.state == BatchState.OPEN or (batch.is_in_trouble and batch.written_at is None)


def is_recallable(letter: OutgoingLetter) -> bool:
    """Nobody works on it, and it is neither complete nor part of a batch that is being written.

    One that has failed never got its manifest, without which nobody prints it; unless its files have been taken.
    """
    if letter.state == LetterState.FAILED:
        return letter.claim is None and letter.error_kind != TAKEN
    in_batch = letter.state == LetterState.WRITING and letter.batch_id is not None
    return letter.state in BEFORE_PRINT and letter.claim is None and letter.written_at is None and not in_batch


def _require_recallable(letter: OutgoingLetter) -> None:
    if letter.state not in BEFORE_PRINT or letter.error_kind == TAKEN:
        raise Refused(_("This letter has been handed to print. It cannot be recalled any more."))
    if letter.state == LetterState.WRITING and letter.batch and letter.batch.is_in_trouble:
        raise Refused(_("This letter goes with its batch. Recall the batch, which brings all its letters back."))
    if not is_recallable(letter):
        raise _being_written()


def _being_written() -> Refused:
    return Refused(_("This letter is being written for print right now. Try again in a moment."))


def _recall(letter: OutgoingLetter, by: User | None) -> None:
    ticket = letter.message.ticket
    letter.state, letter.recalled_at = LetterState.RECALLED, clock.now()
    letter.save(update_fields=["state", "recalled_at"])
    record(ticket, "letter_recalled", by=by, recipients=recipient_of(letter))
    if letter.final and ticket.state == TicketState.SENDING:
        bring_back(ticket, ticket.owner_id, letter.message.author_id, unread=True)
    if letter.reprint_of_id is None:
        answer_taken_back(ticket, letter.message)
    tell(ticket)


def _still_in(batch_id: int) -> QuerySet[OutgoingLetter]:
    return OutgoingLetter.objects.filter(batch=batch_id, state__in=(LetterState.COLLECTED, LetterState.WRITING))


def _recall_member(tenant_id: int, batch_id: int, letter_id: int) -> bool:
    """The letter's row before the batch's, as everywhere: the batch cannot be handed over meanwhile."""
    with scope(tenant_id):
        letter = locked(letter_id)
        batch = PrintBatch.objects.select_related("by").get(pk=batch_id)
        mine = batch.state == BatchState.RECALLING and letter.batch_id == batch_id
        if not mine or letter.state not in (LetterState.COLLECTED, LetterState.WRITING):
            return False
        _recall(letter, batch.by)
        return True
