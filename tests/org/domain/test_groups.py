from __future__ import annotations

from kontor.audit.models import AuditEntry
from kontor.org.domain.group_tree import people_of, tree
from kontor.org.domain.groups import (
    change_group,
    create_agent_group,
    create_supervisor_group,
    create_system_group,
    delete_group,
    restore_group,
)
from kontor.org.models import AgentGroup, Category, SupervisorGroup, SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_agent_group, make_supervisor_group
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def test_what_is_made_below_belongs_to_the_tenant_of_the_system_group(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        system = create_system_group(nordlicht, name="Zentrale", by=ada)
        supervisors = create_supervisor_group(system, name="Leitung", by=ada)
        agents = create_agent_group(supervisors, name="Ärger", description="Beschwerden", by=ada)

        assert (agents.tenant_id, agents.sort_key) == (nordlicht.pk, "arger")
        assert [entry.action for entry in AuditEntry.objects.all()] == ["created"] * 3


def test_a_name_is_given_once_a_level_and_tenant(nordlicht_system: SystemGroup, nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        create_supervisor_group(nordlicht_system, name="Nordlicht", by=ada)
        with refused("The tenant has a group called “nordlicht” already."):
            create_system_group(nordlicht, name="nordlicht", by=ada)


def test_change_group_moves_within_the_tenant(
    nordlicht_service: AgentGroup, nordlicht_system: SystemGroup, ada: User
) -> None:
    other = make_supervisor_group(nordlicht_system, "Andere Leitung")

    with in_scope(nordlicht_system.tenant_id):
        moved = change_group(nordlicht_service, name="Kundenservice", description="", parent=other, version=1, by=ada)

        assert (moved.supervisor_group_id, moved.name, moved.version) == (other.pk, "Kundenservice", 2)
        [entry] = AuditEntry.objects.all()
        assert entry.changes["supervisor_group"] == ["Nordlicht Leitung", "Andere Leitung"]


def test_change_group_is_refused_for_a_parent_of_another_tenant(
    nordlicht_service: AgentGroup, alpina_supervisors: SupervisorGroup, ada: User
) -> None:
    with in_scope(nordlicht_service.tenant_id, alpina_supervisors.tenant_id), refused("belongs to another tenant"):
        change_group(nordlicht_service, name="X", description="", parent=alpina_supervisors, version=1, by=ada)


def test_change_group_is_refused_when_somebody_else_saved(nordlicht_service: AgentGroup, ada: User) -> None:
    with in_scope(nordlicht_service.tenant_id), refused("Somebody else has changed the group"):
        change_group(nordlicht_service, name="X", description="", version=7, by=ada)


def test_delete_group_is_refused_with_the_list_of_what_is_below(
    billing: Category, nordlicht_service: AgentGroup, nordlicht_system: SystemGroup, ada: User
) -> None:
    with in_scope(nordlicht_system.tenant_id):
        with refused("Abrechnung still belong to it"):
            delete_group(nordlicht_service, by=ada)
        with refused("Nordlicht Kundenservice still belong to it"):
            delete_group(nordlicht_service.supervisor_group, by=ada)
        with refused("Nordlicht Leitung still belong to it"):
            delete_group(nordlicht_system, by=ada)


def test_a_deleted_group_comes_back_below_its_living_parent(
    nordlicht_service: AgentGroup, nordlicht_supervisors: SupervisorGroup, ada: User
) -> None:
    with in_scope(nordlicht_service.tenant_id):
        delete_group(nordlicht_service, by=ada)
        delete_group(nordlicht_supervisors, by=ada)

        with refused("“Nordlicht Leitung”, to which the group belongs, is deleted."):
            restore_group(nordlicht_service, by=ada)
        restore_group(nordlicht_supervisors, by=ada)
        restored = restore_group(nordlicht_service, by=ada)

        assert restored.deleted_at is None


def test_restore_group_is_refused_when_its_name_is_taken_meanwhile(
    nordlicht_service: AgentGroup, nordlicht_supervisors: SupervisorGroup, ada: User
) -> None:
    with in_scope(nordlicht_service.tenant_id):
        delete_group(nordlicht_service, by=ada)
        create_agent_group(nordlicht_supervisors, name="Nordlicht Kundenservice", by=ada)

        with refused("a group called “Nordlicht Kundenservice” already"):
            restore_group(nordlicht_service, by=ada)


def test_people_of_a_group_are_its_members_and_those_with_a_role_there(
    anna: User, sven: User, carla: User, nordlicht_service: AgentGroup, nordlicht_system: SystemGroup
) -> None:
    with in_scope(nordlicht_system.tenant_id):
        assert people_of(nordlicht_service) == [anna.pk]
        assert people_of(nordlicht_service.supervisor_group) == sorted([anna.pk, sven.pk])
        assert people_of(nordlicht_system) == sorted([anna.pk, sven.pk])


def test_the_tree_shows_members_and_categories(
    anna: User, bela: User, billing: Category, nordlicht_supervisors: SupervisorGroup
) -> None:
    make_agent_group(nordlicht_supervisors, "Ablage")

    with in_scope(nordlicht_supervisors.tenant_id):
        [system] = tree([nordlicht_supervisors.tenant_id])

    [supervisors] = system.below
    assert [
        (branch.group.name, branch.group.member_count, branch.group.category_count) for branch in supervisors.below
    ] == [("Ablage", 0, 0), ("Nordlicht Kundenservice", 2, 1)]
