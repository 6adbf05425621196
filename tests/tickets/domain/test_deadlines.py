"""The life of promises: begun, kept, broken, fallen away; standing still; the columns that follow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kontor.answers.domain.drafts import DraftValues, open_draft, save_draft
from kontor.answers.domain.send import send_answer
from kontor.answers.domain.taking_back import take_back_answer
from kontor.answers.preferences import UNDO_SECONDS
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.bulk import close_many, undo
from kontor.routing.domain.hand_over import hand_over_ticket
from kontor.routing.domain.recategorize import recategorize_ticket
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.routing.domain.waiting import fetch_waiting
from kontor.sla.enums import PauseKind, PromiseKind
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_after_sending, close_ticket
from kontor.tickets.domain.duplicating import duplicate_ticket
from kontor.tickets.domain.inquiries import open_inquiry, take_back_inquiries
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.moving import merge_tickets, separate_message
from kontor.tickets.domain.opening import NewTicket, open_tickets
from kontor.tickets.domain.reactivation import reactivate_ticket
from kontor.tickets.domain.reopening import reopen_all
from kontor.tickets.domain.settling import recompute
from kontor.tickets.domain.spam import mark_as_spam, take_back_from_spam
from kontor.tickets.domain.states import lock
from kontor.tickets.domain.undoing import undo_move
from kontor.tickets.enums import Direction, InquiryKind, MessageKind, TicketKind
from kontor.tickets.models import Message, Pause, Promise, Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.tickets import make_message, make_ticket, new_message
from tests.support.scoping import in_scope
from tests.support.statements import statements
from tests.tickets.promising import assert_columns_agree, ended, running

FIRST, NEXT, RESOLUTION = PromiseKind.FIRST_RESPONSE, PromiseKind.NEXT_RESPONSE, PromiseKind.RESOLUTION
TARGETS = {"first_response": 120, "next_response": 60, "resolution": 1440}
HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten o'clock in Berlin."""


@pytest.fixture
def monday(frozen: Frozen) -> Frozen:
    frozen.at = MONDAY
    return frozen


@pytest.fixture
def promised(nordlicht: Tenant, monday: Frozen) -> None:
    """Round the clock: two hours to the first response, one to the next, a day to the end."""
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, **TARGETS))


@pytest.fixture
def mine(promised: None, billing: Category, nordlicht_account: MailAccount, anna: User) -> Ticket:
    return _opened(billing, account=nordlicht_account, owner=anna)


def _opened(category: Category, **values: Any) -> Ticket:
    with in_scope(category.tenant_id):
        return make_ticket(Category.objects.select_related("tenant").get(pk=category.pk), **values)


def _answer(ticket: Ticket, by: User, *, final: bool = False) -> Message:
    draft = open_draft(ticket, author=by)
    values = DraftValues(to=draft.to, cc=[], bcc=[], subject="Re: x", text="Gern.")
    draft = save_draft(draft, values, version=1, by=by)
    message = send_answer(draft, final=final, by=by)
    assert isinstance(message, Message)
    return message


def _write(ticket: Ticket) -> None:
    """The customer writes."""
    append_message(ticket, new_message(ticket.customer, subject=ticket.subject))


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

    ticket = _opened(billing)

    assert ticket.due_at == MONDAY + timedelta(hours=4, minutes=30)  # 14:30


def test_the_category_goes_before_the_tenant_and_priority_goes_first(
    promised: None, billing: Category, nordlicht: Tenant
) -> None:
    level = make_service_level(nordlicht, first_response=60, priority_percent=200, warning_share=50)
    choose(billing, SERVICE_LEVEL, level)

    ticket = _opened(billing)

    assert (ticket.due_at, ticket.warn_at) == (MONDAY + HOUR, MONDAY + HOUR / 2)
    assert ticket.rank_at == MONDAY + HOUR / 2


def test_hours_that_never_come_are_never_due(promised: None, billing: Category, nordlicht: Tenant) -> None:
    choose(billing, BUSINESS_HOURS, make_calendar(nordlicht, mon=[]))

    ticket = _opened(billing)

    assert (ticket.due_at, ticket.warn_at, ticket.rank_at) == (None, None, MONDAY + 24 * HOUR)
    with in_scope(nordlicht):
        assert running(ticket) == {FIRST: None, RESOLUTION: None}


def test_a_first_answer_keeps_the_promise_until_the_very_instant(mine: Ticket, anna: User, monday: Frozen) -> None:
    monday.move(hours=2)
    with in_scope(mine.tenant_id):
        _answer(mine, anna)

        assert ended(mine) == [(FIRST, True)]
        assert running(mine) == {RESOLUTION: MONDAY + 24 * HOUR}
        assert_columns_agree(mine)


def test_an_answer_too_late_breaks_it(mine: Ticket, anna: User, monday: Frozen) -> None:
    monday.move(hours=2, seconds=1)
    with in_scope(mine.tenant_id):
        _answer(mine, anna)

        assert ended(mine) == [(FIRST, False)]


def test_an_answer_that_is_taken_back_was_none(mine: Ticket, nordlicht: Tenant, anna: User, monday: Frozen) -> None:
    prefer(nordlicht, UNDO_SECONDS, 10)
    with in_scope(nordlicht):
        monday.move(minutes=5)
        message = _answer(Ticket.objects.get(pk=mine.pk), anna, final=True)
        monday.move(seconds=3)
        take_back_answer(message, by=anna)

        assert ended(mine) == []
        assert running(mine) == {FIRST: MONDAY + 2 * HOUR, RESOLUTION: MONDAY + 24 * HOUR}
        assert_columns_agree(mine)


def test_who_writes_after_the_answer_waits_for_the_next_one(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        _answer(mine, anna)
        monday.move(hours=3)
        _write(mine)
        monday.move(minutes=30)
        _write(mine)

        assert running(mine) == {NEXT: MONDAY + 4 * HOUR, RESOLUTION: MONDAY + 24 * HOUR}
        _answer(mine, anna)
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
        _answer(mine, anna, final=True)
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


# -- standing still ---------------------------------------------------------------------------------


def test_waiting_for_the_customer_stands_still_until_they_write(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        monday.move(hours=1)
        waiting = resubmit_ticket(mine, until=clock.now() + 48 * HOUR, to=anna, waits_for_customer=True, by=anna)
        assert (waiting.due_at, waiting.warn_at, waiting.rank_at) == (None, None, MONDAY + 2 * HOUR)
        assert running(mine) == {FIRST: None, RESOLUTION: None}
        assert_columns_agree(mine)

        monday.move(hours=10)
        _write(mine)

        back = Ticket.objects.get(pk=mine.pk)
        assert (back.due_at, back.waits_for_customer) == (MONDAY + 12 * HOUR, False)
        assert running(mine) == {FIRST: MONDAY + 12 * HOUR, RESOLUTION: MONDAY + 34 * HOUR}
        assert list(Pause.objects.values_list("kind", "since", "until")) == [
            (PauseKind.CUSTOMER, MONDAY + HOUR, MONDAY + 11 * HOUR)
        ]
        assert_columns_agree(mine)


def test_a_resubmission_of_ours_goes_on_counting(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        waiting = resubmit_ticket(mine, until=clock.now() + 48 * HOUR, to=anna, by=anna)
        assert waiting.due_at == MONDAY + 2 * HOUR
        monday.move(hours=1)
        assert fetch_waiting(mine, by=anna).due_at == MONDAY + 2 * HOUR
        assert_columns_agree(mine)


@pytest.mark.parametrize("kind", [InquiryKind.INQUIRY, InquiryKind.FORWARD])
def test_people_outside_are_waited_for(mine: Ticket, anna: User, monday: Frozen, kind: InquiryKind) -> None:
    with in_scope(mine.tenant_id):
        asked = make_message(mine, direction=Direction.OUT, kind=MessageKind(kind))
        open_inquiry(lock(mine), asked, kind=kind, remind_after=0, by=anna)
        assert running(mine) == {FIRST: None, RESOLUTION: None}
        monday.move(hours=5)
        take_back_inquiries(mine, by=anna)

        assert running(mine) == {FIRST: MONDAY + 7 * HOUR, RESOLUTION: MONDAY + 29 * HOUR}
        assert_columns_agree(mine)


def test_what_was_broken_before_it_stood_still_stays_broken(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        monday.move(hours=3)
        resubmit_ticket(mine, until=clock.now() + 48 * HOUR, to=anna, waits_for_customer=True, by=anna)
        monday.move(hours=1)
        close_ticket(Ticket.objects.get(pk=mine.pk), by=None)

        assert sorted(ended(mine)) == [(FIRST, None), (RESOLUTION, True)]
        assert not Pause.objects.filter(until=None).exists()


# -- other ways -------------------------------------------------------------------------------------


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
        _answer(mine, anna)
        monday.move(hours=2)
        _write(mine)
        question = mine.messages.order_by("-id").first()
        assert question and set(running(mine)) == {NEXT, RESOLUTION}
        move = separate_message(question, by=anna)

        assert set(running(mine)) == {RESOLUTION}
        assert running(move.target) == {FIRST: MONDAY + 4 * HOUR, RESOLUTION: MONDAY + 26 * HOUR}
        assert_columns_agree(mine)
        assert_columns_agree(move.target)


def test_a_duplicate_of_what_is_answered_waits_for_no_response(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        _answer(mine, anna)
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
        _answer(mine, anna)
        monday.move(hours=1)
        _write(mine)
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
