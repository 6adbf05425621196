"""Promises of tickets that are moved, merged, separated, handed over."""

from __future__ import annotations

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.hand_over import hand_over_ticket
from kontor.routing.domain.recategorize import recategorize_ticket
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.deadlines import spoken
from kontor.tickets.domain.duplicating import duplicate_ticket
from kontor.tickets.domain.moving import merge_tickets, separate_message
from kontor.tickets.domain.opening import NewTicket, open_tickets
from kontor.tickets.domain.promises import ranked_again
from kontor.tickets.domain.reactivation import reactivate_ticket
from kontor.tickets.domain.reopening import reopen_all
from kontor.tickets.domain.settling import recompute
from kontor.tickets.domain.undoing import undo_move
from kontor.tickets.enums import Direction, MessageKind, TicketKind
from kontor.tickets.models import Promise, Ticket
from tests.conftest import Frozen
from tests.factories.sla import choose, make_service_level
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements
from tests.tickets.domain.deadlines.conftest import FIRST, HOUR, MONDAY, NEXT, RESOLUTION, answered_with, written_by
from tests.tickets.promising import assert_columns_agree, ended, running


def test_another_category_has_other_terms_from_the_beginning(
    mine: Ticket, moving: Category, nordlicht: Tenant, anna: User, monday: Frozen
) -> None:
    choose(moving, SERVICE_LEVEL, make_service_level(nordlicht, first_response=30))
    with in_scope(nordlicht):
        monday.move(minutes=10)
        moved = recategorize_ticket(mine, Category.objects.get(pk=moving.pk), by=anna)

        assert running(mine) == {FIRST: MONDAY + HOUR / 2}
        assert ended(mine) == [(RESOLUTION, None)]
        assert Ticket.objects.get(pk=moved.pk).due_at == MONDAY + HOUR / 2
        assert_columns_agree(mine)


def test_a_category_without_promises_takes_them_and_they_come_back(
    mine: Ticket, billing: Category, moving: Category, anna: User, monday: Frozen
) -> None:
    choose(moving, SERVICE_LEVEL, None)
    with in_scope(mine.tenant_id):
        recategorize_ticket(mine, Category.objects.get(pk=moving.pk), by=anna)
        assert (running(mine), Ticket.objects.get(pk=mine.pk).due_at) == ({}, None)
        ticket = Ticket.objects.get(pk=mine.pk)
        recategorize_ticket(ticket, Category.objects.get(pk=billing.pk), by=anna)

        assert running(mine) == {FIRST: MONDAY + 2 * HOUR, RESOLUTION: MONDAY + 24 * HOUR}


def test_merged_it_has_none_and_undone_it_has_them_again(
    mine: Ticket, billing: Category, anna: User, monday: Frozen
) -> None:
    with in_scope(mine.tenant_id):
        other = make_ticket(Category.objects.get(pk=billing.pk))
        monday.move(minutes=5)
        move = merge_tickets(mine, other, by=anna)
        assert (running(mine), set(running(other))) == ({}, {FIRST, RESOLUTION})
        assert_columns_agree(mine)
        monday.move(minutes=5)
        undo_move(move, by=anna)

        assert running(mine) == running(other) == {FIRST: MONDAY + 2 * HOUR, RESOLUTION: MONDAY + 24 * HOUR}
        assert_columns_agree(mine)
        assert_columns_agree(other)


def test_a_question_that_is_separated_is_promised_an_answer_there(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        answered_with(mine, anna)
        monday.move(hours=2)
        written_by(mine)
        question = mine.messages.order_by("-id").first()
        assert question and set(running(mine)) == {NEXT, RESOLUTION}
        move = separate_message(question, by=anna)

        assert set(running(mine)) == {RESOLUTION}
        assert running(move.target) == {FIRST: MONDAY + 4 * HOUR, RESOLUTION: MONDAY + 26 * HOUR}
        assert_columns_agree(mine)
        assert_columns_agree(move.target)


def test_a_duplicate_of_what_is_answered_waits_for_no_response(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        answered_with(mine, anna)
        monday.move(hours=1)
        new = duplicate_ticket(mine, with_notes=False, by=anna).target

        assert running(new) == {RESOLUTION: MONDAY + 24 * HOUR}
        assert_columns_agree(new)


def test_reactivated_it_has_promises_from_now(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        close_ticket(mine, by=None)
        monday.move(hours=100)
        new = reactivate_ticket(mine, by=anna)

        assert running(new) == {FIRST: MONDAY + 102 * HOUR, RESOLUTION: MONDAY + 124 * HOUR}


def test_what_was_resolved_once_is_promised_to_be_so_again_from_then_on(
    mine: Ticket, billing: Category, moving: Category, anna: User, monday: Frozen
) -> None:
    choose(moving, SERVICE_LEVEL, None)
    with in_scope(mine.tenant_id):
        monday.move(hours=2)
        close_ticket(mine, by=anna)
        reopen_all([Ticket.objects.get(pk=mine.pk)])
        for category in (moving, billing):
            recategorize_ticket(Ticket.objects.get(pk=mine.pk), Category.objects.get(pk=category.pk), by=anna)

        assert running(mine)[RESOLUTION] == MONDAY + 26 * HOUR


def test_a_process_is_promised_an_end_once_the_customer_has_written(
    mine: Ticket, billing: Category, moving: Category, anna: User, monday: Frozen
) -> None:
    choose(moving, SERVICE_LEVEL, None)
    with in_scope(mine.tenant_id):
        Ticket.objects.filter(pk=mine.pk).update(kind=TicketKind.PROCESS)
        mine.messages.update(direction=Direction.OUT, kind=MessageKind.REPLY)
        for category in (moving, billing):
            recategorize_ticket(Ticket.objects.get(pk=mine.pk), Category.objects.get(pk=category.pk), by=anna)
        assert running(mine) == {}
        monday.move(hours=3)
        written_by(mine)
        recompute([mine.pk])

        assert running(mine) == {NEXT: MONDAY + 4 * HOUR, RESOLUTION: MONDAY + 27 * HOUR}


def test_handed_over_it_has_the_promises_of_the_other_tenant(
    mine: Ticket, claims: Category, alpina: Tenant, anna: User, monday: Frozen
) -> None:
    choose(alpina, SERVICE_LEVEL, make_service_level(alpina, first_response=240))
    with in_scope(mine.tenant_id, alpina):
        monday.move(hours=1)
        new = hand_over_ticket(mine, Category.objects.get(pk=claims.pk), reason="Gehört dorthin", by=anna)

        assert (running(mine), sorted(ended(mine))) == ({}, [(FIRST, None), (RESOLUTION, None)])
        assert running(new) == {FIRST: MONDAY + 4 * HOUR}


def test_computing_anew_changes_nothing(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        answered_with(mine, anna)
        monday.move(hours=1)
        written_by(mine)
        before = list(Promise.objects.order_by("id").values())
        recompute([mine.pk])
        recompute([mine.pk])

        assert list(Promise.objects.order_by("id").values()) == before


# -- what it costs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 20])
def test_a_batch_of_new_tickets_costs_a_few_statements_more(
    promised: None, billing: Category, nordlicht: Tenant, count: int
) -> None:
    with in_scope(nordlicht):
        category = Category.objects.select_related("tenant").get(pk=billing.pk)
        new = [NewTicket(category, None, "Frage") for _number in range(count)]
        with statements() as sent:
            open_tickets(new, by=None)

        ours = [sql for sql in sent if "sla_" in sql or "promise" in sql]
        assert len(ours) == 2


def test_what_promises_nothing_costs_nothing(billing: Category, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        category = Category.objects.select_related("tenant").get(pk=billing.pk)
        with statements() as sent:
            open_tickets([NewTicket(category, None, "Frage")], by=None)

        assert [sql for sql in sent if "sla_" in sql or "promise" in sql or "pause" in sql] == []


def test_whoever_spoke_with_the_customer_has_answered_what_was_awaited_by_then(mine: Ticket, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        spoken(mine, MONDAY - 2 * HOUR, MONDAY - HOUR)
        assert set(running(mine)) == {FIRST, RESOLUTION}

        spoken(mine, MONDAY - HOUR, MONDAY)

        assert (set(running(mine)), ended(mine)) == ({RESOLUTION}, [(FIRST, True)])
        assert Promise.objects.get(ticket=mine, kind=FIRST).done_at == MONDAY
        assert_columns_agree(mine)


def test_another_priority_leaves_what_is_due_as_it_is(mine: Ticket, monday: Frozen) -> None:
    """Also where the hours were edited, and the walk that computes anew has not come to it yet."""
    due_at = MONDAY + 7 * HOUR
    with in_scope(mine.tenant_id):
        Promise.objects.filter(ticket=mine, kind=FIRST).update(due_at=due_at)
        Ticket.objects.filter(pk=mine.pk).update(due_at=due_at)

        (place,) = ranked_again([Ticket.objects.get(pk=mine.pk)]).values()

        assert (place.due_at, running(mine)[FIRST]) == (due_at, due_at)
