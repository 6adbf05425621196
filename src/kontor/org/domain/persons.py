"""Which people an administrator or supervisor sees, and which of them they may change."""

from __future__ import annotations

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from kontor.org.domain.access import Access
from kontor.org.domain.memberships import may_give
from kontor.org.models import AgentGroup, Grant, Membership, SupervisorGroup, SystemGroup
from kontor.people.models import Role, User
from kontor.people.models.user import UserQuerySet
from kontor.tenants.scope import INSTALLATION, current, every_tenant, scope


def visible_users(access: Access) -> UserQuerySet:
    """The people one sees: all with the right for the installation, else those of the tenants one has the right in."""
    if "users.read" in access.installation:
        return User.objects.get_queryset()
    return User.objects.within_scope(access.tenants_with("users.read"))


def get_user(access: Access, user_id: int) -> User:
    """A living person one sees; 404 otherwise."""
    user = visible_users(access).living().filter(pk=user_id).first()
    if user is None:
        raise Http404
    return user


def people_with(permission: str, *, tenant_id: int | None) -> QuerySet[User]:
    """The active people who have the right somewhere in the tenant, by a role given there; with None those who have it
    for the whole installation."""
    grants = Grant.objects.filter(
        tenant_id=tenant_id, role__deleted_at=None, role__permissions__contains=[permission]
    ).exclude(
        Q(system_group__deleted_at__isnull=False)
        | Q(supervisor_group__deleted_at__isnull=False)
        | Q(agent_group__deleted_at__isnull=False)
    )
    return User.objects.living().filter(active=True, pk__in=grants.values("user_id")).order_by("pk")


def may_change_person(access: Access, user: User) -> bool:
    """Whether one may change name, address, password and activity: only if the person works nowhere one does not.

    Otherwise a supervisor of one tenant could set the password of somebody who also works for another tenant, and
    sign in as them.
    """
    if "users.write" in access.installation:
        return True
    own = set(access.tenants_with("users.write"))
    return bool(own) and _places(user) <= own and _may_take_every_role(access, user)


def _may_take_every_role(access: Access, user: User) -> bool:
    """One has the person's rights oneself, wherever they have them: a password must not be a way to more."""
    by = User(pk=access.user_id)
    grants = Grant.objects.filter(user=user, role__deleted_at=None).select_related(
        "role", "system_group", "supervisor_group", "agent_group__supervisor_group"
    )
    return all(may_give(by, grant.role, grant.group) for grant in grants)


def with_places(users: QuerySet[User], access: Access) -> QuerySet[User]:
    """With their groups and roles, in the tenants whose people one sees."""
    memberships = Membership.objects.select_related("agent_group", "tenant")
    memberships = memberships.order_by("tenant__sort_key", "agent_group__sort_key")
    grants = Grant.objects.select_related("role", "system_group", "supervisor_group", "agent_group", "tenant")
    grants = grants.order_by("tenant__sort_key", "role__sort_key", "pk")
    if "users.read" not in access.installation:
        seen = access.tenants_with("users.read")
        memberships = memberships.filter(tenant_id__in=seen)
        grants = grants.filter(Q(tenant_id__in=seen) | Q(tenant=None))
    return users.prefetch_related(
        Prefetch("memberships", memberships.filter(agent_group__deleted_at=None)),
        Prefetch("grants", grants.filter(role__deleted_at=None)),
    )


def agent_groups(access: Access, permission: str) -> list[AgentGroup]:
    """The living agent groups on which one has the right, by tenant and name."""
    rows = AgentGroup.objects.living().select_related("tenant", "supervisor_group__system_group")
    rows = rows.order_by("tenant__sort_key", "sort_key")
    if permission in access.installation:
        return list(rows)
    own = [group_id for group_id, group in access.groups.items() if permission in group.permissions]
    return list(rows.filter(pk__in=own))


def places(access: Access, permission: str) -> list[SystemGroup | SupervisorGroup | AgentGroup]:
    """The groups of every level on which one has the right, as a tree read line by line, by tenant."""
    systems = list(SystemGroup.objects.living().select_related("tenant").order_by("tenant__sort_key", "sort_key"))
    supervisors = list(SupervisorGroup.objects.living().order_by("sort_key"))
    agents = list(AgentGroup.objects.living().order_by("sort_key"))
    all_of_them = permission in access.installation
    given = set() if all_of_them else _given_on(access.user_id, permission)
    found: list[SystemGroup | SupervisorGroup | AgentGroup] = []
    for system in systems:
        system_counts = all_of_them or ("system", system.pk) in given
        found += [system] if system_counts else []
        for supervisor in (row for row in supervisors if row.system_group_id == system.pk):
            supervisor.system_group = system
            supervisor.tenant = system.tenant
            counts = system_counts or ("supervisor", supervisor.pk) in given
            found += [supervisor] if counts else []
            for agent in (row for row in agents if row.supervisor_group_id == supervisor.pk):
                agent.supervisor_group = supervisor
                agent.tenant = system.tenant
                found += [agent] if counts or ("agent", agent.pk) in given else []
    return found


def grants_of(user: User, access: Access) -> list[Grant]:
    """The roles the person has in the tenants whose people one sees; those of the installation only with id 0."""
    rows = Grant.objects.filter(user=user, role__deleted_at=None).select_related(
        "role", "tenant", "system_group", "supervisor_group", "agent_group__supervisor_group"
    )
    return list(_seen(rows, access).order_by("tenant__sort_key", "role__sort_key"))


def holders_of(access: Access, role: Role) -> list[Grant]:
    """To whom the role is given and where, as far as one sees the people."""
    rows = Grant.objects.filter(role=role, user__in=visible_users(access).living()).select_related(
        "user", "tenant", "system_group", "supervisor_group", "agent_group"
    )
    return list(_seen(rows, access).order_by("user__sort_key", "tenant__sort_key"))


def grants_seen(access: Access) -> QuerySet[Grant]:
    """The roles that are given where one sees the people."""
    return _seen(Grant.objects.filter(role__deleted_at=None), access)


def _seen(rows: QuerySet[Grant], access: Access) -> QuerySet[Grant]:
    if "users.read" not in access.installation:
        return rows.filter(tenant_id__in=access.tenants_with("users.read"))
    return rows if INSTALLATION in current() else rows.exclude(tenant=None)


def _given_on(user_id: int, permission: str) -> set[tuple[str, int]]:
    rows = Grant.objects.filter(user_id=user_id, role__deleted_at=None, role__permissions__contains=[permission])
    found: set[tuple[str, int]] = set()
    for system, supervisor, agent in rows.values_list("system_group_id", "supervisor_group_id", "agent_group_id"):
        found |= {(kind, key) for kind, key in zip(_LEVELS, (system, supervisor, agent), strict=True) if key}
    return found


def _places(user: User) -> set[int]:
    """The tenants in which the person has a group or a role, and 0 for a role of the installation."""
    with scope(INSTALLATION, *every_tenant()), connection.cursor() as cursor:
        cursor.execute(_PLACES, {"user": user.pk})
        return {row[0] for row in cursor.fetchall()}


_LEVELS = ("system", "supervisor", "agent")

_PLACES = """
SELECT tenant_id FROM org_membership WHERE user_id = %(user)s
UNION SELECT COALESCE(tenant_id, 0) FROM org_grant WHERE user_id = %(user)s
"""
