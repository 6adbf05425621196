"""Promises stand still while others are waited for."""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.routing.domain.waiting import fetch_waiting
from kontor.sla.enums import PauseKind
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.explaining import explain_now
from kontor.tickets.domain.inquiries import open_inquiry, take_back_inquiries
from kontor.tickets.domain.settling import recompute
from kontor.tickets.domain.states import lock
from kontor.tickets.enums import Direction, InquiryKind, MessageKind
from kontor.tickets.models import Pause, Ticket
from tests.conftest import Frozen
from tests.factories.tickets import make_message
from tests.support.scoping import in_scope
from tests.tickets.domain.deadlines.conftest import FIRST, HOUR, MONDAY, RESOLUTION, opened, written_by
from tests.tickets.promising import assert_columns_agree, ended, running


def test_waiting_for_the_customer_stands_still_until_they_write(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        monday.move(hours=1)
        waiting = resubmit_ticket(mine, until=clock.now() + 48 * HOUR, to=anna, waits_for_customer=True, by=anna)
        assert (waiting.due_at, waiting.warn_at, waiting.rank_at) == (None, None, MONDAY + 2 * HOUR)
        assert running(mine) == {FIRST: None, RESOLUTION: None}
        assert_columns_agree(mine)

        monday.move(hours=10)
        written_by(mine)

        back = Ticket.objects.get(pk=mine.pk)
        assert (back.due_at, back.waits_for_customer) == (MONDAY + 12 * HOUR, False)
        assert running(mine) == {FIRST: MONDAY + 12 * HOUR, RESOLUTION: MONDAY + 34 * HOUR}
        assert list(Pause.objects.values_list("kind", "since", "until")) == [
            (PauseKind.CUSTOMER, MONDAY + HOUR, MONDAY + 11 * HOUR)
        ]
        assert_columns_agree(mine)


def test_one_ticket_that_goes_on_leaves_the_others_standing(
    mine: Ticket, billing: Category, nordlicht_account: MailAccount, anna: User, monday: Frozen
) -> None:
    other = opened(billing, account=nordlicht_account, owner=anna)
    with in_scope(mine.tenant_id):
        for ticket in (mine, other):
            resubmit_ticket(ticket, until=clock.now() + 48 * HOUR, to=anna, waits_for_customer=True, by=anna)
        monday.move(hours=1)
        written_by(mine)

        assert list(Pause.objects.order_by("id").values_list("ticket_id", "until")) == [
            (mine.pk, MONDAY + HOUR),
            (other.pk, None),
        ]


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


def test_what_stood_still_while_the_clock_was_wrong_goes_on_as_if_it_had_not(
    mine: Ticket, anna: User, monday: Frozen
) -> None:
    with in_scope(mine.tenant_id):
        monday.move(hours=2)
        waiting = resubmit_ticket(mine, until=clock.now() + 48 * HOUR, to=anna, waits_for_customer=True, by=anna)
        monday.move(hours=-1)
        fetch_waiting(waiting, by=anna)
        monday.move(hours=2)

        recompute([mine.pk])

        assert running(mine) == {FIRST: MONDAY + 2 * HOUR, RESOLUTION: MONDAY + 24 * HOUR}
        assert list(Pause.objects.values_list("since", "until")) == [(MONDAY + 2 * HOUR, MONDAY + 2 * HOUR)]
        assert_columns_agree(mine)


def test_a_wait_that_was_noted_to_end_before_it_began_took_no_time(mine: Ticket, anna: User, monday: Frozen) -> None:
    with in_scope(mine.tenant_id):
        monday.move(hours=2)
        waiting = resubmit_ticket(mine, until=clock.now() + 48 * HOUR, to=anna, waits_for_customer=True, by=anna)
        fetch_waiting(waiting, by=anna)
        Pause.objects.update(until=MONDAY + HOUR)
        monday.move(hours=1)

        recompute([mine.pk])

        assert running(mine) == {FIRST: MONDAY + 2 * HOUR, RESOLUTION: MONDAY + 24 * HOUR}
        lines = [line for row in explain_now(mine) for line in row.lines if line.pause]
        assert [(line.begin, line.end, line.length) for line in lines] == [(MONDAY + 2 * HOUR,) * 2 + (0 * HOUR,)]
        assert_columns_agree(mine)
