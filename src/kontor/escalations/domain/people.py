"""Whom a rule may tell, and who of a group can be given a ticket."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from kontor.org.domain.persons import people_with
from kontor.org.models import AgentGroup, Membership
from kontor.people.domain.sessions import signed_in
from kontor.people.enums import Availability, Module
from kontor.people.models import AgentState, User
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

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


def ready_members(group: AgentGroup) -> list[User]:
    """Members who work for the tenant at this moment and are ready for mail; who has least on the desk comes first."""
    members = User.objects.filter(memberships__agent_group=group, deleted_at=None, active=True)
    there = signed_in(members.values_list("pk", flat=True), group.tenant_id)
    ready = AgentState.objects.filter(user__in=there, module=Module.MAIL, availability=Availability.READY)
    people = list(User.objects.filter(pk__in=ready.values("user_id")).order_by("pk"))
    counts = (
        Ticket.objects.filter(owner__in=people, state=TicketState.ASSIGNED).values("owner").annotate(of=Count("pk"))
    )
    load = {row["owner"]: row["of"] for row in counts}
    return sorted(people, key=lambda person: (load.get(person.pk, 0), person.pk))
