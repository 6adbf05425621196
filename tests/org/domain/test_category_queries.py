"""Categories and closing codes as the administration lists them, and as one chooses from them."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.domain.category_queries import (
    administered_categories,
    administered_closing_codes,
    assigned_closing_code_ids,
    assigned_group_ids,
    categories_in_scope,
    categories_to_choose,
    closing_codes_in_scope,
    closing_codes_to_assign,
    groups_to_assign,
    main_category_names,
    tenant_choices,
    tenant_choices_with,
    tenants_for,
)
from kontor.org.models import AgentGroup, Category, ClosingCode, GroupCategory, SupervisorGroup, SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import (
    make_agent_group,
    make_category,
    make_closing_code,
    make_grant,
    make_main_category,
    make_supervisor_group,
)
from tests.factories.people import make_role
from tests.factories.tenants import make_tenant
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def delete(row: Any) -> None:
    with everywhere():
        type(row).objects.filter(pk=row.pk).update(deleted_at=clock.now())


def work_too(category: Category, group: AgentGroup) -> None:
    with everywhere():
        GroupCategory.objects.create(tenant_id=group.tenant_id, agent_group=group, category=category)


@pytest.fixture
def technik(nordlicht_supervisors: SupervisorGroup) -> AgentGroup:
    return make_agent_group(nordlicht_supervisors, "Ärger und Technik")


def test_a_category_names_its_living_groups_in_their_order(
    billing: Category, technik: AgentGroup, nordlicht_supervisors: SupervisorGroup
) -> None:
    gone = make_agent_group(nordlicht_supervisors, "Weg")
    for group in (technik, gone):
        work_too(billing, group)
    delete(gone)

    with everywhere():
        assert categories_in_scope().get().group_names == "Ärger und Technik, Nordlicht Kundenservice"


def test_a_category_without_groups_names_none(billing: Category) -> None:
    with everywhere():
        GroupCategory.objects.all().delete()

        assert categories_in_scope().get().group_names == ""


def test_living_and_deleted_categories_are_listed_apart_and_deleted_tenants_not_at_all(
    billing: Category, moving: Category, claims: Category, alpina: Tenant
) -> None:
    delete(moving)
    with everywhere():
        assert set(categories_in_scope()) == {billing, claims}
        assert list(categories_in_scope(deleted=True)) == [moving]
    delete(alpina)
    with everywhere():
        assert list(categories_in_scope()) == [billing]


def test_many_categories_cost_one_statement(
    billing: Category, moving: Category, claims: Category, nordlicht: Tenant
) -> None:
    heading = make_main_category(nordlicht, "Verträge")
    with everywhere():
        Category.objects.filter(pk=billing.pk).update(main_category=heading)

    with everywhere(), statements() as sent:
        seen = {(row.name, row.tenant.name, str(row.main_category or "")) for row in categories_in_scope()}

    assert ("Abrechnung", "Nordlicht Energie", "Verträge") in seen
    assert len(sent) == 1


@pytest.mark.parametrize("right", ["categories.read", "closing_codes.read", "accounts.read"])
def test_one_administers_what_one_has_the_right_for_in_its_tenant(
    dora: User, billing: Category, claims: Category, nordlicht_system: SystemGroup, nordlicht: Tenant, right: str
) -> None:
    here = make_closing_code(billing, "A1", "Erledigt")
    make_closing_code(claims, "B1", "Bezahlt")
    make_grant(dora, make_role("Leser", {right}), nordlicht_system)

    with everywhere():
        access = load_access(dora, (nordlicht.pk, claims.tenant_id))
        assert list(administered_categories(access)) == ([billing] if right == "categories.read" else [])
        assert list(administered_closing_codes(access)) == ([here] if right == "closing_codes.read" else [])
        assert tenant_choices_with(access, right) == [(nordlicht.pk, "Nordlicht Energie")]


def test_tenants_to_choose_are_living_and_stand_by_name(
    ada: User, nordlicht: Tenant, alpina: Tenant, nordlicht_system: SystemGroup
) -> None:
    make_tenant("Zuletzt", deleted=True)
    early = make_tenant("Ämter")
    with everywhere():
        access = load_access(ada, (nordlicht.pk, alpina.pk, early.pk))

        assert tenant_choices() == [
            (alpina.pk, "Alpina Versicherung"),
            (early.pk, "Ämter"),
            (nordlicht.pk, "Nordlicht Energie"),
        ]
        assert list(tenants_for(access, "categories.read")) == [alpina, early, nordlicht]
        assert list(tenants_for(access, "no.right")) == []


def test_a_closing_code_names_the_living_categories_in_which_it_can_be_chosen(
    billing: Category, moving: Category, nordlicht_service: AgentGroup
) -> None:
    gone = make_category(nordlicht_service, "Aal")
    code = make_closing_code(moving, "A1", "Erledigt")
    with everywhere():
        code.categories.add(billing, through_defaults={"tenant_id": billing.tenant_id})
        code.categories.add(gone, through_defaults={"tenant_id": billing.tenant_id})
    delete(gone)

    with everywhere(), statements() as sent:
        row = closing_codes_in_scope().get()
        assert (row.category_names, row.tenant.name) == ("Abrechnung, Umzug", "Nordlicht Energie")

    assert len(sent) == 1


def test_living_and_deleted_closing_codes_are_listed_apart(billing: Category, claims: Category) -> None:
    there, gone = make_closing_code(billing, "A1"), make_closing_code(billing, "A2")
    other = make_closing_code(claims, "A3")
    delete(gone)
    with everywhere():
        assert set(closing_codes_in_scope()) == {there, other}
        assert list(closing_codes_in_scope(deleted=True)) == [gone]
        ClosingCode.objects.filter(pk=there.pk).update(deleted_at=None)
    delete(Tenant(pk=claims.tenant_id))

    with everywhere():
        assert list(closing_codes_in_scope()) == [there]


def test_main_categories_are_offered_by_name_and_of_one_tenant(nordlicht: Tenant, alpina: Tenant) -> None:
    for tenant, name in ((nordlicht, "Verträge"), (nordlicht, "Ärger"), (alpina, "Schäden")):
        make_main_category(tenant, name)

    with everywhere():
        assert main_category_names(nordlicht.pk) == ["Ärger", "Verträge"]


def test_groups_to_assign_stand_under_their_supervisor_groups_by_name(
    nordlicht: Tenant,
    nordlicht_service: AgentGroup,
    technik: AgentGroup,
    nordlicht_system: SystemGroup,
    alpina_service: AgentGroup,
) -> None:
    first = make_agent_group(make_supervisor_group(nordlicht_system, "Außen"), "Zuletzt")
    delete(make_agent_group(first.supervisor_group, "Weg"))

    with everywhere(), statements() as sent:
        found = [(group.supervisor_group.name, group) for group in groups_to_assign(nordlicht.pk)]

    assert found == [
        ("Außen", first),
        ("Nordlicht Leitung", technik),
        ("Nordlicht Leitung", nordlicht_service),
    ]
    assert len(sent) == 1


def test_closing_codes_to_assign_are_living_ones_of_the_tenant_by_name(billing: Category, claims: Category) -> None:
    made = [make_closing_code(billing, code, name) for code, name in (("1", "Öffnung"), ("2", "Anfrage"))]
    delete(make_closing_code(billing, "3", "Weg"))
    make_closing_code(claims, "4", "Anderswo")

    with everywhere():
        assert list(closing_codes_to_assign(billing.tenant_id)) == made[::-1]


def test_what_is_assigned_is_living_and_of_this_category(
    billing: Category, moving: Category, technik: AgentGroup, nordlicht_service: AgentGroup
) -> None:
    work_too(moving, technik)
    code, gone = make_closing_code(billing), make_closing_code(billing)
    make_closing_code(moving)
    delete(gone)

    with everywhere():
        assert assigned_group_ids(billing) == [nordlicht_service.pk]
        assert assigned_closing_code_ids(billing) == [code.pk]
    delete(nordlicht_service)
    with everywhere():
        assert assigned_group_ids(billing) == []


def test_categories_to_choose_are_living_ones_of_these_tenants_by_tenant_and_name(
    billing: Category, moving: Category, claims: Category, nordlicht: Tenant, alpina: Tenant
) -> None:
    both = (nordlicht.pk, alpina.pk)
    with everywhere():
        assert list(categories_to_choose(both)) == [claims, billing, moving]
        assert list(categories_to_choose((nordlicht.pk,))) == [billing, moving]
        assert list(categories_to_choose(())) == []
    delete(moving)
    delete(alpina)
    with everywhere():
        assert list(categories_to_choose(both)) == [billing]
    with in_scope(alpina):
        assert list(categories_to_choose((nordlicht.pk,))) == []
