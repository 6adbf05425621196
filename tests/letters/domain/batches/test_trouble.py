"""A batch that cannot be handed over."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from kontor.letters.domain import switch
from kontor.letters.domain.batch_writing import write_batch
from kontor.letters.domain.batches import hand_over
from kontor.letters.domain.retrying import try_batch_again
from kontor.letters.domain.sweeping import sweep
from kontor.letters.domain.troubles import trouble_in_words
from kontor.letters.enums import BatchForm, BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.letters.preferences import BATCH_FORM, OUTPUT_DIRECTORY
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain import blobs
from kontor.tickets.enums import TicketState
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.outgoing_letters import make_batch, make_rendered_letter
from tests.factories.tickets import make_ticket
from tests.letters.domain.batches.conftest import as_it_is, files_in, states_of
from tests.support.hearing import heard
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


def test_a_batch_without_room_waits_and_goes_on_where_it_was(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    letters_root: Path,
    settings: Any,
    frozen: Frozen,
    sven: User,
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    settings.LETTERS_ROOT = str(letters_root / "gone")
    assert write_batch(batch.tenant_id, batch.pk) == BatchState.WRITING
    assert as_it_is(batch).error_kind == "gone"

    settings.LETTERS_ROOT = str(letters_root)
    frozen.move(minutes=1)
    assert write_batch(batch.tenant_id, batch.pk) == BatchState.HANDED_OVER
    assert as_it_is(batch).error_kind == ""


@pytest.mark.parametrize("form", BatchForm)
def test_a_batch_waits_while_the_folder_of_large_files_is_not_mounted(
    billing: Category,
    anna: User,
    sven: User,
    letters_root: Path,
    tmp_path: Path,
    settings: Any,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    form: BatchForm,
) -> None:
    """No letter is lost: none comes back to its author, and the batch goes with all of them."""
    settings.MAIL_STORAGE = str(tmp_path / "kept")
    monkeypatch.setattr(blobs, "IN_ROW", 0)
    tickets = [make_ticket(billing, owner=anna, state=TicketState.SENDING) for _ in range(2)]
    letters = [make_rendered_letter(ticket, anna) for ticket in tickets]
    batch = make_batch(letters[0].tenant, letters)
    prefer(letters[0].tenant, BATCH_FORM, form)
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    settings.MAIL_STORAGE = str(tmp_path / "not mounted")
    assert write_batch(batch.tenant_id, batch.pk) == BatchState.WRITING
    assert (as_it_is(batch).error_kind, states_of(letters)) == ("files_away", [LetterState.WRITING] * 2)

    settings.MAIL_STORAGE = str(tmp_path / "kept")
    frozen.move(minutes=1)
    assert write_batch(batch.tenant_id, batch.pk) == BatchState.HANDED_OVER
    assert (as_it_is(batch).letters, states_of(letters)) == (2, [LetterState.HANDED_OVER] * 2)


@pytest.mark.parametrize("form", BatchForm)
def test_a_batch_whose_letters_are_all_lost_is_not_handed_over(
    letters: list[OutgoingLetter], batch: PrintBatch, letters_root: Path, sven: User, form: BatchForm
) -> None:
    prefer(batch.tenant, BATCH_FORM, form)
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
        OutgoingLetter.objects.update(pdf=None)

    assert write_batch(batch.tenant_id, batch.pk) == BatchState.RECALLED
    assert (as_it_is(batch).letters, states_of(letters)) == (0, [LetterState.FAILED] * 3)
    assert [name for name in files_in(letters_root) if "batch-" in name] == []


def test_a_directory_outside_the_root_fails_until_it_is_mended(
    letters: list[OutgoingLetter], batch: PrintBatch, letters_root: Path, nordlicht: Tenant, sven: User
) -> None:
    prefer(nordlicht, OUTPUT_DIRECTORY, "../elsewhere")
    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    run_jobs("write_batch")
    assert (as_it_is(batch).state, as_it_is(batch).error_kind) == (BatchState.FAILED, "outside")

    prefer(nordlicht, OUTPUT_DIRECTORY, "print")
    with in_scope(nordlicht):
        try_batch_again(batch, by=sven)
    run_jobs("write_batch")
    assert (as_it_is(batch).state, as_it_is(batch).directory) == (BatchState.HANDED_OVER, f"{nordlicht.code}/print")
    assert all(name.startswith(f"{nordlicht.code}/print/2026-11-27/batch-1") for name in files_in(letters_root))


def test_sweeps_add_one_job_to_a_batch_that_nobody_writes(
    letters: list[OutgoingLetter], batch: PrintBatch, sven: User, frozen: Frozen
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    frozen.move(minutes=3)
    for _minute in range(3):
        sweep(batch.tenant_id)

    assert len(waiting_jobs("write_batch")) == 2  # the one of the hand-over, and one of all sweeps


def test_without_its_programs_a_batch_fails_at_once_and_says_which_command_helps(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    sven: User,
    letters_root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    with monkeypatch.context() as patch:
        patch.setattr(switch, "_seen", (False, time.monotonic()))
        assert write_batch(batch.tenant_id, batch.pk) == BatchState.FAILED
    row = as_it_is(batch)
    assert (row.error_kind, row.attempts, files_in(letters_root)) == ("library", 1, [])
    assert "apt install" in trouble_in_words(row.error_kind, row.error_values)

    with in_scope(batch.tenant_id):
        try_batch_again(batch, by=sven)
    run_jobs("write_batch")
    assert (as_it_is(batch).state, states_of(letters)) == (BatchState.HANDED_OVER, [LetterState.HANDED_OVER] * 3)


def test_open_pages_hear_that_its_letters_are_on_their_way_again(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    nordlicht: Tenant,
    sven: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They lie among delivery failures until then."""
    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    monkeypatch.setattr(switch, "_seen", (False, time.monotonic()))
    assert write_batch(nordlicht.pk, batch.pk) == BatchState.FAILED

    with heard() as told, in_scope(nordlicht):
        try_batch_again(batch, by=sven)

    tickets = {letter.message.ticket_id for letter in letters}
    assert {item for item in told if item[2] == "ticket"} == {("t", nordlicht.pk, "ticket", pk) for pk in tickets}
