"""What is neither separated, moved nor merged."""

from __future__ import annotations

from functools import partial

import pytest

from kontor.kernel import clock
from kontor.org.domain.categories import restore_category
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.category_deletion import delete_category
from kontor.tickets.domain.duplicating import duplicate_ticket
from kontor.tickets.domain.moving import merge_tickets, move_message, separate_message
from kontor.tickets.domain.undoing import undo_move
from kontor.tickets.enums import TicketState
from kontor.tickets.models import MessageMove, Ticket
from tests.factories.loans import lend_ticket
from tests.factories.tickets import make_ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.tickets.domain.moving.conftest import as_it_is, messages_of, second_message


@pytest.mark.parametrize("which", ["source", "target"])
def test_nothing_comes_back_to_or_from_a_ticket_that_is_lent(
    ticket: Ticket, other: Ticket, claims: Category, anna: User, which: str
) -> None:
    """What went to the other tenant with the one would stay there when it is back at the other."""
    with in_scope(ticket.tenant_id):
        move = move_message(second_message(ticket), other, by=anna)
        Ticket.objects.update(state=TicketState.QUEUED, owner=None)
    lend_ticket(ticket if which == "source" else other, claims)

    with in_scope(ticket.tenant_id), refused("is lent to another tenant. Take it back first."):
        undo_move(move, by=anna)


def test_nothing_comes_back_to_a_ticket_that_was_erased(ticket: Ticket, other: Ticket, anna: User) -> None:
    """An erasure takes what could be undone with it; a page that is open still offers it."""
    with in_scope(ticket.tenant_id):
        moves = move_message(second_message(ticket), other, by=anna), duplicate_ticket(ticket, with_notes=True, by=anna)
        Ticket.objects.filter(pk=ticket.pk).update(erased_at=clock.now())
        MessageMove.objects.all().delete()
        for move in moves:
            with refused("was erased for good"):
                undo_move(move, by=anna)


@pytest.mark.parametrize("state", [TicketState.SENDING, TicketState.CLEARANCE])
@pytest.mark.parametrize("which", ["source", "target"])
def test_nothing_moves_while_an_answer_is_on_its_way(
    ticket: Ticket, other: Ticket, anna: User, state: TicketState, which: str
) -> None:
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=(ticket if which == "source" else other).pk).update(state=state)
        for verb in (partial(merge_tickets, ticket, other), partial(move_message, second_message(ticket), other)):
            with refused("is on its way"):
                verb(by=anna)


def test_nothing_is_taken_from_a_desk_on_which_it_was_not_seen(
    ticket: Ticket, other: Ticket, anna: User, bela: User
) -> None:
    seen = second_message(ticket)
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(owner=bela)
        for verb in (
            partial(merge_tickets, ticket, other),
            partial(move_message, seen, other),
            partial(separate_message, seen),
        ):
            with refused("Bela"):
                verb(by=anna)


def test_nothing_moves_to_spam(ticket: Ticket, other: Ticket, anna: User) -> None:
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=other.pk).update(state=TicketState.SPAM)
        with refused("marked as spam"):
            merge_tickets(ticket, other, by=anna)


def test_nothing_moves_to_a_merged_ticket_or_to_itself(
    ticket: Ticket, other: Ticket, billing: Category, anna: User
) -> None:
    third = make_ticket(billing)
    with in_scope(ticket.tenant_id):
        merge_tickets(other, third, by=anna)
        with refused("was merged into"):
            merge_tickets(ticket, other, by=anna)
        with refused("the same ticket"):
            merge_tickets(ticket, ticket, by=anna)


def test_nothing_moves_to_another_tenant(ticket: Ticket, alpina_ticket: Ticket, anna: User) -> None:
    with everywhere(), refused("tickets of one tenant"):
        move_message(second_message(ticket), alpina_ticket, by=anna)
    assert len(messages_of(ticket)) == 2
    with in_scope(ticket.tenant_id), refused("tickets of one tenant"):
        merge_tickets(ticket, alpina_ticket, by=anna)


def test_nothing_is_open_again_in_a_deleted_category(ticket: Ticket, moving: Category, anna: User, ada: User) -> None:
    there = make_ticket(moving, state=TicketState.CLOSED, closed_at=clock.now())
    with in_scope(ticket.tenant_id):
        delete_category(moving, by=ada)
        for verb in (partial(merge_tickets, ticket, there), partial(move_message, second_message(ticket), there)):
            with refused(f"The category “{moving.name}” is deleted."):
                verb(by=anna)
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.CLOSED, closed_at=clock.now(), owner=None)

        merge_tickets(as_it_is(ticket), there, by=anna)

        assert (as_it_is(there).state, len(messages_of(there))) == (TicketState.CLOSED, 3)


def test_a_merging_is_not_undone_into_a_deleted_category(
    ticket: Ticket, moving: Category, anna: User, ada: User
) -> None:
    came_from = make_ticket(moving, owner=anna)
    with in_scope(ticket.tenant_id):
        move = merge_tickets(came_from, ticket, by=anna)
        delete_category(moving, by=ada)
        with refused(f"The category “{moving.name}” is deleted."):
            undo_move(move, by=anna)
        restore_category(moving, by=ada)

        undo_move(move, by=anna)

        assert as_it_is(came_from).state == TicketState.ASSIGNED
