"""The door to groups: not in your scope is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.org.domain.group_tree import AnyGroup
from kontor.org.middleware import DeskRequest
from kontor.org.models import AgentGroup, SupervisorGroup, SystemGroup
from kontor.supervisor.doors import need

LEVELS: dict[str, type[AnyGroup]] = {"system": SystemGroup, "supervisor": SupervisorGroup, "agent": AgentGroup}
"""As they stand in addresses."""


def get_group(request: DeskRequest, level: str, group_id: int, *, may: str, deleted: bool = False) -> AnyGroup:
    """A group of this level, living unless ``deleted``."""
    if level not in LEVELS:
        raise Http404
    rows = LEVELS[level]._default_manager.select_related("tenant")
    group = rows.filter(pk=group_id, deleted_at__isnull=not deleted).first()
    if group is None:
        raise Http404
    need(request, may, tenant_id=group.tenant_id)
    return group


def get_agent_group(request: DeskRequest, group_id: int, *, may: str) -> AgentGroup:
    group = get_group(request, "agent", group_id, may=may)
    assert isinstance(group, AgentGroup)
    return group


def level_of(group: AnyGroup) -> str:
    return next(level for level, model in LEVELS.items() if isinstance(group, model))
