"""For a tenant that is switched off or deleted nothing goes to print; what it had written waits, but not for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kontor.channels.print_folder import FolderStorage
from kontor.letters.domain.batch_writing import write_batch
from kontor.letters.domain.batches import due_at, hand_over
from kontor.letters.domain.given_up import GIVEN_UP_AFTER
from kontor.letters.domain.sweeping import sweep
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.letters.preferences import HANDOVER
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.letters import make_outgoing_letter
from tests.factories.outgoing_letters import fresh
from tests.factories.tickets import make_ticket
from tests.letters.domain.batches.conftest import as_it_is, files_in, states_of
from tests.letters.domain.delivery.conftest import state_of, trouble_of
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db

OFF = [{"active": False}, {"deleted_at": datetime(2026, 1, 1, tzinfo=UTC)}]


def _set(tenant: Tenant, **values: Any) -> None:
    with everywhere():
        Tenant.objects.filter(pk=tenant.pk).update(**values)


@pytest.fixture
def sending(billing: Category, anna: User) -> Ticket:
    return make_ticket(billing, owner=anna, state=TicketState.SENDING)


@pytest.mark.parametrize("off", OFF)
def test_a_batch_does_not_go_at_its_hour(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    nordlicht: Tenant,
    letters_root: Path,
    frozen: Frozen,
    off: dict[str, Any],
) -> None:
    _set(nordlicht, **off)
    frozen.at = due_at(batch)
    sweep(nordlicht.pk)
    run_jobs()
    assert (as_it_is(batch).state, files_in(letters_root)) == (BatchState.OPEN, [])

    _set(nordlicht, active=True, deleted_at=None)
    sweep(nordlicht.pk)
    run_jobs("write_batch")
    assert (as_it_is(batch).state, states_of(letters)) == (BatchState.HANDED_OVER, [LetterState.HANDED_OVER] * 3)


def test_a_batch_that_was_just_handed_over_waits_too(
    letters: list[OutgoingLetter], batch: PrintBatch, nordlicht: Tenant, letters_root: Path, sven: User
) -> None:
    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    _set(nordlicht, active=False)

    assert run_jobs("write_batch") == 1
    assert (as_it_is(batch).state, files_in(letters_root)) == (BatchState.WRITING, [])


@pytest.mark.parametrize("off", OFF)
@pytest.mark.parametrize("at", [".pdf", "cover.pdf"])
def test_a_batch_that_is_half_written_gets_no_manifest_until_the_tenant_is_back(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    nordlicht: Tenant,
    letters_root: Path,
    sven: User,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    off: dict[str, Any],
    at: str,
) -> None:
    put = FolderStorage.put

    def put_and_switch_off(self: FolderStorage, path: str, content: bytes) -> None:
        put(self, path, content)
        if path.endswith(at):
            _set(nordlicht, **off)

    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    with monkeypatch.context() as patch:
        patch.setattr(FolderStorage, "put", put_and_switch_off)
        assert write_batch(nordlicht.pk, batch.pk) is None
    assert [name for name in files_in(letters_root) if name.endswith(".json")] == []

    _set(nordlicht, active=True, deleted_at=None)
    frozen.move(minutes=3)
    sweep(nordlicht.pk)
    run_jobs("write_batch")
    assert (as_it_is(batch).state, states_of(letters)) == (BatchState.HANDED_OVER, [LetterState.HANDED_OVER] * 3)
    assert len(files_in(letters_root)) == 6


@pytest.mark.parametrize("off", OFF)
def test_a_letter_waits_and_goes_when_the_tenant_is_back(
    sending: Ticket, anna: User, nordlicht: Tenant, letters_root: Path, frozen: Frozen, off: dict[str, Any]
) -> None:
    prefer(nordlicht, HANDOVER, "at_once")
    letter = make_outgoing_letter(sending, anna)
    _set(nordlicht, **off)

    run_jobs("deliver")
    frozen.move(days=1)
    sweep(nordlicht.pk)
    assert (fresh(letter).state, fresh(letter).attempts, waiting_jobs("deliver")) == (LetterState.QUEUED, 0, [])

    _set(nordlicht, active=True, deleted_at=None)
    sweep(nordlicht.pk)
    run_jobs("deliver")
    assert (fresh(letter).state, len(files_in(letters_root))) == (LetterState.HANDED_OVER, 2)


def test_what_waited_too_long_comes_back_to_its_author(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    sending: Ticket,
    anna: User,
    nordlicht: Tenant,
    letters_root: Path,
    frozen: Frozen,
) -> None:
    """So that no letter of last month is printed when the tenant is switched on again."""
    single = make_outgoing_letter(sending, anna)
    _set(nordlicht, active=False)
    frozen.move(seconds=(GIVEN_UP_AFTER + timedelta(seconds=1)).total_seconds())

    assert (sweep(nordlicht.pk), sweep(nordlicht.pk)) == (4, 0)
    _set(nordlicht, active=True)
    sweep(nordlicht.pk)
    run_jobs()

    assert files_in(letters_root) == []
    assert states_of([*letters, single]) == [LetterState.FAILED] * 4
    assert trouble_of(single) == "The tenant was switched off or deleted before this had gone to print."
    assert state_of(sending) == (TicketState.ASSIGNED, True)
    assert (as_it_is(batch).state, as_it_is(batch).letters) == (BatchState.RECALLED, 0)
