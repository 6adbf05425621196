"""Groups: names, places, own values; what is refused, told to whom, and how tree and deleted ones are listed."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.org.domain.group_tree import Branch, deleted_groups, living_below, parent_field, parent_of, people_of, tree
from kontor.org.domain.groups import (
    change_group,
    create_agent_group,
    create_supervisor_group,
    create_system_group,
    delete_group,
    restore_group,
)
from kontor.org.models import AgentGroup, Category, Membership, SupervisorGroup, SystemGroup
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.org import (
    make_agent_group,
    make_category,
    make_grant,
    make_supervisor_group,
    make_system_group,
)
from tests.factories.people import make_user
from tests.support.hearing import heard
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def change(group: Any, **values: Any) -> Any:
    present = {"name": group.name, "description": group.description, "version": group.version}
    return change_group(group, **{**present, **values}, by=None)


def audited() -> list[tuple[str, dict[str, Any]]]:
    with everywhere():
        return list(AuditEntry.objects.order_by("id").values_list("action", "changes"))


def gone(*rows: Any) -> None:
    with everywhere():
        for row in rows:
            type(row).objects.filter(pk=row.pk).update(deleted_at=clock.now())


def outline(branches: list[Branch]) -> list[Any]:
    return [[branch.group.name, *outline(branch.below)] for branch in branches]


@pytest.mark.parametrize("name", ["", " \n", "–"])
def test_a_group_needs_a_name(nordlicht: Tenant, nordlicht_service: AgentGroup, name: str) -> None:
    with in_scope(nordlicht):
        with refused("A group needs a name."):
            create_system_group(nordlicht, name=name, by=None)
        with refused("A group needs a name."):
            change(nordlicht_service, name=name)


def test_a_name_is_one_line_and_a_group_keeps_its_own(nordlicht_service: AgentGroup) -> None:
    with in_scope(nordlicht_service.tenant_id):
        renamed = change(nordlicht_service, name=" NORDLICHT\n Kundenservice ")

    assert (renamed.name, renamed.sort_key) == ("NORDLICHT Kundenservice", "nordlicht kundenservice")


def test_the_name_of_a_deleted_group_and_of_another_tenant_is_free(
    nordlicht_supervisors: SupervisorGroup, nordlicht_service: AgentGroup, alpina_service: AgentGroup
) -> None:
    gone(nordlicht_service)

    with in_scope(nordlicht_supervisors.tenant_id):
        for name in ("Nordlicht Kundenservice", "Alpina Kundenservice"):
            assert create_agent_group(nordlicht_supervisors, name=name, by=None).pk


@pytest.mark.parametrize("level", ["system", "supervisors", "agents"])
def test_nothing_is_made_below_what_was_deleted(
    nordlicht: Tenant, nordlicht_system: SystemGroup, nordlicht_supervisors: SupervisorGroup, level: str
) -> None:
    if level == "system":
        gone(nordlicht)
        with in_scope(nordlicht), refused("The tenant “Nordlicht Energie” is deleted. Restore it first."):
            create_system_group(nordlicht, name="Neu", by=None)
    elif level == "supervisors":
        gone(nordlicht_system)
        with in_scope(nordlicht), refused("“Nordlicht” is deleted. Restore it before you put groups below it."):
            create_supervisor_group(nordlicht_system, name="Neu", by=None)
    else:
        gone(nordlicht_supervisors)
        with in_scope(nordlicht), refused("“Nordlicht Leitung” is deleted. Restore it before you put groups"):
            create_agent_group(nordlicht_supervisors, name="Neu", by=None)


def test_a_deleted_group_is_neither_changed_nor_deleted_again_nor_moved_to(
    nordlicht_service: AgentGroup, nordlicht_system: SystemGroup
) -> None:
    other = make_supervisor_group(nordlicht_system, "Andere")
    gone(other)
    with in_scope(nordlicht_system.tenant_id), refused("“Andere” is deleted. Restore it before you put groups below"):
        change(nordlicht_service, parent=other)
    gone(nordlicht_service)

    for verb in (lambda: change(nordlicht_service), lambda: delete_group(nordlicht_service, by=None)):
        with (
            in_scope(nordlicht_system.tenant_id),
            refused("“Nordlicht Kundenservice” is deleted. Restore the group before you change it."),
        ):
            verb()


def test_what_is_not_deleted_is_not_restored(nordlicht_service: AgentGroup) -> None:
    with in_scope(nordlicht_service.tenant_id), refused("“Nordlicht Kundenservice” is not deleted."):
        restore_group(nordlicht_service, by=None)


def test_a_group_of_a_deleted_tenant_comes_back_after_it(nordlicht_system: SystemGroup, nordlicht: Tenant) -> None:
    gone(nordlicht_system, nordlicht)

    with in_scope(nordlicht), refused("The tenant “Nordlicht Energie” is deleted. Restore it first."):
        restore_group(nordlicht_system, by=None)


def test_the_log_has_a_creation_with_its_place_and_a_change_with_what_differs(
    nordlicht_supervisors: SupervisorGroup,
) -> None:
    with in_scope(nordlicht_supervisors.tenant_id):
        group = create_agent_group(nordlicht_supervisors, name="Technik", description="Störungen", by=None)
        change(group, description="Strom", version=1)

    assert audited() == [
        (
            "created",
            {
                "name": [None, "Technik"],
                "description": [None, "Störungen"],
                "supervisor_group": [None, "Nordlicht Leitung"],
            },
        ),
        ("changed", {"description": ["Störungen", "Strom"]}),
    ]


def test_open_pages_of_the_tenant_hear_of_a_group_and_its_people_of_their_rights(
    nordlicht: Tenant, nordlicht_service: AgentGroup, nordlicht_system: SystemGroup, anna: User, sven: User
) -> None:
    """A new name concerns no rights; another place, deleting and restoring do."""
    other = make_supervisor_group(nordlicht_system, "Andere")
    page = ("t", nordlicht.pk, "group", nordlicht_service.pk)
    rights = ("u", anna.pk, "rights", 0)

    def told(verb: Any) -> set[tuple[Any, ...]]:
        with heard() as items, in_scope(nordlicht):
            verb(AgentGroup.objects.get(pk=nordlicht_service.pk))
        return set(items)

    assert told(lambda group: change(group, name="Service")) == {page}
    assert told(lambda group: change(group, parent=group.supervisor_group)) == {page}
    assert told(lambda group: change(group, parent=other)) == {page, rights}
    assert told(lambda group: delete_group(group, by=None)) == {page, rights}
    assert told(lambda group: restore_group(group, by=None)) == {page, rights}


def test_each_change_is_a_version(nordlicht_service: AgentGroup) -> None:
    with in_scope(nordlicht_service.tenant_id):
        first = change(nordlicht_service, description="eins")
        second = change(first, description="zwei")
        delete_group(second, by=None)
        back = restore_group(second, by=None)

    assert (first.version, second.version, back.version) == (2, 3, 5)


def test_what_hangs_where(
    nordlicht_system: SystemGroup,
    nordlicht_supervisors: SupervisorGroup,
    nordlicht_service: AgentGroup,
    billing: Category,
) -> None:
    with everywhere():
        chain: list[Any] = [nordlicht_service, nordlicht_supervisors, nordlicht_system]
        assert [parent_of(group) for group in chain] == [nordlicht_supervisors, nordlicht_system, None]
        assert [parent_field(group) for group in chain] == ["supervisor_group", "system_group", ""]
        assert [living_below(group) for group in chain] == [[billing], [nordlicht_service], [nordlicht_supervisors]]
    gone(billing, nordlicht_service, nordlicht_supervisors)
    with everywhere():
        assert [living_below(group) for group in chain] == [[], [], []]


def test_people_of_a_group_are_not_those_beside_or_above_it(
    nordlicht_system: SystemGroup,
    nordlicht_supervisors: SupervisorGroup,
    nordlicht_service: AgentGroup,
    agent_role: Role,
    anna: User,
    ada: User,
) -> None:
    technik = make_agent_group(nordlicht_supervisors, "Technik")
    above, beside = make_user("Oben"), make_user("Daneben")
    make_grant(above, agent_role, nordlicht_system)
    make_grant(beside, agent_role, technik)

    with everywhere():
        assert people_of(nordlicht_service) == [anna.pk]
        assert people_of(technik) == [beside.pk]
        assert people_of(nordlicht_supervisors) == sorted([anna.pk, beside.pk])
        assert people_of(nordlicht_system) == sorted([anna.pk, above.pk, beside.pk])


def test_the_tree_stands_by_tenant_and_name_on_every_level(
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_system: SystemGroup,
    nordlicht_supervisors: SupervisorGroup,
    nordlicht_service: AgentGroup,
    alpina_service: AgentGroup,
) -> None:
    make_system_group(nordlicht, "Außenstelle")
    make_system_group(alpina, "Zermatt")
    make_supervisor_group(nordlicht_system, "Ärger")
    make_agent_group(nordlicht_supervisors, "Ablage")
    gone(make_agent_group(nordlicht_supervisors, "Weg"), make_supervisor_group(nordlicht_system, "Weg"))

    with everywhere(), statements() as sent:
        found = outline(tree([nordlicht.pk, alpina.pk]))
        of_one = outline(tree([alpina.pk]))

    northern = [
        ["Außenstelle"],
        ["Nordlicht", ["Ärger"], ["Nordlicht Leitung", ["Ablage"], ["Nordlicht Kundenservice"]]],
    ]
    southern = [["Alpina", ["Alpina Leitung", ["Alpina Kundenservice"]]], ["Zermatt"]]
    assert (found, of_one) == (southern + northern, southern)
    assert len([each for each in sent if "org_" in each]) == 6


def test_the_tree_counts_living_members_and_categories_once(
    nordlicht_service: AgentGroup, anna: User, bela: User, billing: Category
) -> None:
    gone(make_category(nordlicht_service, "Weg"), make_category(nordlicht_service, "Umzug"))
    make_category(nordlicht_service, "Vertrag")
    User.objects.filter(pk=bela.pk).update(deleted_at=clock.now())

    with everywhere():
        assert Membership.objects.filter(agent_group=nordlicht_service).count() == 2
        group: Any = tree([nordlicht_service.tenant_id])[0].below[0].below[0].group
        assert (group.member_count, group.category_count) == (1, 2)


def test_deleted_groups_of_every_level_stand_with_the_last_one_first(
    nordlicht_system: SystemGroup, nordlicht_service: AgentGroup, nordlicht: Tenant, frozen: Frozen
) -> None:
    supervisors = make_supervisor_group(nordlicht_system, "Weg")
    for row in (nordlicht_service, nordlicht_system, supervisors):
        frozen.move(minutes=1)
        gone(row)

    with in_scope(nordlicht), statements() as sent:
        assert [(group, group.tenant) for group in deleted_groups()] == [
            (supervisors, nordlicht),
            (nordlicht_system, nordlicht),
            (nordlicht_service, nordlicht),
        ]

    assert len(sent) == 3
