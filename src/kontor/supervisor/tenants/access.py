"""The door to tenants: not in your scope is 404, not allowed is 403."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from kontor.kernel.kept import Kept
from kontor.org.domain.readiness import with_readiness
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import allowed, need
from kontor.tenants.models import Tenant


def get_tenant(request: DeskRequest, tenant_id: int, *, may: str) -> Any:
    """A living tenant, with what its readiness is judged by."""
    found = _by_id(tenant_id)
    if not found:
        raise Http404
    need(request, may, tenant_id=tenant_id)
    return found[0]


def get_tenants(request: DeskRequest, tenant_ids: list[int], *, may: str, deleted: bool = False) -> list[Tenant]:
    """Those of the ids that are in the scope; refused when the right is missing for one of them."""
    rows = Tenant.objects.filter(pk__in=tenant_ids, deleted_at__isnull=not deleted).order_by("sort_key")
    return allowed(request, rows, may, tenant_of=lambda tenant: tenant.pk)


_by_id = Kept(lambda tenant_id: with_readiness(Tenant.objects.living()).filter(pk=tenant_id))
