"""What a person may do where: loaded once a request in two statements, asked many times."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection

from kontor.people.models import User
from kontor.preferences.models import SystemValues


@dataclass(frozen=True)
class GroupAccess:
    """A person's rights in one agent group, and whether they work its categories."""

    tenant_id: int
    permissions: frozenset[str]
    is_member: bool


@dataclass(frozen=True)
class CategoryFacts:
    """A living category of the scope, as folders and menus show it."""

    id: int
    tenant_id: int
    name: str
    main: str
    sort_key: tuple[str, str]


@dataclass
class Access:
    """The rights of one person within the scope in force when it was loaded.

    ``installation`` holds the rights given for the whole installation; they count in every tenant of the scope.
    """

    user_id: int
    tenants: tuple[int, ...]
    installation: frozenset[str] = frozenset()
    groups: dict[int, GroupAccess] = field(default_factory=dict)
    tenant_wide: dict[int, frozenset[str]] = field(default_factory=dict)
    """Rights given on any group of the tenant: enough for screens that concern the tenant as a whole."""
    system: SystemValues = field(default_factory=lambda: SystemValues(id=1))
    """The settings of the installation, read along: what is switched off costs a page nothing."""

    def may(self, permission: str, *, tenant_id: int | None = None, category_id: int | None = None) -> bool:
        """The person has the right: in this category, or on some group of this tenant, or for the installation."""
        if permission in self.installation:
            return tenant_id is None or tenant_id in self.tenants or tenant_id == 0
        if category_id is not None:
            return category_id in self.category_ids(permission)
        return tenant_id is not None and permission in self.tenant_wide.get(tenant_id, frozenset())

    def may_anywhere(self, permission: str) -> bool:
        """The right is given somewhere: a menu entry is worth showing."""
        return permission in self.installation or any(permission in has for has in self.tenant_wide.values())

    def tenants_with(self, permission: str) -> tuple[int, ...]:
        """The tenants of the scope in which the person has the right on some group."""
        return tuple(tenant_id for tenant_id in self.tenants if tenant_id and self.may(permission, tenant_id=tenant_id))

    def reads(self, tenant_id: int) -> bool:
        """The person reads every category of the tenant, deleted ones too."""
        read = self.category_ids(READ)
        return all(row[0] in read for row in self._rows if row[2] == tenant_id)

    def category_ids(self, permission: str) -> frozenset[int]:
        """The categories in which the right counts."""
        if permission not in self._categories:
            self._categories[permission] = frozenset(self._find_categories(permission))
        return self._categories[permission]

    @cached_property
    def member_category_ids(self) -> frozenset[int]:
        """The categories of the agent groups the person is a member of: their work."""
        member_of = {group_id for group_id, access in self.groups.items() if access.is_member}
        return frozenset(row[0] for row in self._rows if row[1] in member_of and not row[7])

    def _find_categories(self, permission: str) -> list[int]:
        everywhere = permission in self.installation
        return [
            row[0]
            for row in self._rows
            if (everywhere or permission in self.groups.get(row[1], _NOTHING).permissions)
            and (not row[7] or permission == READ)
        ]

    @cached_property
    def _categories(self) -> dict[str, frozenset[int]]:
        return {}

    def categories(self, permission: str) -> list[CategoryFacts]:
        """The categories in which the right counts, in the order of tenant, main category and name."""
        wanted = self.category_ids(permission)
        facts = {
            row[0]: CategoryFacts(row[0], row[2], row[3], row[4], (row[5], row[6])) for row in self._rows if not row[7]
        }
        return sorted((facts[pk] for pk in wanted if pk in facts), key=lambda one: (one.tenant_id, one.sort_key))

    @cached_property
    def _rows(self) -> list[tuple[int, int, int, str, str, str, str, bool]]:
        """Category and living agent group of the scope; categories without a group under group 0; deleted ones marked.

        Tickets of a deleted category stay readable; everything else ends with it.
        """
        with connection.cursor() as cursor:
            cursor.execute(_PAIRS)
            rows: list[tuple[int, int, int, str, str, str, str, bool]] = cursor.fetchall()
        return rows


def load_access(user: User, tenants: tuple[int, ...]) -> Access:
    """Read the person's memberships and grants within the scope in force."""
    installation: set[str] = set()
    wide: dict[int, set[str]] = {}
    groups: dict[int, set[str]] = {}
    tenant_of: dict[int, int] = {}
    member_of: set[int] = set()
    system: dict[str, Any] = {}
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS, {"user": user.pk})
        for group_id, tenant_id, permissions, settings in cursor.fetchall():
            if settings is not None:
                system = json.loads(settings) if isinstance(settings, str) else settings
            elif group_id is None:
                (installation if tenant_id is None else wide.setdefault(tenant_id, set())).update(permissions)
            else:
                tenant_of[group_id] = tenant_id
                if permissions is None:
                    member_of.add(group_id)
                groups.setdefault(group_id, set()).update(permissions or ())
    return Access(
        user.pk,
        tenants,
        frozenset(installation),
        {
            group_id: GroupAccess(tenant_of[group_id], frozenset(permissions), group_id in member_of)
            for group_id, permissions in groups.items()
        },
        {tenant_id: frozenset(permissions) for tenant_id, permissions in wide.items()},
        SystemValues(id=1, preferences=system),
    )


READ = "tickets.read"
_NOTHING = GroupAccess(0, frozenset(), False)

# For each agent group below the place of a grant its permissions; each group one is a member of, with NULL; and each
# grant by itself: with its tenant, without one for the installation. What was given on a deleted group rests. Last, the
# settings of the installation.
_RIGHTS = """
WITH given AS (
    SELECT g.tenant_id, g.system_group_id, g.supervisor_group_id, g.agent_group_id, r.permissions
    FROM org_grant g JOIN people_role r ON r.id = g.role_id AND r.deleted_at IS NULL
    LEFT JOIN org_systemgroup y ON y.id = g.system_group_id
    LEFT JOIN org_supervisorgroup s ON s.id = g.supervisor_group_id
    LEFT JOIN org_agentgroup a ON a.id = g.agent_group_id
    WHERE g.user_id = %(user)s AND COALESCE(y.deleted_at, s.deleted_at, a.deleted_at) IS NULL
)
SELECT a.id, a.tenant_id, given.permissions, NULL::jsonb
FROM given
JOIN org_supervisorgroup s ON s.deleted_at IS NULL
JOIN org_agentgroup a ON a.supervisor_group_id = s.id AND a.deleted_at IS NULL
WHERE a.id = given.agent_group_id OR s.id = given.supervisor_group_id OR s.system_group_id = given.system_group_id
UNION ALL
SELECT a.id, a.tenant_id, NULL, NULL
FROM org_membership m JOIN org_agentgroup a ON a.id = m.agent_group_id AND a.deleted_at IS NULL
WHERE m.user_id = %(user)s
UNION ALL
SELECT NULL, tenant_id, permissions, NULL FROM given
UNION ALL
SELECT NULL, NULL, NULL, preferences FROM preferences_systemvalues WHERE id = 1
"""

_PAIRS = """
SELECT c.id, COALESCE(gc.agent_group_id, 0), c.tenant_id, c.name, COALESCE(m.name, ''), COALESCE(m.sort_key, ''),
       c.sort_key, c.deleted_at IS NOT NULL
FROM org_category c
LEFT JOIN org_maincategory m ON m.id = c.main_category_id
LEFT JOIN org_groupcategory gc ON gc.category_id = c.id
LEFT JOIN org_agentgroup a ON a.id = gc.agent_group_id AND a.deleted_at IS NULL
WHERE gc.id IS NULL OR a.id IS NOT NULL OR c.deleted_at IS NOT NULL
"""
