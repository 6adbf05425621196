"""The worker is killed hard while it makes and writes letters; another one goes on. Each letter is there once."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

from procrastinate.contrib.django import app

from kontor.kernel import clock
from kontor.letters.domain.batches import enqueue_batch, hand_over
from kontor.letters.domain.delivery import STALLED_AFTER, due
from kontor.letters.domain.queueing import enqueue
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import HistoryEntry
from tests.factories.letters import make_outgoing_letter
from tests.factories.outgoing_letters import make_batch, make_rendered_letter
from tests.factories.tickets import make_ticket
from tests.support.letter_switch import letters_on
from tests.support.processes import until, worker
from tests.support.scoping import everywhere, in_scope


def _handed_over() -> int:
    with everywhere():
        return OutgoingLetter.objects.filter(state=LetterState.HANDED_OVER).count()


def _time_passes(tenant_id: int) -> None:
    """Long enough for a dead worker's claims to end."""
    past = clock.now() - STALLED_AFTER - timedelta(minutes=1)
    with in_scope(tenant_id):
        rows = OutgoingLetter.objects.exclude(state=LetterState.HANDED_OVER)
        rows.update(next_attempt_at=past)
        rows.exclude(claimed_at=None).update(claimed_at=past)
        for letter in due(tenant_id):
            enqueue(letter)


def test_letters_that_were_being_made_are_there_once(
    committed_db: str, billing: Category, anna: User, tmp_path: Path, soak: bool
) -> None:
    size = 200 if soak else 12
    letters_on()
    for _letter in range(size):
        make_outgoing_letter(make_ticket(billing, owner=anna), anna, final=False)

    for share in (0.1, 0.5):  # killed twice: early, and half way
        with worker(committed_db, KONTOR_LETTERS_ROOT=str(tmp_path)) as dying:
            until(lambda share=share: _handed_over() >= size * share, "some letters are there", worker=dying)
            dying.kill()
        _time_passes(billing.tenant_id)
    left = size - _handed_over()
    with worker(committed_db, KONTOR_LETTERS_ROOT=str(tmp_path)) as running:
        until(lambda: _handed_over() == size, "all letters are there", worker=running, seconds=150)

    assert left > 0, "The worker was killed too late to prove anything."
    with everywhere():
        letters = list(OutgoingLetter.objects.all())
        told = Counter(HistoryEntry.objects.filter(action="letter_handed_over").values_list("ticket_id", flat=True))
    assert sorted(told.values()) == [1] * size
    files = [path for path in tmp_path.rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert len(files) == 2 * size
    for letter in letters:
        pdf = tmp_path / letter.directory / letter.filename
        manifest = json.loads(pdf.with_suffix(".json").read_text())
        assert hashlib.sha256(pdf.read_bytes()).hexdigest() == letter.sha256 == manifest["sha256"]


def _in_state(state: LetterState) -> int:
    with everywhere():
        return OutgoingLetter.objects.filter(state=state).count()


def _batch_state() -> str:
    with everywhere():
        return PrintBatch.objects.get().state


def _batch_goes_on(tenant_id: int) -> None:
    """The dead worker's claim has ended."""
    past = clock.now() - STALLED_AFTER - timedelta(minutes=1)
    with in_scope(tenant_id):
        PrintBatch.objects.update(next_attempt_at=past)
        PrintBatch.objects.exclude(claimed_at=None).update(claimed_at=past)
        enqueue_batch(PrintBatch.objects.get())


def _look_for_confirmations(tenant_id: int) -> None:
    app.configure_task("kontor.letters.tasks.sweep", queue="letters").defer(tenant_id=tenant_id)


def test_a_batch_that_was_being_written_and_confirmed_is_there_once(
    committed_db: str, billing: Category, nordlicht: Tenant, anna: User, tmp_path: Path
) -> None:
    size, tenant = 60, nordlicht
    letters_on()
    ticket = make_ticket(billing, owner=anna)
    batch = make_batch(tenant, [make_rendered_letter(ticket, anna, final=False) for _letter in range(size)])
    with in_scope(tenant):
        hand_over(batch, by=None)
    root = {"KONTOR_LETTERS_ROOT": str(tmp_path)}

    with worker(committed_db, **root) as dying:
        until(lambda: any(tmp_path.rglob("*.pdf")), "the first file is there", worker=dying)
        dying.kill()
    assert _batch_state() == BatchState.WRITING
    _batch_goes_on(tenant.pk)
    with worker(committed_db, **root) as dying:
        until(lambda: _in_state(LetterState.HANDED_OVER) >= 1, "the first letter is handed over", worker=dying)
        dying.kill()
    handed_over = _in_state(LetterState.HANDED_OVER)
    _batch_goes_on(tenant.pk)
    with worker(committed_db, **root) as running:
        until(lambda: _batch_state() == BatchState.HANDED_OVER, "the batch is handed over", worker=running)
        manifest = next(tmp_path.rglob("batch-*.json"))
        manifest.with_suffix(".ok").touch()
        _look_for_confirmations(tenant.pk)
        until(lambda: _in_state(LetterState.CONFIRMED) >= 1, "the first letter is confirmed", worker=running)
        running.kill()
    confirmed = _in_state(LetterState.CONFIRMED)
    with worker(committed_db, **root) as last:
        _look_for_confirmations(tenant.pk)
        until(lambda: _batch_state() == BatchState.CONFIRMED, "the batch is confirmed", worker=last)

    assert (handed_over < size, confirmed < size) == (True, True), "Killed too late to prove anything."
    assert _in_state(LetterState.CONFIRMED) == size
    with everywhere():
        told = Counter(HistoryEntry.objects.filter(action__startswith="letter_").values_list("action", flat=True))
        letters = list(OutgoingLetter.objects.all())
    assert told == {"letter_handed_over": size, "letter_confirmed": size}
    for letter in letters:
        assert hashlib.sha256((tmp_path / letter.directory / letter.filename).read_bytes()).hexdigest() == letter.sha256
    assert len(list(tmp_path.rglob("*.pdf"))) == size + 1  # and the cover sheet
