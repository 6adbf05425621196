"""A batch is recalled."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import pytest

from kontor.kernel.errors import Refused
from kontor.letters.domain import recalling
from kontor.letters.domain.batch_writing import write_batch
from kontor.letters.domain.batches import due_at, hand_over, locked_batch
from kontor.letters.domain.recalling import recall_batch, recall_letter, recall_members, recalled_so_far
from kontor.letters.domain.retrying import try_again
from kontor.letters.domain.sweeping import sweep
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry
from tests.conftest import Frozen
from tests.factories.outgoing_letters import fresh
from tests.letters.domain.batches.conftest import Killed, as_it_is, files_in, states_of
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.refusal import refused, rolled_back
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits

pytestmark = pytest.mark.django_db


def test_an_open_batch_is_recalled_with_its_letters(
    letters: list[OutgoingLetter], batch: PrintBatch, sven: User, letters_root: Path
) -> None:
    with in_scope(batch.tenant_id):
        recall_batch(batch, by=sven)
    run_jobs()

    assert (as_it_is(batch).state, states_of(letters)) == (BatchState.RECALLED, [LetterState.RECALLED] * 3)
    assert all(fresh(letter).message.ticket.state == TicketState.ASSIGNED for letter in letters)
    with in_scope(batch.tenant_id), refused("This batch is not open any more."):
        hand_over(batch, by=sven)


def test_a_batch_is_recalled_letter_by_letter_and_nobody_hands_it_over_meanwhile(
    letters: list[OutgoingLetter], batch: PrintBatch, sven: User, frozen: Frozen, letters_root: Path
) -> None:
    with in_scope(batch.tenant_id):
        recall_batch(batch, by=sven)
    assert (as_it_is(batch).state, states_of(letters)) == (BatchState.RECALLING, [LetterState.COLLECTED] * 3)
    with in_scope(batch.tenant_id), refused("This batch is not open any more."):
        hand_over(batch, by=sven)
    with in_scope(batch.tenant_id), refused():
        recall_batch(batch, by=sven)

    assert recall_members(batch.tenant_id, batch.pk) == 3
    assert recall_members(batch.tenant_id, batch.pk) == 0
    row = as_it_is(batch)
    assert (row.state, row.recalled_at, row.letters, row.by) == (BatchState.RECALLED, frozen.at, 0, sven)
    with everywhere():
        told = HistoryEntry.objects.filter(action="letter_recalled")
        assert list(told.values_list("actor", flat=True)) == [sven.pk] * 3
    assert files_in(letters_root) == []


def test_a_letter_of_a_batch_that_is_just_handed_over_is_not_waited_for_in_a_circle(
    committed_db: str, letters: list[OutgoingLetter], batch: PrintBatch, sven: User
) -> None:
    """Who hands over has the batch and comes for its letters; who recalls has the letter and comes for its batch."""
    begun = Event()

    def hands_over() -> PrintBatch:
        with in_scope(batch.tenant_id):
            locked_batch(batch.pk)
            begun.set()
            until_somebody_waits(2)
            return hand_over(batch, by=sven)

    def recalls() -> OutgoingLetter:
        begun.wait(30)
        with in_scope(batch.tenant_id):
            return recall_letter(letters[0], by=sven)

    handed, refusal = at_once(hands_over, recalls)

    assert isinstance(handed, PrintBatch), repr(handed)
    assert isinstance(refusal, Refused), repr(refusal)
    assert str(refusal) == "This letter is being written for print right now. Try again in a moment."
    assert (as_it_is(batch).letters, states_of(letters)) == (3, [LetterState.WRITING] * 3)


def test_whoever_goes_on_after_a_death_recalls_the_rest(
    letters: list[OutgoingLetter], batch: PrintBatch, sven: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = recalling._recall_member, []

    def dying(tenant_id: int, batch_id: int, letter_id: int) -> bool:
        calls.append(letter_id)
        if len(calls) == 2:
            raise Killed
        return real(tenant_id, batch_id, letter_id)

    with in_scope(batch.tenant_id):
        recall_batch(batch, by=sven)
    with monkeypatch.context() as patch:
        patch.setattr(recalling, "_recall_member", dying)
        with pytest.raises(Killed):
            recall_members(batch.tenant_id, batch.pk)
    with in_scope(batch.tenant_id):
        assert recalled_so_far(as_it_is(batch)) == 1

    for _minute in range(2):
        sweep(batch.tenant_id)
    assert len(waiting_jobs("recall_batch")) == 2  # the one of the verb, and one of both sweeps
    run_jobs("recall_batch")
    assert (as_it_is(batch).state, states_of(letters)) == (BatchState.RECALLED, [LetterState.RECALLED] * 3)
    with everywhere():
        assert HistoryEntry.objects.filter(action="letter_recalled").count() == 3


def test_a_batch_that_is_being_written_is_not_recalled(
    letters: list[OutgoingLetter], batch: PrintBatch, sven: User
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
        with refused():
            recall_batch(batch, by=sven)


def test_a_batch_that_waits_for_room_is_recalled_as_a_whole(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    sven: User,
    letters_root: Path,
    settings: Any,
    frozen: Frozen,
) -> None:
    """It is tried for most of a day: nobody has to wait until it is given up."""
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    settings.LETTERS_ROOT = str(letters_root / "gone")
    write_batch(batch.tenant_id, batch.pk)
    with in_scope(batch.tenant_id):
        with refused("This letter goes with its batch. Recall the batch, which brings all its letters back."):
            recall_letter(letters[0], by=sven)
        with refused("This letter goes with its batch. Try the batch again."):
            try_again(letters[0], by=sven)
        recall_batch(batch, by=sven)
    settings.LETTERS_ROOT = str(letters_root)
    frozen.move(minutes=1)

    assert write_batch(batch.tenant_id, batch.pk) is None
    run_jobs("recall_batch")
    assert (as_it_is(batch).state, states_of(letters)) == (BatchState.RECALLED, [LetterState.RECALLED] * 3)


def test_a_batch_whose_letters_were_recalled_ends_at_its_hour(
    letters: list[OutgoingLetter], batch: PrintBatch, frozen: Frozen
) -> None:
    with in_scope(batch.tenant_id):
        OutgoingLetter.objects.filter(batch=batch).update(state=LetterState.RECALLED)
    frozen.at = due_at(batch)
    sweep(batch.tenant_id)

    assert (as_it_is(batch).state, as_it_is(batch).letters) == (BatchState.RECALLED, 0)


def test_a_job_of_another_tenant_recalls_no_letter(batch: PrintBatch, alpina: Tenant, sven: User) -> None:
    with in_scope(batch.tenant_id):
        recall_batch(batch, by=sven)

    with rolled_back(PrintBatch.DoesNotExist):
        recall_members(alpina.pk, batch.pk)
