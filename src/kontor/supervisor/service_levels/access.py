"""The door to service levels: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.org.middleware import DeskRequest
from kontor.sla.domain.queries import service_levels_in_scope
from kontor.sla.models import ServiceLevel
from kontor.supervisor.doors import allowed, need

READ, WRITE = "service_levels.read", "service_levels.write"


def get_level(request: DeskRequest, level_id: int, *, may: str) -> ServiceLevel:
    """A living service level with its tenant."""
    level = service_levels_in_scope().filter(pk=level_id).first()
    if level is None:
        raise Http404
    need(request, may, tenant_id=level.tenant_id)
    return level


def get_levels(request: DeskRequest, ids: list[int], *, may: str, deleted: bool = False) -> list[ServiceLevel]:
    """Those of the ids that are in the person's tenants; refused when the right is missing for one of them."""
    return allowed(request, service_levels_in_scope(deleted=deleted).filter(pk__in=ids).order_by("pk"), may)
