from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.http import Http404

from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.domain.access import Access, load_access
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.listing import listed, on_desk_of, queue_counts, queue_page
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.open_counts import OpenCount, open_counts
from kontor.tickets.domain.queries import ticket_by_number, visible_to
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.loans import lend_ticket
from tests.factories.org import make_category, make_group_tree
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def _access(user: User, *tenants: Tenant) -> Access:
    return load_access(user, tuple(tenant.pk for tenant in tenants))


def test_one_sees_the_tickets_of_ones_categories_and_desk(
    ticket: Ticket, alpina_ticket: Ticket, nordlicht: Tenant, alpina: Tenant, anna: User, carla: User, dora: User
) -> None:
    make_ticket(ticket.category, state=TicketState.CLOSED)
    with in_scope(nordlicht, alpina):
        seen = [visible_to(_access(user, nordlicht, alpina)).count() for user in (anna, carla, dora)]

    assert seen == [2, 1, 0]


def test_what_lies_on_ones_desk_is_seen_though_the_category_is_foreign(
    alpina_ticket: Ticket, anna: User, alpina: Tenant
) -> None:
    with in_scope(alpina):
        Ticket.objects.filter(pk=alpina_ticket.pk).update(owner=anna, state=TicketState.ASSIGNED)

        assert list(visible_to(_access(anna, alpina))) == [alpina_ticket]
        assert [row.id for row in on_desk_of(anna.pk)] == [alpina_ticket.pk]


def test_a_ticket_is_found_by_its_number_with_or_without_blanks(ticket: Ticket, anna: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        for written in (ticket.number, str(ticket.number), format_number(ticket.number), f"#{ticket.number}"):
            assert ticket_by_number(_access(anna, nordlicht), written) == ticket


@pytest.mark.parametrize("written", ["", "abc", "1234567890", "9" * 40])
def test_what_is_no_number_of_a_ticket_is_not_found(anna: User, nordlicht: Tenant, written: str) -> None:
    with in_scope(nordlicht), pytest.raises(Http404):
        ticket_by_number(_access(anna, nordlicht), written)


def test_another_tenants_ticket_is_not_found(alpina_ticket: Ticket, anna: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht), pytest.raises(Http404):
        ticket_by_number(_access(anna, nordlicht), alpina_ticket.number)


def test_the_queue_comes_in_pages_the_oldest_first(billing: Category, moving: Category) -> None:
    start = clock.now() - timedelta(days=1)
    tickets = [
        make_ticket(category, received_at=start + timedelta(minutes=minute))
        for category, minute in ((billing, 3), (moving, 1), (billing, 2), (moving, 1))
    ]
    wanted = [tickets[1], tickets[3], tickets[2], tickets[0]]

    with in_scope(billing.tenant_id):
        first = queue_page([billing.pk, moving.pk], limit=2)
        last = first[-1]
        second = queue_page([billing.pk, moving.pk], after=(last.rank_at, last.id), limit=2)

    assert [row.id for row in (*first, *second)] == [ticket.pk for ticket in wanted]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 20])
def test_pages_of_many_categories_are_in_one_order(limit: int, nordlicht: Tenant) -> None:
    """Some hold most of what is urgent, some a little, many nothing."""
    start, drawn = clock.now() - timedelta(days=1), Random(limit)
    group = make_group_tree(nordlicht)
    categories = [make_category(group) for _place in range(6)]
    tickets = [
        make_ticket(drawn.choice(categories[: drawn.choice((1, 2, 6))]), rank_at=start + timedelta(seconds=place // 2))
        for place in range(24)
    ]
    wanted = [ticket.pk for ticket in sorted(tickets, key=lambda ticket: (ticket.rank_at, ticket.pk))]
    known = [*(category.pk for category in categories), *range(900_000, 900_010)]
    shown: list[int] = []

    with in_scope(nordlicht):
        page = queue_page(known, limit=limit)
        while page:
            shown += [row.id for row in page]
            page = queue_page(known, after=(page[-1].rank_at, page[-1].id), limit=limit)

    assert shown == wanted


def test_a_page_of_the_queue_costs_one_statement(billing: Category, customer: Customer, nordlicht: Tenant) -> None:
    for _ticket in range(3):
        make_ticket(billing, customer=customer)

    with in_scope(billing.tenant_id), statements() as sent:
        shown = [(row.tenant.name, row.customer, row.owner) for row in queue_page([billing.pk])]

    assert (shown, len(sent)) == ([(nordlicht.name, customer.name, "")] * 3, 1)


def test_rows_are_those_of_the_scope(ticket: Ticket, alpina_ticket: Ticket, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        assert [row.id for row in listed([ticket.pk, alpina_ticket.pk])] == [ticket.pk]


def test_counts_stop_at_their_cap(billing: Category, moving: Category, claims: Category) -> None:
    for _ticket in range(3):
        make_ticket(billing)
    make_ticket(moving)
    make_ticket(claims)

    with in_scope(billing.tenant_id):
        counts = queue_counts([billing.pk, moving.pk, claims.pk], cap=2)

    assert counts == {billing.pk: 2, moving.pk: 1, claims.pk: 0}


def test_open_counts_are_those_of_the_scope(ticket: Ticket, alpina_ticket: Ticket, nordlicht: Tenant) -> None:
    make_ticket(ticket.category, state=TicketState.CLOSED)

    with in_scope(nordlicht):
        counts = open_counts([ticket.category_id, alpina_ticket.category_id])

    assert {tenant: count.number for tenant, count in counts.items()} == {nordlicht.pk: 1}


def test_open_counts_say_how_much_is_overdue(billing: Category, moving: Category, alpina_ticket: Ticket) -> None:
    now = clock.now()
    make_ticket(billing, due_at=now - timedelta(minutes=1))
    make_ticket(moving, due_at=now - timedelta(days=3))
    make_ticket(moving, due_at=now - timedelta(days=3), state=TicketState.CLOSED)
    make_ticket(billing, due_at=now + timedelta(hours=1))
    make_ticket(billing)

    with everywhere():
        counts = open_counts([billing.pk, moving.pk, alpina_ticket.category_id])

    said = {tenant: (count.number, count.late) for tenant, count in counts.items()}
    assert said == {billing.tenant_id: (4, 2), alpina_ticket.tenant_id: (1, 0)}


@pytest.mark.parametrize(("tickets", "shown", "more"), [(2, 2, False), (3, 2, True), (4, 2, True)])
def test_more_than_can_be_shown_is_said_to_be_more(
    billing: Category, monkeypatch: pytest.MonkeyPatch, tickets: int, shown: int, more: bool
) -> None:
    monkeypatch.setattr("kontor.tickets.domain.open_counts.MOST", 2)
    for _each in range(tickets):
        make_ticket(billing, due_at=clock.now() - timedelta(minutes=1))

    with in_scope(billing.tenant_id):
        counts = open_counts([billing.pk])

    assert counts == {billing.tenant_id: OpenCount(shown, more, shown, more)}


@pytest.mark.usefixtures("frozen")
def test_what_is_due_at_this_moment_is_overdue(billing: Category) -> None:
    make_ticket(billing, due_at=clock.now())
    make_ticket(billing, due_at=clock.now() + timedelta(microseconds=1))

    with in_scope(billing.tenant_id):
        counts = open_counts([billing.pk])

    assert counts == {billing.tenant_id: OpenCount(2, False, 1, False)}


def test_what_is_lent_into_another_category_is_not_counted(
    billing: Category, claims: Category, alpina_service: AgentGroup
) -> None:
    other = make_category(alpina_service, "Anderes")
    lend_ticket(make_ticket(billing, due_at=clock.now() - timedelta(minutes=1)), other)
    lend_ticket(make_ticket(billing, due_at=clock.now() - timedelta(minutes=1)), claims)

    with everywhere():
        counts = open_counts([claims.pk])

    assert counts == {claims.tenant_id: OpenCount(1, False, 1, False)}


def test_what_is_lent_counts_where_it_waits_overdue_or_not(billing: Category, claims: Category) -> None:
    for due_at in (clock.now() - timedelta(minutes=1), clock.now() + timedelta(hours=1)):
        lend_ticket(make_ticket(billing, due_at=due_at), claims)

    with everywhere():
        counts = open_counts([billing.pk, claims.pk])

    said = {tenant: (count.number, count.late) for tenant, count in counts.items()}
    assert said == {billing.tenant_id: (0, 0), claims.tenant_id: (2, 1)}


def test_what_is_due_first_stands_first_in_the_queue(billing: Category) -> None:
    now = clock.now()
    older = make_ticket(billing, received_at=now - timedelta(hours=3), rank_at=now + timedelta(hours=5))
    urgent = make_ticket(billing, received_at=now, rank_at=now + timedelta(hours=1))

    with in_scope(billing.tenant_id):
        first = queue_page([billing.pk], limit=1)
        rest = queue_page([billing.pk], after=(first[0].rank_at, first[0].id))

    assert [row.id for row in (*first, *rest)] == [urgent.pk, older.pk]
