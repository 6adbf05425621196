"""Roles are changed, taken away and brought back: what is cleaned, refused with whose names, written down and told."""

from __future__ import annotations

import pytest
from django.utils import translation

from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.org.models import AgentGroup
from kontor.people.domain.roles import (
    change_role,
    create_role,
    delete_role,
    name_problem,
    restore_role,
    roles_to_show,
)
from kontor.people.models import Role, User
from tests.conftest import Frozen
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.support.hearing import heard
from tests.support.refusal import refused
from tests.support.scoping import everywhere


def change(role: Role, rights: list[str], *, name: str = "", version: int = 1, by: User | None = None) -> Role:
    return change_role(
        role, name=name or role.name, description=role.description, permissions=rights, version=version, by=by
    )


def audited(role: Role) -> list[tuple[str, int | None, dict[str, object]]]:
    with everywhere():
        rows = AuditEntry.objects.filter(kind="people.role", object_id=role.pk).order_by("id")
        return [(row.action, row.tenant_id, row.changes) for row in rows]


def given_to(role: Role, count: int) -> None:
    """To so many people, whose names come in the order of the alphabet."""
    for number in range(count):
        make_grant(make_user(f"{chr(65 + number)}. Agent"), role)


def test_a_new_role_has_its_name_on_one_line_and_each_right_once_in_order(ada: User) -> None:
    role = create_role(" Ober\n Beobachter ", ["tickets.take", "tickets.read", "tickets.take"], by=ada)

    assert (role.name, role.sort_key, role.version) == ("Ober Beobachter", "ober beobachter", 1)
    assert role.permissions == ["tickets.read", "tickets.take"]
    assert audited(role) == [
        (
            "created",
            None,
            {
                "name": [None, "Ober Beobachter"],
                "description": [None, ""],
                "permissions": [None, ["tickets.read", "tickets.take"]],
            },
        )
    ]


@pytest.mark.parametrize("name", ["", "  ", "–"])
def test_a_role_needs_a_name(db: None, name: str) -> None:
    with refused("Enter a name.", about="name"):
        create_role(name, [], by=None)


def test_a_role_keeps_its_own_name_and_none_of_another_one(db: None) -> None:
    reader, writer = make_role("Leser", []), make_role("Schreiber", [])

    assert change(reader, [], name="LESER").name == "LESER"
    with refused("There is a role with this name already."):
        change(writer, [], name="leser")
    assert name_problem("Leser", role_id=reader.pk) == ""
    assert name_problem("Léser") == "There is a role with this name already."


def test_the_name_of_a_deleted_role_is_free(db: None) -> None:
    delete_role(make_role("Leser", []), by=None)

    assert name_problem("Leser") == ""
    assert create_role("Leser", [], by=None).pk


def test_a_change_is_written_down_with_old_and_new(db: None, ada: User) -> None:
    role = make_role("Leser", ["tickets.read"])

    changed = change(role, ["tickets.read", "tickets.take"], by=ada)

    assert changed.version == 2
    assert audited(role) == [("changed", None, {"permissions": [["tickets.read"], ["tickets.read", "tickets.take"]]})]


def test_saving_a_role_unchanged_is_not_written_down(db: None) -> None:
    role = make_role("Leser", ["tickets.read"])

    change(role, ["tickets.read"])

    assert audited(role) == []


def test_only_who_loses_a_right_hears_of_it(anna: User, carla: User, dora: User, agent_role: Role) -> None:
    kept = sorted(agent_role.permissions)

    with heard() as more, everywhere():
        change(agent_role, [*kept, "audit.read"])
    with heard() as fewer, everywhere():
        change(agent_role, kept[1:], version=2)

    assert more == []
    assert sorted(fewer) == sorted([("u", anna.pk, "rights", 0), ("u", carla.pk, "rights", 0)])


@pytest.mark.parametrize(
    ("holders", "english", "german"),
    [
        (5, "A. Agent, B. Agent, C. Agent, D. Agent, E. Agent. Take it", "D. Agent, E. Agent. Nehmen Sie die Rolle"),
        (6, "D. Agent, E. Agent and 1 other person. Take it", "D. Agent, E. Agent und 1 weitere Person. Nehmen"),
        (7, "D. Agent, E. Agent and 2 others. Take it", "D. Agent, E. Agent und 2 weitere Personen. Nehmen"),
    ],
)
def test_who_still_has_a_role_is_named_up_to_five(db: None, holders: int, english: str, german: str) -> None:
    role = make_role("Leser", [])
    given_to(role, holders)

    with refused(english):
        delete_role(role, by=None)
    with translation.override("de"), refused(german):
        delete_role(role, by=None)


def test_whoever_has_a_role_twice_is_named_once(dora: User, nordlicht_service: AgentGroup) -> None:
    role = make_role("Leser", [])
    make_grant(dora, role, nordlicht_service)
    make_grant(dora, role)

    with refused("The role Leser is still given to Dora Dahl. Take it away from them first."):
        delete_role(role, by=None)


def test_a_deleted_person_holds_no_role(dora: User, frozen: Frozen) -> None:
    role = make_role("Leser", [])
    make_grant(dora, role)
    User.objects.filter(pk=dora.pk).update(deleted_at=clock.now())

    gone = delete_role(role, by=None)

    assert (gone.deleted_at, gone.version) == (frozen.at, 2)
    assert audited(role) == [("deleted", None, {})]


def test_a_role_is_deleted_once_and_restored_once(db: None) -> None:
    role = make_role("Leser", [])
    delete_role(role, by=None)
    with refused("This role is deleted already."):
        delete_role(role, by=None)

    back = restore_role(role, by=None)

    assert (back.deleted_at, back.version) == (None, 3)
    with refused("This role is not deleted."):
        restore_role(role, by=None)
    assert [action for action, *_rest in audited(role)] == ["deleted", "restored"]


def test_roles_are_shown_by_name_and_deleted_ones_apart(db: None) -> None:
    for name in ("Übersetzer", "Agent", "Ärzte"):
        make_role(name, [])
    delete_role(make_role("Leser", []), by=None)

    assert [role.name for role in roles_to_show()] == ["Agent", "Ärzte", "Übersetzer"]
    assert [str(role) for role in roles_to_show(deleted=True)] == ["Leser"]
