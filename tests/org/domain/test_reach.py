"""What a person can see and do, and why."""

from __future__ import annotations

from django.utils.translation import override

from kontor.org.domain.access import load_access
from kontor.org.domain.reach import TenantReach, reach_of
from kontor.org.models import AgentGroup, Category, SupervisorGroup, SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_agent_group, make_grant
from tests.factories.people import make_role, make_user
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def reach(user: User, *tenants: Tenant) -> list[TenantReach]:
    ids = tuple(tenant.pk for tenant in tenants)
    with in_scope(*tenants), override("en"):
        return reach_of(user, load_access(user, ids), tenants=ids)


def test_an_agents_rights_name_role_and_group(anna: User, nordlicht: Tenant, nordlicht_service: AgentGroup) -> None:
    [found] = reach(anna, nordlicht)

    rights = {right.key: right.reasons for right in found.rights}
    assert rights["tickets.read"] == (f"Role Agent on the agent group {nordlicht_service.name}",)
    assert "tenants.write" not in rights


def test_each_role_is_a_reason_in_the_order_of_their_names(
    anna: User, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    for name in ("Zweite", "Aushilfe"):
        make_grant(anna, make_role(name, frozenset({"tickets.read"})), nordlicht_service)

    [found] = reach(anna, nordlicht)

    reasons = {right.key: right.reasons for right in found.rights}["tickets.read"]
    assert [reason.partition(" on ")[0] for reason in reasons] == ["Role Agent", "Role Aushilfe", "Role Zweite"]


def test_one_role_on_two_groups_is_two_reasons_the_first_given_first(
    anna: User, nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup
) -> None:
    role = make_role("Zweite", frozenset({"board.read"}))
    groups = [make_agent_group(nordlicht_supervisors, name) for name in ("Erste", "Andere")]
    for group in reversed(groups):
        make_grant(anna, role, group)

    [found] = reach(anna, nordlicht)

    reasons = {right.key: right.reasons for right in found.rights}["board.read"]
    assert reasons == tuple(f"Role Zweite on the agent group {name}" for name in ("Andere", "Erste"))


def test_a_supervisor_reads_and_an_agent_works(anna: User, sven: User, nordlicht: Tenant, billing: Category) -> None:
    [of_anna], [of_sven] = reach(anna, nordlicht), reach(sven, nordlicht)

    assert [(one.category.id, one.works) for one in of_anna.categories] == [(billing.pk, True)]
    assert [(one.category.id, one.works) for one in of_sven.categories] == [(billing.pk, False)]


def test_each_tenant_is_told_by_itself(bela: User, nordlicht: Tenant, alpina: Tenant, claims: Category) -> None:
    found = reach(bela, nordlicht, alpina)

    assert sorted(one.tenant.id for one in found) == sorted([nordlicht.pk, alpina.pk])
    assert [one.category.id for each in found for one in each.categories] == [claims.pk]


def test_a_right_in_one_tenant_is_told_of_that_one_only(
    bela: User, nordlicht: Tenant, alpina: Tenant, nordlicht_service: AgentGroup
) -> None:
    make_grant(bela, make_role("Erste", frozenset({"board.read"})), nordlicht_service)

    found = reach(bela, nordlicht, alpina)

    told = {one.tenant.id: "board.read" in {right.key for right in one.rights} for one in found}
    assert told == {nordlicht.pk: True, alpina.pk: False}


def test_only_the_wanted_tenants_of_the_scope_are_told(bela: User, nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht, alpina):
        found = reach_of(bela, load_access(bela, (nordlicht.pk,)), tenants=[nordlicht.pk])

    assert [one.tenant.id for one in found] == [nordlicht.pk]
    assert [one.tenant.id for one in reach(bela, nordlicht)] == [nordlicht.pk]


def test_a_role_of_the_installation_counts_everywhere(
    ada: User, nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup
) -> None:
    with everywhere(), override("en"):
        found = reach_of(ada, load_access(ada, (nordlicht.pk,)), tenants=[nordlicht.pk])

    assert {reason for each in found for right in each.rights for reason in right.reasons} == {
        "Role Administrator for the whole installation"
    }


def test_the_number_of_statements_does_not_grow(
    anna: User, nordlicht: Tenant, nordlicht_service: AgentGroup, billing: Category
) -> None:
    with statements() as one:
        reach(anna, nordlicht)
    for number in range(3):
        make_grant(anna, make_role(f"Rolle {number}", frozenset({"tickets.take"})), nordlicht_service)
    with statements() as more:
        reach(anna, nordlicht)

    assert len(more) == len(one)


def test_every_right_has_each_of_its_reasons_and_loses_one_with_the_role(
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_service: AgentGroup,
    nordlicht_supervisors: SupervisorGroup,
    alpina_system: SystemGroup,
) -> None:
    person, second = make_user("Lena Lang", username="lena"), make_agent_group(nordlicht_supervisors, "Zweite")
    agent = make_role("A Agentin", frozenset({"tickets.read", "tickets.take"}))
    given = make_grant(person, agent, nordlicht_service)
    make_grant(person, agent, second)
    make_grant(person, make_role("B Lesen", frozenset({"tickets.read"})), nordlicht_supervisors)
    make_grant(person, make_role("C Alpina", frozenset({"tickets.read", "users.read"})), alpina_system)
    make_grant(person, make_role("D Überall", frozenset({"users.read"})))
    of_second = f"Role A Agentin on the agent group {second.name}"
    of_supervisors = f"Role B Lesen on the supervisor group {nordlicht_supervisors.name} and all below it"
    of_service = f"Role A Agentin on the agent group {nordlicht_service.name}"
    of_alpina = f"Role C Alpina on the system group {alpina_system.name} and all below it"
    of_all = "Role D Überall for the whole installation"

    before = reasons(person, nordlicht, alpina)
    with everywhere():
        given.delete()
    after = reasons(person, nordlicht, alpina)

    assert before == {
        nordlicht.pk: {
            "tickets.read": [of_service, of_second, of_supervisors],
            "tickets.take": [of_service, of_second],
            "users.read": [of_all],
        },
        alpina.pk: {"tickets.read": [of_alpina], "users.read": [of_alpina, of_all]},
    }
    assert after == before | {
        nordlicht.pk: {
            "tickets.read": [of_second, of_supervisors],
            "tickets.take": [of_second],
            "users.read": [of_all],
        }
    }


def reasons(person: User, *tenants: Tenant) -> dict[int, dict[str, list[str]]]:
    ids = tuple(tenant.pk for tenant in tenants)
    with everywhere(), override("en"):
        found = reach_of(person, load_access(person, ids), tenants=ids)
    return {one.tenant.id: {right.key: list(right.reasons) for right in one.rights} for one in found}
