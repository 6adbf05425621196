"""Delivery of a letter: claim, render, write, record. Renderer and storage are never inside a transaction.

What goes with the letter is written first, then the PDF, then that it lies there is written down, then its manifest:
the sign that the letter is complete. A worker that dies anywhere leaves a row that tells how far it came.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import cast
from uuid import uuid4

from django.db.models import Q, QuerySet

from kontor.channels.print_storage import PrintStorage, kept_storage
from kontor.kernel import clock
from kontor.kernel.errors import Failed
from kontor.letters.domain.batches import collect
from kontor.letters.domain.composing import stylesheet_of
from kontor.letters.domain.enclosing import WITH_ENCLOSURES, put_enclosures
from kontor.letters.domain.last_good import give_way
from kontor.letters.domain.making import MADE, keep_made, sheet_of
from kontor.letters.domain.manifest import letter_manifest
from kontor.letters.domain.places import manifest_of
from kontor.letters.domain.results import WAITS, failed, handed_over, locked
from kontor.letters.domain.switch import goes_to_print, rendering_trouble
from kontor.letters.domain.troubles import BROKE_OFF, LIBRARY, NO_WINDOW, TAKEN, LetterFailed, as_letter_failure
from kontor.letters.enums import Handover, LetterState
from kontor.letters.models import OutgoingLetter
from kontor.letters.preferences import HANDOVER
from kontor.letters.rendering.failures import RenderFailed
from kontor.letters.rendering.process import render
from kontor.letters.rendering.sheet import Rendered, Sheet
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tenants.scope import scope

STALLED_AFTER = timedelta(minutes=2)
"""A worker that has said nothing for so long is dead: rendering has a bound of its own, far below."""


class ClaimLost(Exception):
    """Somebody else has the letter: whoever hears this writes nothing down."""


def deliver(tenant_id: int, letter_id: int) -> LetterState | None:
    """Render the letter if that has not been done, and hand it to print or put it into its batch. May be called twice.

    Returns its new state, or None if this call did not come to it.
    """
    letter = _claim(tenant_id, letter_id)
    if letter is None:
        return None
    try:
        if letter.attempts > 2 * len(WAITS):
            raise LetterFailed(BROKE_OFF)
        if letter.pdf_id is None:
            letter = _make(letter)
        if letter.state == LetterState.WRITING:
            letter = _write(letter)
    except ClaimLost:
        return None
    except Failed as failure:
        return _record_failure(letter, as_letter_failure(failure))
    return LetterState(letter.state)


def due(tenant_id: int) -> QuerySet[OutgoingLetter]:
    """Letters that nobody is working on and whose time has come. What goes by batch is the batch's to write."""
    now = clock.now()
    free = Q(claim=None) | Q(claimed_at__lt=now - STALLED_AFTER)
    rows = OutgoingLetter.objects.filter(tenant_id=tenant_id, next_attempt_at__lte=now).filter(free)
    return rows.filter(Q(state=LetterState.QUEUED) | Q(state=LetterState.WRITING, batch=None))


def _claim(tenant_id: int, letter_id: int) -> OutgoingLetter | None:
    """The letter is ours: committed before anything can go wrong with it."""
    with scope(tenant_id):
        if not goes_to_print(tenant_id):
            return None
        rows = due(tenant_id).filter(pk=letter_id).select_for_update(skip_locked=True, of=("self",))
        letter = rows.first()
        if letter is None:
            return None
        letter.claim, letter.claimed_at, letter.attempts = uuid4(), clock.now(), letter.attempts + 1
        if letter.pdf_id and letter.state == LetterState.QUEUED:
            letter.state = _way(letter)
        letter.save(update_fields=["claim", "claimed_at", "attempts", "state", "batch"])
        return _read(letter_id)


def _make(letter: OutgoingLetter) -> OutgoingLetter:
    if rendering_trouble():
        raise LetterFailed(LIBRARY)
    try:
        sheet, rendered = _rendered(letter)
    except (LetterFailed, RenderFailed) as failure:
        if not _another_look(letter, as_letter_failure(failure)):
            raise
        sheet, rendered = _rendered(letter)
    return _keep(letter, sheet, rendered)


def _rendered(letter: OutgoingLetter) -> tuple[Sheet, Rendered]:
    with scope(letter.tenant_id):
        sheet = sheet_of(letter)
    rendered = render(sheet)
    if any(remark.kind == NO_WINDOW for remark in rendered.remarks):
        raise LetterFailed(NO_WINDOW)
    return sheet, rendered


def _another_look(letter: OutgoingLetter, failure: LetterFailed) -> bool:
    """Whether the stylesheet was to blame, and an earlier version of it stands in now."""
    if not failure.permanent or failure.kind == LIBRARY:
        return False
    with scope(letter.tenant_id):
        stylesheet = stylesheet_of(letter.tenant, letter.template)
    return stylesheet is not None and give_way(letter.tenant_id, stylesheet.pk)


def _keep(letter: OutgoingLetter, sheet: Sheet, rendered: Rendered) -> OutgoingLetter:
    def write(row: OutgoingLetter) -> None:
        keep_made(row, sheet, rendered)
        row.state = _way(row)
        row.claimed_at = clock.now()
        row.save(update_fields=[*MADE, "state", "batch", "claim", "claimed_at"])

    return _note(letter, write)


def _way(letter: OutgoingLetter) -> LetterState:
    """At once, or with the others of the day: then nobody has a claim on it any more."""
    if HANDOVER.get(cast(Holder, system_values()), letter.tenant) != Handover.DAILY:
        return LetterState.WRITING
    collect(letter)
    letter.claim = None
    return LetterState.COLLECTED


def _write(letter: OutgoingLetter) -> OutgoingLetter:
    storage = kept_storage(letter.directory)
    manifest = letter_manifest(letter)
    if letter.written_at is None:
        put_enclosures(letter, storage)
        storage.put(letter.filename, _pdf(letter))
        letter = _note(letter, _lies_there)
    elif not storage.exists(letter.filename):
        _require_not_taken(storage, letter, manifest)
    storage.put(manifest_of(letter.filename), manifest)
    return _note(letter, handed_over)


def _require_not_taken(storage: PrintStorage, letter: OutgoingLetter, manifest: bytes) -> None:
    """The PDF was there and is not any more. Only its manifest could tell that it was complete when it was taken."""
    if storage.get(manifest_of(letter.filename)) != manifest:
        raise LetterFailed(TAKEN)


def _lies_there(row: OutgoingLetter) -> None:
    row.written_at = row.claimed_at = clock.now()
    row.save(update_fields=["written_at", "claimed_at"])


def _record_failure(letter: OutgoingLetter, failure: LetterFailed) -> LetterState | None:
    try:
        return LetterState(_note(letter, lambda row: failed(row, failure)).state)
    except ClaimLost:
        return None


def _note(letter: OutgoingLetter, write: Callable[[OutgoingLetter], None]) -> OutgoingLetter:
    """Write it down, if this worker still has the letter, which is returned as it is now. What ``write`` raises is
    raised when nothing was written."""
    refused: Failed | None = None
    with scope(letter.tenant_id):
        row = locked(letter.pk)
        mine = row.claim == letter.claim
        if mine:
            try:
                write(row)
            except Failed as failure:
                refused = failure
        row = _read(letter.pk)
    if not mine:
        raise ClaimLost
    if refused:
        raise refused
    return row


def _read(letter_id: int) -> OutgoingLetter:
    rows = OutgoingLetter.objects.select_related("tenant", "message__ticket", "message__author", "template", "pdf")
    return rows.prefetch_related(WITH_ENCLOSURES).get(pk=letter_id)


def _pdf(letter: OutgoingLetter) -> bytes:
    with scope(letter.tenant_id):
        assert letter.pdf is not None
        return bytes(letter.pdf.content)
