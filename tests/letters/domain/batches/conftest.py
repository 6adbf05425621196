"""A batch of letters, and what lies where the print service looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kontor.channels.print_folder import FolderStorage
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.letters.preferences import HANDOVER
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.outgoing_letters import fresh, make_rendered_letter
from tests.factories.tickets import make_ticket
from tests.support.jobs import run_jobs
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere

MORNING = datetime(2026, 11, 27, 9, tzinfo=UTC)


class Killed(BaseException):
    """The worker is gone: nothing after this point happens."""


@pytest.fixture(autouse=True)
def switched_on(nordlicht: Tenant) -> None:
    letters_on()
    prefer(nordlicht, HANDOVER, "daily")


@pytest.fixture
def letters(billing: Category, anna: User, frozen: Frozen) -> list[OutgoingLetter]:
    """Three letters that wait for their batch, each of a ticket that is being sent."""
    frozen.at = MORNING
    tickets = [make_ticket(billing, owner=anna, state=TicketState.SENDING) for _ in range(3)]
    made = [make_rendered_letter(ticket, anna) for ticket in tickets]
    run_jobs("deliver")
    return made


@pytest.fixture
def batch(letters: list[OutgoingLetter]) -> PrintBatch:
    found = fresh(letters[0]).batch
    assert found is not None
    return found


def as_it_is(batch: PrintBatch) -> PrintBatch:
    with everywhere():
        return PrintBatch.objects.select_related("tenant").get(pk=batch.pk)


def states_of(letters: list[OutgoingLetter]) -> list[str]:
    return [fresh(letter).state for letter in letters]


def files_in(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def put_dies(at: str, *, before: bool) -> Callable[[pytest.MonkeyPatch], None]:
    """The worker dies when it puts the file whose name ends so."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        real = FolderStorage.put

        def dying(self: FolderStorage, path: str, content: bytes) -> None:
            if not path.endswith(at):
                return real(self, path, content)
            monkeypatch.setattr(FolderStorage, "put", real)
            if not before:
                real(self, path, content)
            raise Killed

        monkeypatch.setattr(FolderStorage, "put", dying)

    return patch
