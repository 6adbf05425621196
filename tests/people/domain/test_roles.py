from __future__ import annotations

from kontor.audit.models import AuditEntry
from kontor.people.domain.roles import change_role, create_role, delete_role, restore_role
from kontor.people.models import Role, User
from kontor.tenants.scope import INSTALLATION
from tests.factories.people import make_role
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def test_create_role_keeps_known_rights_only(ada: User) -> None:
    role = create_role("Beobachter", ["tickets.read", "nonsense"], by=ada)

    assert role.permissions == ["tickets.read"]
    with in_scope(INSTALLATION):
        assert AuditEntry.objects.get(object_id=role.pk, kind="people.role").action == "created"


def test_names_of_roles_are_unique_among_the_living(agent_role: Role) -> None:
    with refused("There is a role with this name already."):
        create_role("AGENT", [], by=None)


def test_delete_role_is_refused_while_it_is_given_with_the_names(anna: User, carla: User, agent_role: Role) -> None:
    with refused("The role Agent is still given to Anna Arndt, Carla Conrad."):
        delete_role(agent_role, by=None)


def test_delete_and_restore_role(db: None) -> None:
    role = make_role("Leser", [])

    delete_role(role, by=None)
    assert list(Role.objects.living()) == []
    restore_role(role, by=None)

    assert [row.name for row in Role.objects.living()] == ["Leser"]


def test_restore_role_is_refused_when_its_name_is_taken(db: None) -> None:
    role = make_role("Leser", [])
    delete_role(role, by=None)
    make_role("Leser", [])

    with refused("There is a role with this name already."):
        restore_role(role, by=None)


def test_change_role_refuses_an_old_version_and_keeps_an_administrator(ada: User, administrator_role: Role) -> None:
    values = {"name": "Administrator", "description": "", "by": ada}

    with refused("Somebody else has changed this role"):
        change_role(administrator_role, permissions=[], version=7, **values)
    with refused("At least one active person must keep the right"):
        change_role(administrator_role, permissions=["desk.access"], version=1, **values)
