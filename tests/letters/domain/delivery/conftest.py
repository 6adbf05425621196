"""A letter on its way to print, and what is there of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kontor.letters.domain.troubles import trouble_in_words
from kontor.letters.models import OutgoingLetter
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.conftest import Frozen
from tests.factories.letters import make_outgoing_letter
from tests.factories.outgoing_letters import fresh
from tests.factories.tickets import make_ticket
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere


@pytest.fixture(autouse=True)
def switched_on(db: None) -> None:
    letters_on()


@pytest.fixture
def sending(billing: Category, anna: User, frozen: Frozen) -> Ticket:
    """A ticket of Anna's whose answer is on its way."""
    return make_ticket(billing, owner=anna, state=TicketState.SENDING)


@pytest.fixture
def letter(sending: Ticket, anna: User) -> OutgoingLetter:
    return make_outgoing_letter(sending, anna)


def files_in(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def names_in(letter: OutgoingLetter) -> list[str]:
    """The two files that a letter consists of."""
    row = fresh(letter)
    return sorted([f"{row.directory}/{row.filename}", f"{row.directory}/{row.filename.removesuffix('.pdf')}.json"])


def history_of(ticket: Ticket) -> list[str]:
    with everywhere():
        rows = HistoryEntry.objects.filter(ticket=ticket, action__startswith="letter_") | HistoryEntry.objects.filter(
            ticket=ticket, action__in=("delivery_failed", "closed_sent", "tried_again")
        )
        return list(rows.order_by("pk").values_list("action", flat=True))


def state_of(ticket: Ticket) -> tuple[str, bool]:
    with everywhere():
        row = Ticket.objects.get(pk=ticket.pk)
        return row.state, row.delivery_failed


def trouble_of(letter: OutgoingLetter) -> str:
    row = fresh(letter)
    return trouble_in_words(row.error_kind, row.error_values)
