from __future__ import annotations

import pytest
from django.db import connection

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.kernel.clock import now
from kontor.org.domain.group_tenant import choose_tenant
from kontor.org.models import (
    AgentGroup,
    Category,
    CategoryClosingCode,
    ClosingCode,
    Grant,
    GroupCategory,
    MainCategory,
    Membership,
    SupervisorGroup,
    SystemGroup,
)
from kontor.people.models import User
from kontor.people.permissions import ADMINISTRATOR
from kontor.routing.models import AccountFallback, CategoryRule
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.org import (
    make_agent_group,
    make_category,
    make_closing_code,
    make_grant,
    make_main_category,
    make_member,
    make_supervisor_group,
    make_system_group,
)
from tests.factories.people import make_role, make_user
from tests.support.hearing import heard
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


def settle() -> None:
    """Deferred keys are checked now, as at a commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def furnished(billing: Category, anna: User, sven: User, nordlicht: Tenant, general_account: MailAccount) -> Category:
    """A category with everything that hangs on it."""
    make_closing_code(billing, "C1", "Erledigt")
    main = make_main_category(nordlicht, "Geld")
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(main_category=main)
        CategoryRule.objects.create(tenant=nordlicht, category=billing, name="Rechnung")
        AccountFallback.objects.create(tenant=nordlicht, category=billing, account=general_account, account_owner=0)
    return billing


def test_everything_below_belongs_to_the_chosen_tenant_at_once(
    furnished: Category, nordlicht_system: SystemGroup, alpina: Tenant, ada: User
) -> None:
    choose_tenant(nordlicht_system, alpina, by=ada)
    settle()

    rows = [
        SystemGroup,
        SupervisorGroup,
        AgentGroup,
        Category,
        GroupCategory,
        CategoryClosingCode,
        Membership,
        CategoryRule,
        AccountFallback,
    ]
    with everywhere():
        assert {model.__name__: set(model.objects.values_list("tenant_id", flat=True)) for model in rows} == {
            model.__name__: {alpina.pk} for model in rows
        }
        assert set(Grant.objects.exclude(tenant=None).values_list("tenant_id", flat=True)) == {alpina.pk}


def test_main_categories_and_closing_codes_are_there_under_the_same_name(
    furnished: Category, nordlicht_system: SystemGroup, nordlicht: Tenant, alpina: Tenant, ada: User
) -> None:
    moving = make_category(make_agent_group_elsewhere(nordlicht), "Anderes")
    with in_scope(nordlicht):
        code = ClosingCode.objects.get(code="C1")
        CategoryClosingCode.objects.create(tenant=nordlicht, category=moving, closing_code=code)

    choose_tenant(nordlicht_system, alpina, by=ada)
    settle()

    with in_scope(alpina):
        assert Category.objects.get(pk=furnished.pk).main_category.name == "Geld"
        assert [code.code for code in Category.objects.get(pk=furnished.pk).closing_codes.all()] == ["C1"]
    with in_scope(nordlicht):
        assert MainCategory.objects.get().name == "Geld"
        assert [code.code for code in moving.closing_codes.all()] == ["C1"]


def make_agent_group_elsewhere(tenant: Tenant) -> AgentGroup:
    return make_agent_group(make_supervisor_group(make_system_group(tenant, "Woanders"), "Woanders L"), "Woanders A")


def test_each_tenants_log_names_only_itself(nordlicht_system: SystemGroup, alpina: Tenant, ada: User) -> None:
    old = nordlicht_system.tenant

    choose_tenant(nordlicht_system, alpina, by=ada)

    with in_scope(old):
        assert AuditEntry.objects.get().changes == {"tenant": ["Nordlicht Energie", ""]}
    with in_scope(alpina):
        assert AuditEntry.objects.get().changes == {"tenant": ["", "Alpina Versicherung"]}


def test_a_group_whose_category_ever_held_a_ticket_stays(
    ticket: Ticket, nordlicht_system: SystemGroup, alpina: Tenant, ada: User
) -> None:
    with in_scope(ticket.tenant_id):
        Category.objects.filter(pk=ticket.category_id).update(ever_held_ticket=True)

    with refused("Create a new system group for “Alpina Versicherung” instead."):
        choose_tenant(nordlicht_system, alpina, by=ada)


def test_a_category_of_a_group_outside_is_not_taken_along(
    billing: Category, nordlicht: Tenant, nordlicht_system: SystemGroup, alpina: Tenant, ada: User
) -> None:
    outside = make_agent_group_elsewhere(nordlicht)
    with in_scope(nordlicht):
        GroupCategory.objects.create(tenant=nordlicht, agent_group=outside, category=billing)

    with refused("agent groups of another system group work on “Abrechnung” too"):
        choose_tenant(nordlicht_system, alpina, by=ada)


def test_a_rule_that_names_the_old_tenants_account_keeps_the_group(
    billing: Category, nordlicht_account: MailAccount, nordlicht_system: SystemGroup, alpina: Tenant, ada: User
) -> None:
    with in_scope(nordlicht_system.tenant_id):
        CategoryRule.objects.create(
            tenant_id=billing.tenant_id, category=billing, account=nordlicht_account, account_owner=billing.tenant_id
        )

    with refused("service@nordlicht.example"):
        choose_tenant(nordlicht_system, alpina, by=ada)


def test_same_names_in_the_chosen_tenant_are_said(
    billing: Category, alpina_service: AgentGroup, nordlicht_system: SystemGroup, alpina: Tenant, ada: User
) -> None:
    make_category(alpina_service, "Abrechnung", internal_name="other")

    with refused("“Alpina Versicherung” has groups or categories of the same name: “Abrechnung”."):
        choose_tenant(nordlicht_system, alpina, by=ada)


GROUPS = ["supervisor.access", "groups.read", "groups.write"]


def test_nobody_moves_a_role_to_where_they_could_not_give_it(nordlicht: Tenant, alpina: Tenant) -> None:
    """Who administers one tenant and only the groups of the other gives themselves no rights there by that."""
    ours, theirs = make_system_group(nordlicht, "Zweite"), make_system_group(alpina, "Alpina")
    person = make_user("Mona Maus")
    make_grant(person, make_role("Alles", ADMINISTRATOR), ours)
    make_grant(person, make_role("Gruppen", GROUPS), theirs)

    with refused("There you cannot give them all of that."):
        choose_tenant(ours, alpina, by=person)


def test_nobody_moves_members_to_where_they_administer_no_people(nordlicht: Tenant, alpina: Tenant) -> None:
    ours, theirs = make_system_group(nordlicht, "Zweite"), make_system_group(alpina, "Alpina")
    person = make_user("Mona Maus")
    make_grant(person, make_role("Gruppen", GROUPS), theirs)
    make_member(make_user("Nils Nord"), make_agent_group(make_supervisor_group(ours, "Leitung"), "Service"))

    with refused("There you cannot give them all of that."):
        choose_tenant(ours, alpina, by=person)


@pytest.mark.parametrize("more", [[], ["users.write"]])
def test_who_may_give_all_that_comes_along_moves_the_group(nordlicht: Tenant, alpina: Tenant, more: list[str]) -> None:
    """Nothing of people at all, or roles whose rights one has there oneself."""
    ours, theirs = make_system_group(nordlicht, "Zweite"), make_system_group(alpina, "Alpina")
    person = make_user("Mona Maus")
    make_grant(person, make_role("Gruppen", [*GROUPS, *more]), theirs)
    if more:
        make_grant(make_user("Nils Nord"), make_role("Wenig", ["groups.read"]), ours)

    assert choose_tenant(ours, alpina, by=person).tenant == alpina


def test_the_system_moves_members_without_being_asked_and_all_who_look_on_hear_it(
    anna: User, sven: User, nordlicht_system: SystemGroup, nordlicht: Tenant, alpina: Tenant
) -> None:
    with heard() as told, everywhere():
        choose_tenant(nordlicht_system, alpina, by=None)

    assert set(told) >= {
        ("t", nordlicht.pk, "group", nordlicht_system.pk),
        ("t", alpina.pk, "group", nordlicht_system.pk),
        ("u", anna.pk, "rights", 0),
        ("u", sven.pk, "rights", 0),
    }
    with everywhere():
        assert Membership.objects.get(user=anna).tenant == alpina


def test_choosing_the_tenant_that_is_chosen_changes_nothing(nordlicht_system: SystemGroup, nordlicht: Tenant) -> None:
    with heard() as told, everywhere():
        assert choose_tenant(nordlicht_system, nordlicht, by=None) == nordlicht_system

    assert told == []
    with everywhere():
        assert (SystemGroup.objects.get().version, AuditEntry.objects.exists()) == (1, False)


def test_a_deleted_group_and_a_deleted_tenant_are_not_chosen_for(nordlicht_system: SystemGroup, alpina: Tenant) -> None:
    with everywhere():
        Tenant.objects.filter(pk=alpina.pk).update(deleted_at=now())
        with refused("The tenant “Alpina Versicherung” is deleted. Restore it first."):
            choose_tenant(nordlicht_system, alpina, by=None)
        Tenant.objects.filter(pk=alpina.pk).update(deleted_at=None)
        SystemGroup.objects.filter(pk=nordlicht_system.pk).update(deleted_at=now())
        with refused("“Nordlicht” is deleted. Restore the group before you change it."):
            choose_tenant(nordlicht_system, alpina, by=None)
