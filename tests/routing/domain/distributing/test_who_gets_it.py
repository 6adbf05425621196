"""What waits is given to whoever is ready, has room and may have it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category
from kontor.people.models import Role, User
from kontor.routing.domain.distribute import distribute
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.org import make_agent_group, make_member
from tests.factories.people import make_user
from tests.factories.tickets import make_ticket
from tests.routing.domain.distributing.conftest import last_sentence, owners, prefer, ready
from tests.support.client import sign_in
from tests.support.scoping import everywhere


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
