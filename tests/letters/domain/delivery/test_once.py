"""Whoever goes on after a death writes each letter once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kontor.channels.print_folder import FolderStorage
from kontor.letters.domain import delivery
from kontor.letters.domain.delivery import STALLED_AFTER, deliver
from kontor.letters.domain.retrying import count_as_handed_over, try_again
from kontor.letters.domain.sweeping import sweep
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.people.models import User
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.outgoing_letters import fresh
from tests.letters.domain.delivery.conftest import files_in, history_of, names_in, trouble_of
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The worker is gone: nothing after this point happens."""


def dying(name: str, target: Any, *, before: bool) -> Callable[[pytest.MonkeyPatch], None]:
    """The next call of this ends with the worker's death; the one after that does not."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        real = getattr(target, name)

        def dying(*arguments: Any, **options: Any) -> Any:
            monkeypatch.setattr(target, name, real)
            if not before:
                real(*arguments, **options)
            raise Killed

        monkeypatch.setattr(target, name, dying)

    return patch


def manifest_dies(*, before: bool) -> Callable[[pytest.MonkeyPatch], None]:
    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        real = FolderStorage.put

        def dying(self: FolderStorage, path: str, content: bytes) -> None:
            if not path.endswith(".json"):
                return real(self, path, content)
            monkeypatch.setattr(FolderStorage, "put", real)
            if not before:
                real(self, path, content)
            raise Killed

        monkeypatch.setattr(FolderStorage, "put", dying)

    return patch


DEATHS = {
    "before rendering": dying("render", delivery, before=True),
    "after rendering": dying("render", delivery, before=False),
    "before the PDF": dying("put", FolderStorage, before=True),
    "after the PDF": dying("put", FolderStorage, before=False),
    "before the manifest": manifest_dies(before=True),
    "after the manifest": manifest_dies(before=False),
}


@pytest.mark.parametrize("death", DEATHS)
def test_whoever_goes_on_after_a_death_writes_each_letter_once(
    letter: OutgoingLetter,
    sending: Ticket,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    death: str,
) -> None:
    DEATHS[death](monkeypatch)
    with pytest.raises(Killed):
        deliver(letter.tenant_id, letter.pk)
    before = {name: (letters_root / name).read_bytes() for name in files_in(letters_root)}
    assert sweep(letter.tenant_id) == 0

    frozen.move(seconds=STALLED_AFTER.total_seconds() + 1)
    assert sweep(letter.tenant_id) == 1
    run_jobs("deliver")

    assert fresh(letter).state == LetterState.HANDED_OVER
    assert files_in(letters_root) == names_in(letter)
    assert {name: (letters_root / name).read_bytes() for name in before} == before
    assert history_of(sending) == ["letter_handed_over", "closed_sent"]


def _taken(letter: OutgoingLetter, root: Path, frozen: Frozen, monkeypatch: pytest.MonkeyPatch) -> None:
    """The print service takes both files before the worker, which dies, has written down that it put them there."""
    DEATHS["after the manifest"](monkeypatch)
    with pytest.raises(Killed):
        deliver(letter.tenant_id, letter.pk)
    for name in files_in(root):
        (root / name).unlink()
    frozen.move(minutes=3)
    sweep(letter.tenant_id)
    run_jobs("deliver")


def test_what_the_print_service_took_already_is_not_written_again(
    letter: OutgoingLetter, letters_root: Path, frozen: Frozen, monkeypatch: pytest.MonkeyPatch, sven: User
) -> None:
    _taken(letter, letters_root, frozen, monkeypatch)

    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "taken")
    assert files_in(letters_root) == []
    assert trouble_of(letter).startswith("The letter was written, and its files are gone since")
    with in_scope(letter.tenant_id):
        count_as_handed_over(letter, by=sven)
    assert (fresh(letter).state, files_in(letters_root)) == (LetterState.HANDED_OVER, [])
    with in_scope(letter.tenant_id), refused():
        count_as_handed_over(letter, by=sven)


def test_a_person_may_have_it_written_again_all_the_same(
    letter: OutgoingLetter, letters_root: Path, frozen: Frozen, monkeypatch: pytest.MonkeyPatch, sven: User
) -> None:
    _taken(letter, letters_root, frozen, monkeypatch)
    with in_scope(letter.tenant_id):
        try_again(letter, by=sven)
    run_jobs("deliver")

    assert (fresh(letter).state, files_in(letters_root)) == (LetterState.HANDED_OVER, names_in(letter))


def test_a_worker_whose_letter_was_taken_over_writes_nothing_down(
    letter: OutgoingLetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = FolderStorage.put

    def slow(self: FolderStorage, path: str, content: bytes) -> None:
        real(self, path, content)
        with in_scope(letter.tenant_id):
            OutgoingLetter.objects.filter(pk=letter.pk).update(claim=uuid4())

    monkeypatch.setattr(FolderStorage, "put", slow)

    assert deliver(letter.tenant_id, letter.pk) is None
    assert (fresh(letter).state, fresh(letter).written_at) == (LetterState.WRITING, None)
