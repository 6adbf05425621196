"""By what the list of users is narrowed: tenants, agent groups and roles, as far as one sees people there."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from kontor.org.domain.access import Access
from kontor.org.domain.category_queries import tenants_for
from kontor.org.domain.persons import agent_groups, grants_seen
from kontor.org.models import Membership
from kontor.people.domain.roles import roles_to_show
from kontor.people.models import User

RIGHT = "users.read"
Choices = list[tuple[str, str]]


def tenants_of_people(access: Access) -> Choices:
    return [(str(tenant.pk), tenant.name) for tenant in tenants_for(access, RIGHT)]


def groups_of_people(access: Access) -> Choices:
    return [(str(group.pk), f"{group.tenant.code} · {group.name}") for group in agent_groups(access, RIGHT)]


def roles_of_people() -> Choices:
    return [(str(role.pk), role.name) for role in roles_to_show()]


def people_of_tenant(access: Access, rows: QuerySet[User], tenant_id: str) -> QuerySet[User]:
    """Who works in one of its groups or has a role there."""
    members = Membership.objects.filter(user=OuterRef("pk"), tenant_id=int(tenant_id), agent_group__deleted_at=None)
    grants = grants_seen(access).filter(user=OuterRef("pk"), tenant_id=int(tenant_id))
    return rows.filter(Q(Exists(members)) | Q(Exists(grants)))


def people_of_group(rows: QuerySet[User], group_id: str) -> QuerySet[User]:
    return rows.filter(Exists(Membership.objects.filter(user=OuterRef("pk"), agent_group_id=int(group_id))))


def people_with_role(access: Access, rows: QuerySet[User], role_id: str) -> QuerySet[User]:
    """Who has it where one sees it."""
    return rows.filter(Exists(grants_seen(access).filter(user=OuterRef("pk"), role_id=int(role_id))))
