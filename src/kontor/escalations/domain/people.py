"""Whom a rule may tell, and who of a group can be given a ticket."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kontor.org.domain.persons import people_with
from kontor.org.models import AgentGroup, Membership
from kontor.people.models import User
from kontor.routing.domain.crew import Agent, crew_of
from kontor.tenants.scope import every_tenant, scope

SUPERVISES = "escalations.read"
"""Who has this right in the tenant is told where a rule tells the supervisors."""


def people_to_tell(tenant_id: int) -> QuerySet[User]:
    """Everybody active who works some category of the tenant or supervises it, in the order of their names."""
    members = Membership.objects.filter(tenant_id=tenant_id, agent_group__deleted_at=None)
    rows = User.objects.filter(
        Q(pk__in=members.values("user_id")) | Q(pk__in=people_with(SUPERVISES, tenant_id=tenant_id).values("pk"))
    )
    return rows.filter(deleted_at=None, active=True).order_by("sort_key")


def supervisors_of(tenant_id: int) -> list[User]:
    return list(people_with(SUPERVISES, tenant_id=tenant_id))


def ready_members(group: AgentGroup) -> list[Agent]:
    """Members who work for the tenant at this moment, are ready for mail and have room on the desk: what lies there for
    other tenants takes room too, so all of them are looked at."""
    members = list(Membership.objects.filter(agent_group=group).values_list("user_id", flat=True))
    with scope(*every_tenant()):
        crew = crew_of(members)
    return [each for each in crew if each.ready and each.room and group.tenant_id in each.tenants]
