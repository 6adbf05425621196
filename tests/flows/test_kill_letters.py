"""The worker is killed hard while it makes and writes letters; another one goes on. Each letter is there once."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

from kontor.kernel import clock
from kontor.letters.domain.delivery import STALLED_AFTER, due
from kontor.letters.domain.queueing import enqueue
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.models import HistoryEntry
from tests.factories.letters import make_outgoing_letter
from tests.factories.outgoing_letters import letters_on
from tests.factories.tickets import make_ticket
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
