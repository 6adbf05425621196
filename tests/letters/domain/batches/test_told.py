"""Those who wrote the letters of a batch hear that it has failed, and that it has gone to print after all."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kontor.letters.domain import batch_writing, switch
from kontor.letters.domain.batch_notices import MOST_NUMBERS, tell_of_failed_batch
from kontor.letters.domain.batch_writing import write_batch
from kontor.letters.domain.batches import hand_over
from kontor.letters.domain.given_up import GIVEN_UP_AFTER, give_up_waiting
from kontor.letters.domain.recalling import recall_letter
from kontor.letters.domain.retrying import try_batch_again
from kontor.letters.domain.sweeping import sweep
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.letters.preferences import OUTPUT_DIRECTORY
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.loans import lend_ticket
from tests.factories.outgoing_letters import make_batch, make_rendered_letter
from tests.factories.tickets import make_ticket
from tests.letters.domain.batches.conftest import as_it_is, states_of
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db

FAILED = "The letter to Käthe Kunde is not printed: print batch 1 has failed"
WORKS = "Print batch 1 has been handed to print after all"


def fails(batch: PrintBatch, monkeypatch: pytest.MonkeyPatch, by: User) -> None:
    """The programs that write letters are missing, which does not pass."""
    with in_scope(batch.tenant_id):
        hand_over(batch, by=by)
    with monkeypatch.context() as patch:
        patch.setattr(switch, "_seen", (False, time.monotonic()))
        assert write_batch(batch.tenant_id, batch.pk) == BatchState.FAILED


def told(person: User) -> list[str]:
    """The newest first."""
    with everywhere():
        return [line.text for line in latest_notices(person)]


def numbers_of(letters: list[OutgoingLetter]) -> str:
    with everywhere():
        tickets = Ticket.objects.filter(messages__letters__in=letters).order_by("messages__letters__pk")
        return ", ".join(format_number(ticket.number) for ticket in tickets)


def test_who_wrote_several_letters_has_one_line_with_the_numbers_of_their_tickets(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    anna: User,
    bela: User,
    sven: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fails(batch, monkeypatch, sven)
    sweep(batch.tenant_id)

    assert told(anna) == [f"3 letters are not printed, as print batch 1 has failed: {numbers_of(letters)}"]
    assert told(sven) == ["Print batch 1 cannot be handed to print"]
    assert told(bela) == []


def test_who_wrote_one_letter_is_led_to_its_ticket_and_hears_that_it_is_printed_after_all(
    billing: Category,
    nordlicht: Tenant,
    anna: User,
    bela: User,
    sven: User,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tickets = [make_ticket(billing, owner=person, state=TicketState.SENDING) for person in (anna, bela)]
    for ticket, author in zip(tickets, (anna, bela), strict=True):
        make_rendered_letter(ticket, author)
    run_jobs("deliver")
    with everywhere():
        batch = PrintBatch.objects.get()
    fails(batch, monkeypatch, sven)

    for person, ticket in zip((anna, bela), tickets, strict=True):
        with everywhere():
            assert [(line.text, line.notice.ticket) for line in latest_notices(person)] == [(FAILED, ticket)]
    with in_scope(nordlicht):
        try_batch_again(batch, by=sven)
    run_jobs("write_batch")
    assert as_it_is(batch).state == BatchState.HANDED_OVER
    assert (told(anna), told(bela), told(sven)) == ([WORKS, FAILED], [WORKS, FAILED], [])


@pytest.mark.parametrize("author_is_there", [True, False])
def test_who_hears_of_a_failed_batch_is_found_out_once_for_all_letters_alike(
    billing: Category, nordlicht: Tenant, anna: User, author_is_there: bool
) -> None:
    def sent_for(count: int) -> int:
        tickets = [make_ticket(billing, owner=anna, state=TicketState.SENDING) for _ in range(count)]
        batch = make_batch(
            nordlicht, [make_rendered_letter(ticket, anna) for ticket in tickets], state=BatchState.FAILED
        )
        with in_scope(nordlicht), statements() as sent:
            tell_of_failed_batch(batch)
        return len(sent)

    if not author_is_there:
        with everywhere():
            User.objects.filter(pk=anna.pk).update(active=False)

    assert sent_for(9) == sent_for(3)


def test_a_batch_that_fails_for_now_is_not_told_to_them(
    letters: list[OutgoingLetter], batch: PrintBatch, anna: User, sven: User, settings: Any, tmp_path: Path
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    settings.LETTERS_ROOT = str(tmp_path / "gone")

    assert write_batch(batch.tenant_id, batch.pk) == BatchState.WRITING

    assert told(anna) == []


def test_they_hear_of_one_that_has_nowhere_to_go(
    letters: list[OutgoingLetter], batch: PrintBatch, nordlicht: Tenant, anna: User, sven: User
) -> None:
    prefer(nordlicht, OUTPUT_DIRECTORY, "../elsewhere")

    with in_scope(nordlicht):
        assert hand_over(batch, by=sven).state == BatchState.FAILED

    assert len(told(anna)) == 1


def test_they_hear_of_one_that_was_given_up_while_their_tenant_was_off(
    letters: list[OutgoingLetter], batch: PrintBatch, nordlicht: Tenant, anna: User, sven: User, frozen: Frozen
) -> None:
    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(active=False)
    frozen.move(seconds=(GIVEN_UP_AFTER + timedelta(seconds=1)).total_seconds())

    give_up_waiting(nordlicht.pk)

    assert as_it_is(batch).state == BatchState.FAILED
    assert len(told(anna)) == 1


def test_of_very_many_letters_some_numbers_are_said(
    billing: Category, nordlicht: Tenant, anna: User, sven: User, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = make_ticket(billing, owner=anna, state=TicketState.SENDING)
    for _letter in range(MOST_NUMBERS + 1):
        make_rendered_letter(ticket, anna)
    run_jobs("deliver")
    with everywhere():
        batch = PrintBatch.objects.get()

    fails(batch, monkeypatch, sven)

    (line,) = told(anna)
    assert line.startswith(f"{MOST_NUMBERS + 1} letters")
    assert (line.count(format_number(ticket.number)), line[-3:]) == (MOST_NUMBERS, ", …")


def test_what_has_left_the_batch_is_not_told(
    letters: list[OutgoingLetter], batch: PrintBatch, anna: User, sven: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for letter in letters[:2]:
        with in_scope(batch.tenant_id):
            recall_letter(letter, by=anna)

    fails(batch, monkeypatch, sven)

    assert told(anna) == [FAILED]


def test_an_author_who_looks_after_letters_hears_once_that_it_is_printed_after_all(
    billing: Category, nordlicht: Tenant, sven: User, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rendered_letter(make_ticket(billing, owner=sven, state=TicketState.SENDING), sven)
    run_jobs("deliver")
    with everywhere():
        batch = PrintBatch.objects.get()
    fails(batch, monkeypatch, sven)
    sweep(nordlicht.pk)
    with in_scope(nordlicht):
        try_batch_again(batch, by=sven)
    run_jobs("write_batch")
    frozen.move(seconds=30)
    sweep(nordlicht.pk)

    assert told(sven) == [WORKS, "Print batch 1 cannot be handed to print", FAILED]


def test_an_author_who_looks_after_letters_hears_once_also_when_a_sweep_comes_in_between(
    committed_db: str, billing: Category, nordlicht: Tenant, sven: User, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rendered_letter(make_ticket(billing, owner=sven, state=TicketState.SENDING), sven)
    run_jobs("deliver")
    with everywhere():
        batch = PrintBatch.objects.get()
    fails(batch, monkeypatch, sven)
    sweep(nordlicht.pk)
    with in_scope(nordlicht):
        try_batch_again(batch, by=sven)
    real = batch_writing.tell_of_printed_batch

    def swept(batch: PrintBatch) -> None:
        assert at_once(lambda: sweep(nordlicht.pk)) == [0]
        frozen.move(seconds=1)
        real(batch)

    monkeypatch.setattr(batch_writing, "tell_of_printed_batch", swept)
    assert write_batch(nordlicht.pk, batch.pk) == BatchState.HANDED_OVER
    frozen.move(seconds=30)
    sweep(nordlicht.pk)

    assert told(sven) == [WORKS, "Print batch 1 cannot be handed to print", FAILED]


def test_whose_letters_have_left_the_batch_does_not_hear_that_it_is_printed_after_all(
    billing: Category,
    nordlicht: Tenant,
    anna: User,
    bela: User,
    sven: User,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = (anna, bela, bela)
    tickets = [make_ticket(billing, owner=person, state=TicketState.SENDING) for person in people]
    made = [make_rendered_letter(ticket, author) for ticket, author in zip(tickets, people, strict=True)]
    run_jobs("deliver")
    with everywhere():
        batch = PrintBatch.objects.get()
    fails(batch, monkeypatch, sven)
    with in_scope(nordlicht):
        OutgoingLetter.objects.filter(pk__in=[letter.pk for letter in made[:2]]).update(pdf=None)
        try_batch_again(batch, by=sven)
    run_jobs("write_batch")

    states = [LetterState.FAILED, LetterState.FAILED, LetterState.HANDED_OVER]
    assert (as_it_is(batch).state, states_of(made)) == (BatchState.HANDED_OVER, states)
    assert (told(anna).count(WORKS), told(bela).count(WORKS)) == (0, 1)


def test_of_lent_tickets_whoever_was_told_is_led_to_each_and_hears_that_it_is_printed_after_all(
    billing: Category,
    claims: Category,
    nordlicht: Tenant,
    alpina: Tenant,
    bela: User,
    carla: User,
    sven: User,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tickets = [make_ticket(billing) for _ in range(2)]
    for ticket, author in zip(tickets, (bela, carla), strict=True):
        make_rendered_letter(ticket, author, final=False)
    run_jobs("deliver")
    with everywhere():
        batch = PrintBatch.objects.get()
    for ticket in tickets:
        lend_ticket(ticket, claims)
    fails(batch, monkeypatch, sven)
    with in_scope(nordlicht):
        try_batch_again(batch, by=sven)
    run_jobs("write_batch")

    for person, ticket, tenant in zip((bela, carla), tickets, (nordlicht, alpina), strict=True):
        with in_scope(tenant):
            lines = [(line.text, line.notice.ticket_id) for line in latest_notices(person)]
        assert lines == [(WORKS, ticket.pk), (FAILED, ticket.pk)]
