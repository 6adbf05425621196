"""What is promised, and when it is kept."""

from __future__ import annotations

from datetime import timedelta

from kontor.answers.domain.taking_back import take_back_answer
from kontor.answers.preferences import UNDO_SECONDS
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.bulk import close_many, undo
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_after_sending, close_ticket
from kontor.tickets.domain.deadlines import answer_taken_back, closing_undone
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.opening import NewTicket, open_tickets
from kontor.tickets.domain.reopening import reopen_all
from kontor.tickets.domain.spam import mark_as_spam, take_back_from_spam
from kontor.tickets.domain.states import lock
from kontor.tickets.enums import TicketKind
from kontor.tickets.models import Promise, Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.tickets import make_ticket, new_message
from tests.support.scoping import in_scope
from tests.tickets.domain.deadlines.conftest import (
    FIRST,
    HOUR,
    MONDAY,
    NEXT,
    RESOLUTION,
    answered_with,
    opened,
    written_by,
)
from tests.tickets.promising import assert_columns_agree, ended, running


def test_a_new_ticket_has_its_promises_and_columns(mine: Ticket, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        assert running(mine) == {FIRST: MONDAY + 2 * HOUR, RESOLUTION: MONDAY + 24 * HOUR}
        assert (mine.due_at, mine.warn_at) == (MONDAY + 2 * HOUR, MONDAY + 1.5 * HOUR)
        assert mine.rank_at == MONDAY + 2 * HOUR
        assert_columns_agree(mine)


def test_without_a_service_level_it_ranks_as_if_due_in_a_day(monday: Frozen, billing: Category) -> None:
    ticket = make_ticket(billing)

    assert (ticket.due_at, ticket.warn_at, ticket.rank_at) == (None, None, MONDAY + 24 * HOUR)


def test_only_business_hours_count(promised: None, billing: Category, nordlicht: Tenant, monday: Frozen) -> None:
    choose(billing, BUSINESS_HOURS, make_calendar(nordlicht))
    monday.move(hours=1, minutes=30)  # half past eleven: half an hour before lunch

    ticket = opened(billing)

    assert ticket.due_at == MONDAY + timedelta(hours=4, minutes=30)  # 14:30


def test_the_category_goes_before_the_tenant_and_priority_goes_first(
    promised: None, billing: Category, nordlicht: Tenant
) -> None:
    level = make_service_level(nordlicht, first_response=60, priority_percent=200, warning_share=50)
    choose(billing, SERVICE_LEVEL, level)

    ticket = opened(billing)

    assert (ticket.due_at, ticket.warn_at) == (MONDAY + HOUR, MONDAY + HOUR / 2)
    assert ticket.rank_at == MONDAY + HOUR / 2


def test_hours_that_never_come_are_never_due(promised: None, billing: Category, nordlicht: Tenant) -> None:
    choose(billing, BUSINESS_HOURS, make_calendar(nordlicht, mon=[]))

    ticket = opened(billing)

    assert (ticket.due_at, ticket.warn_at, ticket.rank_at) == (None, None, MONDAY + 24 * HOUR)
    with in_scope(nordlicht):
        assert running(ticket) == {FIRST: None, RESOLUTION: None}


def test_a_first_answer_keeps_the_promise_until_the_very_instant(mine: Ticket, anna: User, monday: Frozen) -> None:
    monday.move(hours=2)
    with in_scope(mine.tenant_id):
        answered_with(mine, anna)

        assert ended(mine) == [(FIRST, True)]
        assert running(mine) == {RESOLUTION: MONDAY + 24 * HOUR}
        assert_columns_agree(mine)


def test_an_answer_too_late_breaks_it(mine: Ticket, anna: User, monday: Frozen) -> None:
    monday.move(hours=2, seconds=1)
    with in_scope(mine.tenant_id):
        answered_with(mine, anna)

        assert ended(mine) == [(FIRST, False)]


def test_an_answer_that_is_taken_back_was_none(mine: Ticket, nordlicht: Tenant, anna: User, monday: Frozen) -> None:
    prefer(nordlicht, UNDO_SECONDS, 10)
    with in_scope(nordlicht):
        monday.move(minutes=5)
        message = answered_with(Ticket.objects.get(pk=mine.pk), anna, final=True)
        monday.move(seconds=3)
        take_back_answer(message, by=anna)

        assert ended(mine) == []
        assert running(mine) == {FIRST: MONDAY + 2 * HOUR, RESOLUTION: MONDAY + 24 * HOUR}
        assert set(Promise.objects.values_list("kept", flat=True)) == {None}
        assert_columns_agree(mine)


def test_an_answer_that_is_taken_back_after_the_customer_wrote_leaves_one_response(
    mine: Ticket, anna: User, monday: Frozen
) -> None:
    with in_scope(mine.tenant_id):
        monday.move(minutes=5)
        message = answered_with(mine, anna)
        monday.move(seconds=3)
        written_by(mine)
        assert set(running(mine)) == {NEXT, RESOLUTION}

        answer_taken_back(Ticket.objects.get(pk=mine.pk), message)

        assert running(mine) == {FIRST: MONDAY + 2 * HOUR, RESOLUTION: MONDAY + 24 * HOUR}
        assert ended(mine) == []
        assert_columns_agree(mine)


def test_an_answer_that_is_taken_back_leaves_what_an_earlier_one_has_kept(
    mine: Ticket, anna: User, monday: Frozen
) -> None:
    with in_scope(mine.tenant_id):
        monday.move(minutes=5)
        answered_with(mine, anna)
        monday.move(minutes=5)
        written_by(mine)
        monday.move(minutes=5)
        message = answered_with(Ticket.objects.get(pk=mine.pk), anna)

        answer_taken_back(Ticket.objects.get(pk=mine.pk), message)

        assert ended(mine) == [(FIRST, True)]
        assert running(mine) == {NEXT: MONDAY + timedelta(minutes=10) + HOUR, RESOLUTION: MONDAY + 24 * HOUR}


def test_an_answer_that_is_taken_back_leaves_other_tickets_as_they_are(
    mine: Ticket, billing: Category, nordlicht_account: MailAccount, anna: User, monday: Frozen
) -> None:
    """Two answers may have left at the same moment."""
    other = opened(billing, account=nordlicht_account, owner=anna)
    with in_scope(mine.tenant_id):
        monday.move(minutes=5)
        message = answered_with(mine, anna)
        answered_with(other, anna)

        answer_taken_back(Ticket.objects.get(pk=mine.pk), message)

        assert (ended(mine), ended(other)) == ([], [(FIRST, True)])


def test_a_closing_that_is_undone_brings_nothing_back_that_runs_anew(mine: Ticket, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        monday.move(minutes=1)
        closed = close_ticket(mine, by=None)
        assert closed.closed_at is not None
        monday.move(minutes=1)
        reopen_all([lock(mine)])

        closing_undone(Ticket.objects.get(pk=mine.pk), closed.closed_at)

        later = MONDAY + timedelta(minutes=2)
        assert running(mine) == {FIRST: MONDAY + 2 * HOUR, NEXT: later + HOUR, RESOLUTION: later + 24 * HOUR}
        assert ended(mine) == [(RESOLUTION, True)]


def test_a_closing_that_is_undone_leaves_others_of_its_moment_closed(
    mine: Ticket, billing: Category, monday: Frozen
) -> None:
    """Many are closed at once, and one of them is opened again."""
    other = opened(billing)
    with in_scope(mine.tenant_id):
        monday.move(minutes=1)
        closed = close_ticket(mine, by=None)
        close_ticket(other, by=None)
        assert closed.closed_at is not None
        before = (ended(other), running(other))

        closing_undone(Ticket.objects.get(pk=mine.pk), closed.closed_at)

        assert (ended(other), running(other)) == before
        assert running(mine) != running(other) == {}


def test_who_writes_after_the_answer_waits_for_the_next_one(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        answered_with(mine, anna)
        monday.move(hours=3)
        written_by(mine)
        monday.move(minutes=30)
        written_by(mine)

        assert running(mine) == {NEXT: MONDAY + 4 * HOUR, RESOLUTION: MONDAY + 24 * HOUR}
        answered_with(mine, anna)
        assert ended(mine) == [(FIRST, True), (NEXT, True)]
        assert_columns_agree(mine)


def test_closing_ends_the_resolution_and_lets_the_response_fall_away(mine: Ticket, monday: Frozen) -> None:
    monday.move(hours=25)
    with in_scope(mine.tenant_id):
        closed = close_ticket(mine, by=None)

        assert sorted(ended(mine)) == [(FIRST, None), (RESOLUTION, False)]
        assert (closed.due_at, closed.warn_at, running(mine)) == (None, None, {})
        assert_columns_agree(mine)


def test_a_final_answer_ends_the_resolution_when_it_is_out(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        answered_with(mine, anna, final=True)
        assert running(mine) == {RESOLUTION: MONDAY + 24 * HOUR}
        close_after_sending(mine)

        assert ended(mine) == [(FIRST, True), (RESOLUTION, True)]


def test_reopened_it_starts_a_response_and_a_resolution(mine: Ticket, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        close_ticket(mine, by=None)
        monday.move(hours=50)
        ticket = lock(mine)
        reopen_all([ticket])
        append_message(ticket, new_message(ticket.customer, subject="Noch etwas"))

        assert running(mine) == {NEXT: MONDAY + 51 * HOUR, RESOLUTION: MONDAY + 74 * HOUR}
        assert_columns_agree(mine)


def test_a_closing_that_is_undone_was_none(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        monday.move(minutes=1)
        done = close_many([mine], closing_code=None, by=anna).as_plain()
        monday.move(minutes=1)
        undo(done, by=anna)

        assert running(mine) == {FIRST: MONDAY + 2 * HOUR, RESOLUTION: MONDAY + 24 * HOUR}
        assert ended(mine) == []
        assert_columns_agree(mine)


def test_spam_has_no_promises_until_it_was_none(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        spam = mark_as_spam(mine, by=anna)
        assert (running(mine), spam.due_at) == ({}, None)
        monday.move(minutes=10)
        take_back_from_spam(mine, by=anna)

        assert running(mine) == {FIRST: MONDAY + 2 * HOUR, RESOLUTION: MONDAY + 24 * HOUR}
        assert_columns_agree(mine)


def test_spam_at_the_door_has_none(promised: None, billing: Category, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        category = Category.objects.get(pk=billing.pk)
        ((ticket, _message),) = open_tickets([NewTicket(category, None, "Gewinn!", spam=True)], by=None)

        assert running(ticket) == {}


def test_a_process_of_ours_promises_something_when_the_customer_writes(
    promised: None, billing: Category, nordlicht: Tenant, monday: Frozen
) -> None:
    with in_scope(nordlicht):
        category = Category.objects.get(pk=billing.pk)
        new = NewTicket(category, None, "Ihr Vertrag", kind=TicketKind.PROCESS)
        ((ticket, _message),) = open_tickets([new], by=None)
        assert running(ticket) == {}
        monday.move(hours=1)
        append_message(ticket, new_message(None, subject="Re"))

        assert running(ticket) == {NEXT: MONDAY + 2 * HOUR, RESOLUTION: MONDAY + 25 * HOUR}
