"""Who works what, for many people at once: the same as ``Access`` says for each of them, in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from kontor.org.models import GroupCategory, Membership


def worked_categories(user_ids: Collection[int], permission: str) -> dict[int, frozenset[int]]:
    """By person the living categories of the scope that are their work (by a group of theirs) and in which they have
    the right. Whoever works none is left out."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_WORKED, {"users": sorted(user_ids), "permission": permission})
        for user_id, category_id in cursor.fetchall():
            found[user_id].add(category_id)
    return {user_id: frozenset(categories) for user_id, categories in found.items()}


def workers_of(category_id: int, permission: str) -> list[int]:
    """The active people whose work the category is and who have the right in it."""
    groups = GroupCategory.objects.filter(category_id=category_id, agent_group__deleted_at=None)
    members = Membership.objects.filter(
        agent_group_id__in=groups.values("agent_group_id"), user__active=True, user__deleted_at=None
    )
    worked = worked_categories(set(members.values_list("user_id", flat=True)), permission)
    return sorted(user_id for user_id, categories in worked.items() if category_id in categories)


# What was given on a deleted group rests, and a deleted group works nothing.
_WORKED = """
WITH living AS (
    SELECT a.id, a.supervisor_group_id, s.system_group_id
    FROM org_agentgroup a
    JOIN org_supervisorgroup s ON s.id = a.supervisor_group_id AND s.deleted_at IS NULL
    WHERE a.deleted_at IS NULL
), given AS (
    SELECT g.user_id, g.tenant_id, g.system_group_id, g.supervisor_group_id, g.agent_group_id
    FROM org_grant g JOIN people_role r ON r.id = g.role_id AND r.deleted_at IS NULL
    LEFT JOIN org_systemgroup y ON y.id = g.system_group_id
    LEFT JOIN org_supervisorgroup s ON s.id = g.supervisor_group_id
    LEFT JOIN org_agentgroup a ON a.id = g.agent_group_id
    WHERE g.user_id = ANY (%(users)s) AND %(permission)s = ANY (r.permissions)
      AND COALESCE(y.deleted_at, s.deleted_at, a.deleted_at) IS NULL
), allowed AS (
    SELECT DISTINCT given.user_id, w.category_id
    FROM given
    JOIN living l ON l.id = given.agent_group_id OR l.supervisor_group_id = given.supervisor_group_id
                  OR l.system_group_id = given.system_group_id
    JOIN org_groupcategory w ON w.agent_group_id = l.id
), everywhere AS (
    SELECT DISTINCT user_id FROM given WHERE tenant_id IS NULL
)
SELECT DISTINCT m.user_id, w.category_id
FROM org_membership m
JOIN org_agentgroup a ON a.id = m.agent_group_id AND a.deleted_at IS NULL
JOIN org_groupcategory w ON w.agent_group_id = a.id
JOIN org_category c ON c.id = w.category_id AND c.deleted_at IS NULL
WHERE m.user_id = ANY (%(users)s) AND (
    (m.user_id, w.category_id) IN (SELECT user_id, category_id FROM allowed)
    OR m.user_id IN (SELECT user_id FROM everywhere)
)
"""
