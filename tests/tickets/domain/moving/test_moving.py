"""A message is moved to another ticket, a ticket is merged into another one."""

from __future__ import annotations

from copy import copy
from functools import partial

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.links import NewLink, link_all
from kontor.tickets.domain.moving import dismiss_suggestion, merge_tickets, move_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import LinkKind, MoveKind, NoticeKind, TicketState
from kontor.tickets.models import Note, Notice, Ticket, TicketLink
from tests.factories.tickets import make_note, make_ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import while_uncommitted
from tests.tickets.domain.moving.conftest import as_it_is, links_of, messages_of, second_message, steps_of


def test_a_moved_message_lies_at_the_other_ticket_with_its_file(ticket: Ticket, other: Ticket, anna: User) -> None:
    first, second = messages_of(ticket)
    [third] = messages_of(other)

    with in_scope(ticket.tenant_id):
        move_message(second_message(ticket), other, by=anna)

    assert (messages_of(ticket), messages_of(other)) == ([first], [second, third])
    assert (as_it_is(ticket).has_attachments, as_it_is(other).has_attachments, as_it_is(other).unread) == (
        False,
        True,
        True,
    )
    assert steps_of(other)[-1] == f"A message was moved here from {format_number(ticket.number)} by Anna Arndt"
    assert steps_of(ticket)[-1] == f"A message was moved to {format_number(other.number)} by Anna Arndt"


def test_whoever_works_on_the_other_ticket_is_told(ticket: Ticket, other: Ticket, anna: User, bela: User) -> None:
    with in_scope(ticket.tenant_id):
        move_message(second_message(ticket), other, by=anna)
        assert list(Notice.objects.values_list("user", "kind", "ticket")) == [
            (bela.pk, NoticeKind.MOVED_HERE, other.pk)
        ]


def test_a_closed_ticket_that_gets_a_request_is_in_the_queue_again(
    ticket: Ticket, billing: Category, anna: User
) -> None:
    closed = make_ticket(billing, state="closed", closed_at=ticket.received_at)

    with in_scope(ticket.tenant_id):
        move_message(second_message(ticket), closed, by=anna)

    after = as_it_is(closed)
    assert (after.state, after.closed_at, after.unread) == (TicketState.QUEUED, None, True)


def test_the_only_message_takes_its_whole_ticket_along(ticket: Ticket, other: Ticket, anna: User) -> None:
    with in_scope(ticket.tenant_id):
        move = move_message(second_message(other), ticket, by=anna)

    assert (move.kind, as_it_is(other).merged_into_id) == (MoveKind.MERGE, ticket.pk)


def test_a_message_that_somebody_moved_meanwhile_stays_there(
    ticket: Ticket, other: Ticket, billing: Category, anna: User
) -> None:
    stale = second_message(ticket)
    third = make_ticket(billing)
    with in_scope(ticket.tenant_id):
        move_message(second_message(ticket), other, by=anna)
        with refused("has moved this message in the meantime"):
            move_message(stale, third, by=anna)


# Merging


def test_a_merged_ticket_gives_everything_to_the_other(ticket: Ticket, other: Ticket, anna: User) -> None:
    note = make_note(ticket, anna)
    all_messages = sorted([*messages_of(ticket), *messages_of(other)])

    with in_scope(ticket.tenant_id):
        merge_tickets(ticket, other, by=anna)

    after = as_it_is(ticket)
    assert (messages_of(ticket), messages_of(other)) == ([], all_messages)
    assert (after.state, after.owner, after.last_owner, after.merged_into_id) == (
        TicketState.CLOSED,
        None,
        anna,
        other.pk,
    )
    with everywhere():
        assert Note.objects.get(pk=note.pk).ticket == other
    assert links_of() == {
        (ticket.pk, LinkKind.MERGED_INTO, other.number),
        (other.pk, LinkKind.MERGED_FROM, ticket.number),
    }
    assert steps_of(ticket)[-1] == f"Merged into {format_number(other.number)} by Anna Arndt"


def test_a_request_that_is_merged_into_a_closed_ticket_is_not_lost(
    ticket: Ticket, billing: Category, anna: User
) -> None:
    closed = make_ticket(billing, state="closed", closed_at=ticket.received_at)

    with in_scope(ticket.tenant_id):
        merge_tickets(ticket, closed, by=anna)

    assert as_it_is(closed).state == TicketState.QUEUED


def test_two_closed_tickets_stay_closed(billing: Category, anna: User) -> None:
    first, second = (make_ticket(billing, state="closed", closed_at="2026-01-01T00:00Z") for _ticket in range(2))

    with in_scope(billing.tenant_id):
        merge_tickets(first, second, by=anna)

    assert (as_it_is(first).state, as_it_is(second).state) == (TicketState.CLOSED, TicketState.CLOSED)


def test_merging_settles_the_suggestion(ticket: Ticket, other: Ticket, anna: User) -> None:
    with in_scope(ticket.tenant_id):
        link_all([NewLink(ticket, LinkKind.SUGGESTED, other.number, other.tenant_id)])
        merge_tickets(ticket, other, by=anna)
        assert not TicketLink.objects.filter(kind=LinkKind.SUGGESTED).exists()


def test_a_dismissed_suggestion_is_gone_and_remembered(ticket: Ticket, other: Ticket, anna: User) -> None:
    with in_scope(ticket.tenant_id):
        [link] = link_all([NewLink(ticket, LinkKind.SUGGESTED, other.number, other.tenant_id)])
        dismiss_suggestion(link, by=anna)

    assert links_of() == set()
    assert steps_of(ticket)[-1] == f"Does not belong to {format_number(other.number)}, said Anna Arndt"


def test_of_two_who_dismiss_a_suggestion_at_once_one_is_remembered(
    committed_db: str, ticket: Ticket, other: Ticket, anna: User, bela: User
) -> None:
    with in_scope(ticket.tenant_id):
        [link] = link_all([NewLink(ticket, LinkKind.SUGGESTED, other.number, other.tenant_id)])

    found = while_uncommitted(
        partial(in_scope, ticket.tenant_id),
        lambda: dismiss_suggestion(copy(link), by=anna),
        lambda: dismiss_suggestion(copy(link), by=bela),
    )

    assert found == [None, None]
    dismissed = [step for step in steps_of(ticket) if step.startswith("Does not belong to")]
    assert dismissed == [f"Does not belong to {format_number(other.number)}, said Anna Arndt"]
