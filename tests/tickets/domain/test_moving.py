"""Messages change their ticket, and come back exactly as they were."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db.models import Model

from kontor.customers.models import Customer
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.links import NewLink, link_all
from kontor.tickets.domain.messages import NewFile
from kontor.tickets.domain.moving import dismiss_suggestion, merge_tickets, move_message, separate_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.undoing import undo_move
from kontor.tickets.enums import LinkKind, MoveKind, NoticeKind, TicketState
from kontor.tickets.models import Attachment, HistoryEntry, Message, MessageMove, Note, Notice, Ticket, TicketLink
from tests.factories.tickets import make_message, make_note, make_ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once

TABLES: list[type[Model]] = [Ticket, Message, Attachment, Note, TicketLink]


@pytest.fixture
def ticket(billing: Category, customer: Customer, anna: User) -> Ticket:
    """Anna's ticket with two messages, the second with a file."""
    ticket = make_ticket(billing, customer=customer, owner=anna, unread=False)
    make_message(ticket, text="Noch etwas ganz anderes", files=[NewFile("a.pdf", "application/pdf", b"%PDF")])
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(has_attachments=True)
    return _fresh(ticket)


@pytest.fixture
def other(billing: Category, bela: User) -> Ticket:
    """Bela's ticket."""
    return make_ticket(billing, owner=bela, unread=False)


def _fresh(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.get(pk=ticket.pk)


def _messages(ticket: Ticket) -> list[int]:
    with everywhere():
        return list(Message.objects.filter(ticket=ticket).order_by("id").values_list("id", flat=True))


def _second(ticket: Ticket) -> Message:
    with everywhere():
        return Message.objects.select_related("ticket").filter(ticket=ticket).order_by("-id")[0]


def _everything() -> dict[str, list[dict[str, Any]]]:
    """All rows that could have changed."""
    with everywhere():
        rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}  # type: ignore[attr-defined]
    for row in rows["TicketLink"]:
        del row["id"]
    return rows


def _steps(ticket: Ticket) -> list[str]:
    with everywhere():
        entries = HistoryEntry.objects.filter(ticket=ticket).select_related("actor").order_by("id")
        return [sentence(entry) for entry in entries]


def _links() -> set[tuple[int, str, int]]:
    with everywhere():
        return set(TicketLink.objects.values_list("ticket_id", "kind", "other_number"))


# Separating


def test_a_separated_message_has_a_ticket_of_its_own_on_the_same_desk(ticket: Ticket, anna: User) -> None:
    first, second = _messages(ticket)

    with in_scope(ticket.tenant_id):
        move = separate_message(_second(ticket), by=anna)

    new = _fresh(move.target)
    assert (_messages(ticket), _messages(new)) == ([first], [second])
    assert (new.state, new.owner, new.category_id, new.customer_id) == (
        TicketState.ASSIGNED,
        anna,
        ticket.category_id,
        ticket.customer_id,
    )
    assert (new.has_attachments, _fresh(ticket).has_attachments, new.unread) == (True, False, True)
    assert _links() == {
        (ticket.pk, LinkKind.SPLIT_TO, new.number),
        (new.pk, LinkKind.SPLIT_FROM, ticket.number),
    }
    assert _steps(ticket)[-1] == f"A message was separated as {format_number(new.number)} by Anna Arndt"
    assert _steps(new)[-1] == f"Separated from {format_number(ticket.number)} by Anna Arndt"


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
        separate_message(_second(other), by=anna)


# Moving


def test_a_moved_message_lies_at_the_other_ticket_with_its_file(ticket: Ticket, other: Ticket, anna: User) -> None:
    first, second = _messages(ticket)
    [third] = _messages(other)

    with in_scope(ticket.tenant_id):
        move_message(_second(ticket), other, by=anna)

    assert (_messages(ticket), _messages(other)) == ([first], [second, third])
    assert (_fresh(ticket).has_attachments, _fresh(other).has_attachments, _fresh(other).unread) == (False, True, True)
    assert _steps(other)[-1] == f"A message was moved here from {format_number(ticket.number)} by Anna Arndt"
    assert _steps(ticket)[-1] == f"A message was moved to {format_number(other.number)} by Anna Arndt"


def test_whoever_works_on_the_other_ticket_is_told(ticket: Ticket, other: Ticket, anna: User, bela: User) -> None:
    with in_scope(ticket.tenant_id):
        move_message(_second(ticket), other, by=anna)
        assert list(Notice.objects.values_list("user", "kind", "ticket")) == [
            (bela.pk, NoticeKind.MOVED_HERE, other.pk)
        ]


def test_a_closed_ticket_that_gets_a_request_is_in_the_queue_again(
    ticket: Ticket, billing: Category, anna: User
) -> None:
    closed = make_ticket(billing, state="closed", closed_at=ticket.received_at)

    with in_scope(ticket.tenant_id):
        move_message(_second(ticket), closed, by=anna)

    after = _fresh(closed)
    assert (after.state, after.closed_at, after.unread) == (TicketState.QUEUED, None, True)


def test_the_only_message_takes_its_whole_ticket_along(ticket: Ticket, other: Ticket, anna: User) -> None:
    with in_scope(ticket.tenant_id):
        move = move_message(_second(other), ticket, by=anna)

    assert (move.kind, _fresh(other).merged_into_id) == (MoveKind.MERGE, ticket.pk)


def test_a_message_that_somebody_moved_meanwhile_stays_there(
    ticket: Ticket, other: Ticket, billing: Category, anna: User
) -> None:
    stale = _second(ticket)
    third = make_ticket(billing)
    with in_scope(ticket.tenant_id):
        move_message(_second(ticket), other, by=anna)
        with refused("has moved this message in the meantime"):
            move_message(stale, third, by=anna)


# Merging


def test_a_merged_ticket_gives_everything_to_the_other(ticket: Ticket, other: Ticket, anna: User) -> None:
    note = make_note(ticket, anna)
    all_messages = sorted([*_messages(ticket), *_messages(other)])

    with in_scope(ticket.tenant_id):
        merge_tickets(ticket, other, by=anna)

    after = _fresh(ticket)
    assert (_messages(ticket), _messages(other)) == ([], all_messages)
    assert (after.state, after.owner, after.last_owner, after.merged_into_id) == (
        TicketState.CLOSED,
        None,
        anna,
        other.pk,
    )
    with everywhere():
        assert Note.objects.get(pk=note.pk).ticket == other
    assert _links() == {
        (ticket.pk, LinkKind.MERGED_INTO, other.number),
        (other.pk, LinkKind.MERGED_FROM, ticket.number),
    }
    assert _steps(ticket)[-1] == f"Merged into {format_number(other.number)} by Anna Arndt"


def test_a_request_that_is_merged_into_a_closed_ticket_is_not_lost(
    ticket: Ticket, billing: Category, anna: User
) -> None:
    closed = make_ticket(billing, state="closed", closed_at=ticket.received_at)

    with in_scope(ticket.tenant_id):
        merge_tickets(ticket, closed, by=anna)

    assert _fresh(closed).state == TicketState.QUEUED


def test_two_closed_tickets_stay_closed(billing: Category, anna: User) -> None:
    first, second = (make_ticket(billing, state="closed", closed_at="2026-01-01T00:00Z") for _ticket in range(2))

    with in_scope(billing.tenant_id):
        merge_tickets(first, second, by=anna)

    assert (_fresh(first).state, _fresh(second).state) == (TicketState.CLOSED, TicketState.CLOSED)


def test_merging_settles_the_suggestion(ticket: Ticket, other: Ticket, anna: User) -> None:
    with in_scope(ticket.tenant_id):
        link_all([NewLink(ticket, LinkKind.SUGGESTED, other.number, other.tenant_id)])
        merge_tickets(ticket, other, by=anna)
        assert not TicketLink.objects.filter(kind=LinkKind.SUGGESTED).exists()


def test_a_dismissed_suggestion_is_gone_and_remembered(ticket: Ticket, other: Ticket, anna: User) -> None:
    with in_scope(ticket.tenant_id):
        [link] = link_all([NewLink(ticket, LinkKind.SUGGESTED, other.number, other.tenant_id)])
        dismiss_suggestion(link, by=anna)

    assert _links() == set()
    assert _steps(ticket)[-1] == f"Does not belong to {format_number(other.number)}, said Anna Arndt"


# What is refused


@pytest.mark.parametrize("state", [TicketState.SENDING, TicketState.CLEARANCE])
@pytest.mark.parametrize("which", ["source", "target"])
def test_nothing_moves_while_an_answer_is_on_its_way(
    ticket: Ticket, other: Ticket, anna: User, state: TicketState, which: str
) -> None:
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=(ticket if which == "source" else other).pk).update(state=state)
        for verb in (partial(merge_tickets, ticket, other), partial(move_message, _second(ticket), other)):
            with refused("is on its way"):
                verb(by=anna)


def test_nothing_is_taken_from_a_desk_on_which_it_was_not_seen(
    ticket: Ticket, other: Ticket, anna: User, bela: User
) -> None:
    seen = _second(ticket)
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
        move_message(_second(ticket), alpina_ticket, by=anna)
    assert len(_messages(ticket)) == 2
    with in_scope(ticket.tenant_id), refused("tickets of one tenant"):
        merge_tickets(ticket, alpina_ticket, by=anna)


# Undoing


def _separate(ticket: Ticket, _other: Ticket, by: User) -> MessageMove:
    return separate_message(_second(ticket), by=by)


def _move_there(ticket: Ticket, other: Ticket, by: User) -> MessageMove:
    return move_message(_second(ticket), other, by=by)


def _merge(ticket: Ticket, other: Ticket, by: User) -> MessageMove:
    return merge_tickets(ticket, other, by=by)


Act = Callable[[Ticket, Ticket, User], MessageMove]


@pytest.mark.parametrize("act", [_move_there, _merge])
@pytest.mark.parametrize("state", [None, TicketState.CLOSED])
def test_undone_everything_is_exactly_as_before(
    ticket: Ticket, other: Ticket, anna: User, act: Act, state: TicketState | None
) -> None:
    make_note(ticket, anna)
    with in_scope(ticket.tenant_id):
        link_all([NewLink(ticket, LinkKind.SUGGESTED, other.number, other.tenant_id)])
        if state:
            Ticket.objects.filter(pk=other.pk).update(state=state, owner=None, closed_at=ticket.received_at)
    before = _everything()
    with in_scope(ticket.tenant_id):
        move = act(ticket, other, anna)
    assert _everything() != before

    with in_scope(ticket.tenant_id):
        undo_move(move, by=anna)

    assert _everything() == before
    assert _steps(ticket)[-1] == f"Undone by Anna Arndt: {format_number(other.number)}"


def test_a_separating_is_undone_and_its_ticket_leads_back(ticket: Ticket, anna: User) -> None:
    before = _everything()
    with in_scope(ticket.tenant_id):
        move = separate_message(_second(ticket), by=anna)
        undo_move(move, by=anna)

    after = _everything()
    assert [row for row in after["Ticket"] if row["id"] == ticket.pk] == [
        row for row in before["Ticket"] if row["id"] == ticket.pk
    ]
    assert (after["Message"], after["TicketLink"]) == (before["Message"], before["TicketLink"])
    emptied = _fresh(move.target)
    assert (emptied.state, emptied.merged_into_id) == (TicketState.CLOSED, ticket.pk)


@pytest.mark.parametrize("act", [_separate, _move_there, _merge])
def test_it_is_undone_once(ticket: Ticket, other: Ticket, anna: User, act: Act) -> None:
    with in_scope(ticket.tenant_id):
        move = act(ticket, other, anna)
        undo_move(move, by=anna)
        with refused("undone already"):
            undo_move(move, by=anna)


def test_what_came_after_a_merge_stays_where_it_is(ticket: Ticket, other: Ticket, anna: User) -> None:
    mine, theirs = _messages(ticket), _messages(other)
    with in_scope(ticket.tenant_id):
        move = merge_tickets(ticket, other, by=anna)
        later = make_message(other)
        Ticket.objects.filter(pk=other.pk).update(changed_at="2027-01-01T00:00Z", state="queued", owner=None)
        undo_move(move, by=anna)

    assert (_messages(ticket), _messages(other)) == (mine, [*theirs, later.pk])
    assert (_fresh(ticket).state, _fresh(ticket).owner) == (TicketState.ASSIGNED, anna)
    assert _fresh(other).state == TicketState.QUEUED


def test_a_ticket_of_somebody_who_has_left_comes_back_into_the_queue(
    ticket: Ticket, other: Ticket, anna: User, bela: User
) -> None:
    with in_scope(ticket.tenant_id):
        move = merge_tickets(ticket, other, by=bela)
        User.objects.filter(pk=anna.pk).update(active=False)
        undo_move(move, by=bela)

    assert (_fresh(ticket).state, _fresh(ticket).owner) == (TicketState.QUEUED, None)


def test_moves_on_top_of_each_other_are_undone_from_the_top(
    ticket: Ticket, other: Ticket, billing: Category, anna: User
) -> None:
    third = make_ticket(billing)
    before = _everything()
    with in_scope(ticket.tenant_id):
        first = merge_tickets(ticket, other, by=anna)
        second = merge_tickets(other, third, by=anna)
        with refused("Undo that first"):
            undo_move(first, by=anna)
        undo_move(second, by=anna)
        undo_move(first, by=anna)

    assert _everything() == before


def test_a_message_that_was_moved_before_its_ticket_was_merged_waits_for_that(
    ticket: Ticket, other: Ticket, anna: User
) -> None:
    with in_scope(ticket.tenant_id):
        move = move_message(_second(ticket), other, by=anna)
        merge_tickets(ticket, other, by=anna)
        with refused("Undo that first"):
            undo_move(move, by=anna)


def test_a_separated_ticket_with_more_in_it_is_not_undone(ticket: Ticket, anna: User) -> None:
    with in_scope(ticket.tenant_id):
        move = separate_message(_second(ticket), by=anna)
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
