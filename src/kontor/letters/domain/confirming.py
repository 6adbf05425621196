"""The print service puts a file beside what it has printed: ``<name>.ok``. A sweep finds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from kontor.channels.print_errors import PrintFailed
from kontor.channels.print_storage import PrintStorage, kept_storage
from kontor.kernel import clock
from kontor.letters.domain.batches import locked_batch
from kontor.letters.domain.places import PDF
from kontor.letters.domain.results import locked, recipient_of
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.tenants.scope import scope
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import tell

ENDINGS = (".ok", ".confirmed")
LOOKED_FOR = timedelta(days=30)
"""So long after it was handed over a letter is looked for."""


def confirm_printed(tenant_id: int) -> int:
    """Look beside what was handed over; returns how many letters and batches were confirmed. Enters short scopes."""
    since = clock.now() - LOOKED_FOR
    with scope(tenant_id):
        letters = OutgoingLetter.objects.filter(
            tenant_id=tenant_id, state=LetterState.HANDED_OVER, batch=None, handed_over_at__gt=since
        )
        single = list(letters.values_list("pk", "directory", "filename"))
        batches = PrintBatch.objects.filter(tenant_id=tenant_id, state=BatchState.HANDED_OVER, handed_over_at__gt=since)
        several = list(batches.values_list("pk", "directory", "filename"))
    done = 0
    for letter_id in _confirmed(single):
        done += confirm_letter(tenant_id, letter_id)
    for batch_id in _confirmed(several):
        done += confirm_batch(tenant_id, batch_id)
    return done


def confirm_letter(tenant_id: int, letter_id: int, *, batch_id: int | None = None) -> bool:
    """The letter is printed. False when it is not waiting for that any more."""
    with scope(tenant_id):
        letter = locked(letter_id)
        if letter.state != LetterState.HANDED_OVER or letter.batch_id != batch_id:
            return False
        letter.state, letter.confirmed_at = LetterState.CONFIRMED, clock.now()
        letter.save(update_fields=["state", "confirmed_at"])
        record(letter.message.ticket, "letter_confirmed", by=None, recipients=recipient_of(letter))
        tell(letter.message.ticket)
        return True


def confirm_batch(tenant_id: int, batch_id: int) -> bool:
    """Its letters first, each in a transaction of its own, and then the batch: whoever is interrupted goes on there."""
    with scope(tenant_id):
        rows = OutgoingLetter.objects.filter(batch=batch_id, state=LetterState.HANDED_OVER)
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for letter_id in ids:
        confirm_letter(tenant_id, letter_id, batch_id=batch_id)
    with scope(tenant_id):
        batch = locked_batch(batch_id)
        if batch.state != BatchState.HANDED_OVER:
            return False
        batch.state, batch.confirmed_at = BatchState.CONFIRMED, clock.now()
        batch.save(update_fields=["state", "confirmed_at"])
        return True


def _confirmed(rows: Iterable[tuple[int, str, str]]) -> list[int]:
    """Those beside which a confirmation lies. Every folder is read once, however many letters lie in it."""
    folders: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for key, directory, filename in rows:
        folder, _, name = filename.rpartition("/")
        folders[directory, folder][name.removesuffix(PDF)] = key
    found: list[int] = []
    for (directory, folder), names in folders.items():
        there = _names(kept_storage(directory), folder)
        found += [key for name, key in names.items() if any(name + ending in there for ending in ENDINGS)]
    return sorted(found)


def _names(storage: PrintStorage, folder: str) -> set[str]:
    """A place that cannot be read now is read again in a minute."""
    try:
        return set(storage.names(folder))
    except PrintFailed:
        return set()
