"""The door to text modules and their groups: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import allowed, need
from kontor.texts.domain.module_queries import groups_in_scope, modules_in_scope
from kontor.texts.models import ModuleGroup, TextModule

READ, WRITE = "modules.read", "modules.write"


def get_module(request: DeskRequest, module_id: int, *, may: str) -> TextModule:
    """A living text module with its tenant and group."""
    module = modules_in_scope().filter(pk=module_id).first()
    if module is None:
        raise Http404
    need(request, may, tenant_id=module.tenant_id)
    return module


def get_modules(request: DeskRequest, ids: list[int], *, may: str, deleted: bool = False) -> list[TextModule]:
    """Those of the ids that are in the person's tenants; refused when the right is missing for one of them."""
    return allowed(request, modules_in_scope(deleted=deleted).filter(pk__in=ids).order_by("pk"), may)


def get_group(request: DeskRequest, module_group_id: int, *, may: str) -> ModuleGroup:
    """A group of text modules with its tenant."""
    group = groups_in_scope().filter(pk=module_group_id).first()
    if group is None:
        raise Http404
    need(request, may, tenant_id=group.tenant_id)
    return group


def get_groups(request: DeskRequest, ids: list[int], *, may: str) -> list[ModuleGroup]:
    """Those of the ids that are in the person's tenants; refused when the right is missing for one of them."""
    return allowed(request, groups_in_scope().filter(pk__in=ids).order_by("pk"), may)
