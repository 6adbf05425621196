"""Spam: a state that waits for nobody and can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.domain.access import Access, load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.bulk import mark_many_as_spam, take_many_back_from_spam, undo
from kontor.routing.domain.take_next import take_next_ticket
from kontor.tenants.models import Tenant
from kontor.tickets import rules
from kontor.tickets.domain.listing import on_desk_of, queue_counts, spam_page
from kontor.tickets.domain.open_counts import open_counts
from kontor.tickets.domain.spam import mark_as_spam, take_back_from_spam
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_message, make_ticket
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.threads import at_once


def _access(user: User, tenant: Tenant) -> Access:
    return load_access(user, (tenant.pk,))


def test_spam_leaves_the_queue_the_figures_and_take_next(billing: Category, nordlicht: Tenant, anna: User) -> None:
    ticket = make_ticket(billing)

    with in_scope(nordlicht):
        marked = mark_as_spam(ticket, by=anna)

        assert (marked.state, marked.owner, marked.unread) == (TicketState.SPAM, None, False)
        assert marked.history.order_by("-id").values_list("action", "actor_id").first() == ("marked_as_spam", anna.pk)
        assert queue_counts([billing.pk]) == {billing.pk: 0}
        assert open_counts([billing.pk])[nordlicht.pk].number == 0
        assert take_next_ticket(anna, _access(anna, nordlicht)) is None
        assert list(Ticket.objects.open()) == []
        assert [row.id for row in spam_page([billing.pk])] == [ticket.pk]


def test_spam_leaves_its_owners_desk(billing: Category, nordlicht: Tenant, anna: User) -> None:
    ticket = make_ticket(billing, owner=anna)

    with in_scope(nordlicht):
        marked = mark_as_spam(ticket, by=anna)

        assert (marked.owner, marked.last_owner) == (None, anna)
        assert on_desk_of(anna.pk) == []


def test_taken_back_it_waits_at_the_place_of_its_receipt(billing: Category, nordlicht: Tenant, anna: User) -> None:
    older = make_ticket(billing, received_at=clock.now() - timedelta(hours=2))
    make_ticket(billing, received_at=clock.now() - timedelta(hours=1))

    with in_scope(nordlicht):
        mark_as_spam(older, by=anna)
        back = take_back_from_spam(older, by=anna)

        assert (back.state, back.unread) == (TicketState.QUEUED, True)
        assert [entry.action for entry in back.history.order_by("id")][-2:] == [
            "marked_as_spam",
            "taken_back_from_spam",
        ]
        assert take_next_ticket(anna, _access(anna, nordlicht)) == older


@pytest.mark.parametrize("state", [TicketState.CLOSED, TicketState.SENDING, TicketState.SPAM])
def test_what_is_closed_being_sent_or_spam_already_cannot_be_marked(
    billing: Category, nordlicht: Tenant, anna: User, state: TicketState
) -> None:
    ticket = make_ticket(billing, state=state)

    with in_scope(nordlicht), refused("that is not possible now"):
        mark_as_spam(ticket, by=anna)


def test_what_somebody_answered_is_no_spam(billing: Category, nordlicht: Tenant, anna: User) -> None:
    ticket = make_ticket(billing, owner=anna)
    make_message(ticket, direction=Direction.OUT, kind=MessageKind.REPLY, author=anna)

    with in_scope(nordlicht), refused("answered already"):
        mark_as_spam(ticket, by=anna)


def test_an_acknowledgement_is_no_answer(billing: Category, nordlicht: Tenant, anna: User) -> None:
    ticket = make_ticket(billing)
    make_message(ticket, direction=Direction.OUT, kind=MessageKind.ACKNOWLEDGEMENT)

    with in_scope(nordlicht):
        assert mark_as_spam(ticket, by=anna).state == TicketState.SPAM


def test_what_is_no_spam_cannot_be_taken_back(ticket: Ticket, nordlicht: Tenant, anna: User) -> None:
    with in_scope(nordlicht), refused("not in the spam folder any more"):
        take_back_from_spam(ticket, by=anna)


def test_nothing_is_taken_back_into_a_deleted_category(billing: Category, nordlicht: Tenant, anna: User) -> None:
    ticket = make_ticket(billing, state=TicketState.SPAM)
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(deleted_at=clock.now())

    with in_scope(nordlicht), refused("is deleted. Restore it first."):
        take_back_from_spam(ticket, by=anna)


def test_who_has_the_ticket_meanwhile_is_named(billing: Category, nordlicht: Tenant, anna: User, bela: User) -> None:
    seen = make_ticket(billing)
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=seen.pk).update(owner=bela, state=TicketState.ASSIGNED)

    with in_scope(nordlicht), refused(f"{bela.name} has this ticket in the meantime"):
        mark_as_spam(seen, by=anna)


def test_several_are_marked_and_put_back_as_they_were(billing: Category, nordlicht: Tenant, anna: User) -> None:
    mine, waiting, closed = (
        make_ticket(billing, owner=anna),
        make_ticket(billing),
        make_ticket(billing, state=TicketState.CLOSED),
    )

    with in_scope(nordlicht):
        result = mark_many_as_spam([mine, waiting, closed], by=anna)
        assert [number for number, _why in result.refused] == [closed.number]
        assert undo(result.as_plain(), by=anna) == (2, 0, [])
        rows = Ticket.objects.filter(pk__in=[mine.pk, waiting.pk]).order_by("pk")

        assert list(rows.values_list("state", "owner_id")) == [
            (TicketState.ASSIGNED, anna.pk),
            (TicketState.QUEUED, None),
        ]


def test_several_are_taken_back(billing: Category, nordlicht: Tenant, anna: User) -> None:
    tickets = [make_ticket(billing, state=TicketState.SPAM) for _ticket in range(3)]

    with in_scope(nordlicht):
        result = take_many_back_from_spam(tickets, by=anna)

        assert len(result.done) == 3
        assert Ticket.objects.queued().count() == 3


def test_one_of_two_at_the_same_moment_takes_it_back(
    committed_db: str, billing: Category, nordlicht: Tenant, anna: User
) -> None:
    ticket = make_ticket(billing, state=TicketState.SPAM)

    def take_back() -> str:
        with in_scope(nordlicht):
            return take_back_from_spam(ticket, by=anna).state

    results = at_once(take_back, take_back, take_back)

    assert [result for result in results if not isinstance(result, Refused)] == [TicketState.QUEUED]


def test_folder_shows_the_newest_first_and_goes_on(billing: Category, moving: Category, nordlicht: Tenant) -> None:
    now = clock.now()
    made = [
        make_ticket(category, state=TicketState.SPAM, received_at=now - timedelta(hours=hours))
        for hours, category in ((3, billing), (1, moving), (2, billing))
    ]
    make_ticket(billing)

    with in_scope(nordlicht):
        first = spam_page([billing.pk, moving.pk], limit=2)
        rest = spam_page([billing.pk, moving.pk], before=(first[-1].received_at, first[-1].id), limit=2)

        assert [row.id for row in first] == [made[1].pk, made[2].pk]
        assert [row.id for row in rest] == [made[0].pk]
        assert [row.id for row in spam_page([moving.pk])] == [made[1].pk]


@pytest.mark.parametrize(
    ("state", "marks", "takes_back"),
    [
        (TicketState.QUEUED, True, False),
        (TicketState.SPAM, False, True),
        (TicketState.CLOSED, False, False),
    ],
)
def test_who_may_depends_on_the_state(
    billing: Category, nordlicht: Tenant, anna: User, state: TicketState, marks: bool, takes_back: bool
) -> None:
    ticket = make_ticket(billing, state=state)

    with in_scope(nordlicht):
        access = _access(anna, nordlicht)

        assert rules.may_mark_as_spam(access, ticket) == marks
        assert rules.may_take_back_from_spam(access, ticket) == takes_back


def test_a_colleagues_ticket_may_be_marked_by_a_supervisor_only(
    billing: Category, nordlicht: Tenant, anna: User, bela: User, sven: User
) -> None:
    ticket = make_ticket(billing, owner=bela)

    with in_scope(nordlicht):
        assert not rules.may_mark_as_spam(_access(anna, nordlicht), ticket)
        assert rules.may_mark_as_spam(_access(sven, nordlicht), ticket)


def test_strangers_may_not(billing: Category, nordlicht: Tenant, alpina: Tenant, carla: User) -> None:
    ticket = make_ticket(billing)

    with in_scope(nordlicht, alpina):
        access = load_access(carla, (alpina.pk,))

        assert not rules.may_mark_as_spam(access, ticket)
