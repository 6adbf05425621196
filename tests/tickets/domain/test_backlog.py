"""The figures of a backlog: where tickets stand, how old they are, how their promises stand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.hand_over import hand_over_ticket
from kontor.tenants.models import Tenant
from kontor.tickets.domain import backlog
from kontor.tickets.domain.backlog import Backlog, By, Group, backlog_of, breakdown_of, flows_since, lent_out
from kontor.tickets.enums import TicketState
from tests.conftest import Frozen
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements

HOUR = timedelta(hours=1)


def test_counts_what_is_open_by_how_it_stands(nordlicht: Tenant, billing: Category, anna: User, frozen: Frozen) -> None:
    now = clock.now()
    make_ticket(billing, received_at=now - HOUR, warn_at=now - HOUR / 2, due_at=now + HOUR)
    make_ticket(billing, received_at=now - 5 * HOUR, warn_at=now - 2 * HOUR, due_at=now)
    make_ticket(billing, owner=anna, received_at=now - 80 * HOUR, warn_at=now + HOUR, due_at=now + 2 * HOUR)
    make_ticket(billing, state=TicketState.CLOSED, closed_at=now)
    make_ticket(billing, state=TicketState.SPAM)

    with in_scope(nordlicht):
        found = backlog_of(nordlicht.pk)

    assert found == Backlog(3, 2, 1, 1, now - 5 * HOUR, (1, 0, 0, 1))
    assert found.late_share == 33


def test_age_bands_begin_at_their_age(nordlicht: Tenant, billing: Category, frozen: Frozen) -> None:
    second = timedelta(seconds=1)
    for age in (4 * HOUR - second, 4 * HOUR, 24 * HOUR - second, 24 * HOUR, 72 * HOUR - second, 72 * HOUR):
        make_ticket(billing, received_at=clock.now() - age)

    with in_scope(nordlicht):
        assert backlog_of(nordlicht.pk).ages == (1, 2, 2, 1)


def test_what_stands_still_is_neither_warned_nor_late(nordlicht: Tenant, billing: Category, frozen: Frozen) -> None:
    make_ticket(billing, state=TicketState.EXTERNAL_INQUIRED, due_at=None, warn_at=None)

    with in_scope(nordlicht):
        found = backlog_of(nordlicht.pk)

    assert (found.open, found.waiting, found.warned, found.late, found.oldest_at) == (1, 0, 0, 0, None)


def test_nothing_open_is_a_backlog_of_nothing(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        assert backlog_of(nordlicht.pk) == Backlog()
        assert Backlog().late_share == 0


def test_only_some_categories(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    make_ticket(billing)
    make_ticket(moving)

    with in_scope(nordlicht):
        assert backlog_of(nordlicht.pk, [moving.pk]).open == 1
        assert backlog_of(nordlicht.pk, []).open == 0


def test_is_told_apart_in_every_way_in_one_statement(
    nordlicht: Tenant, alpina: Tenant, billing: Category, moving: Category, claims: Category, anna: User
) -> None:
    make_ticket(billing)
    make_ticket(billing, owner=anna)
    make_ticket(moving)
    make_ticket(claims)

    with in_scope(nordlicht, alpina), statements() as sent:
        found = breakdown_of([nordlicht.pk, alpina.pk], By)

    north, alps = nordlicht.pk, alpina.pk
    opened = {by: {group: backlog.open for group, backlog in groups.items()} for by, groups in found.items()}
    assert opened == {
        By.TENANT: {Group(north): 3, Group(alps): 1},
        By.CATEGORY: {Group(north, billing.pk): 2, Group(north, moving.pk): 1, Group(alps, claims.pk): 1},
        By.CHANNEL: {Group(north, "mail"): 3, Group(alps, "mail"): 1},
        By.STATE: {Group(north, "queued"): 2, Group(north, "assigned"): 1, Group(alps, "queued"): 1},
        By.OWNER: {Group(north): 2, Group(north, anna.pk): 1, Group(alps): 1},
    }
    assert len([each for each in sent if "tickets_ticket" in each]) == 1


def test_a_lent_ticket_counts_where_it_stands(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    make_ticket(billing)
    lent = make_ticket(billing)
    with in_scope(nordlicht, alpina):
        type(lent).objects.filter(pk=lent.pk).update(lent_to=alpina, lent_category=claims)

    with in_scope(nordlicht):
        assert backlog_of(nordlicht.pk).open == 1
        assert lent_out([nordlicht.pk]) == {nordlicht.pk: 1}
    with in_scope(alpina):
        assert breakdown_of([alpina.pk], [By.CATEGORY]) == {
            By.CATEGORY: {Group(alpina.pk, claims.pk): backlog_of(alpina.pk)}
        }
        assert lent_out([alpina.pk]) == {}
    with in_scope(nordlicht, alpina):
        found = breakdown_of([nordlicht.pk, alpina.pk], [By.TENANT])[By.TENANT]
        assert {group.tenant: backlog.open for group, backlog in found.items()} == {nordlicht.pk: 1, alpina.pk: 1}
        assert lent_out([nordlicht.pk, alpina.pk]) == {}, "it is open here already"


def test_shows_nothing_of_a_tenant_out_of_scope(nordlicht: Tenant, alpina: Tenant, claims: Category) -> None:
    make_ticket(claims)

    with in_scope(nordlicht):
        assert backlog_of(alpina.pk) == Backlog()


def test_flows_count_what_came_and_what_went(
    nordlicht: Tenant, alpina: Tenant, billing: Category, moving: Category, frozen: Frozen
) -> None:
    now = clock.now()
    make_ticket(billing, received_at=now - 2 * HOUR, state=TicketState.CLOSED, closed_at=now - HOUR)
    make_ticket(billing, received_at=now - HOUR)
    make_ticket(moving, received_at=now - HOUR / 2, state=TicketState.SPAM)
    make_ticket(moving, received_at=now - 5 * HOUR, state=TicketState.CLOSED, closed_at=now - 4 * HOUR)

    with in_scope(nordlicht, alpina):
        found = flows_since({nordlicht.pk: now - HOUR, alpina.pk: now - HOUR})
        narrowed = flows_since({nordlicht.pk: now - 5 * HOUR}, categories=[moving.pk])

    assert {tenant: (flow.came, flow.went) for tenant, flow in found.items()} == {
        nordlicht.pk: (1, 1),
        alpina.pk: (0, 0),
    }
    assert (narrowed[nordlicht.pk].came, narrowed[nordlicht.pk].went) == (1, 1)


def test_what_is_handed_over_comes_when_it_is_handed_over(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, bela: User, frozen: Frozen
) -> None:
    old = make_ticket(billing, received_at=clock.now() - 50 * HOUR)
    new = make_ticket(billing, received_at=clock.now() - HOUR / 2)
    since = clock.now() - HOUR

    with in_scope(nordlicht, alpina):
        for ticket in (old, new):
            hand_over_ticket(ticket, claims, reason="Falscher Mandant", by=bela)
        found = flows_since({nordlicht.pk: since, alpina.pk: since})
        frozen.move(hours=2)
        later = flows_since({alpina.pk: clock.now() - HOUR})

    assert (found[nordlicht.pk].came, found[nordlicht.pk].went) == (1, 2)
    assert (found[alpina.pk].came, found[alpina.pk].went) == (2, 0)
    assert later[alpina.pk].came == 0


@pytest.mark.django_db
def test_no_tenant_no_figures() -> None:
    assert breakdown_of([], [By.TENANT]) == {By.TENANT: {}}


@pytest.mark.django_db
def test_an_index_alone_has_all_that_figures_are_made_of() -> None:
    """With columns besides, PostgreSQL would fetch every open ticket."""
    read = {column.split(" AS ")[0].strip() for column in backlog._COLUMNS.split(",")}

    with connection.cursor() as cursor:
        cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = 'tickets_ticket_open'::regclass")
        kept = {row[0] for row in cursor.fetchall()}

    assert read | {"tenant_id", "lent_to_id"} == kept
