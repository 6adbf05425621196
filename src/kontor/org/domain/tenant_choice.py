"""For which tenants a person may sign in, and for which they have."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from kontor.org.preferences import SIGN_IN_FOR_ALL, person_chain
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope


def offered_tenants(user: User) -> list[Tenant]:
    """The tenants this person can choose at sign-in, in the order of their names.

    Those of the agent groups they are a member of and of the groups they have a role on; with a role for the whole
    installation all of them. Never one that is deleted, switched off or without a system group.
    """
    with scope(INSTALLATION, *every_tenant()), connection.cursor() as cursor:
        cursor.execute(_OFFERED, {"user": user.pk})
        ids = [row[0] for row in cursor.fetchall()]
        return list(Tenant.objects.filter(pk__in=ids).order_by("sort_key"))


def may_choose_all(user: User) -> bool:
    """Signing in for all tenants at once is offered to this person."""
    return SIGN_IN_FOR_ALL.get(*person_chain(user))


@dataclass(frozen=True)
class ChosenTenant:
    """A tenant one has signed in for, as the bar on top shows it."""

    id: int
    name: str
    code: str
    colour: int


def still_valid(user: User) -> list[ChosenTenant]:
    """What is left of a choice now, in the order of names. To be asked in the scope of the choice: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OFFERED, {"user": user.pk})
        return [ChosenTenant(*row[:4]) for row in cursor.fetchall()]


_OFFERED = """
SELECT DISTINCT t.id, t.name, t.code, t.colour, t.sort_key
FROM tenants_tenant t
JOIN org_systemgroup g ON g.tenant_id = t.id AND g.deleted_at IS NULL
WHERE t.deleted_at IS NULL AND t.active AND (
    EXISTS (
        SELECT FROM org_membership m JOIN org_agentgroup a ON a.id = m.agent_group_id AND a.deleted_at IS NULL
        WHERE m.user_id = %(user)s AND m.tenant_id = t.id)
    OR EXISTS (
        SELECT FROM org_grant r
        LEFT JOIN org_systemgroup y ON y.id = r.system_group_id
        LEFT JOIN org_supervisorgroup s ON s.id = r.supervisor_group_id
        LEFT JOIN org_agentgroup a ON a.id = r.agent_group_id
        WHERE r.user_id = %(user)s AND (r.tenant_id = t.id OR r.tenant_id IS NULL)
          AND COALESCE(y.deleted_at, s.deleted_at, a.deleted_at) IS NULL)
)
ORDER BY t.sort_key
"""
