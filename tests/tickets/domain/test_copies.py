"""Duplicates and clones are taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import Max

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.copies import copies_of
from kontor.tickets.domain.duplicating import duplicate_ticket
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.links import link
from kontor.tickets.domain.moving import merge_tickets, move_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.processes import assign_to_process, clone_process
from kontor.tickets.domain.states import lock_present
from kontor.tickets.domain.undoing import undo_move
from kontor.tickets.enums import LinkKind, MoveKind, TicketState
from kontor.tickets.models import Attachment, HistoryEntry, Message, MessageMove, Note, Ticket, TicketLink
from tests.factories.tickets import make_message, make_note, make_ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def original(billing: Category, anna: User) -> Ticket:
    """Anna's, with two messages and a note."""
    ticket = make_ticket(billing, owner=anna)
    make_message(ticket, text="Noch etwas.")
    make_note(ticket, anna)
    return ticket


@pytest.fixture
def duplicated(original: Ticket, anna: User) -> MessageMove:
    with in_scope(original.tenant_id):
        return duplicate_ticket(original, with_notes=True, by=anna)


def undo(move: MessageMove, by: User) -> None:
    with in_scope(move.tenant_id):
        undo_move(move, by=by)


def now(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.get(pk=ticket.pk)


def change(ticket: Ticket, **values: object) -> None:
    with everywhere():
        Ticket.objects.filter(pk=ticket.pk).update(**values)


def steps(ticket: Ticket) -> list[str]:
    with everywhere():
        entries = HistoryEntry.objects.filter(ticket=ticket).select_related("actor").order_by("id")
        return [sentence(entry) for entry in entries]


def actions(ticket: Ticket) -> set[str]:
    with everywhere():
        return set(HistoryEntry.objects.filter(ticket=ticket).values_list("action", flat=True))


def counts() -> list[int]:
    with everywhere():
        return [model.objects.count() for model in (Ticket, Message, Attachment, Note, TicketLink)]  # type: ignore[attr-defined]


def test_an_undone_duplicate_is_closed_and_points_to_its_original(
    original: Ticket, duplicated: MessageMove, anna: User
) -> None:
    copy, before, there = duplicated.target, now(original), counts()
    assert (duplicated.kind, duplicated.source) == (MoveKind.DUPLICATE, original)

    undo(duplicated, anna)

    closed = now(copy)
    assert (closed.state, closed.owner, closed.unread) == (TicketState.CLOSED, None, False)
    assert closed.merged_into_id == original.pk
    assert closed.closed_at is not None
    assert counts() == there
    with everywhere():
        assert TicketLink.objects.filter(ticket=copy, kind=LinkKind.DUPLICATED_FROM, other_number=original.number)
    assert (now(original).state, now(original).owner, now(original).changed_at) == (
        before.state,
        before.owner,
        before.changed_at,
    )
    assert steps(copy)[-1] == f"Closed: the copy of {format_number(original.number)} was undone by Anna Arndt"
    assert steps(original)[-1] == f"The copy {format_number(copy.number)} was undone by Anna Arndt; it is closed"


def test_it_counts_neither_as_answered_nor_as_closed_by_somebody(duplicated: MessageMove, anna: User) -> None:
    undo(duplicated, anna)

    copy = now(duplicated.target)
    assert (copy.closing_code, copy.last_owner) == (None, None)
    assert actions(copy) == {"duplicated_from", "undone_as_copy"}


def test_what_comes_to_the_copy_later_goes_to_the_original(
    original: Ticket, duplicated: MessageMove, anna: User
) -> None:
    undo(duplicated, anna)

    with in_scope(original.tenant_id):
        assert lock_present([duplicated.target.pk]) == {duplicated.target.pk: original}


def test_it_is_undone_once(duplicated: MessageMove, anna: User) -> None:
    undo(duplicated, anna)

    with everywhere():
        kept = MessageMove.objects.get()
    assert (kept.undone_by, kept.undone_at is not None) == (anna, True)
    with refused("This is undone already."):
        undo(duplicated, anna)


def test_a_second_duplicate_stays(original: Ticket, duplicated: MessageMove, anna: User) -> None:
    with in_scope(original.tenant_id):
        second = duplicate_ticket(original, with_notes=False, by=anna)

    undo(duplicated, anna)

    assert [now(move.target).state for move in (duplicated, second)] == [TicketState.CLOSED, TicketState.ASSIGNED]


def test_a_copy_that_only_lay_about_is_closed_wherever_it_lies(
    duplicated: MessageMove, billing: Category, moving: Category, anna: User
) -> None:
    """Given back to the queue, in another process, in another category: nobody has worked on it."""
    copy = duplicated.target
    other = make_ticket(billing, owner=anna)
    change(copy, state=TicketState.QUEUED, owner=None, category=moving)
    with in_scope(copy.tenant_id):
        assign_to_process(copy, other, by=anna)

    undo(duplicated, anna)

    assert (now(copy).state, now(copy).process_id) == (TicketState.CLOSED, other.pk)


def _message(copy: Ticket, anna: User, bela: User) -> None:
    make_message(copy, text="Noch eine Frage.")


def _answer(copy: Ticket, anna: User, bela: User) -> None:
    make_message(copy, direction="out", kind="reply", author=anna)
    change(copy, state=TicketState.SENDING)


def _note(copy: Ticket, anna: User, bela: User) -> None:
    make_note(copy, anna, "Kunde ruft zurück.")


def _other_owner(copy: Ticket, anna: User, bela: User) -> None:
    change(copy, owner=bela)


def _resubmission(copy: Ticket, anna: User, bela: User) -> None:
    change(copy, state=TicketState.RESUBMITTED, owner=None, held_until=clock.now())


def _spam(copy: Ticket, anna: User, bela: User) -> None:
    change(copy, state=TicketState.SPAM, owner=None)


def _moved_on(copy: Ticket, anna: User, bela: User) -> None:
    with in_scope(copy.tenant_id):
        target = make_ticket(copy.category, owner=anna)
        move_message(Message.objects.filter(ticket=copy).select_related("ticket").order_by("-id")[0], target, by=anna)


def _merged(copy: Ticket, anna: User, bela: User) -> None:
    with in_scope(copy.tenant_id):
        merge_tickets(copy, make_ticket(copy.category, owner=anna), by=anna)


def _goes_on(copy: Ticket, anna: User, bela: User) -> None:
    with in_scope(copy.tenant_id):
        link(copy, make_ticket(copy.category), LinkKind.REACTIVATED_AS, LinkKind.REACTIVATED_FROM)
    change(copy, state=TicketState.CLOSED, owner=None, closed_at=clock.now())


WORKED_ON: list[tuple[Callable[[Ticket, User, User], None], str]] = [
    (_message, "Ticket {} has further messages by now. Nothing was undone."),
    (_answer, "Ticket {} is in the state “Being sent” by now. Nothing was undone."),
    (_note, "Somebody has written a note at ticket {}. Nothing was undone."),
    (_other_owner, "Ticket {} is on the desk of Bela Brand. Nothing was undone."),
    (_resubmission, "Ticket {} is in the state “On resubmission” by now. Nothing was undone."),
    (_spam, "Ticket {} is in the state “Spam” by now. Nothing was undone."),
    (_moved_on, "Messages of ticket {} were moved on since. Undo that first."),
    (_merged, "Ticket {} was merged since. Undo that first."),
    (_goes_on, "Ticket {} goes on in another ticket. Nothing was undone."),
]


@pytest.mark.parametrize(("work", "said"), WORKED_ON)
def test_a_copy_that_was_worked_on_stays(
    work: Callable[[Ticket, User, User], None], said: str, duplicated: MessageMove, anna: User, bela: User
) -> None:
    work(duplicated.target, anna, bela)
    before = now(duplicated.target).state

    with refused(said.format(format_number(duplicated.target.number))):
        undo(duplicated, anna)

    assert now(duplicated.target).state == before
    assert "undone_as_copy" not in actions(duplicated.target)


def test_a_copy_that_is_lent_stays(duplicated: MessageMove, alpina: Tenant, claims: Category, anna: User) -> None:
    change(duplicated.target, lent_to=alpina, lent_category=claims)

    number = format_number(duplicated.target.number)
    with refused(f"Ticket {number} is lent to another tenant; that has to end first."):
        undo(duplicated, anna)


# Cloned processes


@pytest.fixture
def family(original: Ticket, billing: Category, anna: User, bela: User) -> list[Ticket]:
    """A process of three: Anna's, Bela's, and a closed one."""
    second = make_ticket(billing, owner=bela, process=original)
    third = make_ticket(billing, process=original, state=TicketState.CLOSED, closed_at=clock.now())
    return [original, second, third]


@pytest.fixture
def cloned(family: list[Ticket], anna: User) -> MessageMove:
    with in_scope(family[0].tenant_id):
        return clone_process(family[0], by=anna)


def copies(move: MessageMove) -> list[Ticket]:
    with everywhere():
        return copies_of(move)


def test_an_undone_clone_is_closed_as_a_whole_and_the_process_stays(
    family: list[Ticket], cloned: MessageMove, anna: User
) -> None:
    states = [now(ticket).state for ticket in family]
    assert (cloned.kind, cloned.target) == (MoveKind.CLONE, copies(cloned)[0])
    assert [copy.state for copy in copies(cloned)] == [TicketState.ASSIGNED, TicketState.QUEUED, TicketState.CLOSED]

    undo(cloned, anna)

    assert [copy.state for copy in copies(cloned)] == [TicketState.CLOSED] * 3
    assert [copy.merged_into_id for copy in copies(cloned)] == [ticket.pk for ticket in family]
    assert [now(ticket).state for ticket in family] == states
    for ticket, copy in zip(family, copies(cloned), strict=True):
        assert steps(copy)[-1] == f"Closed: the copy of {format_number(ticket.number)} was undone by Anna Arndt"
        assert steps(ticket)[-1] == f"The copy {format_number(copy.number)} was undone by Anna Arndt; it is closed"


def test_all_of_a_clone_stay_when_one_was_worked_on(cloned: MessageMove, anna: User) -> None:
    second = copies(cloned)[1]
    make_message(second)

    with refused(f"Ticket {format_number(second.number)} has further messages by now. Nothing was undone."):
        undo(cloned, anna)

    assert [copy.state for copy in copies(cloned)] == [TicketState.ASSIGNED, TicketState.QUEUED, TicketState.CLOSED]


def test_what_was_undone_is_not_cloned_again(family: list[Ticket], duplicated: MessageMove, anna: User) -> None:
    """The duplicate was of the same process, and closed it still is."""
    undo(duplicated, anna)
    with everywhere():
        newest = Ticket.objects.aggregate(newest=Max("pk"))["newest"]

    with in_scope(family[0].tenant_id):
        again = clone_process(family[0], by=anna)

    with everywhere():
        assert Ticket.objects.filter(pk__gt=newest).count() == len(copies_of(again)) == 3


def test_other_moves_have_no_copies(original: Ticket, billing: Category, anna: User) -> None:
    with in_scope(original.tenant_id):
        move = assign_to_process(original, make_ticket(billing), by=anna)

    assert copies(move) == []
