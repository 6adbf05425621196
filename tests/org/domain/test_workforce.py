"""Who works what, for many people at once: the same answer as each person's own access gives."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.domain.workforce import worked_categories
from kontor.org.models import AgentGroup, Category, SupervisorGroup, SystemGroup
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.factories.org import make_agent_group, make_category, make_grant, make_member
from tests.factories.people import make_role, make_user
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

TAKE = "tickets.take"


def worked(*people: User) -> dict[str, set[str]]:
    with everywhere():
        found = worked_categories([user.pk for user in people], TAKE)
        names = dict(Category.objects.values_list("pk", "name"))
        return {user.username: {names[pk] for pk in found[user.pk]} for user in people if user.pk in found}


def test_each_works_the_categories_of_their_groups(
    anna: User, bela: User, carla: User, dora: User, billing: Category, moving: Category, claims: Category
) -> None:
    assert worked(anna, bela, carla, dora) == {
        "anna": {"Abrechnung", "Umzug"},
        "bela": {"Abrechnung", "Umzug", "Schaden"},
        "carla": {"Schaden"},
    }


def test_only_who_was_asked_for_is_told(anna: User, bela: User, billing: Category) -> None:
    assert worked(bela) == {"bela": {"Abrechnung"}}
    assert worked() == {}


def test_member_and_right_are_both_needed(
    anna: User, dora: User, nordlicht_service: AgentGroup, agent_role: Role, billing: Category
) -> None:
    """A member without a role works nothing, and neither does somebody with the role who is no member."""
    egon = make_user("Egon")
    make_member(dora, nordlicht_service)
    make_grant(egon, agent_role, nordlicht_service)

    assert worked(anna, dora, egon) == {"anna": {"Abrechnung"}}


def test_another_right_is_another_answer(anna: User, billing: Category) -> None:
    with everywhere():
        assert worked_categories([anna.pk], "accounts.write") == {}


@pytest.mark.parametrize("on", ["installation", "system", "supervisors", "agents"])
def test_a_role_counts_for_the_members_groups_below_its_place(
    dora: User,
    nordlicht_system: SystemGroup,
    nordlicht_supervisors: SupervisorGroup,
    nordlicht_service: AgentGroup,
    billing: Category,
    on: str,
) -> None:
    technik = make_agent_group(nordlicht_supervisors, "Technik")
    make_category(technik, "Störung")
    for group in (nordlicht_service, technik):
        make_member(dora, group)
    places: dict[str, Any] = {
        "installation": None,
        "system": nordlicht_system,
        "supervisors": nordlicht_supervisors,
        "agents": nordlicht_service,
    }

    make_grant(dora, make_role("Agent", {TAKE}), places[on])

    assert worked(dora) == {"dora": {"Abrechnung"} if on == "agents" else {"Abrechnung", "Störung"}}


@pytest.mark.parametrize("gone", ["category", "group", "role", "place"])
def test_what_was_deleted_is_worked_no_more(
    sven: User,
    agent_role: Role,
    nordlicht_supervisors: SupervisorGroup,
    nordlicht_service: AgentGroup,
    billing: Category,
    gone: str,
) -> None:
    dora = make_user("Dora")
    make_member(dora, nordlicht_service)
    make_grant(dora, agent_role, nordlicht_supervisors)
    assert worked(dora) == {"dora": {"Abrechnung"}}

    row: Any = {
        "category": billing,
        "group": nordlicht_service,
        "role": agent_role,
        "place": nordlicht_supervisors,
    }[gone]
    with everywhere():
        type(row).objects.filter(pk=row.pk).update(deleted_at=clock.now())

    assert worked(dora) == {}


def test_it_is_what_each_persons_own_access_says_in_one_statement(
    anna: User, bela: User, carla: User, billing: Category, moving: Category, claims: Category, nordlicht: Tenant
) -> None:
    people = (anna, bela, carla)
    with in_scope(nordlicht):
        own = {user.pk: load_access(user, (nordlicht.pk,)) for user in people}
        single = {pk: access.member_category_ids & access.category_ids(TAKE) for pk, access in own.items()}
        with statements() as sent:
            together = worked_categories([user.pk for user in people], TAKE)

    assert together == {pk: categories for pk, categories in single.items() if categories}
    assert together.keys() == {anna.pk, bela.pk}
    assert len(sent) == 1
