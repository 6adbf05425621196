"""A batch is written for print: its letters, the sheets beside them, and last of all the manifest.

As with a single letter, what lies there is written down before the manifest is put beside it, and every file is the
same when it is written again: whoever goes on after a worker's death repeats nothing that counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.db.models import Q, QuerySet

from kontor.channels.print_storage import PrintStorage, kept_storage
from kontor.kernel import clock
from kontor.kernel.errors import Failed
from kontor.letters.domain.batch_notices import tell_of_failed_batch, tell_of_printed_batch
from kontor.letters.domain.batch_sheets import COVER, LIST, batch_manifest, cover_sheet, hash_of, letters_list
from kontor.letters.domain.batches import SUMS, count, enqueue_batch, locked_batch
from kontor.letters.domain.delivery import STALLED_AFTER, ClaimLost
from kontor.letters.domain.enclosing import WITH_ENCLOSURES, put_enclosures
from kontor.letters.domain.joining import join
from kontor.letters.domain.places import MANIFEST
from kontor.letters.domain.results import WAITS, failed, handed_over, locked
from kontor.letters.domain.switch import goes_to_print, rendering_trouble
from kontor.letters.domain.troubles import BROKE_OFF, FILE_LOST, LIBRARY, TAKEN, LetterFailed, as_letter_failure
from kontor.letters.enums import BatchForm, BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.letters.rendering.process import render
from kontor.tenants.scope import scope
from kontor.tickets.models import FilesAway

STEP = 100
"""So many letters between two notes of how far it came."""
PART = 500
"""So many letters in one joined PDF; a batch of more has several."""
GOES = (LetterState.WRITING, LetterState.HANDED_OVER, LetterState.CONFIRMED)
"""The states of letters that are in the batch for good."""


def write_batch(tenant_id: int, batch_id: int) -> BatchState | None:
    """Write the batch, or what is missing of it, and hand its letters over. May be called twice.

    Returns its new state, or None if this call did not come to it.
    """
    batch = _claim(tenant_id, batch_id)
    if batch is None:
        return None
    try:
        if batch.attempts > 2 * len(WAITS):
            raise LetterFailed(BROKE_OFF)
        if batch.written_at is None and rendering_trouble():
            raise LetterFailed(LIBRARY)
        if batch.handed_over_at is None and not _write(batch):
            return _end_empty(batch)
        return _finish(batch)
    except ClaimLost:
        return None
    except Failed as failure:
        return _record_failure(batch, as_letter_failure(failure))


def due_batches(tenant_id: int) -> QuerySet[PrintBatch]:
    """Batches to be written that nobody is working on."""
    now = clock.now()
    free = Q(claim=None) | Q(claimed_at__lt=now - STALLED_AFTER)
    return PrintBatch.objects.filter(free, tenant_id=tenant_id, state=BatchState.WRITING, next_attempt_at__lte=now)


def manifest_path(batch: PrintBatch) -> str:
    return batch.filename + MANIFEST


def _claim(tenant_id: int, batch_id: int) -> PrintBatch | None:
    with scope(tenant_id):
        if not goes_to_print(tenant_id):
            return None
        rows = due_batches(tenant_id).filter(pk=batch_id).select_related("tenant")
        batch = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if batch:
            batch.claim, batch.claimed_at, batch.attempts = uuid4(), clock.now(), batch.attempts + 1
            batch.save(update_fields=["claim", "claimed_at", "attempts"])
        return batch


def _write(batch: PrintBatch) -> bool:
    """Everything but the letters' states. ``written_at`` and then ``handed_over_at`` say how far it came. False where
    no letter is left in it: then there is nothing to print."""
    storage = kept_storage(batch.directory)
    if batch.written_at is None:
        _write_letters(batch, storage)
        letters = _letters(batch)
        if not letters:
            return False
        storage.put(f"{batch.filename}/{LIST}", letters_list(letters))
        storage.put(f"{batch.filename}/{COVER}", render(cover_sheet(batch, letters)).pdf)
        _note(batch, written_at=clock.now())
    letters = _letters(batch)
    manifest = batch_manifest(batch, letters, _files(batch, letters, storage))
    if not storage.exists(f"{batch.filename}/{COVER}") and storage.get(manifest_path(batch)) != manifest:
        raise LetterFailed(TAKEN)
    _require_going(batch)
    storage.put(manifest_path(batch), manifest)
    _note(batch, handed_over_at=clock.now(), sha256=hash_of(manifest))
    return True


def _write_letters(batch: PrintBatch, storage: PrintStorage) -> None:
    """From where the last worker came to. A letter whose bytes are lost leaves the batch, the others go on."""
    letters = _letters(batch)
    step = PART if batch.form == BatchForm.ONE_FILE else STEP
    while batch.done < len(letters):
        _require_going(batch)
        some = letters[batch.done : batch.done + step]
        pdfs = _pdfs(batch, some, storage)
        if len(pdfs) < len(some):
            letters = _letters(batch)
            continue
        if batch.form == BatchForm.ONE_FILE:
            storage.put(f"{batch.filename}/{_part(batch.done)}", join(pdfs))
        else:
            for letter, pdf in zip(some, pdfs, strict=True):
                storage.put(letter.filename, pdf)
        _note(batch, done=batch.done + len(some))


def _require_going(batch: PrintBatch) -> None:
    """Whoever comes later goes on with it, when the tenant is back: it may have been switched off meanwhile."""
    with scope(batch.tenant_id):
        goes = goes_to_print(batch.tenant_id)
    if not goes:
        raise ClaimLost


def _pdfs(batch: PrintBatch, letters: Sequence[OutgoingLetter], storage: PrintStorage) -> list[bytes]:
    """The letters' bytes, what goes with them written; fewer where something was lost: those letters are reported and
    leave the batch. Raises FilesAway and LetterFailed where nothing can be read now, and nothing is lost."""
    lost = [letter.pk for letter in letters if not _is_enclosed(batch, letter, storage)]
    found, away = [], None
    with scope(batch.tenant_id):
        there = [letter.pk for letter in letters if letter.pk not in lost]
        for letter in OutgoingLetter.objects.filter(pk__in=there).select_related("pdf"):
            try:
                if letter.pdf is None:
                    raise LetterFailed(FILE_LOST)
                found.append((letter.pk, letter.pdf.content))
            except FilesAway as failure:
                away = failure
            except Failed:
                lost.append(letter.pk)
    if away:
        raise away
    for letter_id in lost:
        with scope(batch.tenant_id):
            row = locked(letter_id)
            failed(row, LetterFailed(FILE_LOST))
            OutgoingLetter.objects.filter(pk=row.pk).update(batch=None)
    if lost:
        with scope(batch.tenant_id):
            count(batch)
            batch.save(update_fields=SUMS)
    return [content for _key, content in sorted(found)]


def _is_enclosed(batch: PrintBatch, letter: OutgoingLetter, storage: PrintStorage) -> bool:
    """Whether what goes with the letter lies there now. Each is a sign of life: storages may be slow."""
    try:
        put = put_enclosures(letter, storage)
    except LetterFailed as failure:
        if not failure.permanent:
            raise
        return False
    if put:
        _note(batch)
    return True


def _files(batch: PrintBatch, letters: Sequence[OutgoingLetter], storage: PrintStorage) -> list[tuple[str, str]]:
    if batch.form == BatchForm.MANY_FILES:
        return [(letter.filename.rpartition("/")[2], letter.sha256) for letter in letters]
    names = [_part(first) for first in range(0, len(letters), PART)]
    return [(name, hash_of(storage.get(f"{batch.filename}/{name}") or b"")) for name in names]


def _part(first: int) -> str:
    return f"letters-{first // PART + 1:03}.pdf"


def _letters(batch: PrintBatch) -> list[OutgoingLetter]:
    """In the order of their numbers, without their PDFs."""
    with scope(batch.tenant_id):
        rows = OutgoingLetter.objects.filter(batch=batch, state__in=GOES).select_related("message__ticket")
        return list(rows.prefetch_related(WITH_ENCLOSURES).order_by("pk"))


def _note(batch: PrintBatch, **values: object) -> None:
    """How far it came, if the batch is still ours."""
    now = clock.now()
    with scope(batch.tenant_id):
        mine = PrintBatch.objects.filter(pk=batch.pk, claim=batch.claim, state=BatchState.WRITING)
        if not mine.update(claimed_at=now, **values):
            raise ClaimLost
    for name, value in values.items():
        setattr(batch, name, value)


def _finish(batch: PrintBatch) -> BatchState:
    """The letters are handed over, each in a transaction of its own, and then the batch."""
    with scope(batch.tenant_id):
        ids = list(batch.members.filter(state=LetterState.WRITING).order_by("pk").values_list("pk", flat=True))
    for place, letter_id in enumerate(ids):
        if place % STEP == STEP - 1:
            _note(batch)
        with scope(batch.tenant_id):
            row = locked(letter_id)
            if row.state == LetterState.WRITING and row.batch_id == batch.pk:
                row.written_at = batch.written_at
                row.save(update_fields=["written_at"])
                handed_over(row)
    with scope(batch.tenant_id):  # one transaction: no sweep ends the alarm before it is known who is told by it
        _note(batch, state=BatchState.HANDED_OVER, claim=None, error_kind="", error_values={})
        tell_of_printed_batch(batch)
    return BatchState.HANDED_OVER


def _end_empty(batch: PrintBatch) -> BatchState:
    """As an open one whose letters were all recalled. Each letter that was lost has been reported."""
    _note(batch, state=BatchState.RECALLED, recalled_at=clock.now(), claim=None, error_kind="", error_values={})
    return BatchState.RECALLED


def _record_failure(batch: PrintBatch, failure: LetterFailed) -> BatchState | None:
    """Tried again later, or given up until a person looks: the letters stay in it, and none of them is lost."""
    with scope(batch.tenant_id):
        row = locked_batch(batch.pk)
        if row.claim != batch.claim:
            return None
        row.claim, row.error_kind, row.error_values = None, failure.kind, failure.values
        if failure.permanent or row.attempts > len(WAITS):
            row.state = BatchState.FAILED
            tell_of_failed_batch(row)
        else:
            row.next_attempt_at = clock.now() + WAITS[min(max(row.attempts, 1), len(WAITS)) - 1]
            enqueue_batch(row)
        row.save(update_fields=["claim", "state", "error_kind", "error_values", "next_attempt_at"])
        return BatchState(row.state)
