"""Reading the tree of groups: what hangs below what, and whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from kontor.org.models import AgentGroup, Category, Grant, Membership, SupervisorGroup, SystemGroup

AnyGroup = SystemGroup | SupervisorGroup | AgentGroup


@dataclass(frozen=True)
class Branch:
    """A group of the tree and what is below it."""

    group: AnyGroup
    below: list[Branch] = field(default_factory=list)


def parent_field(group: AnyGroup) -> str:
    """The field that names the parent; "" for a system group."""
    if isinstance(group, AgentGroup):
        return "supervisor_group"
    return "system_group" if isinstance(group, SupervisorGroup) else ""


def parent_of(group: AnyGroup) -> SystemGroup | SupervisorGroup | None:
    parent: SystemGroup | SupervisorGroup | None = None
    if isinstance(group, AgentGroup):
        parent = group.supervisor_group
    elif isinstance(group, SupervisorGroup):
        parent = group.system_group
    return parent


def living_below(group: AnyGroup) -> Sequence[SupervisorGroup | AgentGroup | Category]:
    """What would lose its place if the group went: the groups below it, or an agent group's categories."""
    if isinstance(group, SystemGroup):
        return list(SupervisorGroup.objects.living().filter(system_group=group))
    if isinstance(group, SupervisorGroup):
        return list(AgentGroup.objects.living().filter(supervisor_group=group))
    return list(Category.objects.living().filter(agent_groups=group))


def people_of(group: AnyGroup) -> list[int]:
    """The ids of everybody who works in the group or below, or has a role there."""
    path = {SystemGroup: "supervisor_group__system_group", SupervisorGroup: "supervisor_group", AgentGroup: ""}
    inner = path[type(group)]
    member = f"agent_group__{inner}" if inner else "agent_group"
    ids = set(Membership.objects.filter(**{member: group}).values_list("user_id", flat=True))
    places = Q(**{member: group})
    if isinstance(group, SystemGroup):
        places |= Q(supervisor_group__system_group=group) | Q(system_group=group)
    if isinstance(group, SupervisorGroup):
        places |= Q(supervisor_group=group)
    ids.update(Grant.objects.filter(places).values_list("user_id", flat=True))
    return sorted(ids)


def tree(tenant_ids: Iterable[int]) -> list[Branch]:
    """All living groups of these tenants, in the order of their names: three statements, however many there are."""
    agent_groups = AgentGroup.objects.living().annotate(
        member_count=Count("memberships", distinct=True, filter=Q(memberships__user__deleted_at=None)),
        category_count=Count("categories", distinct=True, filter=Q(categories__deleted_at=None)),
    )
    below_supervisors: dict[int, list[Branch]] = {}
    for agent_group in agent_groups.order_by("sort_key", "name"):
        below_supervisors.setdefault(agent_group.supervisor_group_id, []).append(Branch(agent_group))
    below_system: dict[int, list[Branch]] = {}
    for supervisor_group in SupervisorGroup.objects.living().order_by("sort_key", "name"):
        branch = Branch(supervisor_group, below_supervisors.get(supervisor_group.pk, []))
        below_system.setdefault(supervisor_group.system_group_id, []).append(branch)
    systems = SystemGroup.objects.living().filter(tenant__in=tuple(tenant_ids)).select_related("tenant")
    systems = systems.order_by("tenant__sort_key", "sort_key", "name")
    return [Branch(system_group, below_system.get(system_group.pk, [])) for system_group in systems]


def deleted_groups() -> list[AnyGroup]:
    """All deleted groups of the scope, of every level, those of today first."""
    found: list[AnyGroup] = []
    for model in (SystemGroup, SupervisorGroup, AgentGroup):
        found.extend(model.objects.exclude(deleted_at=None).select_related("tenant"))
    return sorted(found, key=lambda group: group.deleted_at or group.changed_at, reverse=True)
