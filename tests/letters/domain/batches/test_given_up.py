"""What a worker had begun for a tenant that is off since: nothing is printed weeks later, and nothing twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from kontor.channels.print_errors import PrintFailed, PrintTrouble
from kontor.channels.print_folder import FolderStorage
from kontor.letters.domain.batch_writing import write_batch
from kontor.letters.domain.batches import hand_over, locked_batch
from kontor.letters.domain.delivery import deliver
from kontor.letters.domain.given_up import GIVEN_UP_AFTER, give_up_waiting
from kontor.letters.domain.recalling import may_be_recalled
from kontor.letters.domain.retrying import try_batch_again
from kontor.letters.domain.sweeping import sweep
from kontor.letters.domain.troubles import TAKEN, TENANT_OFF
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.letters.preferences import HANDOVER
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.letters import make_outgoing_letter
from tests.factories.outgoing_letters import fresh
from tests.factories.tickets import make_ticket
from tests.letters.domain.batches.conftest import Killed, as_it_is, files_in, put_dies, states_of
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(billing: Category, anna: User, nordlicht: Tenant, frozen: Frozen) -> OutgoingLetter:
    """One that goes at once."""
    prefer(nordlicht, HANDOVER, "at_once")
    return make_outgoing_letter(make_ticket(billing, owner=anna, state=TicketState.SENDING), anna)


def _set(tenant: Tenant, *, active: bool) -> None:
    with everywhere():
        Tenant.objects.filter(pk=tenant.pk).update(active=active)


def _dies(letter: OutgoingLetter, monkeypatch: pytest.MonkeyPatch, *, before: bool) -> None:
    """The worker, when it puts the manifest."""
    put_dies(".json", before=before)(monkeypatch)
    with pytest.raises(Killed):
        deliver(letter.tenant_id, letter.pk)


def _batch_dies(batch: PrintBatch, monkeypatch: pytest.MonkeyPatch, sven: User, at: str, *, before: bool) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    put_dies(at, before=before)(monkeypatch)
    with pytest.raises(Killed):
        write_batch(batch.tenant_id, batch.pk)


def _off_for_days(tenant: Tenant, frozen: Frozen) -> None:
    _set(tenant, active=False)
    frozen.move(seconds=(GIVEN_UP_AFTER + timedelta(seconds=1)).total_seconds())


def _back(tenant: Tenant) -> None:
    _set(tenant, active=True)
    sweep(tenant.pk)
    run_jobs()


def test_a_batch_that_is_just_handed_over_is_not_waited_for_in_a_circle(
    committed_db: str,
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    nordlicht: Tenant,
    frozen: Frozen,
    sven: User,
) -> None:
    """Who hands over has the batch and comes for its letters; who gives up has the letter and comes for its batch."""
    _off_for_days(nordlicht, frozen)
    begun = Event()

    def hands_over() -> PrintBatch:
        with in_scope(batch.tenant_id):
            locked_batch(batch.pk)
            begun.set()
            until_somebody_waits(2)
            return hand_over(batch, by=sven)

    def gives_up() -> int:
        begun.wait(30)
        return give_up_waiting(nordlicht.pk)

    handed, given_up = at_once(hands_over, gives_up)

    assert isinstance(handed, PrintBatch), repr(handed)
    assert given_up == 0, repr(given_up)
    assert (as_it_is(batch).letters, states_of(letters)) == (3, [LetterState.WRITING] * 3)


def test_a_letter_whose_manifest_lies_there_was_handed_over(
    letter: OutgoingLetter, nordlicht: Tenant, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its author would send it again, and it would go twice."""
    _dies(letter, monkeypatch, before=False)
    _off_for_days(nordlicht, frozen)

    assert (sweep(nordlicht.pk), sweep(nordlicht.pk)) == (1, 0)
    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.HANDED_OVER, "")


def test_a_letter_whose_files_are_gone_has_probably_been_taken(
    letter: OutgoingLetter,
    nordlicht: Tenant,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _dies(letter, monkeypatch, before=False)
    for name in files_in(letters_root):
        (letters_root / name).unlink()
    _off_for_days(nordlicht, frozen)

    assert sweep(nordlicht.pk) == 1
    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, TAKEN)


def test_a_letter_without_a_manifest_was_not_printed(
    letter: OutgoingLetter,
    nordlicht: Tenant,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _dies(letter, monkeypatch, before=True)
    before = files_in(letters_root)
    _off_for_days(nordlicht, frozen)

    assert sweep(nordlicht.pk) == 1
    _back(nordlicht)
    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, TENANT_OFF)
    assert files_in(letters_root) == before


def test_a_letter_is_left_while_nobody_can_look_where_it_lies(
    letter: OutgoingLetter, nordlicht: Tenant, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    _dies(letter, monkeypatch, before=False)
    _off_for_days(nordlicht, frozen)

    def unreachable(self: FolderStorage, path: str) -> bool:
        raise PrintFailed(PrintTrouble.UNREACHABLE)

    monkeypatch.setattr(FolderStorage, "exists", unreachable)

    assert sweep(nordlicht.pk) == 0
    assert fresh(letter).state == LetterState.WRITING


@pytest.mark.parametrize("at", [".pdf", ".json"])
def test_a_batch_that_was_being_written_is_not_printed_weeks_later(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    nordlicht: Tenant,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    sven: User,
    at: str,
) -> None:
    """It has failed, and a person decides: it can be tried again, and recalled."""
    _batch_dies(batch, monkeypatch, sven, at, before=True)
    before = files_in(letters_root)
    _off_for_days(nordlicht, frozen)

    assert (sweep(nordlicht.pk), sweep(nordlicht.pk)) == (1, 0)
    _back(nordlicht)

    row = as_it_is(batch)
    assert (row.state, row.error_kind, may_be_recalled(row)) == (BatchState.FAILED, TENANT_OFF, True)
    assert files_in(letters_root) == before
    assert states_of(letters) == [LetterState.WRITING] * 3


@pytest.mark.parametrize("at", [".pdf", ".json"])
def test_a_batch_that_has_failed_so_is_tried_again_whole(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    nordlicht: Tenant,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    sven: User,
    at: str,
) -> None:
    _batch_dies(batch, monkeypatch, sven, at, before=True)
    _off_for_days(nordlicht, frozen)
    sweep(nordlicht.pk)
    _back(nordlicht)

    with in_scope(nordlicht):
        try_batch_again(batch, by=sven)
    run_jobs("write_batch")

    assert (as_it_is(batch).state, states_of(letters)) == (BatchState.HANDED_OVER, [LetterState.HANDED_OVER] * 3)
    assert len(files_in(letters_root)) == 6


def test_a_batch_that_was_complete_is_written_down_when_the_tenant_is_back(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    nordlicht: Tenant,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    sven: User,
) -> None:
    _batch_dies(batch, monkeypatch, sven, ".json", before=False)
    _off_for_days(nordlicht, frozen)

    assert sweep(nordlicht.pk) == 0
    _back(nordlicht)

    assert (as_it_is(batch).state, states_of(letters)) == (BatchState.HANDED_OVER, [LetterState.HANDED_OVER] * 3)


def test_a_batch_whose_files_are_gone_has_probably_been_taken(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    nordlicht: Tenant,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    sven: User,
) -> None:
    _batch_dies(batch, monkeypatch, sven, ".json", before=False)
    for name in files_in(letters_root):
        (letters_root / name).unlink()
    _off_for_days(nordlicht, frozen)

    assert sweep(nordlicht.pk) == 1
    row = as_it_is(batch)
    assert (row.state, row.error_kind, may_be_recalled(row)) == (BatchState.FAILED, TAKEN, False)
