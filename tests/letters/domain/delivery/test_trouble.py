"""A letter that cannot be delivered: what passes, what does not, and what is told."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from typing import Any

import pytest

from kontor.letters.domain import delivery, switch
from kontor.letters.domain.delivery import deliver
from kontor.letters.domain.results import WAITS
from kontor.letters.domain.retrying import try_again
from kontor.letters.domain.sweeping import sweep
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.letters.preferences import FILE_NAMES, OUTPUT_DIRECTORY
from kontor.letters.rendering.failures import RenderFailed
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain import blobs
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Notice, Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.letters import make_outgoing_letter
from tests.factories.outgoing_letters import fresh
from tests.letters.domain.delivery.conftest import files_in, history_of, names_in, state_of, trouble_of
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db


def full(*_arguments: object, **_options: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, "full"), (errno.ENOENT, "gone"), (errno.EACCES, "rights"), (errno.EIO, "unreachable")],
)
def test_what_may_pass_is_tried_again_by_itself(
    letter: OutgoingLetter,
    sending: Ticket,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    kind: str,
) -> None:
    def fails(*arguments: object, **options: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        deliver(letter.tenant_id, letter.pk)

    row = fresh(letter)
    assert (row.state, row.error_kind, row.claim) == (LetterState.WRITING, kind, None)
    assert row.next_attempt_at == frozen.at + WAITS[0]
    assert trouble_of(letter).endswith(".")
    assert (files_in(letters_root), state_of(sending)) == ([], (TicketState.SENDING, False))
    frozen.move(minutes=1)
    run_jobs("deliver")
    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.HANDED_OVER, "")
    assert state_of(sending)[0] == TicketState.CLOSED


def test_pages_for_which_there_is_no_room_are_made_when_there_is(
    letter: OutgoingLetter,
    letters_root: Path,
    frozen: Frozen,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The disk of large files is full, not that of the print service."""
    settings.MAIL_STORAGE = str(tmp_path / "kept")
    monkeypatch.setattr(blobs, "IN_ROW", 0)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert deliver(letter.tenant_id, letter.pk) == LetterState.QUEUED
    row = fresh(letter)
    assert (row.error_kind, row.claim, row.next_attempt_at) == ("no_room", None, frozen.at + WAITS[0])
    assert trouble_of(letter) == "There is no room left where the pages of letters are kept."

    frozen.move(minutes=1)
    run_jobs("deliver")
    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.HANDED_OVER, "")


def test_what_was_put_off_while_the_clock_was_ahead_goes_to_print_once_it_is_right(
    letter: OutgoingLetter, letters_root: Path, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen.move(days=3)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        deliver(letter.tenant_id, letter.pk)
    frozen.move(days=-3)

    assert sweep(letter.tenant_id) == 1
    deliver(letter.tenant_id, letter.pk)
    assert fresh(letter).state == LetterState.HANDED_OVER


def test_what_does_not_pass_is_given_up_and_told(
    letter: OutgoingLetter,
    sending: Ticket,
    anna: User,
    letters_root: Path,
    frozen: Frozen,
    settings: Any,
) -> None:
    settings.LETTERS_ROOT = str(letters_root / "not-mounted")
    for wait in WAITS:
        assert deliver(letter.tenant_id, letter.pk) == LetterState.WRITING
        frozen.move(seconds=wait.total_seconds())
    assert deliver(letter.tenant_id, letter.pk) == LetterState.FAILED

    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "gone")
    assert state_of(sending) == (TicketState.ASSIGNED, True)
    assert history_of(sending) == ["delivery_failed"]
    with everywhere():
        assert Notice.objects.filter(user=anna, ticket=sending).count() == 1
    settings.LETTERS_ROOT = str(letters_root)
    with in_scope(letter.tenant_id):
        try_again(letter, by=anna)
    assert state_of(sending) == (TicketState.ASSIGNED, False)
    run_jobs("deliver")
    assert (fresh(letter).state, files_in(letters_root)) == (LetterState.HANDED_OVER, names_in(letter))


def test_another_file_that_lies_there_is_left_alone(
    letter: OutgoingLetter, letters_root: Path, sending: Ticket, nordlicht: Tenant
) -> None:
    prefer(nordlicht, FILE_NAMES, "[tenant]")
    place = letters_root / nordlicht.code / f"{nordlicht.code}-{letter.pk}.pdf"
    place.parent.mkdir()
    place.write_bytes(b"somebody else's")
    run_jobs("deliver")

    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "other_file")
    assert place.read_bytes() == b"somebody else's"
    assert state_of(sending) == (TicketState.ASSIGNED, True)


def test_a_directory_outside_the_root_is_told_and_a_better_one_counts_at_once(
    letter: OutgoingLetter, letters_root: Path, nordlicht: Tenant, anna: User
) -> None:
    prefer(nordlicht, OUTPUT_DIRECTORY, "../elsewhere")
    run_jobs("deliver")
    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "outside")

    prefer(nordlicht, OUTPUT_DIRECTORY, "print")
    with in_scope(nordlicht):
        try_again(letter, by=anna)
    run_jobs("deliver")
    assert fresh(letter).directory == f"{nordlicht.code}/print"
    assert files_in(letters_root) == names_in(letter)


def test_a_letter_that_cannot_be_rendered_comes_back_to_its_author(
    letter: OutgoingLetter, sending: Ticket, monkeypatch: pytest.MonkeyPatch, anna: User
) -> None:
    def fails(sheet: object) -> None:
        raise RenderFailed("pages", {"most": "200"})

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "render", fails)
        run_jobs("deliver")
    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "pages")
    assert "200" in trouble_of(letter)
    assert state_of(sending) == (TicketState.ASSIGNED, True)

    with in_scope(letter.tenant_id):
        try_again(letter, by=anna)
    run_jobs("deliver")
    assert fresh(letter).state == LetterState.HANDED_OVER


def test_an_address_outside_the_window_is_not_printed(sending: Ticket, anna: User) -> None:
    far = "Am Ende der langen Straße hinter dem Deich und noch viel weiter hinaus " * 3
    letter = make_outgoing_letter(sending, anna, address=["Käthe Kunde", far, "24103 Kiel"])

    run_jobs("deliver")

    row = fresh(letter)
    assert (row.state, row.error_kind, row.pdf_id) == (LetterState.FAILED, "window", None)
    assert trouble_of(letter).startswith("The address does not lie fully in the window of the envelope:")
    assert state_of(sending) == (TicketState.ASSIGNED, True)


def test_without_its_programs_a_letter_fails_at_once_and_says_which_command_helps(
    letter: OutgoingLetter, sending: Ticket, anna: User, monkeypatch: pytest.MonkeyPatch, letters_root: Path
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(switch, "_seen", (False, time.monotonic()))
        assert deliver(letter.tenant_id, letter.pk) == LetterState.FAILED
    assert (fresh(letter).error_kind, fresh(letter).attempts) == ("library", 1)
    assert "apt install" in trouble_of(letter)
    assert state_of(sending) == (TicketState.ASSIGNED, True)
    assert history_of(sending) == ["delivery_failed"]

    with in_scope(letter.tenant_id):
        try_again(letter, by=anna)
    run_jobs("deliver")
    assert (fresh(letter).state, files_in(letters_root)) == (LetterState.HANDED_OVER, names_in(letter))


def test_a_program_that_goes_missing_while_rendering_is_no_different(
    letter: OutgoingLetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(sheet: object) -> None:
        raise RenderFailed("library")

    monkeypatch.setattr(delivery, "render", fails)

    assert deliver(letter.tenant_id, letter.pk) == LetterState.FAILED
    assert fresh(letter).error_kind == "library"


def test_making_that_breaks_off_again_and_again_is_given_up(letter: OutgoingLetter, frozen: Frozen) -> None:
    with in_scope(letter.tenant_id):
        OutgoingLetter.objects.filter(pk=letter.pk).update(attempts=2 * len(WAITS))
    run_jobs("deliver")

    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "broke_off")


def test_a_letter_on_its_way_is_not_tried_again(letter: OutgoingLetter, anna: User) -> None:
    with in_scope(letter.tenant_id), refused("This letter has not failed."):
        try_again(letter, by=anna)


def test_a_letter_whose_job_was_lost_has_one_again(letter: OutgoingLetter, frozen: Frozen) -> None:
    assert sweep(letter.tenant_id) == 0
    frozen.move(minutes=3)

    assert sweep(letter.tenant_id) == 1
    assert len(waiting_jobs("letters.tasks.deliver")) == 2
