from __future__ import annotations

from typing import Any

from kontor.kernel.text import sort_key_german
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
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION
from tests.factories import next_number
from tests.support.scoping import in_scope

AnyGroup = SystemGroup | SupervisorGroup | AgentGroup


def make_system_group(tenant: Tenant, name: str = "", **values: Any) -> SystemGroup:
    with in_scope(tenant):
        return SystemGroup.objects.create(tenant=tenant, **_named(name, "Systemgruppe"), **values)


def make_supervisor_group(system_group: SystemGroup, name: str = "", **values: Any) -> SupervisorGroup:
    with in_scope(system_group.tenant_id):
        return SupervisorGroup.objects.create(
            tenant_id=system_group.tenant_id,
            system_group=system_group,
            **_named(name, "Supervisorgruppe"),
            **values,
        )


def make_agent_group(supervisor_group: SupervisorGroup, name: str = "", **values: Any) -> AgentGroup:
    with in_scope(supervisor_group.tenant_id):
        return AgentGroup.objects.create(
            tenant_id=supervisor_group.tenant_id,
            supervisor_group=supervisor_group,
            **_named(name, "Agentengruppe"),
            **values,
        )


def make_group_tree(tenant: Tenant, name: str = "") -> AgentGroup:
    """A system group, a supervisor group below it and an agent group below that, which is returned."""
    system = make_system_group(tenant, name and f"{name} System")
    return make_agent_group(make_supervisor_group(system, name and f"{name} Leitung"), name)


def make_category(group: AgentGroup, name: str = "", **values: Any) -> Category:
    """A category the group works on."""
    named = _named(name, "Kategorie")
    values.setdefault("internal_name", f"category-{next_number()}")
    with in_scope(group.tenant_id):
        category = Category.objects.create(tenant_id=group.tenant_id, **named, **values)
        GroupCategory.objects.create(tenant_id=group.tenant_id, agent_group=group, category=category)
    return category


def make_main_category(tenant: Tenant, name: str = "", **values: Any) -> MainCategory:
    with in_scope(tenant):
        return MainCategory.objects.create(tenant=tenant, **_named(name, "Hauptkategorie"), **values)


def make_closing_code(category: Category, code: str = "", name: str = "", **values: Any) -> ClosingCode:
    """A closing code that can be chosen in the category."""
    with in_scope(category.tenant_id):
        closing_code = ClosingCode.objects.create(
            tenant_id=category.tenant_id,
            code=code or f"C{next_number()}",
            **_named(name, "Abschluss"),
            **values,
        )
        CategoryClosingCode.objects.create(tenant_id=category.tenant_id, category=category, closing_code=closing_code)
    return closing_code


def make_member(user: User, group: AgentGroup, role: Role | None = None) -> Membership:
    """The person works the group's categories, with the role's rights there if one is given."""
    with in_scope(group.tenant_id):
        membership = Membership.objects.create(tenant_id=group.tenant_id, user=user, agent_group=group)
    if role:
        make_grant(user, role, group)
    return membership


def make_grant(user: User, role: Role, group: AnyGroup | None = None) -> Grant:
    """The role on the group and all below it; without a group for the whole installation."""
    if group is None:
        with in_scope(INSTALLATION):
            return Grant.objects.create(user=user, role=role)
    with in_scope(group.tenant_id):
        return Grant.objects.create(user=user, role=role, tenant_id=group.tenant_id, **{_place(group): group})


def _place(group: AnyGroup) -> str:
    if isinstance(group, SystemGroup):
        return "system_group"
    return "supervisor_group" if isinstance(group, SupervisorGroup) else "agent_group"


def _named(name: str, kind: str) -> dict[str, str]:
    name = name or f"{kind} {next_number()}"
    return {"name": name, "sort_key": sort_key_german(name)}
