"""What a group's mask shows beside the form: the groups below, members, categories."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from kontor.org.domain.group_tree import AnyGroup, living_below
from kontor.org.middleware import DeskRequest
from kontor.org.models import AgentGroup, Category, SystemGroup
from kontor.people.models import User


@dataclass(frozen=True)
class Line:
    name: str
    url: str = ""
    note: str = ""


def groups_below(group: AnyGroup) -> list[Line]:
    """The groups of the next level; none below an agent group."""
    if isinstance(group, AgentGroup):
        return []
    level = "supervisor" if isinstance(group, SystemGroup) else "agent"
    return [
        Line(below.name, reverse("supervisor:groups:edit", args=[level, below.pk])) for below in living_below(group)
    ]


def members_of(request: DeskRequest, group: AnyGroup) -> list[Line]:
    """Who works in the agent group."""
    if not isinstance(group, AgentGroup):
        return []
    return [
        Line(user.name, _link(request, "users.read", group, "users", user.pk), user.username)
        for user in members_of_group(group)
    ]


def members_of_group(group: AgentGroup) -> QuerySet[User]:
    return User.objects.living().filter(memberships__agent_group=group).order_by("sort_key", "name")


def categories_of(request: DeskRequest, group: AnyGroup) -> list[Line]:
    """What the agent group works on."""
    if not isinstance(group, AgentGroup):
        return []
    rows = Category.objects.living().filter(agent_groups=group).order_by("sort_key", "name")
    return [Line(row.name, _link(request, "categories.read", group, "categories", row.pk)) for row in rows]


def _link(request: DeskRequest, permission: str, group: AnyGroup, area: str, thing_id: int) -> str:
    if not request.access.may(permission, tenant_id=group.tenant_id):
        return ""
    try:
        return reverse(f"supervisor:{area}:edit", args=[thing_id])
    except NoReverseMatch:
        return ""
