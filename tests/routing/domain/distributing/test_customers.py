"""Whoever knows the customer is preferred."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.domain.availability import set_state
from kontor.people.domain.sign_out import end_sessions
from kontor.people.enums import Availability, Module
from kontor.people.models import User
from kontor.routing.domain.distribute import distribute
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from tests.conftest import Frozen
from tests.factories.customers import make_customer
from tests.factories.org import make_agent_group, make_category
from tests.factories.tickets import make_ticket
from tests.routing.domain.distributing.conftest import last_sentence, owners, prefer, ready
from tests.support.scoping import everywhere, in_scope


def dealt_with(customer: Customer, category: Category, agent: User) -> None:
    """An earlier request of the customer, closed by the agent."""
    earlier = make_ticket(category, customer=customer, owner=agent, received_at=clock.now() - timedelta(days=1))
    with in_scope(category.tenant_id):
        close_ticket(earlier, by=agent)


def test_whoever_dealt_with_the_customer_is_preferred(
    billing: Category, customer: Customer, nordlicht: Tenant, anna: User, bela: User
) -> None:
    dealt_with(customer, billing, bela)
    ready(anna, nordlicht)
    ready(bela, nordlicht)
    make_ticket(billing, owner=bela)

    ticket = make_ticket(billing, customer=customer)
    distribute()

    assert owners(ticket) == [bela]
    assert "Bela Brand dealt with this customer before." in last_sentence(ticket)


@pytest.mark.parametrize(("values", "days"), [({"prefer_days": 0}, 0), ({"prefer_days": 3}, 4)])
def test_an_old_contact_does_not_count(
    billing: Category,
    customer: Customer,
    nordlicht: Tenant,
    anna: User,
    bela: User,
    frozen: Frozen,
    values: dict[str, int],
    days: int,
) -> None:
    prefer(nordlicht, **values)
    dealt_with(customer, billing, bela)
    frozen.move(days=days)
    ready(anna, nordlicht)
    ready(bela, nordlicht)
    make_ticket(billing, owner=bela)

    ticket = make_ticket(billing, customer=customer)
    distribute()

    assert owners(ticket) == [anna]


def test_a_request_waits_a_while_for_the_one_who_knows_the_customer(
    billing: Category, customer: Customer, nordlicht: Tenant, anna: User, bela: User, frozen: Frozen
) -> None:
    dealt_with(customer, billing, bela)
    ready(anna, nordlicht)
    ready(bela, nordlicht)
    set_state(bela, Module.MAIL, Availability.BUSY, by=bela)
    ticket = make_ticket(billing, customer=customer)

    distribute()
    assert owners(ticket) == [None]
    frozen.move(minutes=10)
    distribute()

    assert owners(ticket) == [anna]


def test_nobody_waits_for_somebody_who_has_gone(
    billing: Category, customer: Customer, nordlicht: Tenant, anna: User, bela: User
) -> None:
    dealt_with(customer, billing, bela)
    ready(anna, nordlicht)
    ready(bela, nordlicht)
    with everywhere():
        end_sessions(bela)
    ticket = make_ticket(billing, customer=customer)

    distribute()

    assert owners(ticket) == [anna]


def test_what_else_waits_of_the_customer_goes_along(
    billing: Category, moving: Category, customer: Customer, nordlicht: Tenant, anna: User, bela: User
) -> None:
    with everywhere():
        Category.objects.filter(pk=billing.pk).update(bundling=True)
    prefer(nordlicht, prefer_days=0)
    now = clock.now()
    first = make_ticket(billing, customer=customer, rank_at=now)
    between = make_ticket(billing, rank_at=now + timedelta(minutes=1))
    second = make_ticket(billing, customer=customer, rank_at=now + timedelta(minutes=2))
    elsewhere = make_ticket(moving, customer=customer, rank_at=now + timedelta(minutes=3))
    prefer(anna, capacity=2)
    prefer(bela, capacity=2)
    ready(anna, nordlicht)
    ready(bela, nordlicht)

    distribute()

    given = owners(first, second)
    assert given[0] is not None
    assert given[0] == given[1]
    assert owners(between, elsewhere) == [({anna, bela} - {given[0]}).pop()] * 2
    assert "of the same customer" in last_sentence(second)


def test_a_customer_of_another_category_is_nobodys_bundle(
    billing: Category, nordlicht: Tenant, nordlicht_supervisors: Any, anna: User
) -> None:
    customer = make_customer(nordlicht)
    foreign = make_category(make_agent_group(nordlicht_supervisors, "Andere"), bundling=True)
    with everywhere():
        Category.objects.filter(pk=billing.pk).update(bundling=True)
    mine, theirs = make_ticket(billing, customer=customer), make_ticket(foreign, customer=customer)
    ready(anna, nordlicht)

    distribute()

    assert owners(mine, theirs) == [anna, None]
