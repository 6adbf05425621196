from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category
from kontor.people.domain.availability import end_wrap_ups, hang_up, set_state, talk
from kontor.people.domain.sign_out import end_sessions
from kontor.people.enums import Availability, Module
from kontor.people.models import Role, User
from kontor.routing.domain.assign import release_ticket
from kontor.routing.domain.distribute import DISTRIBUTE, distribute
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.history import sentence
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.conftest import Frozen
from tests.factories.customers import make_customer
from tests.factories.org import make_agent_group, make_category, make_member
from tests.factories.people import make_user
from tests.factories.tickets import make_ticket
from tests.support.client import sign_in
from tests.support.jobs import waiting_jobs
from tests.support.scoping import everywhere, in_scope


def ready(user: User, *tenants: Tenant) -> User:
    """Signed in for these tenants, and ready."""
    sign_in(Client(), user, *tenants)
    set_state(user, Module.MAIL, Availability.READY, by=user)
    return user


def prefer(holder: Any, **values: object) -> None:
    holder.preferences = {**holder.preferences, **{f"routing.{key}": value for key, value in values.items()}}
    with everywhere():
        type(holder).objects.filter(pk=holder.pk).update(preferences=holder.preferences)


def owners(*tickets: Ticket) -> list[User | None]:
    with everywhere():
        found = {row.pk: row.owner for row in Ticket.objects.select_related("owner")}
        return [found[ticket.pk] for ticket in tickets]


def last_sentence(ticket: Ticket) -> str:
    with everywhere():
        entry = HistoryEntry.objects.filter(ticket=ticket).latest("id")
        return sentence(entry)


def test_what_waits_is_given_to_whoever_is_ready(ticket: Ticket, nordlicht: Tenant, anna: User, bela: User) -> None:
    ready(anna, nordlicht)
    sign_in(Client(), bela, nordlicht)

    assert distribute() == 1

    with everywhere():
        ticket.refresh_from_db()
    assert (ticket.owner, ticket.state, ticket.touched_at) == (anna, TicketState.ASSIGNED, None)
    assert distribute() == 0


def test_the_earliest_promise_comes_first(billing: Category, nordlicht: Tenant, anna: User) -> None:
    now = clock.now()
    later = make_ticket(billing, rank_at=now + timedelta(hours=2), received_at=now - timedelta(hours=3))
    sooner = make_ticket(billing, rank_at=now + timedelta(hours=1), received_at=now)
    prefer(anna, capacity=1)
    ready(anna, nordlicht)

    distribute()

    assert owners(sooner, later) == [anna, None]


def test_nobody_gets_more_than_there_is_room_for(
    billing: Category, nordlicht: Tenant, nordlicht_service: AgentGroup, anna: User, bela: User
) -> None:
    tickets = [make_ticket(billing) for _each in range(9)]
    make_ticket(billing, owner=anna)
    prefer(nordlicht_service, capacity=3)
    prefer(bela, capacity=4)
    ready(anna, nordlicht)
    ready(bela, nordlicht)

    assert distribute() == 6

    given = owners(*tickets)
    assert (given.count(anna), given.count(bela), given.count(None)) == (2, 4, 3)


def test_of_several_groups_the_smallest_capacity_counts(
    billing: Category,
    nordlicht: Tenant,
    nordlicht_supervisors: Any,
    nordlicht_service: AgentGroup,
    anna: User,
    agent_role: Role,
) -> None:
    second = make_agent_group(nordlicht_supervisors, "Zweite")
    make_member(anna, second, agent_role)
    prefer(nordlicht_service, capacity=3)
    prefer(second, capacity=2)
    for _each in range(4):
        make_ticket(billing)
    ready(anna, nordlicht)

    assert distribute() == 2


def test_only_the_tenants_one_signed_in_for(ticket: Ticket, alpina: Tenant, nordlicht: Tenant, bela: User) -> None:
    ready(bela, alpina)

    assert distribute() == 0
    assert owners(ticket) == [None]


def test_only_those_with_the_right_to_take(ticket: Ticket, nordlicht: Tenant, nordlicht_service: AgentGroup) -> None:
    reader = make_user("Rita Reader")
    make_member(reader, nordlicht_service)
    ready(reader, nordlicht)

    assert distribute() == 0


@pytest.mark.parametrize("values", [{"auto_routing": False}, {"preferences": {}, "auto_routing": False}])
def test_a_category_may_be_left_out(
    ticket: Ticket, billing: Category, nordlicht: Tenant, anna: User, values: dict[str, Any]
) -> None:
    with everywhere():
        Category.objects.filter(pk=billing.pk).update(**values)
    ready(anna, nordlicht)

    assert distribute() == 0


def test_a_tenant_may_be_left_out(ticket: Ticket, nordlicht: Tenant, anna: User) -> None:
    prefer(nordlicht, push=False)
    ready(anna, nordlicht)

    assert distribute() == 0


def test_a_language_goes_to_those_who_know_it(billing: Category, nordlicht: Tenant, anna: User, bela: User) -> None:
    prefer(billing, by_language=True)
    french = make_ticket(billing, language="fr")
    unknown = make_ticket(billing, language="")
    ready(anna, nordlicht)
    assert distribute() == 1
    assert owners(french, unknown) == [None, anna]

    User.objects.filter(pk=bela.pk).update(languages=["de", "fr"])
    ready(bela, nordlicht)
    distribute()

    assert owners(french) == [bela]
    assert last_sentence(french).endswith("Language: fr.")


def test_without_the_setting_the_language_does_not_count(billing: Category, nordlicht: Tenant, anna: User) -> None:
    make_ticket(billing, language="fr")
    ready(anna, nordlicht)

    assert distribute() == 1


def test_an_agent_must_hold_all_tags(billing: Category, nordlicht: Tenant, anna: User, bela: User) -> None:
    User.objects.filter(pk=anna.pk).update(tags=["vip"])
    User.objects.filter(pk=bela.pk).update(tags=["recht", "vip", "foto"])
    ticket = make_ticket(billing, tags=["vip", "recht"])
    ready(anna, nordlicht)
    assert distribute() == 0

    ready(bela, nordlicht)
    distribute()

    assert owners(ticket) == [bela]


def test_a_location_may_be_asked_for(billing: Category, nordlicht: Tenant, anna: User, bela: User) -> None:
    prefer(billing, location="Kiel")
    User.objects.filter(pk=bela.pk).update(location="Kiel")
    ticket = make_ticket(billing)
    ready(anna, nordlicht)
    ready(bela, nordlicht)

    distribute()

    assert owners(ticket) == [bela]


def test_what_nobody_can_have_does_not_keep_the_rest(billing: Category, nordlicht: Tenant, anna: User) -> None:
    now = clock.now()
    for _each in range(105):
        make_ticket(billing, tags=["recht"], rank_at=now - timedelta(hours=1))
    last = make_ticket(billing, rank_at=now)
    ready(anna, nordlicht)

    assert distribute() == 1
    assert owners(last) == [anna]


def _dealt_with(customer: Customer, category: Category, agent: User) -> None:
    """An earlier request of the customer, closed by the agent."""
    earlier = make_ticket(category, customer=customer, owner=agent, received_at=clock.now() - timedelta(days=1))
    with in_scope(category.tenant_id):
        close_ticket(earlier, by=agent)


def test_whoever_dealt_with_the_customer_is_preferred(
    billing: Category, customer: Customer, nordlicht: Tenant, anna: User, bela: User
) -> None:
    _dealt_with(customer, billing, bela)
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
    _dealt_with(customer, billing, bela)
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
    _dealt_with(customer, billing, bela)
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
    _dealt_with(customer, billing, bela)
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


def test_the_one_with_more_room_is_next_then_the_one_who_waited_longest(
    billing: Category, nordlicht: Tenant, anna: User, bela: User, frozen: Frozen
) -> None:
    ready(anna, nordlicht)
    ready(bela, nordlicht)
    make_ticket(billing, owner=anna)
    first = make_ticket(billing)
    distribute()
    frozen.move(minutes=1)
    second = make_ticket(billing)
    distribute()
    third = make_ticket(billing)
    frozen.move(minutes=1)
    distribute()

    assert owners(first, second, third) == [bela, anna, bela]


def test_what_somebody_gave_back_is_not_given_to_them_again_at_once(
    ticket: Ticket, nordlicht: Tenant, anna: User, frozen: Frozen
) -> None:
    ready(anna, nordlicht)
    distribute()
    with in_scope(nordlicht):
        release_ticket(Ticket.objects.get(pk=ticket.pk), by=anna)

    assert distribute() == 0
    frozen.move(minutes=61)
    assert distribute() == 1


def test_why_is_a_sentence(ticket: Ticket, nordlicht: Tenant, anna: User) -> None:
    ready(anna, nordlicht)

    distribute()

    assert last_sentence(ticket) == (
        "Given to Anna Arndt. It was the next one in the order of the queue. One person could have it. "
        "Now 1 of 10 lie on the desk."
    )


def test_an_arrival_starts_it_once_if_somebody_is_ready(billing: Category, nordlicht: Tenant, anna: User) -> None:
    make_ticket(billing)
    assert waiting_jobs(DISTRIBUTE) == []

    ready(anna, nordlicht)
    make_ticket(billing)
    make_ticket(billing)

    assert len(waiting_jobs(DISTRIBUTE)) == 1


def test_several_categories_of_several_tenants(
    billing: Category, claims: Category, nordlicht: Tenant, alpina: Tenant, bela: User, carla: User
) -> None:
    here, there = make_ticket(billing), make_ticket(claims)
    ready(bela, nordlicht, alpina)

    assert distribute() == 2
    assert owners(here, there) == [bela, bela]


def test_a_lent_ticket_goes_to_those_who_work_where_it_stands(
    billing: Category, claims: Category, nordlicht: Tenant, alpina: Tenant, anna: User, carla: User
) -> None:
    ticket = make_ticket(billing)
    with in_scope(nordlicht, alpina):
        Ticket.objects.filter(pk=ticket.pk).update(lent_to=alpina, lent_category=claims)
    ready(anna, nordlicht)
    ready(carla, alpina)

    distribute()

    assert owners(ticket) == [carla]


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


def test_whoever_is_on_the_phone_or_wraps_up_is_given_nothing(
    ticket: Ticket, nordlicht: Tenant, anna: User, frozen: Frozen
) -> None:
    ready(anna, nordlicht)
    talk(anna)
    assert distribute() == 0
    hang_up(anna, 60)
    assert distribute() == 0

    frozen.move(minutes=2)
    with in_scope():
        end_wrap_ups()

    assert distribute() == 1
    assert owners(ticket) == [anna]
