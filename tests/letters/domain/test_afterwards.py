"""What people do with a letter: recall it before print, print it again after, and say that it came back."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from kontor.customers.models import Customer
from kontor.letters.domain.confirming import confirm_printed
from kontor.letters.domain.delivery import deliver
from kontor.letters.domain.recalling import is_recallable, recall_letter
from kontor.letters.domain.reprinting import reprint
from kontor.letters.domain.returns import mark_returned
from kontor.letters.domain.sweeping import sweep
from kontor.letters.domain.troubles import TAKEN
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.letters.preferences import HANDOVER
from kontor.org.models import Category
from kontor.people.models import User
from kontor.sla.enums import PromiseKind
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Promise, Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.customers import make_postal_address
from tests.factories.letters import make_outgoing_letter
from tests.factories.outgoing_letters import fresh
from tests.factories.sla import make_service_level
from tests.factories.tickets import make_ticket
from tests.support.jobs import run_jobs
from tests.support.letter_switch import letters_on
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def switched_on(db: None) -> None:
    letters_on()


@pytest.fixture
def sending(billing: Category, customer: Customer, anna: User, frozen: Frozen) -> Ticket:
    return make_ticket(billing, customer=customer, owner=anna, state=TicketState.SENDING)


@pytest.fixture
def letter(sending: Ticket, customer: Customer, anna: User) -> OutgoingLetter:
    return make_outgoing_letter(sending, anna, postal_address=make_postal_address(customer))


@pytest.fixture
def printed(letter: OutgoingLetter) -> OutgoingLetter:
    run_jobs("deliver")
    return fresh(letter)


def _ticket(letter: OutgoingLetter) -> tuple[str, bool]:
    ticket = fresh(letter).message.ticket
    return ticket.state, ticket.delivery_failed


def _actions(letter: OutgoingLetter) -> list[str]:
    with everywhere():
        rows = HistoryEntry.objects.filter(ticket=letter.message.ticket, action__startswith="letter_")
        return list(rows.order_by("pk").values_list("action", flat=True))


def _beside(root: Path, letter: OutgoingLetter, ending: str) -> Path:
    return root / letter.directory / (letter.filename.removesuffix(".pdf") + ending)


def test_a_letter_that_waits_is_recalled_and_its_ticket_comes_back(letter: OutgoingLetter, anna: User) -> None:
    with in_scope(letter.tenant_id):
        recall_letter(letter, by=anna)
    run_jobs("deliver")

    assert fresh(letter).state == LetterState.RECALLED
    assert _ticket(letter) == (TicketState.ASSIGNED, False)
    assert _actions(letter) == ["letter_recalled"]


def test_a_letter_is_recalled_out_of_its_batch(letter: OutgoingLetter, anna: User, nordlicht: Tenant) -> None:
    prefer(nordlicht, HANDOVER, "daily")
    other = make_outgoing_letter(letter.message.ticket, anna)
    run_jobs("deliver")
    assert fresh(letter).state == LetterState.COLLECTED
    with in_scope(nordlicht):
        recall_letter(letter, by=anna)

    batch = fresh(other).batch
    assert batch is not None
    assert (batch.letters, batch.pages) == (1, 1)


@pytest.mark.parametrize("further", ["intermediate", "reprint"])
def test_a_recalled_letter_that_closes_nothing_leaves_the_ticket_where_it_is(
    letter: OutgoingLetter, printed: OutgoingLetter, anna: User, further: str
) -> None:
    ticket = letter.message.ticket
    with in_scope(letter.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.SENDING)
        again = reprint(printed, by=anna) if further == "reprint" else None
    again = again or make_outgoing_letter(ticket, anna, final=False)
    with in_scope(letter.tenant_id):
        recall_letter(again, by=anna)

    assert fresh(again).state == LetterState.RECALLED
    assert _ticket(letter) == (TicketState.SENDING, False)


@pytest.mark.parametrize("further", [False, True])
def test_after_a_recall_the_customer_waits_for_an_answer_again(
    letter: OutgoingLetter, printed: OutgoingLetter, anna: User, nordlicht: Tenant, further: bool
) -> None:
    """Not after that of a reprint: the first one is on its way."""
    ticket, answered = letter.message.ticket, letter.message.at
    level = make_service_level(nordlicht)
    with in_scope(letter.tenant_id):
        promise = Promise.objects.create(
            tenant=nordlicht,
            ticket=ticket,
            kind=PromiseKind.FIRST_RESPONSE,
            service_level=level,
            target=3600,
            started_at=answered - timedelta(hours=1),
            done_at=answered,
            kept=True,
        )
        again = reprint(printed, by=anna) if further else None
        if not again:
            OutgoingLetter.objects.filter(pk=letter.pk).update(state=LetterState.FAILED, error_kind="full")
        recall_letter(again or letter, by=anna)
        promise.refresh_from_db()

    assert (promise.done_at, promise.kept) == ((answered, True) if further else (None, None))


@pytest.mark.parametrize(("kind", "possible"), [("full", True), (TAKEN, False)])
def test_a_failed_letter_is_recalled_though_its_pages_lie_there(
    printed: OutgoingLetter, anna: User, kind: str, possible: bool
) -> None:
    with in_scope(printed.tenant_id):
        failed = {"state": LetterState.FAILED, "error_kind": kind, "handed_over_at": None}
        OutgoingLetter.objects.filter(pk=printed.pk).update(**failed)
        assert printed.written_at is not None
        assert is_recallable(fresh(printed)) is possible
        if possible:
            recall_letter(printed, by=anna)
        else:
            with refused("This letter has been handed to print. It cannot be recalled any more."):
                recall_letter(printed, by=anna)
    assert (fresh(printed).state == LetterState.RECALLED) is possible


@pytest.mark.parametrize(
    "state", [LetterState.HANDED_OVER, LetterState.CONFIRMED, LetterState.RETURNED, LetterState.RECALLED]
)
def test_a_letter_that_is_printed_cannot_be_recalled(letter: OutgoingLetter, anna: User, state: LetterState) -> None:
    with in_scope(letter.tenant_id):
        OutgoingLetter.objects.filter(pk=letter.pk).update(state=state)
        with refused("This letter has been handed to print. It cannot be recalled any more."):
            recall_letter(letter, by=anna)


def test_a_letter_that_a_worker_has_is_not_recalled(letter: OutgoingLetter, anna: User) -> None:
    with in_scope(letter.tenant_id):
        OutgoingLetter.objects.filter(pk=letter.pk).update(claim=uuid4())
        with refused("This letter is being written for print right now. Try again in a moment."):
            recall_letter(letter, by=anna)


def test_a_letter_is_printed_once_more_with_the_same_pages(
    printed: OutgoingLetter, sven: User, letters_root: Path
) -> None:
    with in_scope(printed.tenant_id):
        again = reprint(printed, by=sven)
    run_jobs("deliver")

    again = fresh(again)
    assert (again.state, again.reprint_of_id, again.sha256) == (LetterState.HANDED_OVER, printed.pk, printed.sha256)
    assert again.code != printed.code
    first, second = (_beside(letters_root, letter, ".pdf").read_bytes() for letter in (printed, again))
    assert first == second
    assert json.loads(_beside(letters_root, again, ".json").read_text())["reprint_of"] == printed.pk
    assert _actions(printed) == ["letter_handed_over", "letter_reprinted", "letter_handed_over"]


def test_a_letter_that_was_not_printed_is_not_printed_again(letter: OutgoingLetter, sven: User) -> None:
    with in_scope(letter.tenant_id), refused():
        reprint(letter, by=sven)


def test_a_letter_that_came_back_marks_its_address_and_its_ticket(printed: OutgoingLetter, sven: User) -> None:
    with in_scope(printed.tenant_id):
        mark_returned(printed, reason="Empfänger unbekannt verzogen", by=sven)

    row = fresh(printed)
    assert (row.state, row.returned_reason) == (LetterState.RETURNED, "Empfänger unbekannt verzogen")
    assert row.postal_address is not None
    assert row.postal_address.undeliverable_reason == "Empfänger unbekannt verzogen"
    assert _ticket(printed) == (TicketState.CLOSED, True)
    with in_scope(printed.tenant_id):
        mark_returned(printed, reason="noch einmal", by=sven)
    assert fresh(printed).returned_reason == "Empfänger unbekannt verzogen"


def test_a_letter_that_was_not_printed_cannot_have_come_back(letter: OutgoingLetter, sven: User) -> None:
    with in_scope(letter.tenant_id), refused():
        mark_returned(letter, reason="", by=sven)


@pytest.mark.parametrize("ending", [".ok", ".confirmed"])
def test_a_file_beside_the_letter_says_that_it_is_printed(
    printed: OutgoingLetter, letters_root: Path, ending: str, frozen: Frozen
) -> None:
    sweep(printed.tenant_id)
    assert fresh(printed).state == LetterState.HANDED_OVER
    _beside(letters_root, printed, ending).touch()
    sweep(printed.tenant_id)
    sweep(printed.tenant_id)

    assert (fresh(printed).state, fresh(printed).confirmed_at) == (LetterState.CONFIRMED, frozen.at)
    assert _actions(printed) == ["letter_handed_over", "letter_confirmed"]


def test_a_confirmation_of_another_letter_confirms_nothing(printed: OutgoingLetter, letters_root: Path) -> None:
    _beside(letters_root, printed, "0.ok").touch()

    assert confirm_printed(printed.tenant_id) == 0


def test_a_place_that_cannot_be_read_is_read_again(
    printed: OutgoingLetter, letters_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _beside(letters_root, printed, ".ok").touch()
    with monkeypatch.context() as patch:
        patch.setattr("django.conf.settings.LETTERS_ROOT", str(letters_root / "gone"))
        assert confirm_printed(printed.tenant_id) == 0

    assert confirm_printed(printed.tenant_id) == 1


def test_a_recalled_letter_is_never_delivered(letter: OutgoingLetter, anna: User, letters_root: Path) -> None:
    with in_scope(letter.tenant_id):
        recall_letter(letter, by=anna)

    assert deliver(letter.tenant_id, letter.pk) is None
    assert list(letters_root.rglob("*.pdf")) == []
