"""A message is separated from its ticket."""

from __future__ import annotations

from kontor.people.models import User
from kontor.tickets.domain.moving import separate_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import LinkKind, TicketState
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_message
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.tickets.domain.moving.conftest import as_it_is, links_of, messages_of, second_message, steps_of


def test_a_separated_message_has_a_ticket_of_its_own_on_the_same_desk(ticket: Ticket, anna: User) -> None:
    first, second = messages_of(ticket)

    with in_scope(ticket.tenant_id):
        move = separate_message(second_message(ticket), by=anna)

    new = as_it_is(move.target)
    assert (messages_of(ticket), messages_of(new)) == ([first], [second])
    assert (new.state, new.owner, new.category_id, new.customer_id) == (
        TicketState.ASSIGNED,
        anna,
        ticket.category_id,
        ticket.customer_id,
    )
    assert (new.has_attachments, as_it_is(ticket).has_attachments, new.unread) == (True, False, True)
    assert links_of() == {
        (ticket.pk, LinkKind.SPLIT_TO, new.number),
        (new.pk, LinkKind.SPLIT_FROM, ticket.number),
    }
    assert steps_of(ticket)[-1] == f"A message was separated as {format_number(new.number)} by Anna Arndt"
    assert steps_of(new)[-1] == f"Separated from {format_number(ticket.number)} by Anna Arndt"


def test_a_message_of_somebody_else_becomes_their_ticket(ticket: Ticket, anna: User) -> None:
    stranger = make_message(ticket, from_name="Max", from_address="max@elsewhere.example")

    with in_scope(ticket.tenant_id):
        new = separate_message(stranger, by=anna).target
        assert new.customer
        assert (new.customer.name, [str(each) for each in new.customer.addresses.all()]) == (
            "Max",
            ["max@elsewhere.example"],
        )


def test_the_only_message_has_nothing_to_be_separated_from(other: Ticket, anna: User) -> None:
    with in_scope(other.tenant_id), refused("only message"):
        separate_message(second_message(other), by=anna)
