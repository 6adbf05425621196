"""The section of people: groups and roles of those who are there already."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.kernel.clock import now
from kontor.org.models import AgentGroup, Grant, SystemGroup
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.support.scoping import everywhere
from tests.tenant_files.sections.conftest import misread, mistake, put, settled, there

SERVICE = "agent_group: Nordlicht Kundenservice"
PLACES = ("system_group", "supervisor_group", "agent_group")


def role(name: str = "Agent", **place: str) -> dict[str, str]:
    return {"role": name, **dict.fromkeys(PLACES, ""), **place}


def test_people_stand_by_user_name_with_their_groups_and_roles_in_order(
    nordlicht: Tenant, anna: User, bela: User, sven: User, carla: User
) -> None:
    group = ["Nordlicht Kundenservice"]
    agent = role(agent_group="Nordlicht Kundenservice")

    assert there(nordlicht, "people") == [
        {"person": "anna", "agent_groups": group, "roles": [agent]},
        {"person": "bela", "agent_groups": group, "roles": [agent]},
        {"person": "sven", "agent_groups": [], "roles": [role("Supervisor", supervisor_group="Nordlicht Leitung")]},
    ]


@pytest.mark.parametrize("gone", ["person", "role", "group"])
def test_what_was_deleted_does_not_stand_there(
    nordlicht: Tenant, dora: User, nordlicht_service: AgentGroup, gone: str
) -> None:
    given = make_role("Leser", [])
    make_grant(dora, given, nordlicht_service)
    assert len(there(nordlicht, "people")) == 1

    row: Any = {"person": dora, "role": given, "group": nordlicht_service}[gone]
    with everywhere():
        type(row).objects.filter(pk=row.pk).update(deleted_at=now())

    assert there(nordlicht, "people") == []


def test_a_role_is_taken_from_this_person_on_this_group_only(
    nordlicht: Tenant,
    anna: User,
    bela: User,
    agent_role: Role,
    nordlicht_system: SystemGroup,
    nordlicht_service: AgentGroup,
) -> None:
    make_grant(anna, agent_role, nordlicht_system)
    keeps = f"{{person: bela, agent_groups: [Nordlicht Kundenservice], roles: [{{role: Agent, {SERVICE}}}]}}"

    put(f"people:\n- {{person: anna, roles: [{{role: Agent, {SERVICE}}}]}}\n- {keeps}\n")

    with everywhere():
        left = Grant.objects.filter(tenant=nordlicht, role=agent_role).order_by("user_id")
        assert [(grant.user, grant.group) for grant in left] == [(anna, nordlicht_service), (bela, nordlicht_service)]


def test_who_is_left_out_has_nothing_in_this_tenant_any_more(
    nordlicht: Tenant, alpina: Tenant, anna: User, bela: User
) -> None:
    before = there(alpina, "people")
    text = f"people: [{{person: anna, agent_groups: [Nordlicht Kundenservice], roles: [{{role: Agent, {SERVICE}}}]}}]\n"

    done = put(text)

    assert [step.name for step in done.removed] == ["bela"]
    assert [each["person"] for each in there(nordlicht, "people")] == ["anna"]
    assert there(alpina, "people") == before != []
    assert settled(text)


@pytest.mark.parametrize(
    "place",
    [
        "",
        ", system_group: Nordlicht, agent_group: Nordlicht Kundenservice",
        ", system_group: Nordlicht, supervisor_group: Nordlicht Leitung, agent_group: Nordlicht Kundenservice",
    ],
)
def test_a_role_is_given_on_exactly_one_group(place: str) -> None:
    assert misread(f"people: [{{person: anna, roles: [{{role: Agent{place}}}]}}]\n") == (
        "Line 3, people[0]: A role is given on exactly one group: write system_group, supervisor_group or agent_group."
    )


def test_a_role_that_is_not_there_is_told_with_those_that_are(
    nordlicht: Tenant, nordlicht_service: AgentGroup, dora: User, agent_role: Role, supervisor_role: Role
) -> None:
    text = f"people: [{{person: dora, roles: [{{role: Agnt, {SERVICE}}}]}}]\n"

    assert mistake(text) == ("Line 3, people: dora: There is no role “Agnt”. Known are: Agent, Supervisor.")


def test_a_user_name_is_itself_in_its_own_letters(nordlicht: Tenant, anna: User) -> None:
    """Else somebody else could be meant by it."""
    group = "agent_groups: [Nordlicht Kundenservice]"
    done = put(f"people: [{{person: Anna, {group}}}]\n")

    assert done.remarks == ("There is nobody with the user name “Anna”. Create the person, then apply the file again.",)


def test_somebody_deleted_is_nobody(nordlicht: Tenant, anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(deleted_at=now())

    done = put("people: [{person: anna, agent_groups: [Nordlicht Kundenservice]}]\n")

    assert (len(done.remarks), done.steps) == (1, ())


def test_a_person_is_named_once(nordlicht: Tenant) -> None:
    group = "agent_groups: [Nordlicht Kundenservice]"

    assert misread(f"people:\n- {{person: anna, {group}}}\n- {{person: anna, {group}}}\n") == (
        "Line 5, people[1]: “anna” stands here twice, first in line 4."
    )
