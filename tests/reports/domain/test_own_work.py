"""One's own figures: what reports count of a person, over several periods, and nothing of anybody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from kontor.org.models import Category
from kontor.people.models import User
from kontor.reports.domain.own_work import PERIODS, Did, Figure, Own, own_work, tickets_behind
from kontor.reports.domain.periods import Period
from kontor.reports.domain.promises_kept import Kept
from kontor.reports.domain.sight import Sight
from kontor.reports.domain.work import By, Work, report_of
from kontor.sla.enums import PromiseKind
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Promise, Ticket
from tests.factories.reports import settle
from tests.factories.tickets import make_message, make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements

TODAY = date(2026, 3, 10)  # a Tuesday
NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def work_of(person: User, *tenants: Tenant) -> dict[Period, Work]:
    with in_scope(*tenants):
        return own_work(Own(person.pk, tenants, TODAY))


def behind(person: User, tenant: Tenant, figure: Figure, *categories: Category, most: int = 10) -> list[Did]:
    with in_scope(tenant):
        own, readable = Own(person.pk, [tenant], TODAY), [category.pk for category in categories]
        return tickets_behind(own, Period.THIS_MONTH, figure, readable=readable, most=most)


def answer(ticket: Ticket, author: User, at: datetime, kind: MessageKind = MessageKind.REPLY) -> None:
    make_message(ticket, direction=Direction.OUT, kind=kind, author=author, at=at)


def close(ticket: Ticket, by: User, at: datetime, *, kept: bool | None = None) -> None:
    """With its resolution, where it was promised."""
    settle(ticket, kept=kept, at=at)
    with in_scope(ticket.tenant_id):
        Promise.objects.filter(ticket=ticket, done_at=at).update(kind=PromiseKind.RESOLUTION)
        Ticket.objects.filter(pk=ticket.pk).update(
            state=TicketState.CLOSED, closed_at=at, last_owner=by, owner=None, due_at=None
        )


def test_each_period_has_what_was_done_in_it(anna: User, nordlicht: Tenant, billing: Category) -> None:
    """One today, two yesterday, four last week on Sunday, eight on the 15th of February."""
    for number, at in ((1, NOON), (2, NOON - DAY), (4, NOON - 2 * DAY), (8, NOON - 23 * DAY)):
        for _each in range(number):
            ticket = make_ticket(billing, received_at=at - HOUR)
            answer(ticket, anna, at)
            close(ticket, anna, at)

    found = work_of(anna, nordlicht)

    assert {period: work.answered for period, work in found.items()} == {
        Period.TODAY: 1,
        Period.YESTERDAY: 2,
        Period.THIS_WEEK: 3,
        Period.LAST_WEEK: 4,
        Period.LAST_30_DAYS: 15,
        Period.THIS_MONTH: 7,
    }
    assert [found[period].closed for period in PERIODS] == [1, 2, 3, 4, 15, 7]
    assert {work.half_within for work in found.values()} == {HOUR}


def test_nothing_of_colleagues_and_the_same_as_the_report_by_agent(
    anna: User, bela: User, nordlicht: Tenant, billing: Category
) -> None:
    mine, theirs = make_ticket(billing, received_at=NOON - HOUR), make_ticket(billing, received_at=NOON)
    for ticket, author in ((mine, anna), (theirs, bela)):
        answer(ticket, author, NOON)
        answer(ticket, author, NOON + HOUR, MessageKind.FORWARD)
        close(ticket, author, NOON + 2 * HOUR)

    found = work_of(anna, nordlicht)[Period.TODAY]

    assert found == Work(answered=1, outside=1, closed=1, half_within=3 * HOUR)
    with in_scope(nordlicht):
        sight = Sight([nordlicht], [], frozenset(), everything=True)
        assert report_of(sight, TODAY, TODAY, By.AGENT).over_tenants[anna.pk] == found


def test_promises_count_for_whoever_answered_and_closed(
    anna: User, bela: User, nordlicht: Tenant, billing: Category
) -> None:
    ticket = make_ticket(billing, received_at=NOON - HOUR)
    answer(ticket, anna, NOON)
    settle(ticket, kept=True, at=NOON)
    answer(ticket, anna, NOON + HOUR)
    settle(ticket, kept=False, at=NOON + HOUR)
    settle(ticket, kept=True, at=NOON + HOUR / 2)  # on the telephone: with no mail
    close(ticket, bela, NOON + 2 * HOUR, kept=True)
    fallen = make_ticket(billing, received_at=NOON - HOUR)
    close(fallen, anna, NOON)

    assert work_of(anna, nordlicht)[Period.TODAY].kept == Kept(1, 2)
    assert work_of(bela, nordlicht)[Period.TODAY].kept == Kept(1, 1)
    assert behind(anna, nordlicht, Figure.PROMISES, billing) == [Did(ticket.pk, NOON + HOUR, kept=False)]


def test_only_of_the_tenants_that_one_works_for_now(
    bela: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    """Both rows are in sight: row security alone would not tell them apart."""
    for category in (billing, claims):
        ticket = make_ticket(category, received_at=NOON)
        answer(ticket, bela, NOON)
        settle(ticket, kept=True, at=NOON)
        close(ticket, bela, NOON + HOUR, kept=True)

    with in_scope(nordlicht, alpina):
        one = own_work(Own(bela.pk, [nordlicht], TODAY))[Period.TODAY]

    assert one == Work(answered=1, closed=1, half_within=HOUR, kept=Kept(2, 2))
    assert work_of(bela, nordlicht, alpina)[Period.TODAY].closed == 2
    assert own_work(Own(bela.pk, [], TODAY)) == {period: Work() for period in PERIODS}


def test_the_tickets_behind_a_figure_that_one_may_still_read(
    anna: User, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    first, second, moved = (make_ticket(category, received_at=NOON) for category in (billing, billing, moving))
    for ticket, at in ((first, NOON), (second, NOON + HOUR), (first, NOON + 2 * HOUR), (moved, NOON)):
        answer(ticket, anna, at)
    answer(second, anna, NOON, MessageKind.INQUIRY)
    close(first, anna, NOON + 3 * HOUR)

    assert behind(anna, nordlicht, Figure.ANSWERED, billing) == [
        Did(first.pk, NOON + 2 * HOUR),
        Did(second.pk, NOON + HOUR),
    ]
    assert behind(anna, nordlicht, Figure.ANSWERED, billing, most=1) == [Did(first.pk, NOON + 2 * HOUR)]
    assert behind(anna, nordlicht, Figure.OUTSIDE, billing) == [Did(second.pk, NOON)]
    assert behind(anna, nordlicht, Figure.CLOSED, billing) == [Did(first.pk, NOON + 3 * HOUR)]
    assert behind(anna, nordlicht, Figure.CLOSED, moving) == []


def test_it_takes_one_statement(anna: User, nordlicht: Tenant, billing: Category) -> None:
    own = Own(anna.pk, [nordlicht], TODAY)
    with in_scope(nordlicht), statements() as sent:
        own_work(own)
        tickets_behind(own, Period.TODAY, Figure.CLOSED, readable=[billing.pk], most=10)

    assert len(sent) == 2
