"""People are put into groups and taken out of them, many at once: what is counted, written down and told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.org.domain.memberships import (
    add_members,
    give_role,
    may_give,
    rights_on,
    set_memberships,
    take_out_members,
    take_role,
)
from kontor.org.models import AgentGroup, Grant, Membership, SupervisorGroup, SystemGroup
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.factories.org import make_agent_group, make_grant, make_member
from tests.factories.people import make_role, make_user
from tests.support.hearing import heard
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def technik(nordlicht_supervisors: SupervisorGroup) -> AgentGroup:
    return make_agent_group(nordlicht_supervisors, "Technik")


@pytest.fixture
def inside(nordlicht: Tenant) -> Iterator[None]:
    with in_scope(nordlicht):
        yield


@pytest.fixture
def leader(nordlicht_service: AgentGroup) -> User:
    """Administers people in one agent group, and has the rights of agents nowhere."""
    user = make_user("Lea Leitung")
    make_grant(user, make_role("Leitung", {"users.write", "tickets.read"}), nordlicht_service)
    return user


def audited() -> list[tuple[str, str, dict[str, Any]]]:
    with everywhere():
        rows = AuditEntry.objects.order_by("id")
        return [(row.action, row.label, row.changes) for row in rows]


def version(user: User) -> int:
    return User.objects.get(pk=user.pk).version


def members(group: AgentGroup) -> set[str]:
    with everywhere():
        return set(Membership.objects.filter(agent_group=group).values_list("user__username", flat=True))


def test_many_are_put_into_a_group_and_only_new_ones_count(
    anna: User, dora: User, nordlicht_service: AgentGroup
) -> None:
    with in_scope(nordlicht_service.tenant_id):
        assert add_members(nordlicht_service, [anna, dora], by=None) == 1

    assert members(nordlicht_service) == {"anna", "dora"}
    assert (version(anna), version(dora)) == (1, 2)
    assert audited() == [
        ("added", "Dora Dahl", {"user": [None, "Dora Dahl"], "group": [None, "Nordlicht Kundenservice"]})
    ]


def test_a_role_is_given_to_those_too_who_were_members_already(
    anna: User, dora: User, technik: AgentGroup, agent_role: Role
) -> None:
    make_member(anna, technik)

    with everywhere():
        assert add_members(technik, [anna, dora], role=agent_role, by=None) == 1
        given = Grant.objects.filter(agent_group=technik, role=agent_role)
        assert set(given.values_list("user__username", flat=True)) == {"anna", "dora"}
    assert (version(anna), version(dora)) == (1, 2)


def test_nobody_puts_people_into_a_group_in_which_they_administer_none(
    leader: User, dora: User, nordlicht_service: AgentGroup, technik: AgentGroup, agent_role: Role, inside: None
) -> None:
    assert add_members(nordlicht_service, [dora], by=leader) == 1
    with refused("You do not administer users in Technik."):
        add_members(technik, [dora], by=leader)
    with refused("In Nordlicht Kundenservice you can only give and take roles whose rights you have yourself."):
        add_members(nordlicht_service, [dora], role=agent_role, by=leader)


def test_many_are_taken_out_of_a_group_and_their_pages_hear_it(
    anna: User, bela: User, dora: User, nordlicht_service: AgentGroup, technik: AgentGroup
) -> None:
    make_member(anna, technik)

    with heard() as told, everywhere():
        gone = take_out_members(nordlicht_service, [bela, anna, dora], by=None)

    assert gone == [anna, bela]
    assert told == [("u", anna.pk, "rights", 0), ("u", bela.pk, "rights", 0)]
    assert (members(nordlicht_service), members(technik)) == (set(), {"anna"})
    assert (version(anna), version(bela), version(dora)) == (2, 2, 1)
    assert audited()[0] == (
        "withdrawn",
        "Anna Arndt",
        {"user": ["Anna Arndt", None], "group": ["Nordlicht Kundenservice", None]},
    )


@pytest.mark.parametrize("too", [True, False])
def test_roles_on_the_group_go_too_if_wished_and_others_stay(
    anna: User, bela: User, nordlicht_service: AgentGroup, technik: AgentGroup, agent_role: Role, too: bool
) -> None:
    make_grant(anna, agent_role, technik)

    with everywhere():
        take_out_members(nordlicht_service, [anna], roles_too=too, by=None)
        left = Grant.objects.filter(role=agent_role, tenant=nordlicht_service.tenant_id)
        on_group = set(left.filter(agent_group=nordlicht_service).values_list("user__username", flat=True))
        assert on_group == ({"bela"} if too else {"anna", "bela"})
        assert left.filter(agent_group=technik, user=anna).exists()
    actions = [action for action, *_rest in audited()]
    assert actions == (["withdrawn", "role_taken"] if too else ["withdrawn"])


def test_nobody_takes_people_out_of_a_group_in_which_they_administer_none(
    leader: User, anna: User, technik: AgentGroup, inside: None
) -> None:
    with refused("You do not administer users in Technik."):
        take_out_members(technik, [anna], by=leader)


def test_what_stays_as_it_was_is_neither_written_nor_told(
    anna: User, bela: User, nordlicht_service: AgentGroup
) -> None:
    with heard() as told, in_scope(nordlicht_service.tenant_id):
        assert not set_memberships(anna, [nordlicht_service], by=None, version=1)

    assert (told, audited(), version(anna)) == ([], [], 1)
    assert members(nordlicht_service) == {"anna", "bela"}


def test_a_new_group_is_a_version_and_withdraws_nothing(
    anna: User, nordlicht_service: AgentGroup, technik: AgentGroup
) -> None:
    with heard() as told, in_scope(technik.tenant_id):
        assert not set_memberships(anna, [nordlicht_service, technik], by=None, version=1)

    assert (told, version(anna)) == ([], 2)
    assert [(action, changes["group"]) for action, _label, changes in audited()] == [("added", [None, "Technik"])]


def test_a_membership_in_a_deleted_group_stays_for_when_it_comes_back(
    anna: User, nordlicht_service: AgentGroup
) -> None:
    with everywhere():
        AgentGroup.objects.filter(pk=nordlicht_service.pk).update(deleted_at=clock.now())
        assert not set_memberships(anna, [], by=None)

    assert members(nordlicht_service) == {"anna"}


def test_one_persons_groups_are_not_anothers(anna: User, bela: User, nordlicht_service: AgentGroup) -> None:
    with heard() as told, in_scope(nordlicht_service.tenant_id):
        assert set_memberships(anna, [], by=None)

    assert members(nordlicht_service) == {"bela"}
    assert told == [("u", anna.pk, "rights", 0)]
    assert (version(anna), version(bela)) == (1, 1)


def test_a_role_is_given_once_and_told_once(dora: User, technik: AgentGroup, agent_role: Role) -> None:
    with heard() as told, in_scope(technik.tenant_id):
        first = give_role(dora, agent_role, technik, by=None)
        again = give_role(dora, agent_role, technik, by=None)

    assert first == again
    assert (first.agent_group_id, first.supervisor_group_id, first.system_group_id) == (technik.pk, None, None)
    assert told == [("u", dora.pk, "rights", 0)]
    assert audited() == [
        (
            "role_given",
            "Dora Dahl · Agent",
            {"user": [None, "Dora Dahl"], "group": [None, "Technik"], "role": [None, "Agent"]},
        )
    ]


def test_a_deleted_role_is_not_given(dora: User, technik: AgentGroup) -> None:
    role = make_role("Weg", [], deleted_at=clock.now())

    with in_scope(technik.tenant_id), refused("The role Weg is deleted."):
        give_role(dora, role, technik, by=None)


def test_a_role_for_the_installation_stands_in_its_log_without_a_group(dora: User, agent_role: Role, ada: User) -> None:
    with everywhere():
        grant = give_role(dora, agent_role, None, by=None)
        take_role(grant, by=None)

        rows = list(AuditEntry.objects.order_by("id").values_list("action", "tenant_id", "changes"))
    given = {"user": [None, "Dora Dahl"], "group": [None, ""], "role": [None, "Agent"]}
    assert rows == [
        ("role_given", None, given),
        ("role_taken", None, {field: [new, old] for field, (old, new) in given.items()}),
    ]


def test_a_role_that_is_taken_is_told_and_needs_the_rights_of_it(
    leader: User, anna: User, nordlicht_service: AgentGroup
) -> None:
    with in_scope(nordlicht_service.tenant_id):
        grant = Grant.objects.get(user=anna)
        with refused("In Nordlicht Kundenservice you can only give and take roles whose rights you have yourself."):
            take_role(grant, by=leader)
    with heard() as told, in_scope(nordlicht_service.tenant_id):
        take_role(grant, by=None)

    assert told == [("u", anna.pk, "rights", 0)]
    with everywhere():
        assert not Grant.objects.filter(user=anna).exists()


@pytest.mark.parametrize(
    ("given_on", "counts_on"),
    [
        ("installation", ["installation", "system", "supervisors", "agents"]),
        ("system", ["system", "supervisors", "agents"]),
        ("supervisors", ["supervisors", "agents"]),
        ("agents", ["agents"]),
        ("elsewhere", []),
    ],
)
def test_rights_count_on_the_group_and_below_it(
    dora: User,
    nordlicht_system: SystemGroup,
    nordlicht_supervisors: SupervisorGroup,
    nordlicht_service: AgentGroup,
    technik: AgentGroup,
    alpina_service: AgentGroup,
    given_on: str,
    counts_on: list[str],
) -> None:
    places: dict[str, Any] = {
        "installation": None,
        "system": nordlicht_system,
        "supervisors": nordlicht_supervisors,
        "agents": nordlicht_service,
    }
    role = make_role("Leitung", {"users.write"})
    make_grant(dora, role, {**places, "elsewhere": alpina_service}[given_on])

    with everywhere():
        assert [key for key, place in places.items() if rights_on(dora, place) == {"users.write"}] == counts_on
        assert [key for key, place in places.items() if may_give(dora, role, place)] == counts_on
        assert bool(rights_on(dora, technik)) is (given_on in ("installation", "system", "supervisors"))


def test_the_rights_of_a_deleted_role_count_nowhere_and_the_system_may_all(dora: User, technik: AgentGroup) -> None:
    role = make_role("Weg", {"users.write"}, deleted_at=clock.now())
    make_grant(dora, role, technik)

    with everywhere():
        assert rights_on(dora, technik) == frozenset()
        assert not may_give(dora, role, technik)
        assert may_give(None, role, technik)
