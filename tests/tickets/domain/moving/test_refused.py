"""What is neither separated, moved nor merged."""

from __future__ import annotations

from functools import partial

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.moving import merge_tickets, move_message, separate_message
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.tickets.domain.moving.conftest import messages_of, second_message


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
