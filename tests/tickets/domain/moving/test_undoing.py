"""What was moved is as before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db.models import Model

from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.links import NewLink, link_all
from kontor.tickets.domain.moving import merge_tickets, move_message, separate_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.undoing import undo_move
from kontor.tickets.enums import LinkKind, TicketState
from kontor.tickets.models import Attachment, Message, MessageMove, Note, Ticket, TicketLink
from tests.factories.tickets import make_message, make_note, make_ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once
from tests.tickets.domain.moving.conftest import as_it_is, messages_of, second_message, steps_of

TABLES: list[type[Model]] = [Ticket, Message, Attachment, Note, TicketLink]


def all_of() -> dict[str, list[dict[str, Any]]]:
    """All rows that could have changed."""
    with everywhere():
        rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}  # type: ignore[attr-defined]
    for row in rows["TicketLink"]:
        del row["id"]
    return rows


def separated(ticket: Ticket, _other: Ticket, by: User) -> MessageMove:
    return separate_message(second_message(ticket), by=by)


def moved_there(ticket: Ticket, other: Ticket, by: User) -> MessageMove:
    return move_message(second_message(ticket), other, by=by)


def merged(ticket: Ticket, other: Ticket, by: User) -> MessageMove:
    return merge_tickets(ticket, other, by=by)


Act = Callable[[Ticket, Ticket, User], MessageMove]


@pytest.mark.parametrize("act", [moved_there, merged])
@pytest.mark.parametrize("state", [None, TicketState.CLOSED])
def test_undone_everything_is_exactly_as_before(
    ticket: Ticket, other: Ticket, anna: User, act: Act, state: TicketState | None
) -> None:
    make_note(ticket, anna)
    with in_scope(ticket.tenant_id):
        link_all([NewLink(ticket, LinkKind.SUGGESTED, other.number, other.tenant_id)])
        if state:
            Ticket.objects.filter(pk=other.pk).update(state=state, owner=None, closed_at=ticket.received_at)
    before = all_of()
    with in_scope(ticket.tenant_id):
        move = act(ticket, other, anna)
    assert all_of() != before

    with in_scope(ticket.tenant_id):
        undo_move(move, by=anna)

    assert all_of() == before
    assert steps_of(ticket)[-1] == f"Undone by Anna Arndt: {format_number(other.number)}"


def test_a_separating_is_undone_and_its_ticket_leads_back(ticket: Ticket, anna: User) -> None:
    before = all_of()
    with in_scope(ticket.tenant_id):
        move = separate_message(second_message(ticket), by=anna)
        undo_move(move, by=anna)

    after = all_of()
    assert [row for row in after["Ticket"] if row["id"] == ticket.pk] == [
        row for row in before["Ticket"] if row["id"] == ticket.pk
    ]
    assert (after["Message"], after["TicketLink"]) == (before["Message"], before["TicketLink"])
    emptied = as_it_is(move.target)
    assert (emptied.state, emptied.merged_into_id) == (TicketState.CLOSED, ticket.pk)


@pytest.mark.parametrize("act", [separated, moved_there, merged])
def test_it_is_undone_once(ticket: Ticket, other: Ticket, anna: User, act: Act) -> None:
    with in_scope(ticket.tenant_id):
        move = act(ticket, other, anna)
        undo_move(move, by=anna)
        with refused("undone already"):
            undo_move(move, by=anna)


def test_what_came_after_a_merge_stays_where_it_is(ticket: Ticket, other: Ticket, anna: User) -> None:
    mine, theirs = messages_of(ticket), messages_of(other)
    with in_scope(ticket.tenant_id):
        move = merge_tickets(ticket, other, by=anna)
        later = make_message(other)
        Ticket.objects.filter(pk=other.pk).update(changed_at="2027-01-01T00:00Z", state="queued", owner=None)
        undo_move(move, by=anna)

    assert (messages_of(ticket), messages_of(other)) == (mine, [*theirs, later.pk])
    assert (as_it_is(ticket).state, as_it_is(ticket).owner) == (TicketState.ASSIGNED, anna)
    assert as_it_is(other).state == TicketState.QUEUED


def test_a_ticket_of_somebody_who_has_left_comes_back_into_the_queue(
    ticket: Ticket, other: Ticket, anna: User, bela: User
) -> None:
    with in_scope(ticket.tenant_id):
        move = merge_tickets(ticket, other, by=bela)
        User.objects.filter(pk=anna.pk).update(active=False)
        undo_move(move, by=bela)

    assert (as_it_is(ticket).state, as_it_is(ticket).owner) == (TicketState.QUEUED, None)


def test_moves_on_top_of_each_other_are_undone_from_the_top(
    ticket: Ticket, other: Ticket, billing: Category, anna: User
) -> None:
    third = make_ticket(billing)
    before = all_of()
    with in_scope(ticket.tenant_id):
        first = merge_tickets(ticket, other, by=anna)
        second = merge_tickets(other, third, by=anna)
        with refused("Undo that first"):
            undo_move(first, by=anna)
        undo_move(second, by=anna)
        undo_move(first, by=anna)

    assert all_of() == before


def test_a_message_that_was_moved_before_its_ticket_was_merged_waits_for_that(
    ticket: Ticket, other: Ticket, anna: User
) -> None:
    with in_scope(ticket.tenant_id):
        move = move_message(second_message(ticket), other, by=anna)
        merge_tickets(ticket, other, by=anna)
        with refused("Undo that first"):
            undo_move(move, by=anna)


def test_a_separated_ticket_with_more_in_it_is_not_undone(ticket: Ticket, anna: User) -> None:
    with in_scope(ticket.tenant_id):
        move = separate_message(second_message(ticket), by=anna)
        make_note(move.target, anna)
        with refused("There is more"):
            undo_move(move, by=anna)


# At the same time


def test_two_who_merge_crosswise_make_no_circle(
    committed_db: str, nordlicht: Tenant, billing: Category, anna: User, bela: User
) -> None:
    first, second = make_ticket(billing), make_ticket(billing)

    def merge(source: Ticket, target: Ticket, by: User) -> str:
        try:
            with in_scope(nordlicht):
                merge_tickets(source, target, by=by)
        except Refused:
            return "refused"
        return "merged"

    done = at_once(partial(merge, first, second, anna), partial(merge, second, first, bela))

    assert sorted(map(str, done)) == ["merged", "refused"]
    with everywhere():
        assert Ticket.objects.exclude(merged_into=None).count() == 1
        assert Message.objects.filter(ticket__merged_into=None).count() == 2
