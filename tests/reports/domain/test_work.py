"""What was done in a period: everything once, on the tenant's own days, and nothing of what one may not see."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kontor.channels.enums import Channel
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.reports.domain.promises_kept import Kept
from kontor.reports.domain.sight import sight_of
from kontor.reports.domain.work import By, Report, Work, report_of
from kontor.tenants.models import Tenant
from kontor.tickets.domain.duplicating import duplicate_ticket
from kontor.tickets.enums import Direction, LinkKind, MessageKind, TicketState
from kontor.tickets.models import Message, Ticket, TicketLink
from tests.conftest import Frozen
from tests.factories.reports import settle
from tests.factories.tickets import make_message, make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements

DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)


def report(person: User, tenant: Tenant, by: By = By.CATEGORY, first: date = DAY, last: date = DAY) -> Report:
    with in_scope(tenant):
        return report_of(sight_of(load_access(person, (tenant.pk,))), first, last, by)


def come(category: Category, at: datetime = NOON, **values: object) -> Ticket:
    return make_ticket(category, received_at=at, **values)


def close(ticket: Ticket, at: datetime, by: User) -> None:
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(
            state=TicketState.CLOSED, closed_at=at, last_owner=by, owner=None, due_at=None
        )


def send(ticket: Ticket, author: User | None, at: datetime = NOON, kind: MessageKind = MessageKind.REPLY) -> None:
    make_message(ticket, direction=Direction.OUT, kind=kind, author=author, at=at)


def test_everything_is_counted_where_it_stands(
    sven: User, anna: User, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    first, second, third = come(billing), come(billing, NOON - 2 * HOUR), come(moving, channel=Channel.PHONE)
    send(first, anna)
    send(first, anna, kind=MessageKind.INTERMEDIATE)
    send(second, anna, kind=MessageKind.FORWARD)
    send(third, None)  # automatic: nobody has written it
    close(first, NOON + HOUR, anna)
    close(second, NOON + 3 * HOUR, anna)
    settle(first, kept=True, at=NOON)
    settle(first, kept=False, at=NOON)
    settle(third, kept=None, at=NOON)

    found = report(sven, nordlicht)

    whole = Work(3, 2, 1, 2, 3 * HOUR, Kept(1, 2))
    assert (found.total, found.by_tenant) == (whole, {nordlicht.pk: whole})
    assert found.groups == {
        (nordlicht.pk, billing.pk): Work(2, 2, 1, 2, 3 * HOUR, Kept(1, 2)),
        (nordlicht.pk, moving.pk): Work(1),
    }
    assert report(sven, nordlicht, By.CHANNEL).over_tenants[Channel.PHONE] == Work(1)


def test_agents_have_what_they_sent_and_closed(
    sven: User, anna: User, bela: User, nordlicht: Tenant, billing: Category
) -> None:
    ticket = come(billing)
    send(ticket, bela)
    close(ticket, NOON + HOUR, anna)

    found = report(sven, nordlicht, By.AGENT).over_tenants

    assert found == {bela.pk: Work(answered=1), anna.pk: Work(closed=1, half_within=HOUR)}


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 3, 9, 22, 59, tzinfo=UTC), None),
        (datetime(2026, 3, 9, 23, tzinfo=UTC), DAY),
        (datetime(2026, 3, 10, 22, 59, tzinfo=UTC), DAY),
        (datetime(2026, 3, 10, 23, tzinfo=UTC), None),
    ],
)
def test_a_day_is_the_tenants_day(
    sven: User, anna: User, nordlicht: Tenant, billing: Category, at: datetime, day: date | None
) -> None:
    """In Berlin it begins an hour before that of UTC."""
    ticket = come(billing, at)
    send(ticket, anna, at)
    settle(ticket, kept=True, at=at)
    close(ticket, at, anna)

    found = report(sven, nordlicht, By.DAY).over_tenants

    assert found == ({day: Work(1, 1, 0, 1, timedelta(), Kept(1, 1))} if day else {})


def test_the_day_of_a_changed_clock_has_an_hour_less(sven: User, nordlicht: Tenant, billing: Category) -> None:
    spring = date(2026, 3, 29)
    for hour in (22, 23, 45, 46):  # it lasts from 23:00 UTC on the day before until 22:00 UTC
        come(billing, datetime(2026, 3, 28, tzinfo=UTC) + hour * HOUR)

    assert report(sven, nordlicht, By.DAY, spring, spring).over_tenants == {spring: Work(2)}


@pytest.mark.parametrize("received", [DAY - timedelta(days=40), DAY - timedelta(days=3)])
def test_spam_does_not_come_and_what_was_handed_over_does_once(
    sven: User, nordlicht: Tenant, alpina: Tenant, billing: Category, received: date
) -> None:
    """When it was handed over, also where it was received in the same time."""
    come(billing, state=TicketState.SPAM)
    older = come(billing, datetime.combine(received, NOON.timetz()))
    with in_scope(nordlicht):
        TicketLink.objects.create(
            tenant=nordlicht,
            ticket=older,
            kind=LinkKind.HANDED_OVER_FROM,
            other_number=4711,
            other_tenant_id=alpina.pk,
            at=NOON,
        )

    found = report(sven, nordlicht, By.DAY, DAY - timedelta(days=7), DAY)

    assert (found.total, found.over_tenants) == (Work(1), {DAY: Work(1)})


def test_a_copy_comes_when_it_is_made_and_what_was_sent_was_sent_once(
    sven: User, anna: User, nordlicht: Tenant, billing: Category, frozen: Frozen
) -> None:
    frozen.at = NOON
    ticket = come(billing, NOON - timedelta(days=5))
    send(ticket, anna, NOON - timedelta(days=4))
    with in_scope(nordlicht):
        copy = duplicate_ticket(ticket, with_notes=False, by=anna).target
        assert copy is not None
        erased = duplicate_ticket(ticket, with_notes=False, by=anna).target
        Message.objects.filter(ticket=erased).update(evidence={})
    send(copy, anna, NOON + HOUR)

    found = report(sven, nordlicht, By.DAY, DAY - timedelta(days=7), DAY).over_tenants

    assert found == {
        DAY - timedelta(days=5): Work(1),
        DAY - timedelta(days=4): Work(answered=1),
        DAY: Work(2, answered=1),
    }


def test_nothing_of_what_one_may_not_see(
    sven: User, ada: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    """A supervisor sees the categories of their groups; who has the right for all, all of the chosen tenants."""
    come(billing)
    foreign = come(claims)
    send(foreign, ada)
    settle(foreign, kept=True, at=NOON)
    close(foreign, NOON, ada)
    with in_scope(nordlicht):
        unseen = Category.objects.create(
            tenant=nordlicht, name="Vorstand", sort_key="vorstand", internal_name="vorstand"
        )
    ticket = come(unseen)
    send(ticket, ada)
    settle(ticket, kept=True, at=NOON)
    close(ticket, NOON, ada)

    assert report(sven, nordlicht) == Report(
        Work(1), {nordlicht.pk: Work(1)}, {(nordlicht.pk, billing.pk): Work(1)}, {billing.pk: Work(1)}
    )
    assert report(sven, nordlicht, By.AGENT) == Report(Work(), {}, {}, {})
    assert report(sven, alpina) == Report(Work(), {}, {}, {})
    assert set(report(ada, nordlicht).groups) == {(nordlicht.pk, billing.pk), (nordlicht.pk, unseen.pk)}


def test_tenants_have_days_of_their_own(
    ada: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    """Where the clock of one is ahead, the same moment is of another day."""
    with in_scope(nordlicht, alpina):
        Tenant.objects.filter(pk=alpina.pk).update(time_zone="Asia/Tokyo")
    late = datetime(2026, 3, 10, 20, tzinfo=UTC)
    come(billing, late), come(claims, late)
    with in_scope(nordlicht, alpina):
        sight = sight_of(load_access(ada, (nordlicht.pk, alpina.pk)))
        found = report_of(sight, DAY, DAY + timedelta(days=1), By.DAY)

    assert found.groups == {
        (nordlicht.pk, DAY): Work(1),
        (alpina.pk, DAY + timedelta(days=1)): Work(1),
    }
    assert found.total == Work(2)


@pytest.mark.parametrize("by", list(By))
def test_it_takes_one_statement_whatever_there_is(by: By, sven: User, nordlicht: Tenant, billing: Category) -> None:
    come(billing)
    with in_scope(nordlicht):
        sight = sight_of(load_access(sven, (nordlicht.pk,)))
        with statements() as sent:
            report_of(sight, DAY, DAY + timedelta(days=30), by)

    assert len(sent) == 1
