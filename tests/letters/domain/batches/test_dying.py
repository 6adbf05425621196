"""Whoever goes on with a batch after a death hands over each letter once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kontor.letters.domain import batch_writing
from kontor.letters.domain.batch_writing import write_batch
from kontor.letters.domain.batches import hand_over
from kontor.letters.domain.delivery import STALLED_AFTER
from kontor.letters.domain.retrying import count_batch_as_handed_over, try_batch_again
from kontor.letters.domain.sweeping import sweep
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.people.models import User
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.models import HistoryEntry
from tests.conftest import Frozen
from tests.letters.domain.batches.conftest import Killed, as_it_is, files_in, put_dies, states_of
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db


def handed_to_print(letters: list[OutgoingLetter]) -> int:
    with everywhere():
        return HistoryEntry.objects.filter(action="letter_handed_over").count()


def finishing_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies before the second letter is written down as handed over."""
    real, calls = batch_writing.locked, []

    def dying(letter_id: int) -> OutgoingLetter:
        calls.append(letter_id)
        if len(calls) == 2:
            monkeypatch.setattr(batch_writing, "locked", real)
            raise Killed
        return real(letter_id)

    monkeypatch.setattr(batch_writing, "locked", dying)


DEATHS = {
    "at the first letter": put_dies(".pdf", before=True),
    "after the list": put_dies("list.csv", before=False),
    "after the cover sheet": put_dies("cover.pdf", before=False),
    "before the manifest": put_dies(".json", before=True),
    "after the manifest": put_dies(".json", before=False),
}


@pytest.mark.parametrize("death", DEATHS)
def test_whoever_goes_on_after_a_death_hands_over_each_letter_once(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    sven: User,
    death: str,
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    DEATHS[death](monkeypatch)
    with pytest.raises(Killed):
        write_batch(batch.tenant_id, batch.pk)
    before = {name: (letters_root / name).read_bytes() for name in files_in(letters_root)}
    assert write_batch(batch.tenant_id, batch.pk) is None

    frozen.move(seconds=STALLED_AFTER.total_seconds() + 1)
    sweep(batch.tenant_id)
    run_jobs("write_batch")

    assert (as_it_is(batch).state, states_of(letters)) == (BatchState.HANDED_OVER, [LetterState.HANDED_OVER] * 3)
    assert handed_to_print(letters) == 3
    assert {name: (letters_root / name).read_bytes() for name in before} == before
    assert len(files_in(letters_root)) == 6


def test_a_death_between_two_letters_that_are_written_down_loses_and_doubles_none(
    committed_db: str,
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    sven: User,
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    finishing_dies(monkeypatch)
    with pytest.raises(Killed):
        write_batch(batch.tenant_id, batch.pk)
    assert states_of(letters) == [LetterState.HANDED_OVER, LetterState.WRITING, LetterState.WRITING]

    frozen.move(seconds=STALLED_AFTER.total_seconds() + 1)
    assert write_batch(batch.tenant_id, batch.pk) == BatchState.HANDED_OVER

    assert states_of(letters) == [LetterState.HANDED_OVER] * 3
    assert handed_to_print(letters) == 3


def test_what_the_print_service_took_already_is_not_written_again(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    sven: User,
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    DEATHS["after the manifest"](monkeypatch)
    with pytest.raises(Killed):
        write_batch(batch.tenant_id, batch.pk)
    for name in files_in(letters_root):
        (letters_root / name).unlink()
    frozen.move(minutes=3)

    assert write_batch(batch.tenant_id, batch.pk) == BatchState.FAILED
    assert (as_it_is(batch).error_kind, files_in(letters_root)) == ("taken", [])
    with in_scope(batch.tenant_id):
        try_batch_again(batch, by=sven)
    run_jobs("write_batch")
    assert (as_it_is(batch).state, len(files_in(letters_root))) == (BatchState.HANDED_OVER, 6)


def test_what_the_print_service_says_that_it_has_is_handed_over_and_not_written_again(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    anna: User,
    sven: User,
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
        with refused("It is known what became of this batch."):
            count_batch_as_handed_over(batch, by=sven)
    DEATHS["after the manifest"](monkeypatch)
    with pytest.raises(Killed):
        write_batch(batch.tenant_id, batch.pk)
    for name in files_in(letters_root):
        (letters_root / name).unlink()
    frozen.move(minutes=3)
    assert write_batch(batch.tenant_id, batch.pk) == BatchState.FAILED

    with in_scope(batch.tenant_id):
        count_batch_as_handed_over(batch, by=sven)
    run_jobs("write_batch")

    assert (as_it_is(batch).state, states_of(letters)) == (BatchState.HANDED_OVER, [LetterState.HANDED_OVER] * 3)
    assert files_in(letters_root) == []
    with everywhere():
        assert [entry.actor for entry in HistoryEntry.objects.filter(action="letter_settled")] == [sven] * 3
        assert "handed to print after all" in latest_notices(anna)[0].text
