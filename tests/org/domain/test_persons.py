"""Which people and places somebody sees who administers them, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.http import Http404

from kontor.kernel import clock
from kontor.org.domain.access import Access, load_access
from kontor.org.domain.persons import (
    agent_groups,
    get_user,
    grants_of,
    grants_seen,
    holders_of,
    may_change_person,
    people_with,
    places,
    visible_users,
    with_places,
)
from kontor.org.models import AgentGroup, Grant, SupervisorGroup, SystemGroup
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant
from tests.factories.org import make_agent_group, make_grant, make_group_tree, make_member, make_supervisor_group
from tests.factories.people import make_role, make_user
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

READ, WRITE = "users.read", "users.write"


@dataclass
class House:
    nordlicht: Tenant
    alpina: Tenant
    leader: User
    """Reads and administers the people below the supervisor group of the first tenant."""


@pytest.fixture
def house(
    nordlicht: Tenant, alpina: Tenant, nordlicht_supervisors: SupervisorGroup, alpina_service: AgentGroup
) -> House:
    leader = make_user("Lea Leitung")
    make_grant(leader, make_role("Leitung", {READ, WRITE, "tickets.read"}), nordlicht_supervisors)
    return House(nordlicht, alpina, leader)


def access_of(user: User, *tenants: Tenant) -> Access:
    return load_access(user, tuple(tenant.pk for tenant in tenants))


def everything_of(user: User) -> Access:
    return load_access(user, (INSTALLATION, *every_tenant()))


def test_a_person_one_sees_is_found_and_others_do_not_exist(house: House, anna: User, carla: User, dora: User) -> None:
    with everywhere():
        access = access_of(house.leader, house.nordlicht, house.alpina)
        assert get_user(access, anna.pk) == anna
        for hidden in (carla, dora):
            with pytest.raises(Http404):
                get_user(access, hidden.pk)


def test_a_deleted_person_is_seen_in_lists_and_not_found(house: House, anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(deleted_at=clock.now())

    with in_scope(house.nordlicht):
        access = access_of(house.leader, house.nordlicht)
        assert anna in visible_users(access)
        with pytest.raises(Http404):
            get_user(access, anna.pk)


@pytest.mark.parametrize("gone", ["", "inactive", "deleted", "role", "group"])
def test_who_has_a_right_in_a_tenant_can_sign_in_and_has_it_by_a_living_role_and_group(
    sven: User, supervisor_role: Role, nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup, gone: str
) -> None:
    with everywhere():
        if gone == "inactive":
            User.objects.filter(pk=sven.pk).update(active=False)
        elif gone == "deleted":
            User.objects.filter(pk=sven.pk).update(deleted_at=clock.now())
        elif gone == "role":
            Role.objects.filter(pk=supervisor_role.pk).update(deleted_at=clock.now())
        elif gone == "group":
            SupervisorGroup.objects.filter(pk=nordlicht_supervisors.pk).update(deleted_at=clock.now())

        assert list(people_with("accounts.read", tenant_id=nordlicht.pk)) == ([] if gone else [sven])


def test_the_right_of_one_tenant_or_of_the_installation_is_asked_for_apart(
    anna: User, bela: User, carla: User, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    with everywhere():
        assert list(people_with("tickets.take", tenant_id=nordlicht.pk)) == [anna, bela]
        assert list(people_with("tickets.take", tenant_id=alpina.pk)) == [bela, carla]
        assert list(people_with("users.write", tenant_id=None)) == [ada]
        assert list(people_with("users.write", tenant_id=nordlicht.pk)) == []


def test_whoever_has_no_place_at_all_is_changed_by_leaders_and_only_they(house: House, dora: User, anna: User) -> None:
    with in_scope(house.nordlicht):
        assert may_change_person(access_of(house.leader, house.nordlicht), dora)
        assert not may_change_person(access_of(anna, house.nordlicht), dora)


def test_an_administrator_changes_everybody(ada: User, bela: User, anna: User) -> None:
    with everywhere():
        access = everything_of(ada)
        assert [may_change_person(access, user) for user in (ada, bela, anna)] == [True, True, True]


def test_people_come_with_living_groups_and_roles_by_tenant_and_name(
    ada: User, bela: User, nordlicht_supervisors: SupervisorGroup, agent_role: Role
) -> None:
    second, gone = (make_agent_group(nordlicht_supervisors, name) for name in ("Ärger", "Weg"))
    make_member(bela, second, make_role("Zweite", []))
    make_member(bela, gone, make_role("Weg", [], deleted_at=clock.now()))
    with everywhere():
        AgentGroup.objects.filter(pk=gone.pk).update(deleted_at=clock.now())

        seen = with_places(User.objects.filter(pk=bela.pk), everything_of(ada)).get()

        assert [row.agent_group.name for row in seen.memberships.all()] == [
            "Alpina Kundenservice",
            "Ärger",
            "Nordlicht Kundenservice",
        ]
        assert [row.role.name for row in seen.grants.all()] == ["Agent", "Agent", "Zweite"]


def test_places_of_many_people_cost_as_much_as_of_one(
    ada: User, anna: User, bela: User, carla: User, sven: User
) -> None:
    def cost(*people: User) -> int:
        with everywhere():
            access = everything_of(ada)
            with statements() as sent:
                for user in with_places(User.objects.filter(pk__in=[each.pk for each in people]), access):
                    for row in (*user.memberships.all(), *user.grants.all()):
                        assert row.tenant.name
        return len(sent)

    assert cost(anna) == cost(anna, bela, carla, sven) == 3


def test_agent_groups_with_a_right_stand_by_tenant_and_name(
    house: House, ada: User, nordlicht_supervisors: SupervisorGroup, nordlicht_service: AgentGroup
) -> None:
    second = make_agent_group(nordlicht_supervisors, "Ablage")
    make_agent_group(nordlicht_supervisors, "Weg", deleted_at=clock.now())
    with everywhere():
        theirs = agent_groups(access_of(house.leader, house.nordlicht, house.alpina), WRITE)
        everything = agent_groups(everything_of(ada), WRITE)
        none = agent_groups(access_of(house.leader, house.nordlicht), "roles.write")

        assert theirs == [second, nordlicht_service]
        assert [group.name for group in everything] == ["Alpina Kundenservice", "Ablage", "Nordlicht Kundenservice"]
        assert none == []


@pytest.mark.parametrize(
    ("given_on", "seen"),
    [
        ("", []),
        ("agents", ["Nordlicht Kundenservice"]),
        ("supervisors", ["Nordlicht Leitung", "Ablage", "Nordlicht Kundenservice"]),
        ("system", ["Nordlicht", "Nordlicht Leitung", "Ablage", "Nordlicht Kundenservice", "Zweite Leitung"]),
    ],
)
def test_places_are_the_group_of_the_role_and_all_below_as_a_tree(
    dora: User,
    nordlicht: Tenant,
    nordlicht_system: SystemGroup,
    nordlicht_supervisors: SupervisorGroup,
    nordlicht_service: AgentGroup,
    alpina_service: AgentGroup,
    given_on: str,
    seen: list[str],
) -> None:
    make_agent_group(nordlicht_supervisors, "Ablage")
    make_agent_group(nordlicht_supervisors, "Weg", deleted_at=clock.now())
    make_supervisor_group(nordlicht_system, "Zweite Leitung")
    on: dict[str, Any] = {
        "agents": nordlicht_service,
        "supervisors": nordlicht_supervisors,
        "system": nordlicht_system,
    }
    if given_on:
        make_grant(dora, make_role("Leitung", {WRITE}), on[given_on])
        make_grant(dora, make_role("Weg", {WRITE}, deleted_at=clock.now()), alpina_service)

    with everywhere(), statements() as sent:
        found = places(load_access(dora, (nordlicht.pk,)), WRITE)
        assert [place.name for place in found] == seen
        assert {place.tenant.name for place in found} <= {"Nordlicht Energie"}

    assert len([each for each in sent if ' FROM "org_' in each]) == 4


def test_an_administrator_has_every_place(ada: User, nordlicht_service: AgentGroup, alpina_service: AgentGroup) -> None:
    with everywhere():
        assert [place.name for place in places(everything_of(ada), WRITE)] == [
            "Alpina",
            "Alpina Leitung",
            "Alpina Kundenservice",
            "Nordlicht",
            "Nordlicht Leitung",
            "Nordlicht Kundenservice",
        ]


def test_a_place_knows_what_is_above_it(ada: User, nordlicht_service: AgentGroup) -> None:
    with everywhere():
        system, supervisors, agents = places(everything_of(ada), WRITE)
        with statements() as sent:
            assert isinstance(agents, AgentGroup)
            assert (agents.supervisor_group, agents.supervisor_group.system_group) == (supervisors, system)

    assert sent == []


def test_to_whom_a_role_is_given_stands_by_person_as_far_as_one_sees_them(
    house: House, ada: User, anna: User, bela: User, carla: User, agent_role: Role, nordlicht_service: AgentGroup
) -> None:
    gone = make_user("Aaron")
    make_grant(gone, agent_role, nordlicht_service)
    User.objects.filter(pk=gone.pk).update(deleted_at=clock.now())
    with everywhere():
        seen = [(row.user.name, row.tenant) for row in holders_of(everything_of(ada), agent_role)]
        theirs = holders_of(access_of(house.leader, house.nordlicht, house.alpina), agent_role)

        assert seen == [
            ("Anna Arndt", house.nordlicht),
            ("Bela Brand", house.alpina),
            ("Bela Brand", house.nordlicht),
            ("Carla Conrad", house.alpina),
        ]
        assert [(row.user, row.tenant) for row in theirs] == [(anna, house.nordlicht), (bela, house.nordlicht)]


def test_roles_of_the_installation_are_seen_in_its_scope_only(ada: User, anna: User, nordlicht: Tenant) -> None:
    make_grant(anna, make_role("Überall", {"users.read"}))
    with everywhere():
        access = everything_of(ada)
        assert [grant.role.name for grant in grants_of(anna, access)] == ["Agent", "Überall"]
        assert Grant.objects.filter(tenant=None).count() == grants_seen(access).filter(tenant=None).count() == 2
    with in_scope(nordlicht):
        access = load_access(ada, (nordlicht.pk,))
        assert [grant.role.name for grant in grants_of(anna, access)] == ["Agent"]
        assert not grants_seen(access).filter(tenant=None).exists()


def test_roles_of_one_person_are_not_anothers_and_deleted_ones_are_none(
    ada: User, dora: User, anna: User, nordlicht_service: AgentGroup
) -> None:
    make_grant(dora, make_role("Weg", [], deleted_at=clock.now()), nordlicht_service)

    with everywhere():
        assert grants_of(dora, everything_of(ada)) == []
        assert {grant.role.name for grant in grants_seen(everything_of(ada))} == {"Agent", "Administrator"}


def test_whoever_only_reads_tickets_sees_nobody(anna: User, bela: User, nordlicht: Tenant) -> None:
    make_group_tree(nordlicht, "Zweite")
    with in_scope(nordlicht):
        access = access_of(anna, nordlicht)
        assert list(visible_users(access)) == []
        assert list(grants_seen(access)) == []
